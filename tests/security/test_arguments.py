"""Arguments of every wrong kind, for every handler that takes any: told in French, nothing changed.

Python's type hints hold nobody: anyone can send anything in place of a text or of a form.
"""

import inspect
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from reflex_base.registry import RegistrationContext

from ecoapp.core.database import Database
from ecoapp.models import Step
from ecoapp.state.base import LONGEST_ARGUMENT, Screen
from tests import factories
from tests.state.people import People
from tests.state.rows import contents
from tests.state.screens import NOT_UNDERSTOOD, run, screen, shows_not_understood
from tests.state.tabs import Tabs

# The arguments that our own pages send, by handler.
FORMS: dict[str, dict[str, Any]] = {
    "SignupEmail.submit": {"form": {"email": "camille@exemple.fr"}},
    "SignupStructure.submit": {"form": {"structure": "association"}},
    "SignupPerson.submit": {
        "form": {
            "first_name": "Ariane",
            "last_name": "Delmas",
            "job_title": "Cheffe",
            "phone": "0639981234",
            "one_name": "",
            "consent": "on",
        }
    },
    "SignupPerson.keep": {"field": "first_name", "typed": "Ariane"},
    "SignupPassword.weigh": {"typed": "Rabot et tilleul 7"},
    "SignupPassword.submit": {"form": {"password": "Rabot et tilleul 7"}},
    "SignupCode.resume": {"form": {"link": "https://exemple.fr/adhesion/confirmation?jeton=x"}},
    "LikelyAddress.look": {"field": "email", "typed": "camille@gmial.com"},
    "ForgottenPassword.submit": {"form": {"email": "camille@exemple.fr"}},
    "NewPassword.weigh": {"typed": "Rabot et tilleul 7"},
    "Contact.submit": {
        "form": {
            "full_name": "Ariane Delmas",
            "email": "ariane@exemple.fr",
            "subject": "autre",
            "message": "Bonjour",
        }
    },
    "Joining.keep": {"field": "message", "typed": "Bonjour"},
    "Joining.search": {"form": {"siret": factories.OCTO}},
    "Joining.send_request": {"form": {"siret": factories.OCTO, "message": "Bonjour"}},
    "Inbox.mark": {"notification": "01a20141-b9f9-7998-b1bc-1e97cd805455", "wanted": "lue"},
    "Joining.create": {
        "form": {
            "siret": factories.OCTO,
            "name": "Aubry",
            "street": "1 rue",
            "postal_code": "56000",
            "city": "Vannes",
        }
    },
    "Members.leave": {"form": {}},
    "Members.show_members": {"after": ""},
    "Members.show_history": {"before": ""},
    "MemberRights.submit": {"form": {"decision": "personnaliser", "contracts.add": True}},
    "Inviting.invite": {
        "form": {"email": "a@exemple.fr", "decision": "personnaliser", "contracts.add": True}
    },
    "LogbookArrival.cancel": {"form": {}},
    "NewLogbook.submit": {
        "form": {
            "logbook": "",
            "logbook_name": "Maison de Larmor",
            "logbook_for": "tiers",
            "third_email": "ariane@exemple.fr",
        }
    },
    "LogbookSettings.rename": {"form": {"logbook_name": "Maison de Ploemeur"}},
    "LogbookSettings.delete": {"form": {}},
    "OfferAnswer.accept": {"form": {"logbook": str(UUID(int=0)), "left": "lecture"}},
    "OfferAnswer.decline": {"form": {"logbook": str(UUID(int=0))}},
    "PreparedLogbook.send_again": {"form": {}},
    "PreparedLogbook.change_address": {"form": {"third_email": "nouvelle@exemple.fr"}},
    "PreparedLogbook.keep": {"form": {}},
    "PreparedLogbook.delete": {"form": {}},
    "LogbookHead.set_applicable": {"applicable": "non"},
    "SharedWith.leave": {"form": {"logbook": str(UUID(int=0))}},
    "Sharing.share": {
        "form": {
            "email": "a@exemple.fr",
            "ends_on": "",
            "form": str(UUID(int=0)),
            "partie.plans": "lecture",
        }
    },
    "Sharing.end": {"form": {"share": str(UUID(int=0))}},
    "ShareDetails.submit": {
        "form": {"share": str(UUID(int=0)), "ends_on": "", "partie.plans": "lecture"}
    },
    "Deadlines.give_up_calendar": {"form": {}},
    "HandingOver.submit": {"form": {"buyer_email": "lea@exemple.fr", "part.equipment": "on"}},
    "HandingOver.withdraw": {"form": {"handover": str(UUID(int=0))}},
    "HandoverAnswer.accept": {"form": {"handover": str(UUID(int=0))}},
    "HandoverAnswer.decline": {"form": {"handover": str(UUID(int=0))}},
    "Inviting.send_again": {"form": {"invitation": str(UUID(int=0))}},
    "Inviting.withdraw": {"form": {"invitation": str(UUID(int=0))}},
    "InvitationAnswer.accept": {"form": {"invitation": str(UUID(int=0))}},
    "InvitationAnswer.decline": {"form": {"invitation": str(UUID(int=0))}},
    "RequestTracking.cancel": {"form": {"request": str(UUID(int=0))}},
    "RequestDecision.submit": {
        "form": {
            "request": str(UUID(int=0)),
            "decision": "personnaliser",
            "reason": "",
            "contracts.add": True,
        }
    },
    "SectionEntries.more": {"after": str(UUID(int=0))},
    "MemberArea.more": {"after": f"2/{UUID(int=0)}"},
    "SectionEntries.show_archived": {"archived": "oui"},
    "SectionEntries.submit": {"form": {"_action": "add", "title": "Contrat", "party": ""}},
    "EntryDetails.open": {"action": "sign"},
    "EntryDetails.submit": {
        "form": {"_action": "sign", "_entry": str(UUID(int=0)), "_version": "", "reason": "x"}
    },
    "EntryDetails.remove_file": {"file": str(UUID(int=0))},
    "OperatorRequests.turn": {"cursor": str(UUID(int=1))},
    "OperatorMessages.turn": {"cursor": str(UUID(int=1))},
    "OperatorMessages.show": {"which": "traites"},
    "OperatorMessages.handle": {"message_id": str(UUID(int=1))},
    "OperatorSearch.search": {"form": {"text": "Renaud"}},
    "OperatorVacancy.turn": {"cursor": str(UUID(int=1))},
    "OperatorVacancy.appoint": {"form": {"member": str(UUID(int=1))}},
    "Members.ask_to_administer": {"form": {"message": "Bonjour"}},
    "OperatorImport.advance": {"file_id": str(UUID(int=1))},
    "OperatorImport.confirm": {"form": {"file_id": str(UUID(int=1))}},
    "OperatorLog.turn": {"cursor": str(UUID(int=1))},
}

LONG = "x" * 10_000_000
NOT_TEXTS: dict[str, Any] = {
    "nothing": None,
    "a number": 5,
    "one": 1,
    "a fraction": 0.5,
    "a list": ["Ariane"],
    "a form": {"first_name": {"nested": "Ariane"}},
    "ten megabytes": LONG,
    "one character too many": "x" * (LONGEST_ARGUMENT + 1),
    "a zero character": "Ari\0ane",
    "half a character": "Ari\ud800ane",
}
NOT_FORMS: dict[str, Any] = {
    "nothing": None,
    "a number": 5,
    "yes": True,
    "a text": "camille@exemple.fr",
    "a list": [["email", "camille@exemple.fr"]],
    "ten megabytes": LONG,
}


def places() -> list[Any]:
    """Every argument, and every field of a form."""
    return [
        pytest.param(handler, name, field, id=f"{handler} {field or name}")
        for handler, arguments in FORMS.items()
        for name, value in arguments.items()
        for field in ("", *(value if isinstance(value, dict) else ()))
    ]


def wrong_calls(handler: str, name: str, field: str) -> Iterator[tuple[str, dict[str, Any]]]:
    arguments = FORMS[handler]
    is_form = isinstance(arguments[name], dict)
    for what, wrong in (NOT_FORMS if is_form and not field else NOT_TEXTS).items():
        value = {**arguments[name], field: wrong} if field else wrong
        yield what, {**arguments, name: value}


@pytest.fixture
def everything_under_way(sqlite: Database, signed_in: Any, cookie: str) -> Database:
    """A draft that may be at every step, and a person who may attach themselves."""
    with sqlite.writing() as session:
        factories.signup_draft(session, at=Step.CODE, in_browser=cookie)
        factories.establishment(session, siret=factories.OCTO)
    return sqlite


def test_every_handler_with_arguments_is_tried() -> None:
    handlers = RegistrationContext.get().event_handlers.values()
    ours = {
        f"{of.states[0].__name__}.{of.handler.fn.__name__}"
        for of in handlers
        if issubclass(of.states[0], Screen)
        and of.handler.fn.__name__ != "setvar"
        and len(inspect.signature(of.handler.fn).parameters) > 1
    }
    assert ours == set(FORMS)


@pytest.mark.parametrize(("handler", "name", "field"), places())
async def test_arguments_of_a_wrong_kind_are_not_understood(
    everything_under_way: Database,
    cookie: str,
    signed_in: Any,
    handler: str,
    name: str,
    field: str,
) -> None:
    before = contents(everything_under_way)
    for what, arguments in wrong_calls(handler, name, field):
        state = await built(handler, cookie, signed_in)
        assert await run(getattr(state, handler.partition(".")[2])(**arguments)) is None
        assert shows_not_understood(state), what
        assert contents(everything_under_way) == before, what


@pytest.mark.parametrize("handler", FORMS)
async def test_arguments_that_are_missing_or_too_many_are_not_understood(
    tabs: Tabs, people: People, sqlite: Database, handler: str
) -> None:
    before = contents(sqlite)
    for arguments in wrong_names(FORMS[handler]):
        tab = await tabs.open(cookie=people.cookies["stranger"])
        answer = await tab.send(event_of(handler), arguments)
        assert answer.of(kind_of(handler))["errors"] == {"": NOT_UNDERSTOOD}, arguments
        assert answer.events == []
    assert contents(sqlite) == before


def wrong_names(arguments: dict[str, Any]) -> list[Any]:
    first = next(iter(arguments))
    return [
        {},
        {**arguments, "extra": 1},
        {**arguments, "self": 1},
        {"_" + name: value for name, value in arguments.items()},
        {name: value for name, value in arguments.items() if name != first},
        {**arguments, "": ""},
    ]


@pytest.mark.parametrize("payload", [[1], "text", 5, True])
async def test_a_payload_that_is_no_form_at_all_changes_nothing(
    tabs: Tabs, people: People, sqlite: Database, payload: Any
) -> None:
    before = contents(sqlite)
    for handler in FORMS:
        tab = await tabs.open(cookie=people.cookies["stranger"])
        answer = await tab.send(event_of(handler), payload)
        assert answer.of(kind_of(handler))["errors"] == {"": NOT_UNDERSTOOD}, handler
    assert contents(sqlite) == before


@pytest.mark.parametrize(
    "entries", ["text", 5, [5], [["email"]], [["email", "x", "y"]], [[["email"], "x"]], [None]]
)
async def test_a_form_whose_entries_are_no_pairs_is_not_understood(
    tabs: Tabs, people: People, sqlite: Database, entries: Any
) -> None:
    before = contents(sqlite)
    tab = await tabs.open(cookie=people.cookies["stranger"])
    form = {"form": {"__reflex_form_data__": entries}}
    answer = await tab.send(event_of("SignupEmail.submit"), form)
    assert answer.of(kind_of("SignupEmail.load"))["errors"] == {"": NOT_UNDERSTOOD}
    assert contents(sqlite) == before


async def test_a_form_is_read_as_browsers_send_it(tabs: Tabs, people: People) -> None:
    tab = await tabs.open(cookie=people.cookies["anonymous"])
    form = {"form": {"__reflex_form_data__": [["email", "x"], ["email", "camille@exemple.fr"]]}}
    answer = await tab.send(event_of("SignupEmail.submit"), form)
    assert answer.redirects == ["/adhesion/structure"]


async def test_what_a_form_has_too_many_of_is_left_out(
    everything_under_way: Database, cookie: str, signed_in: Any
) -> None:
    before = contents(everything_under_way)
    state = await built("SignupStructure.submit", cookie, signed_in)
    extra = {"is_administrator": True, "email": 5, "x": ["y"], "password_hash": "x"}
    await run(state.submit({"structure": "entreprise", **extra}))
    assert state.errors == {}
    assert contents(everything_under_way) == before


@pytest.mark.parametrize("handler", ["SignupPerson.keep", "Joining.keep"])
@pytest.mark.parametrize(
    "field", ["password_hash", "email", "id", "__class__", "", "account_id", "code_hash"]
)
async def test_only_the_fields_of_the_screen_can_be_kept(
    everything_under_way: Database, cookie: str, signed_in: Any, handler: str, field: str
) -> None:
    before = contents(everything_under_way)
    state = await built(handler, cookie, signed_in)
    assert await run(state.keep(field, "forged")) is None
    assert state.errors == {}
    assert contents(everything_under_way) == before


def kind_of(handler: str) -> type[Screen]:
    name = handler.partition(".")[0]
    handlers = RegistrationContext.get().event_handlers.values()
    return next(of.states[0] for of in handlers if of.states[0].__name__ == name)


def event_of(handler: str) -> str:
    return f"{kind_of(handler).get_full_name()}.{handler.partition('.')[2]}"


async def built(handler: str, cookie: str, account: Any) -> Any:
    return await screen(kind_of(handler), browser=factories.browser(cookie), account=account)
