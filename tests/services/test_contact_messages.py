"""The contact form: what is kept, who is told, and what it cannot be used for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.mail import claims
from ecoapp.models import ContactMessage, OutgoingMail
from ecoapp.services import contact_messages, rate_rules
from ecoapp.services.contact_messages import (
    ACKNOWLEDGEMENTS_A_DAY,
    LABELS,
    ContactSubject,
    ContactTyped,
    MessageIsMissing,
    SenderNameIsMissing,
    SubjectIsMissing,
)
from ecoapp.services.email_addresses import EmailIsMissing
from ecoapp.services.rate_rules import CONTACT_MESSAGES_AN_HOUR_AND_CLIENT, MessagesAreTooMany
from ecoapp.services.texts import TextIsTooLong
from ecoapp.settings import get_settings
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

CAMILLE = "camille@exemple.fr"
WORDS = "Bonjour,\n\nmon SIRET est refusé. Que faire ?"


@pytest.fixture(autouse=True)
def team(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The operator's address."""
    monkeypatch.setenv("ECOAPP_CONTACT_MAIL", "equipe@exemple.fr")
    get_settings.cache_clear()
    yield "equipe@exemple.fr"
    get_settings.cache_clear()


def typed(
    name: str = "Camille Renaud",
    email: str = CAMILLE,
    subject: str = "etablissement",
    message: str = WORDS,
) -> ContactTyped:
    return ContactTyped(name, email, subject, message)


def send(database: Database, what: ContactTyped | None = None, *, by: UUID | None = None) -> UUID:
    with database.writing() as session:
        return contact_messages.send(session, what or typed(), by=by)


def kept(database: Database) -> list[ContactMessage]:
    with database.reading() as session:
        return list(session.exec(select(ContactMessage)))


def refusals(session: Session, what: ContactTyped) -> dict[str, type[Refusal]]:
    with pytest.raises(FieldsRefused) as refused:
        contact_messages.send(session, what, by=None)
    return {field: type(refusal) for field, refusal in refused.value.refusals.items()}


def test_a_visitor_s_message_is_kept_as_it_was_written(database: Database) -> None:
    message_id = send(database)
    (row,) = kept(database)
    assert (row.id, row.account_id, row.handled_at) == (message_id, None, None)
    assert (row.name, row.email) == ("Camille Renaud", CAMILLE)
    assert (row.subject, row.body) == ("Un établissement ou mes droits", WORDS)


def test_the_team_is_written_to_and_answers_the_sender(database: Database, team: str) -> None:
    send(database)
    (letter,) = letters(database, kind="contact_received")
    assert letter.to == team
    assert "Camille Renaud" in letter.subject
    assert LABELS[ContactSubject.ESTABLISHMENT] in letter.text
    assert CAMILLE in letter.text and "mon SIRET est refusé" in letter.text
    assert "Adresse vérifiée\u00a0: non" in letter.text
    with database.writing() as session:
        replies = {mail.recipient: mail.reply_to for mail in session.exec(select(OutgoingMail))}
        claimed = [claims.claim(session), claims.claim(session)]
    assert replies == {team: CAMILLE, CAMILLE: ""}
    assert {mail.opened().reply_to for mail in claimed if mail} == {CAMILLE, ""}


def test_a_visitor_gets_an_acknowledgement_without_a_word_of_theirs(database: Database) -> None:
    """Anybody may type anybody's address: nobody can have us write their words there."""
    send(database, typed(name="Gagnez un lot", message="Cliquez vite, pressez-vous"))
    (letter,) = letters(database, to=CAMILLE)
    assert letter.kind == "contact_acknowledged"
    assert "Gagnez" not in letter.subject + letter.text
    assert "Cliquez" not in letter.text


def test_somebody_signed_in_gets_a_copy_at_the_address_of_their_account(
    database: Database,
) -> None:
    with database.writing() as session:
        account = factories.account(session, email="Camille@exemple.fr", first_name="Camille")
    send(database, by=account.id)
    (row,) = kept(database)
    assert row.account_id == account.id
    (letter,) = letters(database, to=CAMILLE)
    assert "Bonjour Camille," in letter.text and "mon SIRET est refusé" in letter.text
    (received,) = letters(database, kind="contact_received")
    assert "Adresse vérifiée\u00a0: oui" in received.text


def test_somebody_signed_in_gets_no_copy_anywhere_else(database: Database) -> None:
    with database.writing() as session:
        account = factories.account(session, email="autre@exemple.fr", first_name="Camille")
    send(database, by=account.id)
    (row,) = kept(database)
    assert row.account_id == account.id
    (letter,) = letters(database, to=CAMILLE)
    assert "Camille" not in letter.text and "SIRET" not in letter.text
    (received,) = letters(database, kind="contact_received")
    assert "Adresse vérifiée\u00a0: non" in received.text


def test_an_account_that_is_gone_writes_as_a_visitor(database: Database) -> None:
    send(database, by=uuid4())
    assert [row.account_id for row in kept(database)] == [None]


def test_all_that_is_missing_is_told_at_once(session: Session) -> None:
    assert refusals(session, typed("  ", "", "", " \n ")) == {
        "full_name": SenderNameIsMissing,
        "email": EmailIsMissing,
        "subject": SubjectIsMissing,
        "message": MessageIsMissing,
    }


@pytest.mark.parametrize("subject", ["x", "Compte", "compte ", "ACCOUNT", "compte\nBcc: x"])
def test_only_our_subjects_can_be_chosen(session: Session, subject: str) -> None:
    assert refusals(session, typed(subject=subject)) == {"subject": SubjectIsMissing}


def test_what_is_too_long_is_refused_and_the_longest_is_kept(session: Session) -> None:
    longest = typed(name="é" * 200, message="é" * 4_000)
    assert refusals(session, typed(name="é" * 201, message="é" * 4_001)) == {
        "full_name": TextIsTooLong,
        "message": TextIsTooLong,
    }
    contact_messages.send(session, longest, by=None)


@pytest.mark.parametrize("email", ["a@b.fr\r\nBcc: c@evil.example", "a@b.fr, c@d.fr", '"a b"@c.fr'])
def test_an_address_cannot_carry_another_header(session: Session, email: str) -> None:
    assert list(refusals(session, typed(email=email))) == ["email"]


def test_a_name_of_two_lines_is_kept_on_one(database: Database) -> None:
    send(database, typed(name="Camille\r\nBcc: victime@exemple.fr"))
    (row,) = kept(database)
    assert row.name == "Camille Bcc: victime@exemple.fr"
    assert all("\n" not in letter.subject for letter in letters(database))


def test_the_second_of_two_clicks_is_the_first_one(database: Database) -> None:
    assert send(database) == send(database)
    assert len(kept(database)) == 1
    assert len(letters(database)) == 2


def test_two_clicks_at_the_same_moment_are_one_message(database: Database) -> None:
    with clock.at(datetime(2026, 9, 15, 10, 30, tzinfo=UTC)):
        ids = at_once(database, [partial(send, what=typed())] * 4)
    assert len(set(ids)) == 1 and isinstance(ids[0], UUID)
    assert len(kept(database)) == 1
    assert len(letters(database)) == 2


@pytest.mark.parametrize(
    "other",
    [
        typed(message="Autre chose"),
        typed(email="autre@exemple.fr"),
        typed(subject="autre"),
        typed(name="Camille"),
    ],
)
def test_other_words_are_another_message(database: Database, other: ContactTyped) -> None:
    send(database)
    send(database, other)
    assert len(kept(database)) == 2


def test_the_same_words_an_hour_later_are_another_message(database: Database) -> None:
    now = datetime(2026, 9, 15, 10, 30, tzinfo=UTC)
    for hours in (0, 1):
        with clock.at(now + timedelta(hours=hours)):
            send(database)
    assert len(kept(database)) == 2


def test_nobody_s_letter_box_is_filled_with_acknowledgements(database: Database) -> None:
    for number in range(ACKNOWLEDGEMENTS_A_DAY + 2):
        send(database, typed(email="Camille@Exemple.fr", message=f"Bonjour {number}"))
        rate_rules.install(rate_rules.RateLimits())
    assert len(letters(database, kind="contact_acknowledged")) == ACKNOWLEDGEMENTS_A_DAY
    assert len(letters(database, kind="contact_received")) == ACKNOWLEDGEMENTS_A_DAY + 2


def test_a_network_address_that_writes_too_often_waits(session: Session) -> None:
    for number in range(CONTACT_MESSAGES_AN_HOUR_AND_CLIENT):
        what = typed(message=f"Bonjour {number}")
        contact_messages.send(session, what, by=None, client="203.0.113.7")
    with pytest.raises(MessagesAreTooMany) as refused:
        contact_messages.send(session, typed(), by=None, client="203.0.113.7")
    assert 0 < refused.value.seconds <= 3600
    contact_messages.send(session, typed(), by=None, client="203.0.113.8")


def test_what_is_refused_counts_for_nothing(session: Session) -> None:
    for _ in range(CONTACT_MESSAGES_AN_HOUR_AND_CLIENT + 1):
        with pytest.raises(FieldsRefused):
            contact_messages.send(session, typed(email=""), by=None, client="203.0.113.7")
    contact_messages.send(session, typed(), by=None, client="203.0.113.7")


def test_the_receipt_shows_no_whole_address_and_no_word(database: Database) -> None:
    message_id = send(database)
    with database.reading() as session:
        seen = contact_messages.receipt(session, message_id)
    assert (seen.subject, seen.email) == ("Un établissement ou mes droits", "c•••@exemple.fr")


def test_there_is_no_receipt_of_what_was_never_sent(session: Session) -> None:
    with pytest.raises(NotAllowed):
        contact_messages.receipt(session, uuid4())


def test_every_subject_has_words_and_fits_its_column() -> None:
    assert set(LABELS) == set(ContactSubject)
    assert all(len(words) <= 40 for words in LABELS.values())
