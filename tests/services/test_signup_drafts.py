"""An adhesion under way: the steps before the code, in their order, kept for a day."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, func, select

from ecoapp.core import clock, passwords
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, InputIsNotWhatTheFormSends, Refusal
from ecoapp.models import Account, SignupDraft, Step, StructureType
from ecoapp.services import signup_drafts, signup_passwords, signups
from ecoapp.services.email_addresses import EmailIsMalformed
from ecoapp.services.new_passwords import (
    PasswordIsMissing,
    PasswordIsPersonal,
    PasswordIsTooEasy,
    PasswordIsTooLong,
    PasswordIsTooShort,
)
from ecoapp.services.phone_numbers import FrenchPhoneHasWrongLength
from ecoapp.services.signup_drafts import (
    ConsentIsMissing,
    EmailHasAnAccount,
    PersonTyped,
    SignupIsNotBegun,
    StepIsTooEarly,
    StructureIsMissing,
)
from ecoapp.services.texts import (
    NameHasOtherCharacters,
    TextHasNoLetter,
    TextIsMissing,
    TextIsTooLong,
)
from tests import factories
from tests.services.at_once import Interrupted, at_once
from tests.services.letters import letters

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
BROWSER = factories.browser()
OTHER = factories.browser("another browser")
PERSON = PersonTyped("Camille", "Renaud", "Conductrice de travaux", "06 39 98 12 34", True)
WORDING = "J’autorise la collecte"
DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def begin(database: Database, email: str = "camille@exemple.fr", browser: str = BROWSER) -> None:
    with database.writing() as session:
        signup_drafts.begin(session, browser=browser, email=email)


def begun(database: Database, at: Step, *, individual: bool = False) -> None:
    """A draft whose first step to do is `at`."""
    with database.writing() as session:
        factories.signup_draft(session, at=at, individual=individual)


def choose(database: Database, structure: str) -> None:
    with database.writing() as session:
        signup_drafts.choose_structure(session, browser=BROWSER, structure=structure)


def describe(database: Database, person: PersonTyped = PERSON) -> None:
    with database.writing() as session:
        signup_drafts.describe_person(session, person, browser=BROWSER, consent_wording=WORDING)


def keep(database: Database, field: str, typed: str) -> None:
    with database.writing() as session:
        signup_drafts.keep_person(session, browser=BROWSER, field=field, typed=typed)


def choose_password(database: Database, password: str = factories.PASSWORD) -> None:
    signup_passwords.choose_password(database, browser=BROWSER, password=password)


def view(database: Database, browser: str = BROWSER) -> signup_drafts.DraftView | None:
    with database.reading() as session:
        return signup_drafts.view(session, browser=browser)


def shown(database: Database) -> signup_drafts.DraftView:
    seen = view(database)
    assert seen
    return seen


def row(database: Database) -> SignupDraft:
    with database.reading() as session:
        return session.exec(select(SignupDraft)).one()


def refusals(refused: pytest.ExceptionInfo[FieldsRefused]) -> dict[str, type[Refusal]]:
    return {field: type(refusal) for field, refusal in refused.value.refusals.items()}


# Step 1: the address


def test_nothing_is_under_way_before_the_address(database: Database) -> None:
    assert view(database) is None


def test_an_address_begins_an_adhesion(database: Database) -> None:
    begin(database, " Camille@Exemple.FR ")
    assert shown(database).email == "Camille@exemple.fr"
    assert shown(database).first_to_do is Step.STRUCTURE
    assert row(database).email_key == "camille@exemple.fr"


def test_a_wrong_address_is_told_beside_its_field_and_begins_nothing(database: Database) -> None:
    with pytest.raises(FieldsRefused) as refused:
        begin(database, "camille@exemple")
    assert refusals(refused) == {"email": EmailIsMalformed}
    assert view(database) is None


def test_a_wrong_address_leaves_the_adhesion_under_way_as_it_was(database: Database) -> None:
    begun(database, Step.CODE)
    with pytest.raises(FieldsRefused):
        begin(database, "camille@")
    assert shown(database).email == "camille@exemple.fr"
    assert shown(database).first_to_do is Step.CODE


@pytest.mark.parametrize("typed", ["camille@exemple.fr", "CAMILLE@Exemple.fr"])
def test_an_address_that_has_an_account_is_told_so(database: Database, typed: str) -> None:
    with database.writing() as session:
        factories.account(session, email="Camille@exemple.fr")
    with pytest.raises(EmailHasAnAccount) as refused:
        begin(database, typed)
    assert refused.value.email.casefold() == "camille@exemple.fr"
    assert view(database) is None


def test_the_same_address_again_changes_nothing(database: Database) -> None:
    begun(database, Step.CODE)
    before = row(database).code_hash
    begin(database, "CAMILLE@exemple.fr")
    assert shown(database).first_to_do is Step.CODE
    assert row(database).code_hash == before != ""


def test_another_address_forgets_the_code_and_the_link_of_the_first(database: Database) -> None:
    with database.writing() as session:
        factories.signup_draft(session, verified=True)
    begin(database, "camille@autre.fr")
    draft = row(database)
    assert (draft.code_hash, draft.link_hash) == ("", None)
    assert draft.email_verified_at is None
    assert shown(database).email == "camille@autre.fr"
    signup_passwords.choose_password(database, browser=BROWSER, password=factories.PASSWORD)
    with pytest.raises(FieldsRefused):
        signups.confirm_with_code(database, browser=BROWSER, typed=factories.CODE)


def test_another_address_keeps_what_was_typed_in_the_other_steps(database: Database) -> None:
    begun(database, Step.CODE)
    begin(database, "camille@autre.fr")
    seen = shown(database)
    assert (seen.first_name, seen.structure, seen.has_consented) == ("Camille", "entreprise", True)


def test_two_clicks_at_once_begin_one_adhesion(database: Database) -> None:
    def work(opened: Database) -> None:
        begin(opened)

    for _ in range(4):
        assert at_once(database, [work] * 4) == [None] * 4
        with database.writing() as session:
            session.delete(session.exec(select(SignupDraft)).one())


def test_an_adhesion_that_just_ended_does_not_stand_in_the_way_of_the_next(
    database: Database,
) -> None:
    begun(database, Step.CODE)
    signups.confirm_with_code(database, browser=BROWSER, typed=factories.CODE)
    begin(database, "jean@exemple.fr")
    assert shown(database).email == "jean@exemple.fr"
    assert shown(database).first_to_do is Step.STRUCTURE
    assert shown(database).first_name == ""


# Another browser, another day


def test_another_browser_sees_nothing_and_may_do_nothing(database: Database) -> None:
    begun(database, Step.CODE)
    assert view(database, OTHER) is None
    with pytest.raises(SignupIsNotBegun), database.writing() as session:
        signup_drafts.choose_structure(session, browser=OTHER, structure="entreprise")
    with pytest.raises(SignupIsNotBegun):
        signup_passwords.choose_password(database, browser=OTHER, password=factories.PASSWORD)
    with pytest.raises(SignupIsNotBegun):
        signups.confirm_with_code(database, browser=OTHER, typed=factories.CODE)


def test_a_browser_without_a_cookie_finds_no_draft(database: Database) -> None:
    begun(database, Step.CODE)
    assert view(database, "") is None


def test_two_browsers_may_begin_with_the_same_address(database: Database) -> None:
    begin(database)
    begin(database, browser=OTHER)
    assert view(database) == view(database, OTHER)


def test_a_draft_lasts_a_day_to_the_second(database: Database) -> None:
    begun(database, Step.PERSON)
    with clock.at(NOON + DAY - timedelta(seconds=1)):
        assert shown(database).first_to_do is Step.PERSON
    with clock.at(NOON + DAY):
        assert view(database) is None
        with pytest.raises(SignupIsNotBegun):
            describe(database)


def test_an_old_draft_makes_room_for_a_new_one(database: Database) -> None:
    begun(database, Step.CODE)
    with clock.at(NOON + DAY):
        begin(database)
        assert shown(database).first_to_do is Step.STRUCTURE
        assert shown(database).first_name == ""


def test_drafts_older_than_a_day_are_deleted_whoever_began_them(database: Database) -> None:
    begun(database, Step.CODE)
    with clock.at(NOON + DAY):
        begin(database, "jean@exemple.fr", OTHER)
    assert row(database).email == "jean@exemple.fr"


# The order of the steps


@pytest.mark.parametrize("at", [Step.STRUCTURE, Step.PERSON, Step.PASSWORD, Step.CODE])
def test_each_step_opens_once_those_before_it_are_done(database: Database, at: Step) -> None:
    begun(database, at)
    places = list(Step)
    for step in places:
        with database.reading() as session:
            if places.index(step) <= places.index(at):
                seen = signup_drafts.view_at(session, browser=BROWSER, step=step)
                assert seen.first_to_do is at
            else:
                with pytest.raises(StepIsTooEarly) as refused:
                    signup_drafts.view_at(session, browser=BROWSER, step=step)
                assert refused.value.first is at


@pytest.mark.parametrize("step", list(Step))
def test_no_step_opens_before_the_address(database: Database, step: Step) -> None:
    with database.reading() as session, pytest.raises(SignupIsNotBegun):
        signup_drafts.view_at(session, browser=BROWSER, step=step)


def test_a_step_cannot_be_sent_too_early(database: Database) -> None:
    begun(database, Step.STRUCTURE)
    for send in (describe, choose_password, partial(keep, field="first_name", typed="x")):
        with pytest.raises(StepIsTooEarly):
            send(database)
    with pytest.raises(StepIsTooEarly):
        signups.confirm_with_code(database, browser=BROWSER, typed="482917")
    assert shown(database).first_name == ""
    assert letters(database) == []


# Step 2: the structure


@pytest.mark.parametrize("structure", ["entreprise", "collectivite", "association", "particulier"])
def test_one_of_the_four_structures_is_chosen(database: Database, structure: str) -> None:
    begin(database)
    choose(database, structure)
    assert shown(database).structure == structure
    assert shown(database).is_individual is (structure == "particulier")
    assert shown(database).first_to_do is Step.PERSON


@pytest.mark.parametrize("structure", ["", "autre", "Entreprise", "COMPANY", "\0", "\ud800"])
def test_any_other_word_is_refused_beside_its_field(database: Database, structure: str) -> None:
    begin(database)
    with pytest.raises(FieldsRefused) as refused:
        choose(database, structure)
    assert refusals(refused) == {"structure": StructureIsMissing}
    assert shown(database).first_to_do is Step.STRUCTURE


def test_who_turns_from_an_individual_into_a_company_is_asked_for_the_function(
    database: Database,
) -> None:
    begun(database, Step.CODE, individual=True)
    choose(database, "entreprise")
    assert shown(database).first_to_do is Step.PERSON
    assert shown(database).first_name == "Camille"
    describe(database)
    assert shown(database).first_to_do is Step.CODE


@pytest.mark.parametrize("structure", ["collectivite", "particulier"])
def test_any_other_change_of_structure_asks_for_nothing_again(
    database: Database, structure: str
) -> None:
    begun(database, Step.CODE)
    choose(database, structure)
    assert shown(database).first_to_do is Step.CODE


# Step 3: the person


def test_the_person_is_kept_in_one_form_with_the_words_agreed_to(database: Database) -> None:
    begun(database, Step.PERSON)
    describe(database, PersonTyped(" Anne  Marie ", "O’Brien", " Maire ", "06.39.98.12.34", True))
    draft = row(database)
    assert (draft.first_name, draft.last_name) == ("Anne Marie", "O’Brien")
    assert (draft.job_title, draft.phone) == ("Maire", "+33639981234")
    assert (draft.consent_wording, draft.consented_at) == (WORDING, NOON)
    assert shown(database).has_consented
    assert shown(database).first_to_do is Step.PASSWORD


def test_all_that_is_wrong_is_told_at_once_and_changes_nothing(database: Database) -> None:
    begun(database, Step.PERSON)
    with pytest.raises(FieldsRefused) as refused:
        describe(database, PersonTyped("", "<b>", "a" * 201, "06 39", False))
    assert refusals(refused) == {
        "first_name": TextIsMissing,
        "last_name": NameHasOtherCharacters,
        "job_title": TextIsTooLong,
        "phone": FrenchPhoneHasWrongLength,
        "consent": ConsentIsMissing,
    }
    assert list(refused.value.refusals) == [
        "first_name",
        "last_name",
        "job_title",
        "phone",
        "consent",
    ]
    assert shown(database).first_to_do is Step.PERSON
    assert not shown(database).has_consented


def test_without_consent_nobody_goes_on(database: Database) -> None:
    begun(database, Step.PERSON)
    with pytest.raises(FieldsRefused) as refused:
        describe(database, PersonTyped("Camille", "Renaud", "Maire", "0639981234", False))
    assert refusals(refused) == {"consent": ConsentIsMissing}


@pytest.mark.parametrize("name", ["X", "Élodie-Anne d’Arc", "a" * 200])
def test_names_of_1_and_of_200_characters_are_kept_whole(database: Database, name: str) -> None:
    begun(database, Step.PERSON)
    describe(database, PersonTyped(name, name, name, "0639981234", True))
    draft = row(database)
    assert draft.first_name == draft.last_name == draft.job_title == name


@pytest.mark.parametrize("job_title", ["-", "***", "🪚", "12"])
def test_a_function_without_a_letter_is_asked_again(database: Database, job_title: str) -> None:
    begun(database, Step.PERSON)
    with pytest.raises(FieldsRefused) as refused:
        describe(database, PersonTyped("Camille", "Renaud", job_title, "0639981234", True))
    assert refusals(refused) == {"job_title": TextHasNoLetter}


def test_an_individual_is_not_asked_for_a_function(database: Database) -> None:
    begun(database, Step.PERSON, individual=True)
    describe(database, PersonTyped("Camille", "Renaud", "Directrice", "0639981234", True))
    assert row(database).job_title == ""


# What is being typed


@pytest.mark.parametrize("field", ["first_name", "last_name", "job_title", "phone"])
@pytest.mark.parametrize("typed", ["Élo", "<b>", "+3", "🦊", " "])
def test_what_is_being_typed_is_kept_right_or_wrong(
    database: Database, field: str, typed: str
) -> None:
    begun(database, Step.PERSON)
    keep(database, field, typed)
    assert getattr(shown(database), field) == typed
    assert shown(database).first_to_do is Step.PERSON


def test_what_is_too_long_is_kept_up_to_its_limit(database: Database) -> None:
    begun(database, Step.PERSON)
    keep(database, "first_name", "a" * 5_000)
    keep(database, "phone", "0" * 5_000)
    assert (len(shown(database).first_name), len(shown(database).phone)) == (200, 40)


@pytest.mark.parametrize("typed", ["Camille\0", "Camille\ud83d"])
def test_what_no_database_takes_is_left_out(database: Database, typed: str) -> None:
    begun(database, Step.PERSON)
    keep(database, "first_name", typed)
    assert shown(database).first_name == "Camille"


@pytest.mark.parametrize("field", ["", "email", "password_hash", "browser_hash", "__class__", "é"])
def test_no_other_field_can_be_written(database: Database, field: str) -> None:
    begun(database, Step.PERSON)
    before = row(database)
    with pytest.raises(InputIsNotWhatTheFormSends):
        keep(database, field, "x")
    assert row(database) == before


def test_a_step_changed_after_it_was_done_is_to_be_confirmed_again(database: Database) -> None:
    begun(database, Step.CODE)
    keep(database, "first_name", "C")
    assert shown(database).first_to_do is Step.PERSON
    with pytest.raises(StepIsTooEarly):
        signups.confirm_with_code(database, browser=BROWSER, typed=factories.CODE)


def test_leaving_a_field_as_it_was_changes_nothing(database: Database) -> None:
    begun(database, Step.CODE)
    keep(database, "first_name", "Camille")
    assert shown(database).first_to_do is Step.CODE


# Step 4: the password


def test_a_password_is_kept_as_a_hash_and_sends_the_code(database: Database) -> None:
    begun(database, Step.PASSWORD)
    choose_password(database)
    draft = row(database)
    assert passwords.matches(factories.PASSWORD, draft.password_hash)
    assert factories.PASSWORD not in repr(draft)
    (mail,) = letters(database)
    assert (mail.kind, mail.to) == ("verification_code", "camille@exemple.fr")
    assert shown(database).first_to_do is Step.CODE


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", PasswordIsMissing),
        ("Rabot et 7!", PasswordIsTooShort),
        ("Vx7!qGz2#mLp" * 10 + "123456789", PasswordIsTooLong),
        ("Renaud, rabot et tilleul", PasswordIsPersonal),
        ("rabot camille@exemple.fr", PasswordIsPersonal),
        ("motdepasse123", PasswordIsTooEasy),
        ("000000000000", PasswordIsTooEasy),
        ("azertyuiop123", PasswordIsTooEasy),
    ],
)
def test_a_bad_password_is_told_why_and_sends_nothing(
    database: Database, password: str, reason: type[Refusal]
) -> None:
    begun(database, Step.PASSWORD)
    with pytest.raises(FieldsRefused) as refused:
        choose_password(database, password)
    assert refusals(refused) == {"password": reason}
    assert shown(database).first_to_do is Step.PASSWORD
    assert letters(database) == []


@pytest.mark.parametrize(
    "password",
    ["Vx7!qGz2#mLp", "é" * 3 + "Vx7!qGz2#mLp" * 7, "Vx7!qGz2" * 16, "Rabot 🦊 tilleul 🌳 sciure"],
)
def test_passwords_of_12_to_128_characters_are_taken_whatever_their_bytes(
    database: Database, password: str
) -> None:
    begun(database, Step.PASSWORD)
    choose_password(database, password)
    assert passwords.matches(password, row(database).password_hash)


@pytest.mark.parametrize(
    "changes",
    [
        lambda database: describe(database, replace(PERSON, last_name="Tilleul")),
        lambda database: begin(database, "rabot@exemple.fr"),
    ],
)
def test_a_password_is_compared_with_the_name_and_address_that_stand_when_it_is_kept(
    database: Database, changes: Callable[[Database], None]
) -> None:
    """They were changed in another tab while it was hashed."""
    begun(database, Step.PASSWORD)
    meanwhile: Any = Interrupted(database, lambda: changes(database))
    with pytest.raises(FieldsRefused) as refused:
        choose_password(meanwhile, "Rabot, tilleul et 7 copeaux")
    assert refusals(refused) == {"password": PasswordIsPersonal}
    assert row(database).password_hash == ""
    assert letters(database) == []


def test_another_password_while_a_code_is_alive_sends_no_other_code(database: Database) -> None:
    begun(database, Step.PASSWORD)
    choose_password(database)
    choose_password(database, "Sciure et tilleul 8")
    assert passwords.matches("Sciure et tilleul 8", row(database).password_hash)
    assert len(letters(database)) == 1


def test_two_clicks_at_once_send_one_code(database: Database) -> None:
    begun(database, Step.PASSWORD)
    assert at_once(database, [choose_password] * 4) == [None] * 4
    assert len(letters(database)) == 1


def test_a_proved_address_gets_no_code(database: Database) -> None:
    with database.writing() as session:
        factories.signup_draft(session, at=Step.PASSWORD, verified=True)
    choose_password(database)
    assert letters(database) == []
    assert shown(database).first_to_do is Step.CODE


def test_a_password_is_weighed_while_it_is_typed_and_nothing_is_kept(database: Database) -> None:
    begun(database, Step.PASSWORD)
    before = row(database)
    weigh = partial(signup_passwords.weigh_password, database, browser=BROWSER)
    good, personal, empty = (
        weigh(password=factories.PASSWORD),
        weigh(password="Renaud"),
        weigh(password=""),
    )
    assert good.long_enough and good.short_enough and good.impersonal and good.hard_to_guess
    assert not personal.impersonal and not personal.long_enough
    assert not any((empty.long_enough, empty.short_enough, empty.impersonal, empty.hard_to_guess))
    assert row(database) == before


def test_what_the_pages_see_holds_no_secret(database: Database) -> None:
    begun(database, Step.CODE)
    draft, seen = row(database), repr(shown(database))
    for secret in (draft.password_hash, draft.code_hash, draft.link_hash, draft.browser_hash):
        assert secret and secret not in seen


def test_before_the_code_there_is_no_account(session: Session) -> None:
    factories.signup_draft(session)
    assert session.exec(select(func.count()).select_from(Account)).one() == 0


def test_structures_are_the_four_of_the_form() -> None:
    assert [structure.value for structure in StructureType] == [
        "entreprise",
        "collectivite",
        "association",
        "particulier",
    ]


@pytest.mark.parametrize("password", ["Helene rabote le tilleul", "Ormesson rabote 47 fois"])
def test_the_name_of_the_person_is_refused_and_shown_so_while_it_is_typed(
    database: Database, password: str
) -> None:
    with database.writing() as session:
        draft = factories.signup_draft(session, at=Step.PASSWORD)
        draft.first_name, draft.last_name = "Hélène", "D’Ormesson"
    weighed = signup_passwords.weigh_password(database, browser=BROWSER, password=password)
    assert not weighed.impersonal and weighed.hard_to_guess
    with pytest.raises(FieldsRefused) as refused:
        signup_passwords.choose_password(database, browser=BROWSER, password=password)
    assert isinstance(refused.value.refusals["password"], PasswordIsPersonal)


@pytest.mark.parametrize(
    "change",
    [
        lambda session: signup_drafts.begin(session, browser=BROWSER, email="rabot@exemple.fr"),
        lambda session: signup_drafts.keep_person(
            session, browser=BROWSER, field="first_name", typed="Rabot"
        ),
        lambda session: signup_drafts.describe_person(
            session,
            PersonTyped("Rabot", "Renaud", "Directrice", "06 39 98 12 34", True),
            browser=BROWSER,
            consent_wording=WORDING,
        ),
    ],
)
def test_a_password_is_asked_again_after_the_name_or_the_address_it_was_compared_with(
    database: Database, change: Callable[[Session], None]
) -> None:
    with database.writing() as session:
        factories.signup_draft(session)
    with database.writing() as session:
        change(session)
    assert not row(database).password_hash


def test_a_password_stays_when_the_same_person_goes_through_the_steps_again(
    database: Database,
) -> None:
    with database.writing() as session:
        factories.signup_draft(session)
        signup_drafts.begin(session, browser=BROWSER, email="Camille@exemple.fr")
        signup_drafts.describe_person(session, PERSON, browser=BROWSER, consent_wording=WORDING)
    assert row(database).first_step_to_do() is Step.CODE
