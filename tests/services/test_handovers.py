"""Handing a carnet over: what becomes of the proposal, who is told, and who is refused."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Attachment,
    Entry,
    Handover,
    HandoverStatus,
    Logbook,
    Notification,
    NotificationKind,
    Share,
)
from ecoapp.services import handover_moves, handover_views, handovers, jobs, rate_rules
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.messages import french
from ecoapp.services.pending_handovers import HandoverIsOver
from tests import factories
from tests.services.letters import letters

BUYER = "lea@exemple.fr"


class Sale:
    """Jean's carnet: a boiler with two files, a private paper, and a stove that was put aside."""

    def __init__(self, database: Database, *, with_account: bool = True) -> None:
        self.database = database
        with database.writing() as session:
            self.jean = factories.account(session, first_name="Jean", last_name="Morvan")
            self.lea = (
                factories.account(session, first_name="Léa", last_name="Kerdoncuff", email=BUYER)
                if with_account
                else None
            )
            self.logbook = factories.logbook(session, self.jean)
            self.boiler = factories.entry(session, self.logbook, "equipment", title="Chaudière")
            self.files = [factories.attachment(session, self.boiler, name=f"{n}.pdf") for n in "ab"]
            self.paper = factories.entry(session, self.logbook, "private", title="Testament")
            self.stove = factories.entry(
                session, self.logbook, "equipment", title="Poêle", archived=True
            )

    def propose(
        self, email: str = BUYER, parts: tuple[str, ...] = ("equipment",), by: UUID | None = None
    ) -> UUID:
        with self.database.writing() as session:
            return handovers.propose(
                session, self.logbook.id, by=by or self.jean.id, buyer_email=email, parts=parts
            )

    def do(self, case: object, handover_id: UUID, by: Account) -> object:
        with self.database.writing() as session:
            return case(session, handover_id, by=by.id)  # type: ignore[operator]

    def row(self, handover_id: UUID) -> Handover:
        with self.database.reading() as session:
            return session.get_one(Handover, handover_id)

    def carnets_of(self, who: Account) -> dict[str, set[UUID]]:
        """Names, and the entries in each."""
        with self.database.reading() as session:
            return {
                logbook.name: set(
                    session.exec(select(Entry.id).where(Entry.logbook_id == logbook.id))
                )
                for logbook in session.exec(select(Logbook).where(Logbook.owner_id == who.id))
            }

    def told(self, who: Account) -> list[tuple[NotificationKind, bool]]:
        query = select(Notification).where(Notification.account_id == who.id)
        with self.database.reading() as session:
            rows = session.exec(query.order_by(col(Notification.id)))
            return [(row.kind, row.is_to_handle) for row in rows]


@pytest.fixture
def sale(database: Database) -> Sale:
    return Sale(database)


def refused(sale: Sale, **how: object) -> dict[str, type[Refusal]]:
    with pytest.raises(FieldsRefused) as refusal:
        sale.propose(**how)  # type: ignore[arg-type]
    return {field: type(one) for field, one in refusal.value.refusals.items()}


def test_nothing_changes_for_the_seller_while_the_buyer_is_waited_for(sale: Sale) -> None:
    before = sale.carnets_of(sale.jean)
    handover = sale.row(sale.propose())
    assert (handover.status, handover.parts) == (HandoverStatus.PENDING, ["equipment"])
    wait = handover.expires_at - handover.created_at
    assert timedelta(days=30) <= wait <= timedelta(days=31, hours=1)
    assert sale.carnets_of(sale.jean) == before
    assert sale.carnets_of(sale.lea) == {}
    assert sale.told(sale.lea) == [(NotificationKind.HANDOVER_OFFERED, True)]
    assert sale.told(sale.jean) == []


def test_the_buyer_gets_what_was_chosen_and_the_seller_keeps_the_rest(sale: Sale) -> None:
    handover_id = sale.propose()
    sale.do(handovers.accept, handover_id, sale.lea)
    assert sale.carnets_of(sale.lea) == {"Maison de Larmor": {sale.boiler.id}}
    assert sale.carnets_of(sale.jean) == {
        "Maison de Larmor (conservé)": {sale.paper.id, sale.stove.id}
    }
    handover = sale.row(handover_id)
    assert handover.status is HandoverStatus.ACCEPTED
    assert handover.content["equipment"] == [1, 2]
    assert handover.content["private"] == []
    assert (handover.buyer_id, handover.buyer_name) == (sale.lea.id, "Léa Kerdoncuff")
    assert len(handover.digest) == 64
    assert sale.told(sale.lea) == [
        (NotificationKind.HANDOVER_OFFERED, False),
        (NotificationKind.HANDOVER_ACCEPTED, False),
    ]
    assert sale.told(sale.jean) == [(NotificationKind.HANDOVER_ACCEPTED, False)]


def test_what_goes_along_is_what_is_in_the_chosen_parts_at_acceptance(sale: Sale) -> None:
    handover_id = sale.propose()
    with sale.database.writing() as session:
        pump = factories.entry(session, sale.logbook, "equipment", title="Pompe à chaleur")
        photo = factories.entry(session, sale.logbook, "journal", title="La cour")
        session.get_one(Entry, sale.boiler.id).archived_at = clock.now()
    sale.do(handovers.accept, handover_id, sale.lea)
    assert sale.carnets_of(sale.lea) == {"Maison de Larmor": {pump.id}}
    kept = {sale.paper.id, sale.stove.id, sale.boiler.id, photo.id}
    assert sale.carnets_of(sale.jean) == {"Maison de Larmor (conservé)": kept}
    assert sale.row(handover_id).content["equipment"] == [1, 0]


def test_no_second_carnet_is_made_when_nothing_stays(sale: Sale) -> None:
    with sale.database.writing() as session:
        session.delete(session.get_one(Entry, sale.stove.id))
    handover_id = sale.propose(parts=("equipment", "private"))
    sale.do(handovers.accept, handover_id, sale.lea)
    assert sale.carnets_of(sale.jean) == {}
    assert sale.carnets_of(sale.lea) == {"Maison de Larmor": {sale.boiler.id, sale.paper.id}}


def test_the_name_of_what_is_kept_is_never_too_long(sale: Sale) -> None:
    with sale.database.writing() as session:
        session.get_one(Logbook, sale.logbook.id).name = "M" * 200
    sale.do(handovers.accept, sale.propose(), sale.lea)
    (name,) = sale.carnets_of(sale.jean)
    assert (len(name), name[-11:]) == (200, "M (conservé)"[-11:])


def test_a_mark_of_what_the_dwelling_has_not_goes_with_its_part(sale: Sale) -> None:
    with sale.database.writing() as session:
        logbook = session.get_one(Logbook, sale.logbook.id)
        logbook.not_applicable = ["equipment", "condominium"]
    sale.do(handovers.accept, sale.propose(), sale.lea)
    with sale.database.reading() as session:
        marks = {row.name: row.not_applicable for row in session.exec(select(Logbook))}
    assert marks == {
        "Maison de Larmor": ["equipment"],
        "Maison de Larmor (conservé)": ["condominium"],
    }


def test_the_buyer_is_reminded_of_deadlines_anew(sale: Sale) -> None:
    with sale.database.writing() as session:
        for entry in (sale.boiler, sale.paper):
            session.get_one(Entry, entry.id).reminded_days = 60
    sale.do(handovers.accept, sale.propose(), sale.lea)
    with sale.database.reading() as session:
        assert session.get_one(Entry, sale.boiler.id).reminded_days is None
        assert session.get_one(Entry, sale.paper.id).reminded_days == 60


def test_those_with_whom_it_was_shared_are_told_and_the_buyer_is_not(sale: Sale) -> None:
    with sale.database.writing() as session:
        artisan = factories.account(session, first_name="Ali")
        for who in (artisan, "yann@exemple.fr", sale.lea):
            factories.share(session, sale.logbook, who, {"equipment": AccessLevel.WRITE})
        gone = factories.account(session)
        factories.share(session, sale.logbook, gone, {}, ended=True)
    sale.do(handovers.accept, sale.propose(), sale.lea)
    assert sale.told(artisan) == [(NotificationKind.SHARE_ENDED, False)]
    assert sale.told(gone) == []
    assert NotificationKind.SHARE_ENDED not in dict(sale.told(sale.lea))
    mails = letters(sale.database, kind="handover_ends_share")
    assert {letter.to for letter in mails} == {artisan.email, "yann@exemple.fr"}


@pytest.mark.parametrize("keeps_some", [True, False])
def test_the_buyer_finds_no_trace_of_with_whom_it_was_shared(sale: Sale, keeps_some: bool) -> None:
    with sale.database.writing() as session:
        artisan = factories.account(session, first_name="Ali")
        factories.share(session, sale.logbook, artisan, {"equipment": AccessLevel.WRITE})
        factories.share(
            session, sale.logbook, "yann@exemple.fr", {"private": AccessLevel.READ}, ended=True
        )
        if not keeps_some:
            session.delete(session.get_one(Entry, sale.stove.id))
    parts = ("equipment",) if keeps_some else ("equipment", "private")
    sale.do(handovers.accept, sale.propose(parts=parts), sale.lea)
    with sale.database.reading() as session:
        shares = session.exec(select(Share)).all()
    assert all(row.logbook_id != sale.logbook.id and row.ended_at for row in shares)
    assert len(shares) == (2 if keeps_some else 0)


def test_a_second_click_proposes_once_and_writes_once(sale: Sale) -> None:
    assert sale.propose() == sale.propose(" LEA@exemple.fr ")
    assert len(letters(sale.database, to=BUYER)) == 1


def test_a_carnet_is_proposed_to_one_person_at_a_time(sale: Sale) -> None:
    sale.propose()
    for other in ({"email": "yann@exemple.fr"}, {"parts": ("private",)}):
        with pytest.raises(handovers.HandoverIsPending) as refusal:
            sale.propose(**other)  # type: ignore[arg-type]
        assert BUYER in french(refusal.value)
    assert letters(sale.database, to="yann@exemple.fr") == []


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", handovers.BuyerAddressIsMissing),
        ("   ", handovers.BuyerAddressIsMissing),
        ("léa", handovers.BuyerAddressHasWrongShape),
        ("lea@", handovers.BuyerAddressHasWrongShape),
        ("lea@exemple.fr, yann@exemple.fr", handovers.BuyerAddressHasWrongShape),
    ],
)
def test_an_address_that_cannot_be_the_buyers_is_refused(
    sale: Sale, typed: str, refusal: type[Refusal]
) -> None:
    assert refused(sale, email=typed) == {"buyer_email": refusal}


def test_nobody_hands_over_to_themself(sale: Sale) -> None:
    own = sale.jean.email.upper()
    assert refused(sale, email=own) == {"buyer_email": handovers.HandsOverToThemself}


@pytest.mark.parametrize("parts", [(), ("networks",), ("unknown",), ("EQUIPMENT",)])
def test_something_is_handed_over(sale: Sale, parts: tuple[str, ...]) -> None:
    assert refused(sale, parts=parts) == {"parts": handovers.NothingIsHandedOver}


def test_all_that_is_wrong_is_told_at_once(sale: Sale) -> None:
    assert set(refused(sale, email="", parts=())) == {"buyer_email", "parts"}


def test_a_letter_box_is_not_filled_with_proposals(sale: Sale) -> None:
    for _ in range(rate_rules.HANDOVERS_A_DAY_TO_ONE):
        sale.do(handovers.withdraw, sale.propose(), sale.jean)
    with pytest.raises(rate_rules.HandoversAreTooMany) as refusal:
        sale.propose()
    assert "demain" in french(refusal.value)


@pytest.mark.parametrize("who", ["lea", "keeper of another", "creator"])
def test_only_the_owner_hands_over(sale: Sale, who: str) -> None:
    with sale.database.writing() as session:
        other = factories.account(session)
        factories.share(session, sale.logbook, other, {"equipment": AccessLevel.WRITE})
        if who == "creator":
            sale.logbook = factories.logbook(session, prepared_by=other, offered_to=BUYER)
            factories.entry(session, sale.logbook, "equipment", title="Chaudière")
    by = sale.lea if who == "lea" else other
    with pytest.raises(NotAllowed):
        sale.propose(by=by.id)
    with sale.database.reading() as session, pytest.raises(NotAllowed):
        handover_views.form(session, sale.logbook.id, by=by.id)


def test_an_address_without_an_account_gets_a_mail_that_leads_to_one(database: Database) -> None:
    sale = Sale(database, with_account=False)
    sale.propose()
    (letter,) = letters(database, to=BUYER)
    assert "Jean Morvan" in letter.subject
    assert "/adhesion?mail=lea%40exemple.fr&structure=particulier" in letter.text
    assert "Équipements et notices" in letter.text


def test_declined_nothing_has_changed_and_the_seller_is_told(sale: Sale) -> None:
    before = sale.carnets_of(sale.jean)
    handover_id = sale.propose()
    sale.do(handovers.decline, handover_id, sale.lea)
    sale.do(handovers.decline, handover_id, sale.lea)
    assert sale.carnets_of(sale.jean) == before
    assert sale.told(sale.jean) == [(NotificationKind.HANDOVER_DECLINED, False)]
    assert sale.told(sale.lea) == [(NotificationKind.HANDOVER_OFFERED, False)]
    with pytest.raises(HandoverIsOver):
        sale.do(handovers.accept, handover_id, sale.lea)
    sale.propose("yann@exemple.fr")


def test_withdrawn_it_cannot_be_accepted_and_the_buyer_is_told_by_whom(sale: Sale) -> None:
    handover_id = sale.propose()
    sale.do(handovers.withdraw, handover_id, sale.jean)
    sale.do(handovers.withdraw, handover_id, sale.jean)
    with pytest.raises(HandoverIsOver) as refusal:
        sale.do(handovers.accept, handover_id, sale.lea)
    assert "Jean Morvan a annulé" in french(refusal.value)
    assert sale.told(sale.lea) == [
        (NotificationKind.HANDOVER_OFFERED, False),
        (NotificationKind.HANDOVER_WITHDRAWN, False),
    ]


def test_accepted_it_cannot_be_withdrawn_and_the_seller_is_told_by_whom(sale: Sale) -> None:
    handover_id = sale.propose()
    sale.do(handovers.accept, handover_id, sale.lea)
    sale.do(handovers.accept, handover_id, sale.lea)
    for case, who in ((handovers.withdraw, sale.jean), (handovers.decline, sale.lea)):
        with pytest.raises(HandoverIsOver) as refusal:
            sale.do(case, handover_id, who)
        assert "Léa Kerdoncuff a déjà accepté" in french(refusal.value)
    assert len(letters(sale.database, to=BUYER, kind="handover_received")) == 1


def test_it_expires_after_thirty_days_once(sale: Sale) -> None:
    handover_id = sale.propose()
    with clock.at(clock.now() + timedelta(days=29, hours=23)):
        jobs.run_due(sale.database)
        assert sale.row(handover_id).status is HandoverStatus.PENDING
    with clock.at(clock.now() + timedelta(days=31, hours=2)):
        with pytest.raises(HandoverIsOver) as refusal:
            sale.do(handovers.accept, handover_id, sale.lea)
        assert "expiré" in french(refusal.value)
        jobs.run_due(sale.database)
        jobs.run_due(sale.database)
    assert sale.row(handover_id).status is HandoverStatus.EXPIRED
    assert sale.told(sale.jean) == [(NotificationKind.HANDOVER_EXPIRED, False)]
    assert sale.told(sale.lea) == [(NotificationKind.HANDOVER_OFFERED, False)]


def test_one_that_is_late_makes_room_for_another(sale: Sale) -> None:
    handover_id = sale.propose()
    with clock.at(clock.now() + timedelta(days=31)):
        sale.propose("yann@exemple.fr")
    assert sale.row(handover_id).status is HandoverStatus.EXPIRED


def test_whoever_deletes_their_carnet_takes_the_proposal_back(sale: Sale) -> None:
    handover_id = sale.propose()
    with sale.database.writing() as session:
        session.delete(session.get_one(Logbook, sale.logbook.id))
    with pytest.raises(HandoverIsOver) as refusal:
        sale.do(handovers.accept, handover_id, sale.lea)
    assert "annulé" in french(refusal.value)
    with sale.database.reading() as session:
        assert handover_views.waiting(session, by=sale.lea.id) == []
        seen = handover_views.view(session, handover_id, by=sale.lea.id)
    assert (seen.status, seen.parts) == (HandoverStatus.WITHDRAWN, ())


def test_others_find_nothing(sale: Sale) -> None:
    handover_id = sale.propose()
    with sale.database.writing() as session:
        other = factories.account(session)
        factories.share(session, sale.logbook, other, {"equipment": AccessLevel.WRITE})
    for case in (handovers.accept, handovers.decline, handovers.withdraw, handover_views.view):
        with pytest.raises(NotAllowed):
            sale.do(case, handover_id, other)
    for case, who in ((handovers.accept, sale.jean), (handovers.withdraw, sale.lea)):
        with pytest.raises(NotAllowed):
            sale.do(case, handover_id, who)


def test_who_takes_over_an_address_finds_nothing_of_who_had_it(sale: Sale) -> None:
    handover_id = sale.propose()
    sale.do(handovers.accept, handover_id, sale.lea)
    with sale.database.writing() as session:
        lea = session.get_one(Account, sale.lea.id)
        lea.email = lea.email_key = "lea.k@exemple.fr"
        session.flush()
        next_lea = factories.account(session, email=BUYER)
    for case in (handover_views.view, handovers.accept, handovers.decline):
        with pytest.raises(NotAllowed):
            sale.do(case, handover_id, next_lea)
    with sale.database.reading() as session:
        assert handover_views.view(session, handover_id, by=sale.lea.id).parts


def test_the_form_says_what_is_in_the_parts_and_suggests_what_is_of_the_dwelling(
    sale: Sale,
) -> None:
    with sale.database.reading() as session:
        form = handover_views.form(session, sale.logbook.id, by=sale.jean.id)
    shown = [
        (part.code, part.is_suggested, part.given.entries, part.given.files) for part in form.parts
    ]
    assert shown == [("equipment", True, 1, 2), ("private", False, 1, 0)]
    assert (form.put_aside, form.pending) == (1, None)


def test_a_proposal_that_waits_is_shown_to_the_owner_alone(sale: Sale) -> None:
    handover_id = sale.propose()
    with sale.database.writing() as session:
        reader = factories.account(session)
        factories.share(session, sale.logbook, reader, {"equipment": AccessLevel.READ})
    with sale.database.reading() as session:
        pending = handover_views.pending(session, sale.logbook.id, by=sale.jean.id)
        assert pending and (pending.id, pending.buyer_email) == (handover_id, BUYER)
        assert handover_views.pending(session, sale.logbook.id, by=reader.id) is None
        with pytest.raises(NotAllowed):
            handover_views.pending(session, sale.logbook.id, by=sale.lea.id)


def test_the_buyer_sees_what_goes_along_and_nothing_else(sale: Sale) -> None:
    handover_id = sale.propose()
    with sale.database.reading() as session:
        seen = handover_views.view(session, handover_id, by=sale.lea.id)
        assert [line.id for line in handover_views.waiting(session, by=sale.lea.id)] == [
            handover_id
        ]
    assert [(part.label, part.entries, part.files) for part in seen.parts] == [
        ("Équipements et notices", 1, 2)
    ]
    assert (seen.seller_name, seen.logbook_id) == ("Jean Morvan", None)


def test_handovers_of_before_are_found_again_by_both(sale: Sale) -> None:
    first = sale.propose("yann@exemple.fr")
    sale.do(handovers.withdraw, first, sale.jean)
    second = sale.propose()
    sale.do(handovers.accept, second, sale.lea)
    with sale.database.reading() as session:
        of_jean = handover_views.of_person(session, by=sale.jean.id)
        of_lea = handover_views.of_person(session, by=sale.lea.id)
        assert handover_views.has_any(session, by=sale.lea.id)
    assert [(line.id, line.is_seller) for line in of_jean] == [(second, True), (first, True)]
    assert [(line.id, line.is_seller) for line in of_lea] == [(second, False)]


def digest_of(sale: Sale, *parts: str) -> str:
    with sale.database.reading() as session:
        return handover_moves.digest(session, sale.logbook.id, parts)


def test_the_digest_follows_what_goes_along_and_nothing_else(sale: Sale) -> None:
    before = digest_of(sale, "equipment")
    with sale.database.writing() as session:
        session.get_one(Entry, sale.paper.id).values = {"title": "Donation"}
        session.get_one(Entry, sale.stove.id).values = {"title": "Insert"}
    assert digest_of(sale, "equipment") == before
    for change in ("values", "file", "part"):
        with sale.database.writing() as session:
            if change == "values":
                session.get_one(Entry, sale.boiler.id).values = {"title": "Pompe"}
            if change == "file":
                session.get_one(Attachment, sale.files[0].id).digest = "0" * 64
            if change == "part":
                session.get_one(Entry, sale.boiler.id).section = "works"
        assert digest_of(sale, "equipment", "works") != before
        before = digest_of(sale, "equipment", "works")


def test_the_digest_of_many_entries_is_that_of_all_in_any_order(database: Database) -> None:
    sale = Sale(database)
    titles = [f"Pièce {number}" for number in range(450)]
    found = set()
    for order in (titles, titles[::-1]):
        with database.writing() as session:
            logbook = factories.logbook(session, sale.jean)
            session.add_all(
                Entry(logbook_id=logbook.id, section="journal", values={"title": title})
                for title in order
            )
            session.flush()
            found.add(handover_moves.digest(session, logbook.id, ["journal"]))
    assert len(found) == 1
    assert found != {digest_of(sale, "journal")}
