"""Sharing: who may, what is refused, who is told, and what two clicks do at the same moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Entry, Logbook, NotificationKind, ShareEnd
from ecoapp.services import (
    access,
    entries,
    jobs,
    logbook_shelf,
    rate_rules,
    share_deadlines,
    shares,
    signups,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.entry_fields import DateHasWrongShape, DateIsPast
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.messages import french
from ecoapp.services.places import PartAddress
from ecoapp.services.rate_rules import InvitationsAreTooMany
from ecoapp.services.share_forms import (
    LevelIsUnknown,
    NothingIsOpened,
    PartIsUnknown,
    RecipientHasWrongShape,
    RecipientIsMissing,
)
from ecoapp.services.share_presets import PRESETS
from ecoapp.services.shares import (
    IsSharedAlready,
    ShareIsOver,
    SharesAreTooMany,
    SharesWithThemself,
)
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters
from tests.services.shared_logbook import (
    ARTISAN,
    NEW,
    READ_EQUIPMENT,
    SharedLogbook,
    day,
    shared_logbook,
)
from tests.state.rows import contents

WRITE_EQUIPMENT = {"equipment": "ecriture"}
DEPOSIT_EQUIPMENT = {"equipment": "depot"}
BOILER = {"name": "Chaudière"}


@pytest.fixture
def carnet(database: Database) -> SharedLogbook:
    return shared_logbook(database)


def only_share(carnet: SharedLogbook) -> UUID:
    (row,) = carnet.rows()
    return row.id


def later(days: int) -> AbstractContextManager[None]:
    return clock.at(clock.now() + timedelta(days=days))


def words(text: str) -> str:
    return " ".join(text.split())


def level_of(carnet: SharedLogbook, part: str, *, of: UUID) -> AccessLevel:
    with carnet.database.reading() as session:
        try:
            _, standing = access.require_logbook(session, carnet.id, by=of)
        except NotAllowed:
            return AccessLevel.NONE
    return standing.level(part)


# Sharing


def test_who_has_an_account_finds_the_carnet_at_once_and_is_told(carnet: SharedLogbook) -> None:
    carnet.share(levels={"equipment": "lecture", "works": "depot", "journal": "aucun"})
    assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.READ
    assert level_of(carnet, "works", of=carnet.adel) is AccessLevel.DEPOSIT
    assert level_of(carnet, "journal", of=carnet.adel) is AccessLevel.NONE
    (notice,) = carnet.told(carnet.adel)
    assert (notice.kind, notice.logbook_id) == (NotificationKind.LOGBOOK_SHARED, carnet.id)
    assert notice.path == f"/carnets/{carnet.id}"
    assert "Maïa Le Goff partage avec vous le carnet" in notice.title
    assert "consulter et télécharger : Équipements et notices" in words(notice.detail)
    (letter,) = letters(carnet.database, to=ARTISAN)
    said = words(letter.text)
    assert "Maïa Le Goff" in letter.subject
    assert "Maison de Larmor" in letter.subject
    assert "déposer, et revoir ce que vous avez déposé : Travaux de rénovation" in said
    assert f"/carnets/{carnet.id}" in letter.text


def test_without_an_account_the_mail_leads_to_the_sign_up_and_the_carnet_waits(
    carnet: SharedLogbook,
) -> None:
    carnet.share("Ariane.Delmas@Scierie.example", ends_on=day(30))
    (letter,) = letters(carnet.database, to=NEW)
    assert "/adhesion?mail=Ariane.Delmas%40scierie.example&structure=particulier" in letter.text
    assert "Ce partage dure jusqu’au" in words(letter.text)
    with carnet.database.writing() as session:
        draft = factories.signup_draft(session, email=NEW, individual=True)
        assert draft.code_hash
    signed_up = signups.confirm_with_code(
        carnet.database, browser=factories.browser(), typed=factories.CODE
    )
    found = signed_up.account_id
    assert level_of(carnet, "equipment", of=found) is AccessLevel.READ
    with carnet.database.reading() as session:
        assert [line.name for line in logbook_shelf.of_account(session, by=found)] == [
            "Maison de Larmor"
        ]


def test_an_ended_share_is_not_found_by_a_later_account(carnet: SharedLogbook) -> None:
    carnet.share(NEW)
    carnet.end(only_share(carnet))
    with carnet.database.writing() as session:
        factories.signup_draft(session, email=NEW, individual=True)
    signed_up = signups.confirm_with_code(
        carnet.database, browser=factories.browser(), typed=factories.CODE
    )
    assert level_of(carnet, "equipment", of=signed_up.account_id) is AccessLevel.NONE
    assert carnet.rows()[0].account_id is None


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.code for preset in PRESETS])
def test_every_preset_can_be_sent_as_it_is(carnet: SharedLogbook, preset: object) -> None:
    levels = {part: level.value for part, level in preset.levels.items()}  # type: ignore[attr-defined]
    carnet.share(levels=levels)
    (line,) = carnet.listed().live
    assert line.levels == preset.levels  # type: ignore[attr-defined]


def test_only_the_owner_shares_changes_ends_and_lists(carnet: SharedLogbook) -> None:
    levels = {part.code: "ecriture" for part in PARTS}
    carnet.share(levels=levels)
    share_id, before = only_share(carnet), contents(carnet.database)
    attempts: list[Callable[[UUID], object]] = [
        lambda by: carnet.share("x@exemple.fr", by=by),
        lambda by: carnet.change(share_id, WRITE_EQUIPMENT, by=by),
        lambda by: carnet.end(share_id, by=by),
        lambda by: carnet.listed(by=by),
        lambda by: carnet.view(share_id, by=by),
    ]
    for by in (carnet.adel, carnet.sophie, uuid4()):
        for attempt in attempts:
            with pytest.raises(NotAllowed):
                attempt(by)
    assert contents(carnet.database) == before


def test_who_prepares_a_carnet_for_somebody_shares_nothing_of_it(carnet: SharedLogbook) -> None:
    with carnet.database.writing() as session:
        sophie = session.get_one(Account, carnet.sophie)
        prepared = factories.logbook(session, prepared_by=sophie, offered_to=NEW)
        theirs = prepared.id
    with carnet.database.writing() as session, pytest.raises(NotAllowed):
        shares.share(
            session, theirs, by=carnet.sophie, email=ARTISAN, levels=READ_EQUIPMENT, ends_on=""
        )


def test_a_share_of_another_carnet_is_not_found(carnet: SharedLogbook, database: Database) -> None:
    carnet.share()
    with database.writing() as session:
        other = factories.logbook(session, session.get_one(Account, carnet.sophie)).id
    share_id = only_share(carnet)
    for work in (
        lambda s: shares.view(s, other, share_id, by=carnet.sophie),
        lambda s: shares.end(s, other, share_id, by=carnet.sophie),
        lambda s: shares.change(
            s, other, share_id, by=carnet.sophie, levels=READ_EQUIPMENT, ends_on=""
        ),
    ):
        with database.writing() as session, pytest.raises(NotAllowed):
            work(session)


# Refused


@pytest.mark.parametrize(
    ("how", "field", "refusal"),
    [
        ({"email": " "}, "email", RecipientIsMissing),
        ({"email": "adel"}, "email", RecipientHasWrongShape),
        ({"email": "Maia@Larmor.example"}, "email", SharesWithThemself),
        ({"levels": {}}, "levels", NothingIsOpened),
        ({"levels": {"equipment": "aucun"}}, "levels", NothingIsOpened),
        ({"levels": {"cellar": "lecture"}}, "levels", PartIsUnknown),
        ({"levels": {"equipment": "tout"}}, "levels", LevelIsUnknown),
        ({"levels": {"equipment": ""}}, "levels", LevelIsUnknown),
        ({"ends_on": "yesterday"}, "ends_on", DateIsPast),
        ({"ends_on": "2026-02-30"}, "ends_on", DateHasWrongShape),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_changes_nothing(
    carnet: SharedLogbook, how: dict, field: str, refusal: type[Refusal]
) -> None:
    before = contents(carnet.database)
    if how.get("ends_on") == "yesterday":
        how = {"ends_on": day(-1)}
    with pytest.raises(FieldsRefused) as refused:
        carnet.share(**how)
    assert {name: type(why) for name, why in refused.value.refusals.items()} == {field: refusal}
    assert french(refused.value.refusals[field])
    assert contents(carnet.database) == before


def test_all_that_is_wrong_is_told_at_once(carnet: SharedLogbook) -> None:
    with pytest.raises(FieldsRefused) as refused:
        carnet.share("", {}, ends_on=day(-1))
    assert list(refused.value.refusals) == ["email", "levels", "ends_on"]


def test_an_address_is_shared_with_once_whatever_its_case(carnet: SharedLogbook) -> None:
    carnet.share()
    before = contents(carnet.database)
    with pytest.raises(FieldsRefused) as refused:
        carnet.share("ADEL@khelifi.example", WRITE_EQUIPMENT)
    why = refused.value.refusals["email"]
    assert isinstance(why, IsSharedAlready)
    assert why.share_id == only_share(carnet)
    assert contents(carnet.database) == before


def test_once_ended_or_over_it_can_be_shared_again(carnet: SharedLogbook) -> None:
    carnet.share()
    carnet.end(only_share(carnet))
    carnet.share(ends_on=day(0))
    with later(2):
        carnet.share(levels=WRITE_EQUIPMENT)
        ends = [row.ended_how for row in carnet.rows()]
        assert ends == [ShareEnd.ENDED, ShareEnd.EXPIRED, None]
        assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.WRITE


def test_too_many_invitations_are_refused(carnet: SharedLogbook) -> None:
    for number in range(rate_rules.INVITATIONS_AN_HOUR_AND_ACCOUNT):
        carnet.share(f"personne{number}@exemple.fr")
    with pytest.raises(InvitationsAreTooMany):
        carnet.share("une.de.trop@exemple.fr")


def test_a_carnet_is_shared_with_so_many_at_the_most(
    carnet: SharedLogbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_OF_A_LOGBOOK", 2)
    carnet.share("un@exemple.fr")
    carnet.share("deux@exemple.fr")
    with pytest.raises(SharesAreTooMany):
        carnet.share("trois@exemple.fr")


# Changing, ending, leaving


def test_a_change_holds_at_once_and_is_told(carnet: SharedLogbook) -> None:
    carnet.share()
    carnet.change(only_share(carnet), {"works": "ecriture"}, ends_on=day(3))
    assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.NONE
    assert level_of(carnet, "works", of=carnet.adel) is AccessLevel.WRITE
    notice = carnet.told(carnet.adel)[-1]
    assert notice.kind is NotificationKind.SHARE_CHANGED
    assert "consulter, ajouter et modifier : Travaux de rénovation" in words(notice.detail)
    assert [letter.kind for letter in letters(carnet.database, to=ARTISAN)] == [
        "logbook_shared",
        "share_changed",
    ]


def test_a_change_that_changes_nothing_is_told_to_nobody(carnet: SharedLogbook) -> None:
    carnet.share(ends_on=day(3))
    before = contents(carnet.database)
    carnet.change(only_share(carnet), READ_EQUIPMENT, ends_on=day(3))
    assert contents(carnet.database) == before


def test_a_change_is_refused_like_a_new_share(carnet: SharedLogbook) -> None:
    carnet.share()
    before = contents(carnet.database)
    with pytest.raises(FieldsRefused) as refused:
        carnet.change(only_share(carnet), {}, ends_on=day(-1))
    assert list(refused.value.refusals) == ["levels", "ends_on"]
    assert contents(carnet.database) == before


def test_what_was_ended_cannot_be_changed(carnet: SharedLogbook) -> None:
    carnet.share(ends_on=day(0))
    share_id = only_share(carnet)
    with later(2), pytest.raises(ShareIsOver):
        carnet.change(share_id, WRITE_EQUIPMENT)
    carnet.end(share_id)
    with pytest.raises(ShareIsOver):
        carnet.change(share_id, WRITE_EQUIPMENT)
    with pytest.raises(NotAllowed):
        carnet.view(share_id)


def test_an_end_holds_at_once_and_is_told_once(carnet: SharedLogbook) -> None:
    carnet.share()
    share_id = only_share(carnet)
    assert carnet.end(share_id) == carnet.end(share_id) == ARTISAN
    assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.NONE
    notices = [one.kind for one in carnet.told(carnet.adel)]
    assert notices == [NotificationKind.LOGBOOK_SHARED, NotificationKind.SHARE_ENDED]
    assert len(letters(carnet.database, to=ARTISAN, kind="share_ended")) == 1
    (line,) = carnet.listed().past
    assert (line.ended_how, line.email) == (ShareEnd.ENDED, ARTISAN)


def test_leaving_tells_the_owner_by_name(carnet: SharedLogbook) -> None:
    carnet.share()
    carnet.leave(carnet.adel)
    assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.NONE
    (notice,) = carnet.told(carnet.maia)
    assert notice.kind is NotificationKind.SHARE_LEFT
    assert "Adel Khelifi a quitté votre carnet" in notice.title
    assert len(letters(carnet.database, to="maia@larmor.example", kind="share_left")) == 1
    # Their own wish again is done, and told to nobody.
    carnet.leave(carnet.adel)
    assert len(letters(carnet.database, to="maia@larmor.example", kind="share_left")) == 1


@pytest.mark.parametrize("who", ["maia", "sophie"])
def test_one_leaves_only_what_is_shared_with_one(carnet: SharedLogbook, who: str) -> None:
    with pytest.raises(NotAllowed):
        carnet.leave(getattr(carnet, who))


def test_the_name_of_who_has_deposited_nothing_is_not_shown(carnet: SharedLogbook) -> None:
    carnet.share(levels=DEPOSIT_EQUIPMENT)
    carnet.share("sophie@larmor.example")
    assert [line.name for line in carnet.listed().live] == ["", ""]
    with carnet.database.writing() as session:
        entries.create(session, PartAddress(carnet.id, "equipment"), BOILER, by=carnet.adel)
    assert [line.name for line in carnet.listed().live] == ["Adel Khelifi", ""]


def test_who_prepared_the_carnet_is_known_by_name(carnet: SharedLogbook) -> None:
    with carnet.database.writing() as session:
        session.get_one(Logbook, carnet.id).created_by = carnet.adel
    carnet.share()
    carnet.share("sophie@larmor.example")
    assert [line.name for line in carnet.listed().live] == ["Adel Khelifi", ""]


# Time


def test_the_last_day_is_one_of_them_and_the_next_is_not(carnet: SharedLogbook) -> None:
    carnet.share(ends_on=day(0))
    assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.READ
    with later(1):
        assert level_of(carnet, "equipment", of=carnet.adel) is AccessLevel.NONE
        listed = carnet.listed()
        assert (listed.live, [line.ended_how for line in listed.past]) == ((), [ShareEnd.EXPIRED])


def test_a_job_ends_what_is_over_and_tells_both_once(carnet: SharedLogbook) -> None:
    carnet.share(ends_on=day(0))
    carnet.share("sophie@larmor.example")
    assert jobs.run_due(carnet.database)["shares expired"] == 0
    with later(2):
        assert jobs.run_due(carnet.database)["shares expired"] == 1
        assert jobs.run_due(carnet.database)["shares expired"] == 0
    assert [row.ended_how for row in carnet.rows()] == [ShareEnd.EXPIRED, None]
    assert carnet.told(carnet.adel)[-1].kind is NotificationKind.SHARE_ENDED
    (told,) = carnet.told(carnet.maia)
    assert (told.kind, told.logbook_id) == (NotificationKind.SHARE_ENDED, carnet.id)
    assert [one.kind for one in letters(carnet.database, to="maia@larmor.example")] == [
        "share_expired"
    ]


def test_a_share_that_was_given_more_time_is_not_ended(carnet: SharedLogbook) -> None:
    carnet.share(ends_on=day(3))
    with carnet.database.writing() as session:
        assert share_deadlines.expire(session, only_share(carnet)) is False
        assert share_deadlines.expire(session, uuid4()) is False
    assert carnet.rows()[0].ended_at is None


# At the same moment


def test_the_same_form_sent_twice_shares_once_and_sends_one_mail(carnet: SharedLogbook) -> None:
    share_id = tokens.new_id()
    work = [lambda on: carnet.on(on).share(share_id=share_id) for _ in range(3)]
    assert at_once(carnet.database, work) == [ARTISAN] * 3
    assert len(carnet.rows()) == 1
    assert len(letters(carnet.database, to=ARTISAN)) == 1
    assert len(carnet.told(carnet.adel)) == 1


def test_two_forms_for_one_address_share_once(carnet: SharedLogbook) -> None:
    work = [lambda on: carnet.on(on).share(share_id=tokens.new_id()) for _ in range(2)]
    outcomes = at_once(carnet.database, work)
    assert sorted(type(one).__name__ for one in outcomes) == ["FieldsRefused", "str"]
    assert len(carnet.rows()) == 1
    assert len(letters(carnet.database, to=ARTISAN)) == 1


def test_the_id_of_a_form_opens_no_share_of_others(carnet: SharedLogbook) -> None:
    share_id = tokens.new_id()
    carnet.share(share_id=share_id)
    assert carnet.share("sophie@larmor.example", share_id=share_id) == "sophie@larmor.example"
    assert len(carnet.rows()) == 2


def deposits(carnet: SharedLogbook) -> Callable[[Database], object]:
    def work(on: Database) -> UUID:
        with on.writing() as session:
            address = PartAddress(carnet.id, "equipment")
            return entries.create(session, address, BOILER, by=carnet.adel)

    return work


@pytest.mark.parametrize("round", range(4))
def test_a_deposit_and_the_end_of_the_share_come_one_after_the_other(
    carnet: SharedLogbook, round: int
) -> None:
    carnet.share(levels=DEPOSIT_EQUIPMENT)
    share_id = only_share(carnet)
    deposit, _ = at_once(
        carnet.database, [deposits(carnet), lambda on: carnet.on(on).end(share_id)]
    )
    with carnet.database.reading() as session:
        kept = session.exec(select(Entry)).all()
    assert len(kept) == (0 if isinstance(deposit, NotAllowed) else 1)
    assert carnet.rows()[0].ended_at
    with pytest.raises(NotAllowed):
        deposits(carnet)(carnet.database)


@pytest.mark.parametrize("round", range(4))
def test_a_change_and_a_write_come_one_after_the_other(carnet: SharedLogbook, round: int) -> None:
    carnet.share(levels=WRITE_EQUIPMENT)
    share_id = only_share(carnet)
    written, changed = at_once(
        carnet.database,
        [deposits(carnet), lambda on: carnet.on(on).change(share_id, READ_EQUIPMENT)],
    )
    assert isinstance(written, UUID | NotAllowed)
    assert not isinstance(changed, Refusal)
    with pytest.raises(NotAllowed):
        deposits(carnet)(carnet.database)


def test_ending_and_leaving_at_once_end_it_once(carnet: SharedLogbook) -> None:
    carnet.share()
    share_id = only_share(carnet)
    at_once(
        carnet.database,
        [lambda on: carnet.on(on).end(share_id), lambda on: carnet.on(on).leave(carnet.adel)],
    )
    (row,) = carnet.rows()
    told = carnet.told(carnet.maia) + [
        one for one in carnet.told(carnet.adel) if one.kind is NotificationKind.SHARE_ENDED
    ]
    assert row.ended_how in (ShareEnd.ENDED, ShareEnd.LEFT)
    assert len(told) == 1
