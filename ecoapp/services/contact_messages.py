"""Messages of the contact form: kept, sent to the operator's team, acknowledged to who wrote."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ecoapp.core import clock, tokens
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.core.public_address import address_of
from ecoapp.mail import contact_messages as mails
from ecoapp.mail import outbox
from ecoapp.models import Account, ContactMessage
from ecoapp.services import rate_rules
from ecoapp.services.email_addresses import EmailAddress, masked, parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.texts import TextIsMissing, parse_message, parse_words
from ecoapp.settings import get_settings

NAME_MAX = 200
MESSAGE_MAX = 4_000
# Anybody may type anybody's address: more would be a way to fill somebody's letter box.
ACKNOWLEDGEMENTS_A_DAY = 5
A_DAY = timedelta(days=1)

ACKNOWLEDGED = "contact_acknowledged"
HELP_PATH = "/aide"
MESSAGES_PATH = "/operateur/messages"


class ContactSubject(StrEnum):
    ACCOUNT = "compte"
    ESTABLISHMENT = "etablissement"
    SECTIONS = "rubriques"
    PERSONAL_DATA = "donnees"
    ACCESSIBILITY = "accessibilite"
    OTHER = "autre"


# Kept with the message as words: what was chosen stays readable when the choices change.
LABELS = {
    ContactSubject.ACCOUNT: "Mon compte ou ma connexion",
    ContactSubject.ESTABLISHMENT: "Un établissement ou mes droits",
    ContactSubject.SECTIONS: "Une rubrique ou un fichier",
    ContactSubject.PERSONAL_DATA: "Mes données personnelles",
    ContactSubject.ACCESSIBILITY: "L’accessibilité du site",
    ContactSubject.OTHER: "Autre sujet",
}


class SenderNameIsMissing(Refusal):
    """Nobody is named."""


class SubjectIsMissing(Refusal):
    """None of the choices was made."""


class MessageIsMissing(Refusal):
    """Nothing was written."""


@dataclass(frozen=True)
class ContactTyped:
    """The form, as it was typed."""

    name: str
    email: str
    subject: str
    message: str


@dataclass(frozen=True)
class Receipt:
    """What the page of confirmation shows, to whoever has its address: `email` is masked."""

    subject: str
    email: str
    sent_at: datetime


@dataclass(frozen=True)
class _Read:
    name: str
    address: EmailAddress
    subject: ContactSubject
    message: str


def send(session: Session, typed: ContactTyped, *, by: UUID | None, client: str = "") -> UUID:
    """Keep the message, send it to the operator's team and acknowledge it; gives its id.

    Open to all; `by`: the account that is signed in, if any; `client`: the network address.
    The same words of the same person within an hour are one message: a double click sends once.

    Raises `FieldsRefused`, `MessagesAreTooMany`.
    """
    read = _read(typed)
    rate_rules.count_contact_message(client=client)
    account = session.get(Account, by) if by is not None else None
    row = _row(read, account)
    if not _is_added(session, row):
        return _of_key(session, row.deduplication_key).id
    is_own = account is not None and account.email_key == read.address.key
    sender = str(account.id) if account else f"network {client}"
    _tell_operator(session, row, by=sender, is_own_address=is_own)
    _acknowledge(session, row, read.address, account if is_own else None, by=sender)
    return row.id


def receipt(session: Session, message_id: UUID) -> Receipt:
    """That a message has arrived. Raises `NotAllowed` when there is none."""
    row = session.get(ContactMessage, message_id)
    if row is None:
        raise NotAllowed
    return Receipt(row.subject, masked(row.email), row.created_at)


def _read(typed: ContactTyped) -> _Read:
    form = FieldReading()
    name = form.read("full_name", lambda: _parsed_name(typed.name))
    address = form.read("email", lambda: parse_email(typed.email))
    subject = form.read("subject", lambda: _parsed_subject(typed.subject))
    message = form.read("message", lambda: _parsed_message(typed.message))
    form.finish()
    assert name and address and subject and message
    return _Read(name, address, subject, message)


def _parsed_name(typed: str) -> str:
    try:
        return parse_words(typed, longest=NAME_MAX)
    except TextIsMissing as refusal:
        raise SenderNameIsMissing from refusal


def _parsed_subject(typed: str) -> ContactSubject:
    try:
        return ContactSubject(typed)
    except ValueError as error:
        raise SubjectIsMissing from error


def _parsed_message(typed: str) -> str:
    message = parse_message(typed, longest=MESSAGE_MAX)
    if not message:
        raise MessageIsMissing
    return message


def _row(read: _Read, account: Account | None) -> ContactMessage:
    return ContactMessage(
        deduplication_key=_key(read),
        account_id=account.id if account else None,
        name=read.name,
        email=read.address.address,
        subject=LABELS[read.subject],
        body=read.message,
    )


def _key(read: _Read) -> str:
    hour = clock.now().strftime("%Y-%m-%dT%H")
    return tokens.digest(
        json.dumps([hour, read.name, read.address.key, read.subject, read.message])
    )


def _is_added(session: Session, row: ContactMessage) -> bool:
    """Let the constraint decide between two clicks."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _of_key(session: Session, key: str) -> ContactMessage:
    of_key = select(ContactMessage).where(ContactMessage.deduplication_key == key)
    return session.exec(of_key).one()


def _tell_operator(session: Session, row: ContactMessage, *, by: str, is_own_address: bool) -> None:
    settings = get_settings()
    message = mails.contact_received(
        sender_name=row.name,
        sender_email=row.email,
        is_own_address=is_own_address,
        subject=row.subject,
        message=row.body,
        messages_url=address_of(MESSAGES_PATH),
    )
    outbox.put(
        session,
        message,
        to=settings.contact_mail,
        reply_to=row.email,
        deduplication_key=f"contact_received/{row.id}",
        by=by,
    )


def _acknowledge(
    session: Session,
    row: ContactMessage,
    address: EmailAddress,
    owner: Account | None,
    *,
    by: str,
) -> None:
    """`owner`: the account of this very address, to whom alone we repeat what was typed."""
    since = clock.now() - A_DAY
    sent = outbox.sent_since(session, to=address.key, kind=ACKNOWLEDGED, since=since)
    if sent >= ACKNOWLEDGEMENTS_A_DAY:
        return
    message = mails.contact_acknowledged(
        first_name=owner.first_name if owner else "",
        subject=row.subject,
        message=row.body if owner else "",
        help_page_url=address_of(HELP_PATH),
    )
    key = f"{ACKNOWLEDGED}/{row.id}"
    outbox.put(session, message, to=address.key, deduplication_key=key, by=by)
