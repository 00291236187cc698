"""What a page asks of the database: as many statements for many rows as for few.

Every handler that fills a page is here, by the list of pages: a page without a line fails, and so
does a line without a page.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.models import (
    Account,
    ContactMessage,
    Entry,
    EntryEvent,
    Establishment,
    JoiningDraft,
    Logbook,
    Notification,
    NotificationKind,
)
from ecoapp.pages import PAGES
from ecoapp.services import audit, membership_events
from ecoapp.services.catalogue import SECTIONS
from ecoapp.services.catalogue_terms import AccessLevel, EntryKind
from ecoapp.services.membership_events import MembershipEventKind
from tests import factories
from tests.services.sections import KINDS
from tests.services.statements import statements
from tests.state.people import People, gather
from tests.state.screens import run, screen

FEW, MANY = 3, 60
_PLACE = "/etablissements/{siret}"
_LOGBOOK = "/carnets/{logbook}"
_PART = f"{_LOGBOOK}/equipment"
_ADMINISTRATOR, _OPERATOR, _REQUESTER = "administrator", "operator", "requester"


@dataclass(frozen=True)
class Visit:
    """Somebody opens a page, or asks for more. `shows_more`: what it shows grows with rows."""

    handler: str
    who: str
    path: str
    arguments: tuple[Any, ...] = ()
    shows_more: bool = False

    def __str__(self) -> str:
        return f"{self.handler} {self.arguments} of the {self.who} at {self.path}"


def lists(handler: str, who: str, path: str, *arguments: Any) -> Visit:
    """A page that shows as many rows as there are, up to its limit."""
    return Visit(handler, who, path, arguments, shows_more=True)


# The handlers that fill pages, when they are opened.
OPENED = (
    # In the wizard, in a browser that is at the code; one form after another, no list.
    Visit("Login.load", "", "/connexion"),
    Visit("ForgottenPassword.load", "", "/mot-de-passe-oublie"),
    Visit("NewPassword.load", "", f"/nouveau-mot-de-passe?jeton={factories.LINK}"),
    Visit("SignupEmail.load", "", "/adhesion"),
    Visit("SignupStructure.load", "", "/adhesion/structure"),
    Visit("SignupPerson.load", "", "/adhesion/informations"),
    Visit("SignupPassword.load", "", "/adhesion/mot-de-passe"),
    Visit("SignupCode.load", "", "/adhesion/verification"),
    Visit("SignupCode.show_refusal", "", "/adhesion/verification"),
    Visit("SignupConfirmation.load", "", f"/adhesion/confirmation?jeton={factories.LINK}"),
    Visit("Contact.load", _REQUESTER, "/contact"),
    Visit("ContactSent.load", "", "/contact/envoye?message={message}"),
    lists("Joining.load", _REQUESTER, "/adhesion/etablissement"),
    Visit("Congratulations.load", _ADMINISTRATOR, "/adhesion/felicitations"),
    lists("MemberArea.load", _ADMINISTRATOR, "/espace"),
    lists("MemberArea.load", _REQUESTER, "/espace"),
    lists("Inbox.load", _ADMINISTRATOR, "/notifications"),
    lists("Inbox.load", _ADMINISTRATOR, "/notifications?filtre=toutes"),
    lists("Inbox.load", _ADMINISTRATOR, "/notifications?filtre=a-traiter"),
    Visit("Inbox.open_one", _ADMINISTRATOR, "/notifications/{notification}"),
    lists("RequestTracking.load", _REQUESTER, "/demandes/{request}"),
    lists("RequestTracking.load", _ADMINISTRATOR, "/demandes/{request}"),
    Visit("RequestTracking.load", _OPERATOR, "/demandes/{orphan}"),
    Visit("InvitationAnswer.load", _REQUESTER, "/invitations/{invitation}"),
    Visit("EstablishmentHead.load", _ADMINISTRATOR, f"{_PLACE}/membres"),
    Visit("EstablishmentHead.enter", _ADMINISTRATOR, _PLACE),
    lists("Members.load", _ADMINISTRATOR, f"{_PLACE}/membres"),
    lists("Members.load", "member", f"{_PLACE}/membres"),
    Visit("MemberRights.load", _ADMINISTRATOR, _PLACE + "/membres/{membership}"),
    *(
        Visit(
            "SectionEntries.load",
            _ADMINISTRATOR,
            f"{_PLACE}/{section.code}",
            shows_more=isinstance(section.content, EntryKind),
        )
        for section in SECTIONS
    ),
    *(
        lists("EntryDetails.load", _ADMINISTRATOR, f"{_PLACE}/{section}/{{{section}}}")
        for section, _ in KINDS
    ),
    Visit("NewLogbook.load", _REQUESTER, "/espace"),
    lists("Deadlines.load", _ADMINISTRATOR, "/echeances"),
    lists("Deadlines.load", "member", "/echeances"),
    Visit("LogbookHead.load", _ADMINISTRATOR, _LOGBOOK),
    Visit("LogbookHead.load", "member", _LOGBOOK),
    Visit("LogbookExport.load", _ADMINISTRATOR, _LOGBOOK),
    Visit("LogbookExport.load", "member", _LOGBOOK),
    Visit("LogbookArrival.load", _REQUESTER, "/carnets/importer"),
    Visit("LogbookSettings.load", _ADMINISTRATOR, f"{_LOGBOOK}/reglages"),
    Visit("PreparedLogbook.load", _ADMINISTRATOR, "/carnets/{offer}"),
    Visit("OfferAnswer.load", _REQUESTER, "/carnets/{offer}/acceptation"),
    Visit("LogbookHead.load", _ADMINISTRATOR, _PART),
    lists("SectionEntries.load", _ADMINISTRATOR, _PART),
    lists("SectionEntries.load", "member", _PART),
    lists("EntryDetails.load", _ADMINISTRATOR, f"{_PART}/{{piece}}"),
    lists("EntryDetails.load", "member", f"{_PART}/{{piece}}"),
    # Three at the most.
    Visit("LogbookDeadlines.load", _ADMINISTRATOR, _LOGBOOK),
    Visit("LogbookDeadlines.load", "member", _LOGBOOK),
    Visit("HandingOver.load", _ADMINISTRATOR, f"{_LOGBOOK}/remise"),
    Visit("HandingOver.load_notice", _ADMINISTRATOR, _LOGBOOK),
    Visit("HandoverAnswer.load", _REQUESTER, "/remises/{handover}"),
    lists("Handovers.load", _ADMINISTRATOR, "/remises"),
    lists("SharedWith.load", _ADMINISTRATOR, _LOGBOOK),
    Visit("SharedWith.load", "member", _LOGBOOK),
    lists("Sharing.load", _ADMINISTRATOR, f"{_LOGBOOK}/partages"),
    Visit("ShareDetails.load", _ADMINISTRATOR, _LOGBOOK + "/partages/{share}"),
    lists("OperatorRequests.load", _OPERATOR, "/operateur"),
    Visit("OperatorImport.load", _OPERATOR, "/operateur/import"),
    lists("OperatorMessages.load", _OPERATOR, "/operateur/messages"),
    Visit("OperatorSearch.load", _OPERATOR, "/operateur/recherche"),
    # Somebody administers there: nobody is listed who could be named.
    Visit("OperatorVacancy.load", _OPERATOR, "/operateur/etablissements/{siret}"),
    lists("OperatorLog.load", _OPERATOR, "/operateur/journal"),
)

# What is asked for on a page that is open, and lists as many rows.
ASKED_FOR = (
    lists("MemberArea.more", _ADMINISTRATOR, "/espace", f"1/{UUID(int=0)}"),
    lists("Members.show_members", _ADMINISTRATOR, f"{_PLACE}/membres", "{membership}"),
    lists("Members.show_history", _ADMINISTRATOR, f"{_PLACE}/membres", ""),
    lists("EntryDetails.refresh", _ADMINISTRATOR, f"{_PLACE}/contracts/{{contracts}}"),
    lists("SectionEntries.show_archived", _ADMINISTRATOR, f"{_PLACE}/documents", "oui"),
    lists("SectionEntries.more", _ADMINISTRATOR, f"{_PLACE}/contracts", "{latest}"),
    lists("SectionEntries.show_archived", _ADMINISTRATOR, _PART, "oui"),
    lists("OperatorMessages.show", _OPERATOR, "/operateur/messages", "traites"),
    Visit("OperatorMessages.turn", _OPERATOR, "/operateur/messages", ("{message}",)),
    lists("OperatorRequests.turn", _OPERATOR, "/operateur", "{orphan}"),
    lists("OperatorLog.turn", _OPERATOR, "/operateur/journal", ""),
    lists("OperatorSearch.search", _OPERATOR, "/operateur/recherche", {"text": "Menuiserie"}),
    lists("OperatorSearch.search", _OPERATOR, "/operateur/recherche", {"text": "Chanteloup"}),
)


def handlers_of_pages() -> dict[str, Any]:
    """`State.handler` → the handler, of everything that fills a page."""
    found: dict[str, Any] = {}
    for page in PAGES:
        handlers = page.on_load if isinstance(page.on_load, list) else [page.on_load]
        for handler in handlers:
            if handler is not None:
                found[f"{handler.state.__name__}.{handler.fn.__name__}"] = handler
    return found


def state_of(visit: Visit) -> Any:
    kind = visit.handler.partition(".")[0]
    return next(
        handler.state
        for name, handler in handlers_of_pages().items()
        if name.partition(".")[0] == kind
    )


@dataclass
class Town:
    """People, and as many of everything around them as it is told to `grow`."""

    database: Database
    people: People
    # One entry a section, and the newest of « contracts ».
    entries: dict[str, UUID] = field(default_factory=dict)
    orphan: UUID | None = None
    message: UUID | None = None
    # An entry of the carnet.
    piece: UUID | None = None
    latest: UUID | None = None

    def grow(self, count: int) -> None:
        with self.database.writing() as session:
            accounts = {
                role: session.get_one(Account, account_id)
                for role, account_id in self.people.accounts.items()
            }
            place = factories.establishment_of(session, self.people.siret)
            for _ in range(count):
                _people(session, accounts, place, self.people.request_id)
                _places(session, accounts)
                _inbox(session, accounts[_ADMINISTRATOR], place)
                _deadlines(session, accounts, self.people.logbook_id)
                self._operators_rows(session, accounts[_OPERATOR])
                self._shares(session)
                for section, kind in KINDS:
                    self._entries(session, place, section, kind)
                self._pieces(session)

    def _shares(self, session: Session) -> None:
        """One that holds, one that is over, of people who have put something there."""
        logbook = session.get_one(Logbook, self.people.logbook_id)
        for ended in (False, True):
            person = factories.account(session)
            factories.share(session, logbook, person, {"plans": AccessLevel.READ}, ended=ended)
            factories.entry(session, logbook, "plans", by=person, title="Plan")

    def _operators_rows(self, session: Session, operator: Account) -> None:
        orphan = factories.establishment(session)
        request = factories.membership_request(session, factories.account(session), orphan)
        self.orphan = self.orphan or request.id
        audit.record(session, audit.Action.SEARCHED, "Aubry", by=operator.id)
        waiting, _ = _message(session), _message(session, handled_by=operator)
        self.message = self.message or waiting.id

    def _entries(
        self, session: Session, place: Establishment, section: str, kind: EntryKind
    ) -> None:
        entry = factories.entry(session, place, section, title="Contrat", by=None)
        factories.entry(session, place, section, title="Contrat", archived=True)
        first = self.entries.setdefault(section, entry.id)
        self.latest = entry.id if section == "contracts" else self.latest
        for entry_id in {first, entry.id}:
            session.add(
                EntryEvent(entry_id=entry_id, action=kind.creation.code, actor_name="Jean Morvan")
            )
            factories.attachment(session, session.get_one(Entry, entry_id), name="Vannes.pdf")

    def _pieces(self, session: Session) -> None:
        logbook = session.get_one(Logbook, self.people.logbook_id)
        entry = factories.entry(session, logbook, "equipment", name="Chaudière")
        factories.entry(session, logbook, "equipment", name="Chaudière", archived=True)
        self.piece = self.piece or entry.id
        for entry_id in {self.piece, entry.id}:
            session.add(EntryEvent(entry_id=entry_id, action="edit", actor_name="Jean Morvan"))
            factories.attachment(session, session.get_one(Entry, entry_id), name="Notice.pdf")

    def at(self, path: Any) -> Any:
        """With the ids of this town in it."""
        if not isinstance(path, str):
            return path
        ids = {**self.entries, "orphan": self.orphan, "message": self.message, "piece": self.piece}
        for name, one in {**ids, "latest": self.latest}.items():
            path = path.replace(f"{{{name}}}", str(one))
        return self.people.at(path)


def town(database: Database) -> Town:
    people = gather(database, invited=_REQUESTER)
    with database.writing() as session:
        requester = session.get_one(Account, people.accounts[_REQUESTER])
        draft = JoiningDraft(
            account_id=requester.id, siret=people.siret, found_siret=people.siret, message="x"
        )
        session.add(draft)
        factories.signup_draft(session)
        factories.password_reset(session, requester)
    return Town(database, people)


def _people(
    session: Session, accounts: dict[str, Account], place: Establishment, request_id: UUID
) -> None:
    """Members, requests and invitations of the établissement, and what happened there."""
    somebody = factories.account(session, last_name="Chanteloup")
    factories.membership(session, somebody, place)
    administrator = factories.account(session)
    factories.membership(session, administrator, place, is_administrator=True)
    carnet = factories.logbook(session, accounts[_ADMINISTRATOR])
    factories.handover(session, carnet, accounts[_REQUESTER])
    factories.notification(
        session, administrator, kind=NotificationKind.REQUEST_RECEIVED, request_id=request_id
    )
    factories.membership_request(session, factories.account(session), place)
    email = f"{tokens.new_id()}@exemple.fr"
    factories.invitation(session, email, place, by=accounts[_ADMINISTRATOR])
    late = f"{tokens.new_id()}@exemple.fr"
    factories.invitation(session, late, place, by=accounts[_ADMINISTRATOR], sent_days_ago=31)
    membership_events.record(
        session,
        place.id,
        MembershipEventKind.LEFT,
        membership_events.person(somebody),
        by=membership_events.person(administrator),
    )


def _places(session: Session, accounts: dict[str, Account]) -> None:
    """Where the administrator administers and is asked; where the requester asks and is invited."""
    administered = factories.establishment(session, administrators=(accounts[_ADMINISTRATOR],))
    factories.membership_request(session, accounts[_REQUESTER], administered)
    inviting = factories.establishment(session, administrators=(factories.account(session),))
    factories.invitation(session, accounts[_REQUESTER].email, inviting)
    factories.invitation(session, accounts[_ADMINISTRATOR].email, inviting)
    _logbooks(session, accounts[_ADMINISTRATOR], accounts[_REQUESTER])


def _logbooks(session: Session, administrator: Account, requester: Account) -> None:
    """Of the administrator, shared with and prepared for the requester; something in each."""
    own = factories.logbook(session, administrator)
    factories.share(session, own, requester, {"equipment": AccessLevel.READ})
    offered = factories.logbook(session, prepared_by=administrator, offered_to=requester.email)
    for logbook in (own, offered):
        factories.attachment(session, factories.entry(session, logbook, "equipment"))


def _inbox(session: Session, administrator: Account, place: Establishment) -> None:
    """What the administrator is told of, by somebody else each time."""
    requester = factories.account(session)
    request = factories.membership_request(session, requester, place)
    for to_handle, read in ((True, False), (False, True)):
        factories.notification(
            session,
            administrator,
            to_handle=to_handle,
            read=read,
            request_id=request.id,
            establishment_id=place.id,
        )


def _deadlines(session: Session, accounts: dict[str, Account], logbook_id: UUID) -> None:
    """Of the administrator's carnet, and of others that are shared with the member."""
    owner, member = accounts[_ADMINISTRATOR], accounts["member"]
    other = factories.logbook(session, owner)
    factories.share(session, other, member, {"equipment": AccessLevel.READ})
    for logbook in (session.get_one(Logbook, logbook_id), other):
        factories.entry(
            session, logbook, "equipment", name="Chaudière", guaranteed_until="2099-01-01"
        )


def _message(session: Session, *, handled_by: Account | None = None) -> ContactMessage:
    row = ContactMessage(
        deduplication_key=str(tokens.new_id()),
        name="Camille Renaud",
        email="camille@exemple.fr",
        subject="etablissement",
        body="Bonjour",
        handled_by=handled_by.id if handled_by else None,
        handled_at=handled_by.created_at if handled_by else None,
    )
    session.add(row)
    session.flush()
    return row


class Seen(NamedTuple):
    """How many statements were sent, and how much is shown then."""

    statements: int
    shown: int


async def seen(database: Database, town: Town, visit: Visit) -> Seen:
    state = await screen(
        state_of(visit),
        browser=factories.browser(),
        account=town.people.accounts.get(visit.who),
        path=town.at(visit.path),
    )
    handler = getattr(state, visit.handler.partition(".")[2])
    with statements(database) as sent:
        led = await run(handler(*map(town.at, visit.arguments)))
    assert led not in ("/introuvable", "/connexion"), visit
    assert not getattr(state, "errors", {}), (visit, state.errors)
    shown = [getattr(state, name) for name in type(state).base_vars]
    return Seen(len(sent), len(repr(shown)))


def test_every_handler_that_fills_a_page_has_a_line_and_every_line_a_page() -> None:
    assert {visit.handler for visit in OPENED} == set(handlers_of_pages())


async def test_no_page_asks_more_of_the_database_when_there_is_more_in_it(
    database: Database,
) -> None:
    visits = {str(visit): visit for visit in (*OPENED, *ASKED_FOR)}
    place = town(database)
    found: list[dict[str, Seen]] = []
    for rows in (FEW, MANY):
        place.grow(rows)
        found.append({})
        for name, visit in visits.items():
            unread_again(database, place)
            found[-1][name] = await seen(database, place, visit)
    few, many = found
    asked = {name: (few[name].statements, many[name].statements) for name in visits}
    assert {name: counts for name, counts in asked.items() if counts[0] != counts[1]} == {}
    # Had they shown nothing, there would have been nothing to count.
    shows_more = {name for name in visits if many[name].shown > 1.5 * few[name].shown}
    assert shows_more == {name for name, visit in visits.items() if visit.shows_more}
    assert max(count for count, _ in asked.values()) <= 20, asked


def unread_again(database: Database, town: Town) -> None:
    """What the pages before have read."""
    with database.writing() as session:
        session.get_one(Notification, town.people.notification_id).read_at = None
