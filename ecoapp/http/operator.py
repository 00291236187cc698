"""The file of partner établissements that the operator's team sends, as plain HTTP."""

from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.core.transactions import read, slow, write
from ecoapp.http import forms
from ecoapp.http.log_in import LOG_IN_PATH
from ecoapp.services import account_sessions, operators, refused_forms, sent_files
from ecoapp.services.partner_files import FileIsMissing

FORM = "partner_file"
IMPORT_PATH = "/operateur/import"


async def receive_file(request: Request) -> Response:
    """« Vérifier le fichier »: keep it; the page then checks it, and shows how far it is."""
    browser = forms.browser_of(request)
    signed_in = await read(account_sessions.of_browser, browser=browser)
    if signed_in is None:
        return forms.go_to(LOG_IN_PATH)
    by = signed_in.account_id
    try:
        # Before a byte of the file is read.
        await read(operators.enter, by=by)
        file_id = await _received(request, by)
    except NotAllowed:
        return forms.go_to("/introuvable")
    except Refusal as refusal:
        said = FieldsRefused({"file": refusal})
        return await forms.refuse_and_go_to(IMPORT_PATH, FORM, said, browser=browser)
    await write(refused_forms.clear, FORM, browser=browser)
    return forms.go_to(f"{IMPORT_PATH}?fichier={file_id}")


async def _received(request: Request, by: UUID) -> UUID:
    """Beyond a megabyte Starlette keeps the file on disk: memory is bounded."""
    async with request.form(max_files=1, max_fields=5) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise FileIsMissing
        return await slow(
            sent_files.receive, sent.file, name=sent.filename or "", size=sent.size or 0, by=by
        )


def routes() -> list[Route]:
    return [Route(IMPORT_PATH, receive_file, methods=["POST"])]
