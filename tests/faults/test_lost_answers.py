"""An answer is lost – a kill, a network – and the same person sends the same again: it is done.

Nobody is told that somebody was quicker when that was themself, and nothing is done twice.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import func, select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Attachment,
    EntryEvent,
    Establishment,
    Logbook,
    Notification,
    OutgoingMail,
    Removal,
)
from ecoapp.services import (
    attachments,
    entries,
    establishment_sheets,
    file_stores,
    invitation_answers,
    invitations,
    logbook_deletions,
    logbook_offers,
    logbooks,
    membership_decisions,
    membership_requests,
    shares,
)
from ecoapp.services import rights as rights_module
from ecoapp.services.attachments import EntryIsFull
from ecoapp.services.catalogue import (
    ADD_CONTRACT,
    CHANGE_COLLECTION,
    COLLECTIONS,
    CONTRACTS,
    DISPUTE_INVOICE,
    INFORMATION,
    INVOICES,
    JUSTIFY_INVOICE,
    SIGN_CONTRACT,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.entry_actions import EntryHasChanged, EntryHasMovedOn
from ecoapp.services.membership_decisions import RequestIsDecided
from ecoapp.services.messages import french
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY
from tests import factories
from tests.services.at_once import at_once
from tests.services.sections import PDF, Workshop, house, typed_for, workshop

CUSTOM = rights_module.custom([ADD_CONTRACT.code])


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def place(database: Database) -> Workshop:
    return workshop(database)


class Wish:
    """What one person asks for, as often as they like."""

    def __init__(self, database: Database, case: Callable[..., Any], *about: Any, **more: Any):
        self.database = database
        self.ask = lambda session: case(session, *about, **more)

    def sent(self) -> Any:
        with self.database.writing() as session:
            return self.ask(session)

    def told(self) -> str:
        """What it is refused for; « fait » when it is not."""
        try:
            self.sent()
        except Refusal as refusal:
            return french(refusal)
        return "fait"


def written(database: Database) -> list[int]:
    """How much there is of what a wish that is done twice would write twice."""
    with database.reading() as session:
        return [
            session.exec(select(func.count()).select_from(table)).one()
            for table in (Notification, OutgoingMail, EntryEvent, Attachment, Removal)
        ]


def is_done_once(wish: Wish) -> None:
    """The first answer is lost: the second is the same, and nothing more is written."""
    first = wish.sent()
    before = written(wish.database)
    assert wish.sent() == first
    assert written(wish.database) == before


# Requests and invitations


@pytest.fixture
def request_id(place: Workshop) -> UUID:
    with place.database.writing() as session:
        establishment = factories.establishment_of(session, place.siret)
        nadia = factories.account(session, first_name="Nadia", email="nadia@exemple.fr")
        factories.membership(session, nadia, establishment, is_administrator=True)
        camille = factories.account(session, email="camille@exemple.fr")
        return factories.membership_request(session, camille, establishment).id


def person(database: Database, email: str) -> UUID:
    with database.reading() as session:
        return factories.account_of(session, email).id


@pytest.mark.parametrize("rights", [ADMINISTRATOR, READ_ONLY, CUSTOM])
def test_ones_own_acceptance_again_is_done(
    place: Workshop, request_id: UUID, rights: rights_module.Rights
) -> None:
    is_done_once(
        Wish(place.database, membership_decisions.accept, request_id, by=place.jean, rights=rights)
    )


def test_ones_own_refusal_again_is_done(place: Workshop, request_id: UUID) -> None:
    case = membership_decisions.refuse
    is_done_once(Wish(place.database, case, request_id, by=place.jean, reason="Inconnu ici."))


def test_another_choice_and_another_person_are_told_who_was_quicker(
    place: Workshop, request_id: UUID
) -> None:
    accept = membership_decisions.accept
    Wish(place.database, accept, request_id, by=place.jean, rights=CUSTOM).sent()
    other = Wish(place.database, accept, request_id, by=place.jean, rights=READ_ONLY).told()
    assert "par vous" in other and "n’a rien changé" in other
    nadia = person(place.database, "nadia@exemple.fr")
    same = Wish(place.database, accept, request_id, by=nadia, rights=CUSTOM).told()
    assert "par Jean Morvan" in same
    refuse = membership_decisions.refuse
    refused = Wish(place.database, refuse, request_id, by=place.jean, reason="")
    with pytest.raises(RequestIsDecided):
        refused.sent()


def test_cancelling_again_is_done(place: Workshop, request_id: UUID) -> None:
    camille = person(place.database, "camille@exemple.fr")
    is_done_once(Wish(place.database, membership_requests.cancel, request_id, by=camille))


@pytest.fixture
def invitation_id(place: Workshop) -> UUID:
    with place.database.writing() as session:
        establishment = factories.establishment_of(session, place.siret)
        jean = session.get_one(Account, place.jean)
        factories.account(session, email="ariane@exemple.fr")
        return factories.invitation(session, "ariane@exemple.fr", establishment, by=jean).id


def test_withdrawing_ones_invitation_again_is_done(place: Workshop, invitation_id: UUID) -> None:
    wish = Wish(place.database, invitations.withdraw, place.siret, invitation_id, by=place.jean)
    is_done_once(wish)
    with place.database.writing() as session:
        establishment = factories.establishment_of(session, place.siret)
        nadia = factories.account(session)
        factories.membership(session, nadia, establishment, is_administrator=True)
    with pytest.raises(InvitationIsOver):
        Wish(place.database, invitations.withdraw, place.siret, invitation_id, by=nadia.id).sent()


@pytest.mark.parametrize("answer", [invitation_answers.accept, invitation_answers.decline])
def test_answering_an_invitation_again_is_done(
    place: Workshop, invitation_id: UUID, answer: Callable[..., Any]
) -> None:
    ariane = person(place.database, "ariane@exemple.fr")
    is_done_once(Wish(place.database, answer, invitation_id, by=ariane))


# Entries


@pytest.mark.parametrize(
    ("section", "kind", "action"),
    [
        ("contracts", CONTRACTS, SIGN_CONTRACT),
        ("collections", COLLECTIONS, CHANGE_COLLECTION),
        ("invoices", INVOICES, DISPUTE_INVOICE),
    ],
)
def test_what_was_done_to_an_entry_is_done(
    place: Workshop, section: str, kind: Any, action: Any
) -> None:
    action = next(one for one in kind.actions if one.needs == action and not one.takes_files)
    entry, version = place.entry(section, kind, action), None
    version = place.version(entry)
    typed = typed_for(kind.fields_of(action))
    wish = Wish(
        place.database, entries.act, entry, action.code, typed, version=version, by=place.jean
    )
    is_done_once(wish)
    stranger_to_it = Wish(
        place.database, entries.act, entry, action.code, typed, version=version, by=place.lucie
    )
    place.lucie_may(action.needs)
    with pytest.raises((EntryHasMovedOn, EntryHasChanged)):
        stranger_to_it.sent()


def test_the_same_action_with_other_words_is_another_wish(place: Workshop) -> None:
    action = next(one for one in COLLECTIONS.actions if one.edits)
    entry = place.entry("collections", COLLECTIONS, action)
    version, typed = place.version(entry), typed_for(COLLECTIONS.fields_of(action))

    def wish(**more: str) -> Wish:
        said = {**typed, **more}
        return Wish(
            place.database, entries.act, entry, action.code, said, version=version, by=place.jean
        )

    wish().sent()
    with pytest.raises(EntryHasChanged):
        wish(place="Portail nord").sent()


def test_the_sheet_written_again_is_written(place: Workshop) -> None:
    typed = typed_for(INFORMATION.fields)
    case = establishment_sheets.change
    wish = Wish(place.database, case, place.siret, typed, version="", by=place.jean)
    wish.sent()
    with place.database.reading() as session:
        then = session.exec(select(Establishment.updated_at)).first()
    wish.sent()
    with place.database.reading() as session:
        assert session.exec(select(Establishment.updated_at)).first() == then


# What leaves no row


def test_deleting_again_is_done_and_stays_closed_to_others(database: Database) -> None:
    home = house(database)
    entry = home.entry("equipment", *_kind_and("delete"))
    file = _file_of(database, entry)
    version = home.version(entry)
    remove = Wish(database, attachments.remove, file, by=home.jean)
    with database.writing() as session:
        session.get_one(factories.Entry, entry).archived_at = None
    is_done_once(remove)
    with database.writing() as session:
        session.get_one(factories.Entry, entry).archived_at = factories.clock.now()
    version = home.version(entry)

    def delete(by: UUID) -> Wish:
        return Wish(database, entries.act, entry, "delete", {}, version=version, by=by)

    is_done_once(delete(home.jean))
    carnet = Wish(database, logbook_deletions.delete, home.logbook_id, by=home.jean)
    is_done_once(carnet)
    for wish in (delete(home.stranger), Wish(database, attachments.remove, file, by=home.lucie)):
        with pytest.raises(NotAllowed):
            wish.sent()
    with pytest.raises(NotAllowed):
        Wish(database, logbook_deletions.delete, home.logbook_id, by=home.lucie).sent()


def test_two_deletions_at_once_are_both_told_as_done(database: Database) -> None:
    home = house(database)

    def delete(opened: Database) -> None:
        Wish(opened, logbook_deletions.delete, home.logbook_id, by=home.jean).sent()

    assert at_once(database, [delete] * 3) == [None] * 3


def test_a_carnet_that_was_made_again_by_its_form_can_be_deleted_again(
    database: Database,
) -> None:
    with database.writing() as session:
        by = factories.account(session).id
    logbook_id = uuid4()
    create = Wish(database, logbooks.create, by=by, name="Maison", logbook_id=logbook_id)
    delete = Wish(database, logbook_deletions.delete, logbook_id, by=by)
    for _ in range(2):
        create.sent()
        delete.sent()
        with database.reading() as session:
            assert session.get(Logbook, logbook_id) is None


def test_leaving_a_carnet_again_is_done(database: Database) -> None:
    home = house(database)
    is_done_once(Wish(database, shares.leave, home.logbook_id, by=home.lucie))
    with pytest.raises(NotAllowed):
        Wish(database, shares.leave, home.logbook_id, by=home.stranger).sent()


@pytest.mark.parametrize("case", ["accept", "decline", "keep", "withdraw"])
def test_seeing_to_an_offer_again_is_done(database: Database, case: str) -> None:
    with database.writing() as session:
        maker = factories.account(session)
        guest = factories.account(session)
        logbook = factories.logbook(session, prepared_by=maker, offered_to=guest.email)
    by = guest.id if case in ("accept", "decline") else maker.id
    more = {"left": AccessLevel.NONE} if case == "accept" else {}
    is_done_once(Wish(database, getattr(logbook_offers, case), logbook.id, by=by, **more))


# Files


def send(
    place: Workshop, entry: UUID, key: UUID | None, content: bytes = PDF, action: str = "attach"
) -> UUID:
    sent = io.BytesIO(content)
    return attachments.add(place.database, entry, action, "a.pdf", sent, by=place.jean, key=key)


def test_a_file_sent_again_under_its_key_is_one_file(place: Workshop, store: FakeStore) -> None:
    entry, key = place.entry("contracts", CONTRACTS), uuid4()
    first, before = send(place, entry, key), written(place.database)
    assert send(place, entry, key) == first
    assert written(place.database) == before and len(store.contents) == 1


def test_a_key_hides_no_other_file(place: Workshop) -> None:
    """Another content, another entry, another person, no key: each is a file of its own."""
    entry, key = place.entry("contracts", CONTRACTS), uuid4()
    files = [
        send(place, entry, key),
        send(place, entry, key, PDF + b"1"),
        send(place, place.entry("contracts", CONTRACTS), key),
        send(place, entry, None),
        send(place, entry, None),
    ]
    assert len(set(files)) == 5


def test_the_same_sending_twice_at_once_is_one_file(place: Workshop, store: FakeStore) -> None:
    entry, key = place.entry("contracts", CONTRACTS), uuid4()
    before = written(place.database)[3]

    def work(opened: Database) -> UUID:
        content = io.BytesIO(PDF)
        return attachments.add(opened, entry, "attach", "a.pdf", content, by=place.jean, key=key)

    (kept,) = set(at_once(place.database, [work] * 4))
    assert written(place.database)[3] == before + 1 and set(store.contents) == {kept}


def test_a_file_may_be_sent_again_though_its_entry_has_moved_on(place: Workshop) -> None:
    action = next(one for one in INVOICES.actions if one.needs == JUSTIFY_INVOICE)
    entry, key = place.entry("invoices", INVOICES, action), uuid4()
    first = send(place, entry, key, action=action.code)
    with place.database.writing() as session:
        session.get_one(factories.Entry, entry).archived_at = factories.clock.now()
    with place.database.reading() as session:
        where = attachments.place_of_deposit(session, entry, action.code, by=place.jean, key=key)
    assert where.endswith(str(entry))
    assert send(place, entry, key, action=action.code) == first
    with pytest.raises(EntryHasMovedOn), place.database.reading() as session:
        attachments.place_of_deposit(session, entry, action.code, by=place.jean, key=uuid4())


def test_the_last_file_that_fits_may_be_sent_again(place: Workshop) -> None:
    entry, key = place.entry("contracts", CONTRACTS), uuid4()
    with place.database.writing() as session:
        row = session.get_one(factories.Entry, entry)
        for _ in range(attachments.MOST_OF_AN_ENTRY - 2):
            factories.attachment(session, row)
    assert send(place, entry, key) == send(place, entry, key)
    with pytest.raises(EntryIsFull):
        send(place, entry, uuid4())


def _kind_and(code: str) -> tuple[Any, Any]:
    from ecoapp.services.logbook_catalogue import EQUIPMENT

    return EQUIPMENT.content, EQUIPMENT.content.action(code)


def _file_of(database: Database, entry: UUID) -> UUID:
    with database.reading() as session:
        found: UUID = session.exec(select(Attachment.id).where(Attachment.entry_id == entry)).one()
    return found
