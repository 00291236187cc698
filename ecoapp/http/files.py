"""`/fichiers`: what people deposit, and what they download.

Who asks is looked up before anything of a body is read; the body goes to the disk as it comes, and
the gate stops it past its limit. A download is never shown by the browser as a page of ours; what
it shows of a photo is a picture that we made.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ecoapp.core.errors import InputIsNotWhatTheFormSends, NotAllowed, Refusal, SignInIsNeeded
from ecoapp.core.transactions import read, slow
from ecoapp.http import forms
from ecoapp.http.plain_pages import plain_page
from ecoapp.services import account_sessions, attachments
from ecoapp.services.attachments import Download, FilesAreMissing
from ecoapp.services.messages import french
from ecoapp.services.previews import MEDIA_TYPE as PREVIEW_TYPE

PATH = "/fichiers"
# The page shows what a native post was refused for.
FORM = "upload"
MOST_AT_ONCE = 10
_CHUNK = 64 * 1024
_STATUS = {SignInIsNeeded: 401, NotAllowed: 404}
# Of what is downloaded, whatever it is.
SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LOST = (
    "Ce fichier n’existe pas",
    "Il a peut-être été retiré, ou il ne vous est pas ouvert. Connectez-vous, puis recommencez.",
)


def routes() -> list[Route]:
    return [
        Route(PATH, upload, methods=["POST"]),
        Route(PATH + "/{file_id:uuid}", download, methods=["GET"]),
        Route(PATH + "/{file_id:uuid}/apercu", preview, methods=["GET"]),
    ]


async def upload(request: Request) -> Response:
    """The files of one form, all for one entry. A script is answered in JSON, a form by a page."""
    place = ""
    try:
        by = await _signed_in(request)
        about = _about(request)
        key = _key(request)
        place = await read(attachments.place_of_deposit, **about, by=by, key=key)
        for rank, file in enumerate(await _files(request)):
            await slow(
                attachments.add,
                **about,
                sent_name=file.filename or "",
                content=file.file,
                by=by,
                key=uuid5(key, str(rank)) if key and rank else key,
            )
    except Refusal as refusal:
        return await _refused(request, refusal, place)
    except ClientDisconnect:
        # Nobody is left to be answered, and nothing was kept.
        return Response(status_code=400)
    finally:
        await request.close()
    return JSONResponse({}) if forms.is_script(request) else forms.go_to(place)


async def download(request: Request) -> Response:
    """Always a file to keep, whatever it is."""
    try:
        by = await _signed_in(request)
        found = await read(attachments.download, request.path_params["file_id"], by=by)
    except SignInIsNeeded:
        return forms.go_to("/connexion")
    except NotAllowed:
        return plain_page(404, *_LOST)
    headers = {
        **SEALED,
        "Content-Disposition": disposition(found.name),
        "Content-Length": str(found.size),
    }
    if request.method == "HEAD":
        found.content.close()
        return Response(headers=headers, media_type=found.media_type)
    return StreamingResponse(_chunks(found), headers=headers, media_type=found.media_type)


async def preview(request: Request) -> Response:
    """A picture in a page of ours: whatever stands in the way, no page is answered in its place."""
    try:
        by = await _signed_in(request)
        found = await read(attachments.preview, request.path_params["file_id"], by=by)
    except (SignInIsNeeded, NotAllowed):
        return Response(status_code=404, headers=SEALED)
    # Kept by the browser, and shown again only after we were asked whether it still may be seen.
    tag = f'"{found.id}"'
    headers = {**SEALED, "Cache-Control": "private, no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = "inline"
    return Response(found.content, headers=headers, media_type=PREVIEW_TYPE)


def disposition(name: str) -> str:
    """RFC 6266: the name in ASCII for who knows no better, in UTF-8 (RFC 8187) for the others."""
    plain = "".join(sign if " " <= sign <= "~" and sign not in '"\\%' else "_" for sign in name)
    encoded = quote(name, safe="")
    return "; ".join(("attachment", f'filename="{plain}"', f"filename*=UTF-8''{encoded}"))


async def _signed_in(request: Request) -> UUID:
    found = await read(account_sessions.of_browser, browser=forms.browser_of(request))
    if found is None:
        raise SignInIsNeeded
    return found.account_id


def _about(request: Request) -> dict[str, Any]:
    """The entry and the action, in the address: known before the body is."""
    query = request.query_params
    try:
        return {"entry_id": UUID(query.get("piece", "")), "action_code": query.get("action", "")}
    except ValueError as error:
        raise NotAllowed from error


def _key(request: Request) -> UUID | None:
    """Of this sending, made by the browser (IETF draft « The Idempotency-Key HTTP Header Field »).

    None, or what is no key: each sending is another one.
    """
    try:
        return UUID(request.headers.get("idempotency-key", "").strip('"'))
    except ValueError:
        return None


async def _files(request: Request) -> list[UploadFile]:
    try:
        form = await request.form(max_files=MOST_AT_ONCE, max_fields=5)
    except HTTPException as error:
        raise InputIsNotWhatTheFormSends from error
    sent = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    # A browser sends a nameless empty file when none was chosen.
    files = [file for file in sent if file.filename]
    if not files:
        raise FilesAreMissing
    return files


async def _refused(request: Request, refusal: Refusal, place: str) -> Response:
    if forms.is_script(request):
        status = _STATUS.get(type(refusal), 422)
        return JSONResponse({"message": french(refusal)}, status_code=status)
    if isinstance(refusal, SignInIsNeeded):
        return forms.go_to("/connexion")
    if not place:
        return plain_page(404, *_LOST)
    browser = forms.browser_of(request)
    return await forms.refuse_and_go_to(place, FORM, refusal, browser=browser)


def _chunks(found: Download) -> Iterator[bytes]:
    with closing(found.content) as content:
        while chunk := content.read(_CHUNK):
            yield chunk
