"""`/carnets`: the pages of a carnet. `PAGES` lists them."""

from ecoapp.pages.logbooks import (
    arrival,
    entry,
    handing_over,
    logbook,
    offer,
    part,
    settings,
    share,
    sharing,
)
from ecoapp.state.deadlines import LogbookDeadlines
from ecoapp.state.entries import EntryDetails
from ecoapp.state.handing_over import HandingOver
from ecoapp.state.logbook_offers import OfferAnswer, PreparedLogbook
from ecoapp.state.logbook_settings import LogbookSettings
from ecoapp.state.logbook_transfer import LogbookArrival, LogbookExport
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.sections import SectionEntries
from ecoapp.state.shared_with import SharedWith
from ecoapp.state.shares import ShareDetails, Sharing

_LOGBOOK = "/carnets/[logbook_id]"

PAGES = (
    (arrival.PATH, arrival.TITLE, arrival.page, LogbookArrival.load),
    (
        _LOGBOOK,
        logbook.TITLE,
        logbook.page,
        [
            LogbookHead.load,
            PreparedLogbook.load,
            LogbookExport.load,
            SharedWith.load,
            LogbookDeadlines.load,
            HandingOver.load_notice,
        ],
    ),
    (f"{_LOGBOOK}/acceptation", "Un carnet préparé pour vous", offer.page, OfferAnswer.load),
    (
        f"{_LOGBOOK}/reglages",
        settings.TITLE,
        settings.page,
        [LogbookHead.load, LogbookSettings.load],
    ),
    (
        f"{_LOGBOOK}/partages",
        "Partager le carnet",
        sharing.page,
        [LogbookHead.load, Sharing.load],
    ),
    (
        f"{_LOGBOOK}/partages/[share_id]",
        "Modifier un partage",
        share.page,
        [LogbookHead.load, ShareDetails.load],
    ),
    (
        f"{_LOGBOOK}/remise",
        handing_over.TITLE,
        handing_over.page,
        [LogbookHead.load, HandingOver.load],
    ),
    (f"{_LOGBOOK}/[part]", part.TITLE, part.page, [LogbookHead.load, SectionEntries.load]),
    (
        f"{_LOGBOOK}/[part]/[entry]",
        entry.TITLE,
        entry.page,
        [LogbookHead.load, EntryDetails.load],
    ),
)
