"""The subject of every kind of mail arrives as it was written, whatever people are called."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.parser import BytesParser
from pathlib import Path
from uuid import UUID

import pytest

import ecoapp.mail
from ecoapp.adapters.post_office import Envelope, mime
from ecoapp.mail.message import Message
from tests.mail import (
    test_administration_messages,
    test_contact_messages,
    test_deadline_messages,
    test_handover_messages,
    test_logbook_messages,
    test_membership_messages,
    test_messages,
    test_request_answer_messages,
    test_request_deadline_messages,
    test_share_messages,
)

TEMPLATES = Path(ecoapp.mail.__file__).parent / "templates"
SENDER = Address("Espace Services", "ne-pas-repondre", "espace-services.example")
FILLED: dict[str, Callable[[str], Message]] = {
    **test_administration_messages.FILLED,
    **test_contact_messages.FILLED,
    **test_deadline_messages.FILLED,
    **test_handover_messages.FILLED,
    **test_logbook_messages.FILLED,
    **test_membership_messages.FILLED,
    **test_messages.FILLED,
    **test_request_answer_messages.FILLED,
    **test_request_deadline_messages.FILLED,
    **test_share_messages.FILLED,
}
NAMES = (
    "Zoé D’Ormesson",
    "Maison de la Chênaie, bâtiment B, escalier 3 à Saint-Étienne",
    "É" * 200,
    "à " * 40,
    "=?utf-8?q?Zo=C3=A9?= à Vannes",
)


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("name", NAMES)
def test_a_subject_is_read_as_it_was_written(kind: str, name: str) -> None:
    message = FILLED[kind](name)
    envelope = Envelope(
        UUID(int=1),
        datetime(2026, 9, 15, tzinfo=UTC),
        "camille@menuiserie-aubry.example",
        message.subject,
        message.text,
        message.html,
    )
    content = mime.written(envelope, sender=SENDER).content
    assert str(BytesParser(policy=policy.default).parsebytes(content)["Subject"]) == message.subject


def test_no_kind_is_forgotten() -> None:
    # No kinds, and the mails whose subjects hold nothing that was typed.
    others = {"layout", "parts", "verification_code", "digest"}
    kinds = {template.stem for template in TEMPLATES.iterdir()} - others
    assert {make("Zoé").kind for make in FILLED.values()} == kinds
