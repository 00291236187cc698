"""`/operateur`: the pages of the operator's team. `PAGES` lists them."""

from ecoapp.pages.operator import audit_log, imports, messages, requests, search, vacancy
from ecoapp.state.operator.audit_log import OperatorLog
from ecoapp.state.operator.imports import OperatorImport
from ecoapp.state.operator.messages import OperatorMessages
from ecoapp.state.operator.requests import OperatorRequests
from ecoapp.state.operator.search import OperatorSearch
from ecoapp.state.operator.vacancy import OperatorVacancy

PAGES = (
    ("/operateur", "Demandes sans administrateur", requests.page, OperatorRequests.load),
    ("/operateur/import", "Import de partenaires", imports.page, OperatorImport.load),
    ("/operateur/messages", "Messages reçus", messages.page, OperatorMessages.load),
    ("/operateur/recherche", "Recherche", search.page, OperatorSearch.load),
    (
        "/operateur/etablissements/[establishment_siret]",
        "Nommer un administrateur",
        vacancy.page,
        OperatorVacancy.load,
    ),
    ("/operateur/journal", "Journal", audit_log.page, OperatorLog.load),
)
