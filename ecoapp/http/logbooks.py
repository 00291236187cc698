"""Carnets as one file: sent out as a ZIP, taken in as one."""

from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ecoapp.core.errors import (
    FieldsRefused,
    InputIsNotWhatTheFormSends,
    NotAllowed,
    Refusal,
    SignInIsNeeded,
)
from ecoapp.core.transactions import at_length, read, write
from ecoapp.core.way_back import log_in_path
from ecoapp.http import forms
from ecoapp.http.files import SEALED, disposition
from ecoapp.http.plain_pages import plain_page
from ecoapp.services import account_sessions, logbook_exports, logbook_imports, refused_forms
from ecoapp.services.attachments import FilesAreMissing
from ecoapp.services.logbook_exports import Archive
from ecoapp.services.logbook_imports import LogbookImport
from ecoapp.services.logbook_paths import IMPORT, logbook_path
from ecoapp.services.messages import french

EXPORT_PATH = "/export/carnets"
IMPORT_PATH = "/import/carnets"
# The page shows what a native post was refused for.
FORM = "logbook_import"
_ZIP = "application/zip"
_LOST = (
    "Ce carnet n’existe pas",
    "Il a peut-être été supprimé, ou il n’est pas le vôtre. Connectez-vous, puis recommencez.",
)


def routes() -> list[Route]:
    return [
        Route(EXPORT_PATH + "/{logbook_id:uuid}", export, methods=["GET"]),
        Route(IMPORT_PATH, receive_archive, methods=["POST"]),
    ]


async def export(request: Request) -> Response:
    """« Exporter le carnet »: for its keeper, whole."""
    logbook_id = request.path_params["logbook_id"]
    signed_in = await read(account_sessions.of_browser, browser=forms.browser_of(request))
    if signed_in is None:
        return forms.go_to(log_in_path(logbook_path(logbook_id)))
    by = signed_in.account_id
    try:
        if request.method == "HEAD":
            await read(logbook_exports.require, logbook_id, by=by)
            return Response(headers=SEALED, media_type=_ZIP)
        return _ArchiveResponse(await at_length(logbook_exports.prepare, logbook_id, by=by))
    except NotAllowed:
        return plain_page(404, *_LOST)


async def receive_archive(request: Request) -> Response:
    """« Importer »: keep the file; the page works through it, and shows how far it is."""
    browser = forms.browser_of(request)
    try:
        signed_in = await read(account_sessions.of_browser, browser=browser)
        if signed_in is None:
            raise SignInIsNeeded
        by = signed_in.account_id
        # Before a byte of the file is read.
        await read(logbook_imports.may_send, by=by)
        kept = await _receive(request, by)
    except Refusal as refusal:
        return await _refused(request, refusal, browser)
    except ClientDisconnect:
        # Nobody is left to be answered, and nothing was kept.
        return Response(status_code=400)
    finally:
        await request.close()
    # The page may be served by another machine, which finds nothing else of it.
    sent = {"name": kept.name, "logbook_id": str(kept.logbook_id)}
    await write(refused_forms.put, FORM, browser=browser, values=sent, errors={})
    return JSONResponse({}) if forms.is_script(request) else forms.go_to(IMPORT)


class _ArchiveResponse(StreamingResponse):
    """Leaves nothing open, whether it was sent or the browser went away."""

    def __init__(self, archive: Archive) -> None:
        headers = {
            **SEALED,
            "Content-Disposition": disposition(archive.name),
            "Content-Length": str(archive.size),
        }
        super().__init__(archive.chunks(), headers=headers, media_type=_ZIP)
        self._archive = archive

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._archive.close()


async def _receive(request: Request, by: UUID) -> LogbookImport:
    """Beyond a megabyte Starlette keeps the file on disk: memory is bounded."""
    try:
        form = await request.form(max_files=1, max_fields=5)
    except HTTPException as error:
        raise InputIsNotWhatTheFormSends from error
    sent = form.get("file")
    if not isinstance(sent, UploadFile):
        raise FilesAreMissing
    name, size = sent.filename or "", sent.size or 0
    return await at_length(logbook_imports.receive, sent.file, name=name, size=size, by=by)


async def _refused(request: Request, refusal: Refusal, browser: str) -> Response:
    if forms.is_script(request):
        status = 401 if isinstance(refusal, SignInIsNeeded) else 422
        return JSONResponse({"message": french(refusal)}, status_code=status)
    if isinstance(refusal, SignInIsNeeded):
        return forms.go_to(log_in_path(IMPORT))
    said = FieldsRefused({"file": refusal})
    return await forms.refuse_and_go_to(IMPORT, FORM, said, browser=browser)
