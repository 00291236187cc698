"""Each right of the catalogue, proved in browsers and by hand.

An administrator gives somebody exactly one right, who then finds its buttons, no other, and what
they do is written. Somebody who has every right but this one finds none of them, and is refused
the very events and posts that the first one's browser sends.
"""

import json
import re
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Request, StorageState, WebSocket, expect
from sqlmodel import Session, select

from ecoapp.models import EntryEvent, Membership
from ecoapp.services import entry_fields
from ecoapp.services.catalogue import RIGHTS, SECTIONS, section_of
from ecoapp.services.catalogue_terms import EntryKind, Field, Kind, Sheet
from ecoapp.state.viewer import SENT_WORD
from tests import factories
from tests.e2e import socket_client
from tests.e2e.installation import Installation
from tests.e2e.people import REQUEST, Newcomer, Somebody, words
from tests.services.sections import PDF, typed_for

ENTRIES = f"{socket_client.ROOT}.ecoapp___state___sections____section_entries"
DETAILS = f"{socket_client.ROOT}.ecoapp___state___entries____entry_details"
ENTRY = re.compile(r"/etablissements/\d{14}/[a-z]+/[0-9a-f-]{36}$")
REFUSED = "/introuvable"
ARCHIVES = "Voir les archives"
SEND, REMOVE = "Envoyer les fichiers", "Retirer plan.pdf"
# What the history keeps of a file that was taken away; no action of the catalogue.
FILE_REMOVED = "file_removed"
_numbers = count(85_000)


@dataclass(frozen=True)
class Use:
    """Something that a right lets do with an entry that stands at `starts` and then at `leaves`.

    `button`: what opens it; `shown`: all buttons that are there for who has this right only.
    `told`: how the page says that it was done.
    """

    action: str
    button: str
    told: str
    starts: str = ""
    leaves: str = ""
    shown: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True)
class Proof:
    """A right, and all that it lets do. `shown`: all buttons of the section, with it only."""

    label: str
    section: str
    shown: tuple[str, ...]
    uses: tuple[Use, ...]


# Written out, not read from the catalogue: it is the catalogue that is being checked.
_A_CONTRACT = ("Modifier le contrat", REMOVE, SEND)
_A_DECLARATION = ("Modifier la déclaration", REMOVE, SEND)
_A_COLLECTION = ("Modifier l'enlèvement", "Annuler l'enlèvement")
_A_DOCUMENT = ("Renommer ou déplacer", "Archiver")
PROOFS = {
    "information.edit": Proof(
        "Modifier les informations",
        "information",
        ("Modifier les informations",),
        (Use("edit", "Modifier les informations", "Modifiées"),),
    ),
    "contracts.add": Proof(
        "Ajouter un contrat",
        "contracts",
        ("Ajouter un contrat",),
        (
            Use("add", "Ajouter un contrat", "Contrat ajouté", "", "to_sign"),
            Use(
                "edit", "Modifier le contrat", "Contrat modifié", "to_sign", "to_sign", _A_CONTRACT
            ),
            Use("attach", SEND, "Fichier ajouté", "to_sign", "to_sign", _A_CONTRACT),
            Use(FILE_REMOVED, REMOVE, "Fichier retiré", "to_sign", "to_sign", _A_CONTRACT),
        ),
    ),
    "contracts.sign": Proof(
        "Signer un contrat",
        "contracts",
        (),
        (
            Use(
                "sign",
                "Signer un contrat",
                "Contrat signé",
                "to_sign",
                "signed",
                ("Signer un contrat",),
            ),
        ),
    ),
    "declarations.enter": Proof(
        "Saisir une déclaration",
        "declarations",
        ("Saisir une déclaration",),
        (
            Use("enter", "Saisir une déclaration", "Déclaration saisie", "", "draft"),
            Use(
                "edit",
                "Modifier la déclaration",
                "Déclaration modifiée",
                "draft",
                "draft",
                _A_DECLARATION,
            ),
            Use("attach", SEND, "Fichier ajouté", "draft", "draft", _A_DECLARATION),
            Use(FILE_REMOVED, REMOVE, "Fichier retiré", "draft", "draft", _A_DECLARATION),
        ),
    ),
    "declarations.submit": Proof(
        "Transmettre une déclaration",
        "declarations",
        (),
        (
            Use(
                "submit",
                "Transmettre une déclaration",
                "Déclaration transmise",
                "draft",
                "submitted",
                ("Transmettre une déclaration",),
            ),
        ),
    ),
    "collections.request": Proof(
        "Demander un enlèvement",
        "collections",
        ("Demander un enlèvement",),
        (Use("request", "Demander un enlèvement", "Enlèvement demandé", "", "requested"),),
    ),
    "collections.change": Proof(
        "Modifier ou annuler un enlèvement",
        "collections",
        (),
        (
            Use(
                "change",
                "Modifier l'enlèvement",
                "Enlèvement modifié",
                "requested",
                "changed",
                _A_COLLECTION,
            ),
            Use(
                "cancel",
                "Annuler l'enlèvement",
                "Enlèvement annulé",
                "requested",
                "cancelled",
                _A_COLLECTION,
            ),
        ),
    ),
    "invoices.dispute": Proof(
        "Contester une facture",
        "invoices",
        (),
        (
            Use(
                "dispute",
                "Contester une facture",
                "Facture contestée",
                "to_pay",
                "disputed",
                ("Contester une facture",),
            ),
        ),
    ),
    "invoices.justify": Proof(
        "Déposer un justificatif",
        "invoices",
        (),
        (Use("justify", SEND, "Justificatif déposé", "disputed", "justified", (SEND,)),),
    ),
    "documents.add": Proof(
        "Déposer un document",
        "documents",
        ("Déposer un document", ARCHIVES),
        (
            Use("add", "Déposer un document", "Document déposé", "", "kept"),
            Use("attach", SEND, "Fichier ajouté", "kept", "kept", (REMOVE, SEND)),
            Use(FILE_REMOVED, REMOVE, "Fichier retiré", "kept", "kept", (REMOVE, SEND)),
        ),
    ),
    "documents.organise": Proof(
        "Classer les documents",
        "documents",
        (ARCHIVES,),
        (
            Use("organise", "Renommer ou déplacer", "Document classé", "kept", "kept", _A_DOCUMENT),
            Use("archive", "Archiver", "Document archivé", "kept", "kept", _A_DOCUMENT),
            Use(
                "restore",
                "Sortir des archives",
                "Document sorti des archives",
                "kept",
                "kept",
                ("Sortir des archives",),
                archived=True,
            ),
        ),
    ),
}


def test_every_right_and_all_that_it_lets_do_is_proved_here() -> None:
    assert {code: proof.label for code, proof in PROOFS.items()} == {
        code: right.label for code, right in RIGHTS.items()
    }
    proved = {
        (code, proof.section, use.action)
        for code, proof in PROOFS.items()
        for use in proof.uses
        if use.action != FILE_REMOVED
    }
    assert proved == {
        (action.needs.code, section.code, action.code)
        for section in SECTIONS
        for action in (
            [section.content.action]
            if isinstance(section.content, Sheet)
            else section.content.all_actions()
        )
        if action.needs is not None
    }


@pytest.mark.parametrize("code", PROOFS)
def test_a_right_opens_what_it_says_and_nobody_else_does_it(
    called_in: Newcomer, server: Installation, code: str
) -> None:
    proof, siret = PROOFS[code], factories.siret(next(_numbers))
    jean, lucie = called_in("Jean", "Morvan"), called_in("Lucie", "Le Goff")
    yann = called_in("Yann", "Caradec")
    all_but_this = [one for one in RIGHTS if one != code]
    with server.rows_to_come() as session:
        jean_s, lucie_s, yann_s = (
            factories.account_of(session, person.email) for person in (jean, lucie, yann)
        )
        place = factories.establishment(session, siret=siret, administrators=(jean_s,))
        membership = factories.membership(session, yann_s, place)
        membership.permissions = all_but_this
        request = factories.membership_request(session, lucie_s, place).id
        attempts = [_attempt(session, siret, proof, use) for use in proof.uses]
    gives(jean, proof.label, request)
    assert _rights_of(lucie, siret) == [code]

    finds_no_button(yann, attempts)
    before = server.everything()
    for attempt in attempts:
        is_refused(yann, attempt)
        if attempt.opens:
            is_refused_once_the_right_is_gone(yann, attempt, siret, all_but_this)
    assert server.everything() == before

    heard = Sent(lucie)
    lucie.opens(f"/etablissements/{siret}/{proof.section}")
    has_exactly(lucie, proof.shown)
    for attempt in attempts:
        does(lucie, attempt)
        is_written(lucie, attempt)
        assert _before_it_is(heard.last, attempt) == attempt.sent, "not what the other was refused"


# What is tried


@dataclass(frozen=True)
class Attempt:
    """A use, ready to be tried on an entry of its own.

    `path`: the page; `opens`: the event that opens the editor, if it asks anything; `sent`: what
    the browser then sends, an event (name, page, payload) or a post (its address).
    """

    use: Use
    path: str
    entry: UUID | None
    fields: tuple[Field, ...]
    typed: dict[str, str]
    opens: tuple[str, dict[str, Any]] | None
    sent: "Sending"


def _attempt(session: Session, siret: str, proof: Proof, use: Use) -> Attempt:
    section = section_of(proof.section)
    assert section is not None
    content, path = section.content, f"/etablissements/{siret}/{section.code}"
    if isinstance(content, Sheet) or not use.starts:
        typed = typed_for(content.fields)
        sent = (f"{ENTRIES}.submit", path, _form(use.action, typed))
        return Attempt(use, path, None, content.fields, typed, (f"{ENTRIES}.open", {}), sent)
    place = factories.establishment_of(session, siret)
    kept = {"status": use.starts, "archived": use.archived}
    row = factories.entry(session, place, section.code, **kept, **_earlier(content))
    file = factories.attachment(session, row)
    path = f"{path}/{row.id}"
    if use.action == FILE_REMOVED:
        sent = (f"{DETAILS}.remove_file", path, {"file": str(file.id)})
        return Attempt(use, path, row.id, (), {}, None, sent)
    action = content.action(use.action)
    assert action is not None
    if action.takes_files:
        post = (f"/fichiers?piece={row.id}&action={use.action}", path, {})
        return Attempt(use, path, row.id, (), {}, None, post)
    fields = content.fields_of(action)
    typed, event = typed_for(fields), session.exec(_first_event(row.id)).one()
    form = _form(use.action, typed, entry=str(row.id), version=str(event.id))
    opens = (f"{DETAILS}.open", {"action": use.action})
    sent = (f"{DETAILS}.submit", path, form)
    return Attempt(use, path, row.id, fields, typed, opens, sent)


def _form(
    action: str, typed: dict[str, str], *, entry: str = "", version: str = ""
) -> dict[str, Any]:
    """As the page sends it."""
    about = {"_action": action, "_entry": entry, "_version": version}
    pairs = [list(pair) for pair in {**about, **typed}.items()]
    return {"form": {"__reflex_form_data__": pairs}}


def _earlier(kind: EntryKind) -> dict[str, str]:
    """Values of an entry, other than those that are typed."""
    values = entry_fields.parse(kind.fields, typed_for(kind.fields))
    other = {Kind.TEXT: "Avant", Kind.QUANTITY: "3"}
    return {field.name: other.get(field.kind, values[field.name]) for field in kind.fields}


def _first_event(entry: UUID) -> Any:
    return select(EntryEvent).where(EntryEvent.entry_id == entry)


# Who has the right


def gives(jean: Somebody, label: str, request: UUID) -> None:
    """« Gérer les droits »: this right and nothing else."""
    jean.opens(f"/demandes/{request}")
    jean.is_at(REQUEST, "Gérer les droits de Lucie Le Goff")
    jean.radio("Personnaliser").check()
    jean.field(label).check()
    jean.sees("1 droit sur 11")
    jean.button("Valider").click()
    jean.is_at(REQUEST, "Demande de rattachement de Lucie Le Goff")


def has_exactly(lucie: Somebody, buttons: tuple[str, ...]) -> None:
    _has_loaded(lucie)
    # Not by their role, which the choice of a file has too.
    found = lucie.page.get_by_role("main").locator("button").filter(visible=True)
    expect(found).to_have_text([words(label) for label in buttons])


def does(lucie: Somebody, attempt: Attempt) -> None:
    if attempt.entry is not None:
        lucie.opens(attempt.path)
        has_exactly(lucie, attempt.use.shown)
    if attempt.use.button == SEND:
        file = {"name": "Pièce.pdf", "mimeType": "application/pdf", "buffer": PDF}
        lucie.page.get_by_label("Déposez vos fichiers ici").set_input_files([file])
    lucie.button(attempt.use.button).click()
    if attempt.opens:
        expect(lucie.button("Annuler")).to_be_visible()
        for field in attempt.fields:
            _fills(lucie, field, attempt.typed[field.name])
        editor = lucie.page.locator("form").filter(has=lucie.button("Annuler"))
        editor.locator("[type=submit]").click()
    if attempt.entry is None and attempt.use.leaves:
        lucie.is_at(ENTRY)
    lucie.sees(f"{attempt.use.told} par Lucie Le Goff")


def _fills(lucie: Somebody, field: Field, text: str) -> None:
    if field.kind is Kind.CHOICE:
        lucie.field(field.label).select_option(text)
    else:
        lucie.field(field.label).fill(text)


def is_written(lucie: Somebody, attempt: Attempt) -> None:
    """In the database: what was typed, where the entry stands, by whom."""
    server, use = lucie.server, attempt.use
    parsed = entry_fields.parse(attempt.fields, attempt.typed)
    if not use.leaves:
        siret = attempt.path.split("/")[2]
        columns = ", ".join(f"establishment.{name}" for name in parsed)
        [row] = server.rows(
            f"SELECT account.email, {columns} FROM establishment"
            " JOIN account ON account.id = updated_by WHERE siret = ?",
            siret,
        )
        assert row == (lucie.email, *parsed.values())
        return
    entry = attempt.entry or UUID(lucie.page.url.rpartition("/")[2])
    [(status, values, is_archived)] = server.rows(
        'SELECT status, "values", archived_at IS NOT NULL FROM entry WHERE id = ?', entry.hex
    )
    assert (status, is_archived) == (use.leaves, use.action == "archive")
    if "reason" not in parsed:
        assert json.loads(values).items() >= parsed.items()
    [event] = server.rows(
        "SELECT action, account.email, note FROM entry_event JOIN account ON account.id = actor_id"
        " WHERE entry_id = ? ORDER BY entry_event.id DESC LIMIT 1",
        entry.hex,
    )
    assert event[:2] == (use.action, lucie.email)
    assert parsed.get("reason", "") in event[2]
    files = {SEND: {"plan.pdf", "Pièce.pdf"}, REMOVE: set()}.get(use.button)
    if files is not None:
        found = server.rows("SELECT name FROM attachment WHERE entry_id = ?", entry.hex)
        assert {name for (name,) in found} == files


Sending = tuple[str, str, dict[str, Any]]


class Sent:
    """The last thing that somebody's browser sent to have something done."""

    def __init__(self, by: Somebody) -> None:
        self.last: tuple[str, str, dict[str, Any]] = ("", "", {})
        by.page.on("websocket", self._listens)
        by.page.on("request", self._reads_request)

    def _listens(self, socket: WebSocket) -> None:
        socket.on("framesent", self._reads_frame)

    def _reads_frame(self, frame: str | bytes) -> None:
        text = frame if isinstance(frame, str) else frame.decode()
        # The number asks for an acknowledgement.
        sent = re.fullmatch(r'42/_event,\d*\["event",(.*)\]', text, re.DOTALL)
        if not sent:
            return
        event = json.loads(sent[1])
        if event["name"].endswith((".submit", ".remove_file")):
            self.last = (event["name"], event["router_data"]["asPath"], event["payload"])

    def _reads_request(self, request: Request) -> None:
        if request.method == "POST" and "/fichiers" in request.url:
            sent = urlsplit(request.url)
            self.last = (f"{sent.path}?{sent.query}", urlsplit(request.headers["referer"]).path, {})


def _before_it_is(sent: Sending, attempt: Attempt) -> Sending:
    """What was sent, without the word of its sending nor the id that a form gives its new entry."""
    name, path, payload = sent
    if "form" not in payload:
        return sent
    pairs = payload["form"]["__reflex_form_data__"]
    pairs = [[field, value] for field, value in pairs if field != SENT_WORD]
    if ["_entry", ""] in attempt.sent[2]["form"]["__reflex_form_data__"]:
        (given,) = [value for field, value in pairs if field == "_entry"]
        # The sheet has none.
        assert not given or UUID(given)
        pairs = [[field, "" if field == "_entry" else value] for field, value in pairs]
    return name, path, {"form": {"__reflex_form_data__": pairs}}


# Who has all others


def finds_no_button(yann: Somebody, attempts: list[Attempt]) -> None:
    """Of two entries that stand the same, one is enough: their buttons are the same."""
    pages = {(one.use.starts, one.use.archived): one.path for one in attempts}
    for stands, path in pages.items():
        yann.opens(path)
        _has_loaded(yann)
        for one in attempts:
            if (one.use.starts, one.use.archived) == stands:
                expect(yann.button(one.use.button)).to_have_count(0)


def is_refused(yann: Somebody, attempt: Attempt) -> None:
    """What was never his to do: neither to open, nor to send."""
    name, at, payload = attempt.sent
    if name.startswith("/fichiers"):
        answer = yann.context.request.post(
            yann.server.url + name,
            headers={"Accept": "application/json", "Origin": yann.server.url},
            multipart={
                "fichier": {"name": "Pièce.pdf", "mimeType": "application/pdf", "buffer": PDF}
            },
        )
        assert answer.status == 404
        return
    with socket_client.opened(yann.server.url, cookie=_cookie_of(yann)) as spoken:
        spoken.send_event(f"{socket_client.ROOT}.hydrate", at)
        for event in (attempt.opens, (name, payload)):
            if event is not None:
                spoken.send_event(event[0], at, **event[1])
                spoken.waits_for(REFUSED)


def is_refused_once_the_right_is_gone(
    yann: Somebody, attempt: Attempt, siret: str, rights: list[str]
) -> None:
    """The editor was opened in time: only what writes can still refuse."""
    name, at, payload = attempt.sent
    assert attempt.opens
    with socket_client.opened(yann.server.url, cookie=_cookie_of(yann)) as spoken:
        spoken.send_event(f"{socket_client.ROOT}.hydrate", at)
        _may(yann, siret, list(RIGHTS))
        spoken.send_event(attempt.opens[0], at, **attempt.opens[1])
        spoken.waits_for(f'"action":"{attempt.use.action}"')
        _may(yann, siret, rights)
        spoken.send_event(name, at, **payload)
        spoken.waits_for(REFUSED)


# The scene


@pytest.fixture(scope="module")
def known() -> dict[str, tuple[str, StorageState]]:
    """Who has logged in already in this file: their address, and what their browser keeps."""
    return {}


@pytest.fixture
def called_in(
    newcomer: Newcomer, resident: Newcomer, known: dict[str, tuple[str, StorageState]]
) -> Newcomer:
    """Calls in somebody who logs in the first time, and is still signed in afterwards."""

    def call_in(first_name: str, last_name: str) -> Somebody:
        if first_name in known:
            email, kept = known[first_name]
            person = newcomer(first_name, last_name, storage_state=kept)
            person.email = email
            return person
        person = resident(first_name, last_name)
        known[first_name] = person.email, person.context.storage_state()
        return person

    return call_in


def _has_loaded(somebody: Somebody) -> None:
    """Absence says something only once all is there."""
    main = somebody.page.get_by_role("main")
    expect(main.locator(".panel h2").first).to_be_visible()


def _rights_of(somebody: Somebody, siret: str) -> Any:
    [(permissions, is_administrator)] = somebody.server.rows(
        "SELECT permissions, is_administrator FROM membership"
        " JOIN account ON account.id = account_id"
        " JOIN establishment ON establishment.id = establishment_id"
        " WHERE account.email = ? AND siret = ?",
        somebody.email,
        siret,
    )
    assert not is_administrator
    return json.loads(permissions)


def _may(somebody: Somebody, siret: str, rights: list[str]) -> None:
    """Give somebody these rights, behind the application's back."""
    with somebody.server.rows_to_come() as session:
        of_theirs = select(Membership).where(
            Membership.account_id == factories.account_of(session, somebody.email).id,
            Membership.establishment_id == factories.establishment_of(session, siret).id,
        )
        row = session.exec(of_theirs).one()
        row.permissions = rights
        session.add(row)


def _cookie_of(somebody: Somebody) -> str:
    [cookie] = somebody.context.cookies()
    return f"{cookie['name']}={cookie['value']}"
