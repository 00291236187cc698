"""Who may send what: every event handler there is × everybody who can send it.

A handler without a line here fails, and so does a line without a handler. Events are really sent,
through Reflex's own queue, the guard, and sessions in a real database.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from reflex_base.event.processor import base_state_processor
from reflex_base.registry import RegistrationContext

from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.ecoapp import app
from ecoapp.state import establishments as _registered  # noqa: F401
from ecoapp.state.joining import Joining
from ecoapp.state.member_area import MemberArea
from ecoapp.state.membership_requests import RequestTracking
from ecoapp.state.signup import SignupEmail
from ecoapp.state.viewer import Viewer
from tests import factories
from tests.state.people import People, gather
from tests.state.rows import close_session, contents, expire_session
from tests.state.tabs import HYDRATE, Answer, Tabs, name_of

# What becomes of an event.
RUNS = "runs"
LOG_IN = "does not run, and leads to the log-in"
NOTHING = "does not run, and answers nothing"
LOST = "runs, and finds that this object is not theirs"

# In this order. The member has no right but reading.
PEOPLE = ("anonymous", "stranger", "member", "administrator", "requester", "operator")

ANYBODY = (RUNS,) * 6
# Of a message that was never sent.
NOBODYS = (LOST,) * 6
NOBODY = (NOTHING,) * 6
SIGNED_IN = (LOG_IN, RUNS, RUNS, RUNS, RUNS, RUNS)
PARTIES_TO_THE_REQUEST = (LOG_IN, LOST, LOST, RUNS, RUNS, LOST)
WHO_DECIDES = (LOG_IN, LOST, LOST, RUNS, LOST, LOST)
WHO_ASKED = (LOG_IN, LOST, LOST, LOST, RUNS, LOST)
WHO_IS_TOLD = (LOG_IN, LOST, LOST, RUNS, LOST, LOST)
MEMBERS = (LOG_IN, LOST, RUNS, RUNS, LOST, LOST)
ADMINISTRATORS = (LOG_IN, LOST, LOST, RUNS, LOST, LOST)
OPERATORS = (LOG_IN, LOST, LOST, LOST, LOST, RUNS)
READERS = MEMBERS
OWNERS = ADMINISTRATORS
# The member, with whom it is shared: an owner has nothing to leave.
WHO_SHARES_IN = (LOG_IN, LOST, RUNS, LOST, LOST, LOST)
OWNER = ADMINISTRATORS
BUYER = WHO_ASKED
PARTIES_TO_THE_HANDOVER = PARTIES_TO_THE_REQUEST
# The stranger is.
WHO_IS_INVITED = (LOG_IN, RUNS, LOST, LOST, LOST, LOST)
# The administrator prepares a carnet for the stranger; the page of the answer leads them to it.
PARTIES_TO_THE_OFFER = (LOG_IN, RUNS, LOST, RUNS, LOST, LOST)
WHO_IS_OFFERED = WHO_IS_INVITED
WHO_PREPARES = ADMINISTRATORS
OWNERS = ADMINISTRATORS

MATRIX: dict[str, tuple[str, ...]] = {
    # Reflex's own
    "State.hydrate": ANYBODY,
    "State.hydrate_and_load": ANYBODY,
    "State.set_is_hydrated": NOBODY,
    "OnLoadInternalState.on_load_internal": ANYBODY,
    "OnLoadInternalState.set_is_hydrated": NOBODY,
    "FrontendEventExceptionState.handle_frontend_exception": ANYBODY,
    "UpdateVarsInternalState.update_vars_internal": NOBODY,
    # The wizard, before there is an account
    "SignupEmail.load": ANYBODY,
    "SignupEmail.submit": ANYBODY,
    "SignupStructure.load": ANYBODY,
    "SignupStructure.submit": ANYBODY,
    "SignupPerson.load": ANYBODY,
    "SignupPerson.keep": ANYBODY,
    "SignupPerson.submit": ANYBODY,
    "SignupPassword.load": ANYBODY,
    "SignupPassword.weigh": ANYBODY,
    "SignupPassword.submit": ANYBODY,
    "LikelyAddress.look": ANYBODY,
    "LikelyAddress.forget": ANYBODY,
    "SignupCode.load": ANYBODY,
    "SignupCode.show_refusal": ANYBODY,
    "SignupCode.look": ANYBODY,
    "SignupCode.resend": ANYBODY,
    "SignupCode.resume": ANYBODY,
    "SignupConfirmation.load": ANYBODY,
    "Login.load": ANYBODY,
    "ForgottenPassword.load": ANYBODY,
    "ForgottenPassword.submit": ANYBODY,
    "NewPassword.load": ANYBODY,
    "NewPassword.weigh": ANYBODY,
    "Contact.load": ANYBODY,
    "Contact.submit": ANYBODY,
    "ContactSent.load": NOBODYS,
    # The établissement
    "Joining.load": SIGNED_IN,
    "Joining.keep": SIGNED_IN,
    "Joining.search": SIGNED_IN,
    "Joining.change_siret": SIGNED_IN,
    "Joining.send_request": SIGNED_IN,
    "Joining.create": SIGNED_IN,
    "Congratulations.load": SIGNED_IN,
    "EstablishmentHead.load": MEMBERS,
    "EstablishmentHead.enter": SIGNED_IN,
    "Members.load": MEMBERS,
    "Members.show_members": MEMBERS,
    "Members.show_history": ADMINISTRATORS,
    "Members.leave": MEMBERS,
    "Members.ask_to_administer": MEMBERS,
    "MemberRights.load": ADMINISTRATORS,
    "MemberRights.submit": ADMINISTRATORS,
    "Inviting.invite": ADMINISTRATORS,
    "Inviting.send_again": ADMINISTRATORS,
    "Inviting.withdraw": ADMINISTRATORS,
    "InvitationAnswer.load": WHO_IS_INVITED,
    "InvitationAnswer.accept": WHO_IS_INVITED,
    "InvitationAnswer.decline": WHO_IS_INVITED,
    "SectionEntries.load": MEMBERS,
    "SectionEntries.more": MEMBERS,
    "SectionEntries.show_archived": MEMBERS,
    "SectionEntries.open": ADMINISTRATORS,
    "SectionEntries.close": SIGNED_IN,
    "SectionEntries.submit": ADMINISTRATORS,
    "EntryDetails.load": MEMBERS,
    "EntryDetails.refresh": MEMBERS,
    "EntryDetails.open": ADMINISTRATORS,
    "EntryDetails.close": SIGNED_IN,
    "EntryDetails.submit": ADMINISTRATORS,
    "EntryDetails.remove_file": ADMINISTRATORS,
    # The carnet: the administrator's, shared with the member
    "LogbookHead.load": READERS,
    "LogbookExport.load": READERS,
    "LogbookArrival.load": SIGNED_IN,
    "LogbookArrival.advance": SIGNED_IN,
    "LogbookArrival.cancel": SIGNED_IN,
    "LogbookHead.set_applicable": ADMINISTRATORS,
    "SharedWith.load": READERS,
    "SharedWith.leave": WHO_SHARES_IN,
    "Sharing.load": OWNERS,
    "Sharing.share": OWNERS,
    "Sharing.end": OWNERS,
    "ShareDetails.load": OWNERS,
    "ShareDetails.submit": OWNERS,
    "LogbookDeadlines.load": READERS,
    "HandingOver.load": OWNER,
    "HandingOver.load_notice": READERS,
    "HandingOver.submit": OWNER,
    "HandingOver.withdraw": OWNER,
    "HandoverAnswer.load": PARTIES_TO_THE_HANDOVER,
    "HandoverAnswer.accept": BUYER,
    "HandoverAnswer.decline": BUYER,
    "Handovers.load": SIGNED_IN,
    "NewLogbook.load": SIGNED_IN,
    "NewLogbook.submit": SIGNED_IN,
    "LogbookSettings.load": OWNERS,
    "LogbookSettings.rename": OWNERS,
    "LogbookSettings.delete": OWNERS,
    # The carnet that the administrator prepares for the stranger
    "OfferAnswer.load": PARTIES_TO_THE_OFFER,
    "OfferAnswer.accept": WHO_IS_OFFERED,
    "OfferAnswer.decline": WHO_IS_OFFERED,
    "PreparedLogbook.load": WHO_PREPARES,
    "PreparedLogbook.send_again": WHO_PREPARES,
    "PreparedLogbook.change_address": WHO_PREPARES,
    "PreparedLogbook.keep": WHO_PREPARES,
    "PreparedLogbook.delete": WHO_PREPARES,
    # What is one's own
    "MemberArea.load": SIGNED_IN,
    "MemberArea.more": SIGNED_IN,
    "Deadlines.load": SIGNED_IN,
    "Deadlines.give_up_calendar": SIGNED_IN,
    "Inbox.load": SIGNED_IN,
    "Inbox.open_one": WHO_IS_TOLD,
    "Inbox.mark": WHO_IS_TOLD,
    "Inbox.mark_all_read": SIGNED_IN,
    "RequestTracking.load": PARTIES_TO_THE_REQUEST,
    "RequestTracking.cancel": WHO_ASKED,
    "RequestDecision.submit": WHO_DECIDES,
    # The operator's team
    "OperatorRequests.load": OPERATORS,
    "OperatorRequests.turn": OPERATORS,
    "OperatorMessages.load": OPERATORS,
    "OperatorMessages.turn": OPERATORS,
    "OperatorMessages.show": OPERATORS,
    "OperatorMessages.handle": OPERATORS,
    "OperatorSearch.load": OPERATORS,
    "OperatorSearch.search": OPERATORS,
    "OperatorVacancy.load": OPERATORS,
    "OperatorVacancy.turn": OPERATORS,
    "OperatorVacancy.appoint": OPERATORS,
    "OperatorImport.load": OPERATORS,
    "OperatorImport.advance": OPERATORS,
    "OperatorImport.confirm": OPERATORS,
    "OperatorLog.load": OPERATORS,
    "OperatorLog.turn": OPERATORS,
}

ARGUMENTS: dict[str, dict[str, Any]] = {
    "State.set_is_hydrated": {"value": True},
    "OnLoadInternalState.set_is_hydrated": {"value": True},
    "FrontendEventExceptionState.handle_frontend_exception": {"info": "x", "component_stack": ""},
    "UpdateVarsInternalState.update_vars_internal": {"vars": {}},
    "SignupEmail.submit": {"form": {"email": "nouvelle@exemple.fr"}},
    "SignupStructure.submit": {"form": {"structure": "entreprise"}},
    "SignupPerson.keep": {"field": "first_name", "typed": "Camille"},
    "SignupPerson.submit": {"form": {}},
    "SignupPassword.weigh": {"typed": "Rabot"},
    "SignupPassword.submit": {"form": {"password": factories.PASSWORD}},
    "SignupCode.resume": {"form": {"link": ""}},
    "LikelyAddress.look": {"field": "email", "typed": "camille@gmial.com"},
    "ForgottenPassword.submit": {"form": {"email": "nouvelle@exemple.fr"}},
    "NewPassword.weigh": {"typed": "Rabot"},
    "LogbookHead.set_applicable": {"applicable": "non"},
    "HandingOver.submit": {"form": {"buyer_email": "lea@exemple.fr", "part.equipment": "on"}},
    "HandingOver.withdraw": {"form": {"handover": "{handover}"}},
    "HandoverAnswer.accept": {"form": {"handover": "{handover}"}},
    "HandoverAnswer.decline": {"form": {"handover": "{handover}"}},
    "NewLogbook.submit": {"form": {"logbook_name": "Maison de Larmor"}},
    "LogbookArrival.cancel": {"form": {}},
    "LogbookSettings.rename": {"form": {"logbook_name": "Maison de Ploemeur"}},
    "LogbookSettings.delete": {"form": {}},
    "OfferAnswer.accept": {"form": {"logbook": "{offer}", "left": "lecture"}},
    "OfferAnswer.decline": {"form": {"logbook": "{offer}"}},
    "PreparedLogbook.send_again": {"form": {}},
    "PreparedLogbook.change_address": {"form": {"third_email": "nouvelle@exemple.fr"}},
    "PreparedLogbook.keep": {"form": {}},
    "PreparedLogbook.delete": {"form": {}},
    "SharedWith.leave": {"form": {"logbook": "{logbook}"}},
    "Sharing.share": {"form": {"email": "nouvelle@exemple.fr", "partie.plans": "lecture"}},
    "Sharing.end": {"form": {"share": "{share}"}},
    "ShareDetails.submit": {"form": {"share": "{share}", "partie.plans": "lecture"}},
    "Deadlines.give_up_calendar": {"form": {}},
    "Contact.submit": {"form": {"full_name": "Ariane", "email": "ariane@exemple.fr"}},
    "Joining.keep": {"field": "message", "typed": "Bonjour"},
    "Joining.search": {"form": {"siret": factories.OCTO}},
    "Joining.send_request": {"form": {"message": ""}},
    "Joining.create": {"form": {}},
    "Members.leave": {"form": {}},
    "Members.ask_to_administer": {"form": {"message": "Bonjour"}},
    "Members.show_members": {"after": ""},
    "Members.show_history": {"before": ""},
    "MemberRights.submit": {"form": {"decision": "administrateur"}},
    "Inviting.invite": {"form": {"email": "nouvelle@exemple.fr", "decision": "personnaliser"}},
    "Inviting.send_again": {"form": {"invitation": "{invitation}"}},
    "Inviting.withdraw": {"form": {"invitation": "{invitation}"}},
    "InvitationAnswer.accept": {"form": {"invitation": "{invitation}"}},
    "InvitationAnswer.decline": {"form": {"invitation": "{invitation}"}},
    "Inbox.mark": {"notification": "{notification}", "wanted": "lue"},
    "RequestTracking.cancel": {"form": {"request": "{request}"}},
    "RequestDecision.submit": {"form": {"request": "{request}", "decision": "personnaliser"}},
    "SectionEntries.more": {"after": "{entry}"},
    "MemberArea.more": {"after": "2/{logbook}"},
    "SectionEntries.show_archived": {"archived": "oui"},
    "SectionEntries.submit": {"form": {"_action": "add", "title": "x"}},
    "EntryDetails.open": {"action": "sign"},
    "EntryDetails.submit": {"form": {"_action": "sign", "_entry": "{entry}", "_version": ""}},
    "EntryDetails.remove_file": {"file": "{file}"},
    "OperatorRequests.turn": {"cursor": ""},
    "OperatorMessages.turn": {"cursor": str(UUID(int=1))},
    "OperatorMessages.show": {"which": "traites"},
    "OperatorMessages.handle": {"message_id": str(UUID(int=1))},
    "OperatorSearch.search": {"form": {"text": "Renaud"}},
    "OperatorVacancy.turn": {"cursor": ""},
    "OperatorVacancy.appoint": {"form": {"member": "{membership}"}},
    "OperatorImport.advance": {"file_id": str(UUID(int=1))},
    "OperatorImport.confirm": {"form": {"file_id": str(UUID(int=1))}},
    "OperatorLog.turn": {"cursor": ""},
}

_SECTION = "/etablissements/{siret}/contracts"
_ENTRY = _SECTION + "/{entry}"

# What these do depends on the object that the address names.
PATHS = {
    "RequestTracking.load": "/demandes/{request}",
    "LogbookHead.load": "/carnets/{logbook}",
    "LogbookExport.load": "/carnets/{logbook}",
    "LogbookSettings.load": "/carnets/{logbook}/reglages",
    "LogbookSettings.rename": "/carnets/{logbook}/reglages",
    "LogbookSettings.delete": "/carnets/{logbook}/reglages",
    "OfferAnswer.load": "/carnets/{offer}/acceptation",
    "PreparedLogbook.load": "/carnets/{offer}",
    "PreparedLogbook.send_again": "/carnets/{offer}",
    "PreparedLogbook.change_address": "/carnets/{offer}",
    "PreparedLogbook.keep": "/carnets/{offer}",
    "PreparedLogbook.delete": "/carnets/{offer}",
    "LogbookHead.set_applicable": "/carnets/{logbook}/equipment",
    "SharedWith.load": "/carnets/{logbook}",
    "Sharing.load": "/carnets/{logbook}/partages",
    "Sharing.share": "/carnets/{logbook}/partages",
    "Sharing.end": "/carnets/{logbook}/partages",
    "ShareDetails.load": "/carnets/{logbook}/partages/{share}",
    "ShareDetails.submit": "/carnets/{logbook}/partages/{share}",
    "LogbookDeadlines.load": "/carnets/{logbook}",
    "HandingOver.load": "/carnets/{logbook}/remise",
    "HandingOver.load_notice": "/carnets/{logbook}",
    "HandingOver.submit": "/carnets/{logbook}/remise",
    "HandingOver.withdraw": "/carnets/{logbook}/remise",
    "HandoverAnswer.load": "/remises/{handover}",
    "Inbox.load": "/notifications?filtre=non-lues",
    "Inbox.open_one": "/notifications/{notification}",
    "EstablishmentHead.load": "/etablissements/{siret}/information",
    "Members.load": "/etablissements/{siret}/membres",
    "Members.show_members": "/etablissements/{siret}/membres",
    "Members.show_history": "/etablissements/{siret}/membres",
    "Members.leave": "/etablissements/{siret}/membres",
    "Members.ask_to_administer": "/etablissements/{siret}/membres",
    "OperatorVacancy.load": "/operateur/etablissements/{siret}",
    "OperatorVacancy.turn": "/operateur/etablissements/{siret}",
    "OperatorVacancy.appoint": "/operateur/etablissements/{siret}",
    "Inviting.invite": "/etablissements/{siret}/membres",
    "Inviting.send_again": "/etablissements/{siret}/membres",
    "Inviting.withdraw": "/etablissements/{siret}/membres",
    "MemberRights.load": "/etablissements/{siret}/membres/{membership}",
    "MemberRights.submit": "/etablissements/{siret}/membres/{membership}",
    "InvitationAnswer.load": "/invitations/{invitation}",
    "EstablishmentHead.enter": "/etablissements/{siret}",
    "SectionEntries.load": _SECTION,
    "SectionEntries.more": _SECTION,
    "SectionEntries.show_archived": _SECTION,
    "SectionEntries.open": _SECTION,
    "SectionEntries.submit": _SECTION,
    "EntryDetails.load": _ENTRY,
    "EntryDetails.refresh": _ENTRY,
    "EntryDetails.open": _ENTRY,
    "EntryDetails.submit": _ENTRY,
    "EntryDetails.remove_file": _ENTRY,
}


def registered() -> dict[str, str]:
    """Every handler: `State.handler` → the name of its event."""
    handlers = RegistrationContext.get().event_handlers
    return {
        f"{of.states[0].__name__}.{event.rpartition('.')[2]}": event
        for event, of in handlers.items()
    }


def arguments_of(handler: str) -> dict[str, Any] | None:
    if handler.endswith(".setvar"):
        return {"var_name": "is_hydrated", "value": True}
    return ARGUMENTS.get(handler)


def line_of(handler: str) -> tuple[str, ...] | None:
    # Every State inherits Reflex's `setvar`, which would write any var.
    return NOBODY if handler.endswith(".setvar") else MATRIX.get(handler)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The handlers that Reflex ran, in order."""
    names: list[str] = []
    run: Callable = base_state_processor.process_event

    async def recorded(handler: Any, payload: Any, state: Any, root_state: Any) -> None:
        names.append(handler.fn.__qualname__)
        await run(handler, payload, state, root_state)

    monkeypatch.setattr(base_state_processor, "process_event", recorded)
    yield names


def outcome(handler: str, answer: Answer, ran: list[str]) -> str:
    if handler in ran or (handler.endswith(".setvar") and any("setvar" in name for name in ran)):
        return LOST if answer.redirects == ["/introuvable"] else RUNS
    if [path.partition("?")[0] for path in answer.redirects] == ["/connexion"]:
        return LOG_IN
    return NOTHING if not answer.events else f"unexpected: {answer.events}"


def test_every_handler_has_a_line_and_every_line_a_handler() -> None:
    handlers = {handler for handler in registered() if not handler.endswith(".setvar")}
    assert handlers == set(MATRIX)
    assert len(registered()) == len(RegistrationContext.get().event_handlers)


@pytest.mark.parametrize("person", PEOPLE)
async def test_everybody_can_do_what_their_column_says_and_nothing_else(
    tabs: Tabs, sqlite: Database, ran: list[str], person: str
) -> None:
    column, wrong = PEOPLE.index(person), {}
    for handler, event in registered().items():
        expected = (line_of(handler) or ())[column]
        # Others each time: what one handler did must not decide about the next.
        people = gather(sqlite, invited="stranger")
        tab = await tabs.open(cookie=people.cookies[person])
        before = contents(sqlite)
        ran.clear()
        page = people.at(PATHS.get(handler, "/accessibilite"))
        answer = await tab.send(event, people.in_place(arguments_of(handler)), path=page)
        found = outcome(handler, answer, ran)
        if found != expected:
            wrong[handler] = found
        if found in (LOG_IN, NOTHING) and contents(sqlite) != before:
            wrong[handler] = "changed the database"
    assert wrong == {}


async def test_what_is_refused_shows_nothing_of_the_object(tabs: Tabs, people: People) -> None:
    for person in ("anonymous", "stranger", "member"):
        tab = await tabs.open(cookie=people.cookies[person])
        answer = await tab.call(RequestTracking.load, path=f"/demandes/{people.request_id}")
        for word in ("Vannes", "Requester", "Administrator", "•••"):
            assert word not in answer.wire, person


@pytest.mark.parametrize("end", [close_session, expire_session])
async def test_a_session_that_ended_stops_at_the_very_next_event(
    tabs: Tabs, sqlite: Database, people: People, ran: list[str], end: Callable
) -> None:
    cookie = str(people.cookies["administrator"])
    tab = await tabs.open(cookie=cookie)
    assert (await tab.call(MemberArea.load)).redirects == []
    end(sqlite, cookie)
    ran.clear()
    answer = await tab.call(MemberArea.load)
    assert (answer.redirects, ran) == (["/connexion"], [])


async def test_the_account_of_a_session_may_vanish(
    tabs: Tabs, sqlite: Database, people: People
) -> None:
    tab = await tabs.open(cookie=people.cookies["stranger"])
    await tab.call(MemberArea.load)
    with sqlite.writing() as session:
        from sqlalchemy import delete

        from ecoapp.models import Account

        session.exec(delete(Account).where(Account.first_name == "Stranger"))  # type: ignore
    assert (await tab.call(MemberArea.load)).redirects == ["/connexion"]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "{name}=HLmVPfNVeq8ihKrv4LbsqVyUWO9HP04uSvDVkNr0SEg",  # of the right form
        "{name}=",
        "{name}=short",
        "{name}={cookie}x",
        "{name}={digest}",
        "session={cookie}",
        "__Secure-session={cookie}",
        '{name}="{cookie}; Path=/"',
        "{name}=' OR 1=1 --",
        "{name}=" + "é" * 43,
        "\x00\xff;;;==={name}",
        "{name}={cookie}" + "A" * 100_000,
    ],
)
async def test_no_other_cookie_opens_a_session(
    tabs: Tabs, people: People, ran: list[str], header: str | None
) -> None:
    cookie = str(people.cookies["member"])
    names = {"name": browser_cookie.name(), "cookie": cookie, "digest": tokens.digest(cookie)}
    tab = await tabs.open(header=None if header is None else header.format(**names))
    answer = await tab.call(MemberArea.load)
    assert (answer.redirects, ran) == (["/connexion"], [])


async def test_the_cookie_is_that_of_the_connection_whatever_the_event_says(
    tabs: Tabs, people: People, ran: list[str]
) -> None:
    tab = await tabs.open(cookie=people.cookies["anonymous"])
    stolen = f"{browser_cookie.name()}={people.cookies['administrator']}"
    for router_data in (
        {"headers": {"cookie": stolen}},
        {"headers": {"Cookie": stolen}, "cookie": stolen, "token": "other", "sid": "other"},
        {
            "pathname": "/espace",
            "asPath": "/espace",
            "headers": {"raw_headers": {"cookie": stolen}},
        },
    ):
        answer = await tab.send(name_of(MemberArea.load), router_data=router_data)
        assert (answer.redirects, ran) == (["/connexion"], [])


@pytest.mark.parametrize(
    "event",
    [
        "",
        "load",
        "MemberArea.load",
        "reflex___state____state",
        "reflex___state____state.reset",
        "reflex___state____state.get_state",
        "reflex___state____state.ecoapp___state___member_area____member_area._loaded",
        "reflex___state____state.ecoapp___state___member_area____member_area.load.__call__",
        "reflex___state____state.ecoapp___state___viewer____viewer.set_first_name",
        "reflex___state____state.ecoapp___state___viewer____viewer._account_id",
        "_redirect",
        "../../etc/passwd",
        "x" * 100_000,
    ],
)
async def test_a_forged_event_name_does_nothing(
    tabs: Tabs, sqlite: Database, people: People, ran: list[str], event: str
) -> None:
    tab = await tabs.open(cookie=people.cookies["administrator"])
    before = contents(sqlite)
    answer = await tab.send(event, {"value": "x"})
    assert (answer, ran, contents(sqlite)) == (Answer(), [], before)
    assert (await tab.call(MemberArea.load)).redirects == []


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        5,
        "not json",
        '{"name": "x"}',
        {},
        {"name": None},
        {"name": {"a": 1}},
        {"name": ["a"]},
        {"name": "x", "payload": [1]},
        {"name": "x", "router_data": 5},
        {"name": HYDRATE, "router_data": {"pathname": {"a": 1}}},
        {"name": HYDRATE, "router_data": {"pathname": "/espace", "query": 5}},
        {"name": HYDRATE, "payload": "x", "router_data": {}},
    ],
)
async def test_a_malformed_event_leaves_the_app_standing(
    tabs: Tabs, people: People, raw: Any
) -> None:
    tab = await tabs.open(cookie=people.cookies["stranger"])
    try:
        await tab.send_raw(raw)
    except Exception as error:  # the socket of this tab alone is closed by it
        assert not isinstance(error, AssertionError)
    other = await tabs.open(cookie=people.cookies["stranger"])
    assert (await other.call(MemberArea.load)).redirects == []


FRAMEWORK = {
    "State.hydrate_and_load": [
        {"vars": {f"{Viewer.get_full_name()}.first_name": "Mallory"}},
        {"vars": {f"{Viewer.get_full_name()}._account_id": "x"}},
        {"vars": {"no.such.state": 1}},
        {"vars": [1]},
        {"vars": {"": {"a": {}}}},
        {"hashes": {"a": 1}},
        {"hashes": [None] * 1_000},
        {"unknown": 1},
    ],
    "State.hydrate": [{"value": 1}],
    "State.set_is_hydrated": [{}, {"value": {"a": "x" * 1_000}}, {"value": None}, {"other": 1}],
    "OnLoadInternalState.on_load_internal": [{"page": "/espace"}, {"self": 1}],
    "OnLoadInternalState.set_is_hydrated": [{"value": []}],
    "FrontendEventExceptionState.handle_frontend_exception": [
        {"info": None, "component_stack": {}},
        {"info": "x" * 1_000_000, "component_stack": ""},
        {"info": "[bold]x[/]\r\nforged line", "component_stack": ""},
        {},
    ],
}


@pytest.mark.parametrize("handler", FRAMEWORK)
async def test_reflexs_own_handlers_take_hostile_arguments(
    tabs: Tabs, sqlite: Database, people: People, handler: str
) -> None:
    before = contents(sqlite)
    for arguments in FRAMEWORK[handler]:
        tab = await tabs.open(cookie=people.cookies["anonymous"])
        await tab.send(registered()[handler], arguments, path="/mentions-legales")
        viewer = await tab.state(Viewer)
        assert (viewer.first_name, viewer._account_id) == ("", None), arguments
        # The tab still works.
        assert (await tab.call(SignupEmail.load)).redirects == []
    assert contents(sqlite) == before


async def test_a_page_that_is_loaded_asks_the_guard_for_each_of_its_handlers(
    tabs: Tabs, people: People, ran: list[str]
) -> None:
    tab = await tabs.open(cookie=people.cookies["anonymous"])
    answer = await tab.send(HYDRATE, path=f"/demandes/{people.request_id}")
    assert answer.redirects == [f"/connexion?suite=/demandes/{people.request_id}"]
    assert "RequestTracking.load" not in ran
    answer = await tab.send(HYDRATE, path="/notifications?filtre=non-lues&x=1")
    assert answer.redirects == ["/connexion?suite=/notifications%3Ffiltre%3Dnon-lues"]


def test_states_write_nothing_in_cookies_or_browser_storage() -> None:
    """`hydrate_and_load` writes such vars from what the browser says."""
    from reflex.istate.storage import ClientStorageBase
    from reflex.state import State

    for state in State.get_substates():
        for name, default in state.get_fields().items():
            assert not isinstance(default.default_value(), ClientStorageBase), (state, name)


def test_handlers_never_run_without_the_lock_and_the_guard() -> None:
    """Background handlers pass the guard once, then run for as long as they like."""
    handlers = RegistrationContext.get().event_handlers
    assert [name for name, of in handlers.items() if of.handler.is_background] == []


def test_the_guard_is_the_first_middleware() -> None:
    assert type(app._middlewares[0]).__name__ == "Guard"


async def test_nothing_of_the_cookie_reaches_the_browser(tabs: Tabs, people: People) -> None:
    cookie = str(people.cookies["administrator"])
    tab = await tabs.open(cookie=cookie)
    answer = await tab.send(HYDRATE, path="/espace")
    for secret in (cookie, tokens.digest(cookie), 'cookie": "__Host'):
        assert secret not in answer.wire
    json.loads(answer.wire)
    assert Joining.get_full_name() in answer.delta
