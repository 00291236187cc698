"""What people wrote into a header is what others read there, wherever its lines break."""

from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.parser import BytesParser
from email.utils import parseaddr
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecoapp.adapters.post_office import Envelope, MailIsRefused, mime
from ecoapp.mail.typed_words import for_subject

SENDER = Address("Espace Services", "ne-pas-repondre", "espace-services.example")
CHENAIE = (
    "Zoé D’Ormesson partage avec vous le carnet Maison de la Chênaie, bâtiment B, "
    "escalier 3 à Saint-Étienne"
)
WORDS = st.sampled_from(
    (
        *("Chênaie,", "bâtiment", "à", "été", "Île", "d’agglomération", "«\u00a0Été\u00a0»", "B"),
        *("😀", "👩\u200d👩\u200d👧", "\u2068שלום\u2069", "x" * 70, "é" * 40, "=?utf-8?q?a?="),
        *("=?", '"q"', "(x)", "a,b", ";", "<a@b.example>", ":"),
    )
)
SUBJECTS = st.lists(WORDS, min_size=1, max_size=24).map(" ".join) | st.text().map(for_subject)


def written(subject: str, *, sender: Address = SENDER, recipient: str = "a@b.example") -> bytes:
    moment = datetime(2026, 9, 15, tzinfo=UTC)
    envelope = Envelope(UUID(int=1), moment, recipient, subject, "Bonjour\n", "<p>Bonjour</p>")
    return mime.written(envelope, sender=sender).content


def raw(content: bytes, name: str) -> str:
    """The header as it is on the wire, its lines joined (RFC 5322 §2.2.3)."""
    head = content.partition(b"\r\n\r\n")[0].decode()
    return head.replace("\r\n ", " ").partition(f"{name}: ")[2].partition("\r\n")[0]


def as_read(header: str) -> str:
    return str(make_header(decode_header(header)))


@given(subject=SUBJECTS)
@example(CHENAIE)
@example("Devis à signer, =?utf-8?q?urgent?= pour l’été")
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    content = written(subject)
    mail = BytesParser(policy=policy.default).parsebytes(content)
    assert str(mail["Subject"]) == subject
    assert as_read(raw(content, "Subject")) == subject


@given(subject=SUBJECTS)
@example("d" * 200)
def test_no_line_of_a_header_is_too_long_and_none_leaves_ascii(subject: str) -> None:
    head = written(subject).partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))


@given(name=st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
@example("Service des espaces verts de la Communauté d’agglomération de Saint-Étienne à Vannes")
def test_the_sender_s_name_is_read_as_it_was_written(name: str) -> None:
    content = written("Bonjour", sender=Address(name, "ne-pas-repondre", "espace.example"))
    shown, address = parseaddr(raw(content, "From"))
    assert (as_read(shown), address) == (name, "ne-pas-repondre@espace.example")


def test_an_accent_before_the_at_sign_changes_nothing_of_the_subject() -> None:
    content = written(CHENAIE, recipient="zoé@ormesson.example")
    assert as_read(raw(content, "Subject")) == CHENAIE
    assert raw(content, "To") == "zoé@ormesson.example"


@pytest.mark.parametrize("subject", ["a\nBcc: x@y.example", "a\r\nb", "a\u2028b", "é\n" * 40])
def test_a_subject_of_two_lines_is_refused(subject: str) -> None:
    with pytest.raises(MailIsRefused):
        written(subject)
