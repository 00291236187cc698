"""Rows in the states that tests speak of, made by name rather than by patching.

Every function adds to the session it is given, flushes, and returns the row.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count

from sqlmodel import Session, select

from ecoapp.adapters.directory import Listing
from ecoapp.core import clock, passwords, tokens
from ecoapp.models import (
    Account,
    AccountSession,
    Attachment,
    Entry,
    EntryEvent,
    Establishment,
    EstablishmentSource,
    Handover,
    HandoverStatus,
    Invitation,
    InvitationStatus,
    Logbook,
    Membership,
    MembershipRequest,
    Notification,
    NotificationKind,
    PasswordReset,
    RequestStatus,
    Share,
    ShareEnd,
    SignupDraft,
    Step,
    StructureType,
)
from ecoapp.services import entries, offer_reminders, password_resets
from ecoapp.services.catalogue import Right, section_of
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.signup_drafts import LIFE, STEPS

PASSWORD = "Rabot et tilleul 7"
CODE = "482917"
LINK = "a-link-token-of-tests"
NEW_PASSWORD = "Varlope, hêtre et 9 chevilles"

# Real and valid (see the directory's documentation); more are made by `siret`.
LA_POSTE = "35600000000048"
OCTO = "41816609600069"
CLAMART = "21920023500014"

# Nothing has this id. It is the same in every process, because names of tests are made of it.
UNKNOWN_ID = "8f14e45f-ceea-467f-ab5d-7d3c1a2b9e60"

_numbers = count(1)


def browser(name: str = "browser") -> str:
    """The digest of a browser's cookie."""
    return tokens.digest(name)


def siret(number: int = 1) -> str:
    """A valid SIRET that begins with 999, as fiction does."""
    siren = _with_luhn(f"999{number:05}")
    return _with_luhn(f"{siren}0001")


def account(session: Session, *, individual: bool = False, **fields: object) -> Account:
    number = next(_numbers)
    values = {
        "email": f"personne{number}@exemple.fr",
        "structure_type": StructureType.INDIVIDUAL if individual else StructureType.COMPANY,
        "first_name": "Camille",
        "last_name": "Renaud",
        "job_title": "" if individual else "Conductrice de travaux",
        "phone": "+33639981234",
        "password_hash": passwords.hashed(PASSWORD, cost=4),
        **fields,
    }
    return _added(session, Account(email_key=str(values["email"]).casefold(), **values))


def signed_in(
    session: Session, of: Account, *, cookie: str = "cookie", expired: bool = False
) -> AccountSession:
    """A session opened by the browser whose cookie is `cookie`."""
    life = timedelta(hours=-1 if expired else 12)
    row = AccountSession(
        account_id=of.id, token_hash=tokens.digest(cookie), expires_at=clock.now() + life
    )
    return _added(session, row)


def password_reset(
    session: Session, of: Account, *, link: str = LINK, expired: bool = False, used: bool = False
) -> PasswordReset:
    """A link that was just sent to somebody who forgot their password."""
    row = PasswordReset(
        account_id=of.id,
        token_hash=tokens.digest(link),
        expires_at=clock.now() + (timedelta(0) if expired else password_resets.LIFE),
        used_at=clock.now() if used else None,
    )
    return _added(session, row)


def signup_draft(
    session: Session,
    *,
    at: Step = Step.CODE,
    in_browser: str = "browser",
    email: str = "camille@exemple.fr",
    individual: bool = False,
    verified: bool = False,
) -> SignupDraft:
    """A draft whose first step to do is `at`; at the code, `CODE` and `LINK` were just sent."""
    row = SignupDraft(
        browser_hash=browser(in_browser),
        email=email,
        email_key=email.casefold(),
        expires_at=clock.now() + LIFE,
    )
    done = STEPS[: STEPS.index(at)]
    if Step.STRUCTURE in done:
        row.structure_type = StructureType.INDIVIDUAL if individual else StructureType.COMPANY
    if Step.PERSON in done:
        row.first_name, row.last_name, row.phone = "Camille", "Renaud", "+33639981234"
        row.job_title = "" if individual else "Conductrice de travaux"
        row.consent_wording = "J’autorise"
        row.consented_at = row.person_done_at = clock.now()
    if Step.PASSWORD in done:
        row.password_hash = passwords.hashed(PASSWORD, cost=4)
        row.code_hash = tokens.keyed_digest("verification code", f"{row.id}:{CODE}")
        row.link_hash = tokens.digest(LINK)
        row.code_sent_at = clock.now()
    if verified:
        row.email_verified_at = clock.now()
    return _added(session, row)


def establishment(
    session: Session, *, administrators: tuple[Account, ...] = (), **fields: object
) -> Establishment:
    values = {
        "siret": siret(next(_numbers)),
        "name": "Menuiserie Aubry, atelier de Vannes",
        "street": "12 rue des Charpentiers",
        "postal_code": "56000",
        "city": "Vannes",
        "source": EstablishmentSource.DIRECTORY,
        **fields,
    }
    row = _added(session, Establishment(**values))
    for administrator in administrators:
        membership(session, administrator, row, is_administrator=True)
    return row


def account_of(session: Session, email: str) -> Account:
    """Whose address it is."""
    return session.exec(select(Account).where(Account.email_key == email.casefold())).one()


def establishment_of(session: Session, siret: str) -> Establishment:
    """The établissement that has this SIRET."""
    return session.exec(select(Establishment).where(Establishment.siret == siret)).one()


def listing(number: str = OCTO, **words: str) -> Listing:
    """What the official directory publishes of this SIRET."""
    values = {
        "name": "Octo Technology",
        "street": "34 avenue de l’Opéra",
        "postal_code": "75002",
        "city": "Paris",
        "naf": "62.02A",
        "legal_category": "5710",
        **words,
    }
    return Listing(siret=number, source="recherche-entreprises", **values)


def membership(
    session: Session,
    of: Account,
    to: Establishment,
    *,
    is_administrator: bool = False,
    rights: Sequence[Right] = (),
) -> Membership:
    row = Membership(
        account_id=of.id,
        establishment_id=to.id,
        is_administrator=is_administrator,
        permissions=[right.code for right in rights],
    )
    return _added(session, row)


def logbook(
    session: Session,
    of: Account | None = None,
    *,
    name: str = "Maison de Larmor",
    prepared_by: Account | None = None,
    offered_to: str = "",
    offered_days_ago: float = 0,
    **fields: object,
) -> Logbook:
    """A carnet of `of`; or one that `prepared_by` made for the owner of `offered_to`."""
    offered_at = clock.now() - timedelta(days=offered_days_ago) if offered_to else None
    creator = prepared_by or of
    row = Logbook(
        name=name,
        owner_id=of.id if of else None,
        created_by=creator.id if creator else None,
        created_by_name=f"{creator.first_name} {creator.last_name}" if creator else "",
        offered_to=offered_to,
        offered_to_key=offered_to.casefold(),
        offered_at=offered_at,
        offer_due_at=offered_at and offered_at + offer_reminders.REMINDER_AFTER,
        owned_since=clock.now() if of else None,
        **fields,
    )
    return _added(session, row)


def share(
    session: Session,
    of: Logbook,
    to: Account | str,
    levels: Mapping[str, AccessLevel],
    *,
    ends_on: date | None = None,
    ended: bool = False,
) -> Share:
    """What `to`, a person or an address without an account, may see and do in the carnet."""
    email = to if isinstance(to, str) else to.email
    row = Share(
        logbook_id=of.id,
        email=email,
        email_key=email.casefold(),
        account_id=None if isinstance(to, str) else to.id,
        levels={part: level.value for part, level in levels.items()},
        ends_on=ends_on,
        shared_by=of.owner_id,
        ended_at=clock.now() if ended else None,
        ended_how=ShareEnd.ENDED if ended else None,
    )
    return _added(session, row)


def handover(
    session: Session,
    of: Logbook,
    to: Account | str,
    *,
    parts: Sequence[str] = ("equipment",),
    status: HandoverStatus = HandoverStatus.PENDING,
    sent_days_ago: float = 0,
) -> Handover:
    """The carnet as its owner proposed it to `to`, a person or an address without an account."""
    seller, sent = (
        session.get_one(Account, of.owner_id),
        clock.now() - timedelta(days=sent_days_ago),
    )
    email, is_decided = (
        to if isinstance(to, str) else to.email,
        status is not HandoverStatus.PENDING,
    )
    row = Handover(
        logbook_id=of.id,
        logbook_name=of.name,
        seller_id=seller.id,
        seller_name=f"{seller.first_name} {seller.last_name}",
        seller_email=seller.email,
        buyer_id=None if isinstance(to, str) or not is_decided else to.id,
        buyer_name="" if isinstance(to, str) else f"{to.first_name} {to.last_name}",
        buyer_email=email,
        buyer_email_key=email.casefold(),
        parts=list(parts),
        content={part: [1, 2] for part in parts} if is_decided else {},
        status=status,
        created_at=sent,
        expires_at=sent + timedelta(days=30),
        decided_at=clock.now() if is_decided else None,
    )
    return _added(session, row)


def entry(
    session: Session,
    of: Establishment | Logbook,
    section: str,
    *,
    status: str = "",
    archived: bool = False,
    by: Account | None = None,
    **values: str,
) -> Entry:
    """An entry as the catalogue would have created it, now in this status."""
    is_of_logbook = isinstance(of, Logbook)
    kind = (part_of if is_of_logbook else section_of)(section).content
    row = Entry(
        establishment_id=None if is_of_logbook else of.id,
        logbook_id=of.id if is_of_logbook else None,
        section=section,
        status=status or kind.creation.leads_to,
        values=values,
        ends_on=entries.deadline(kind, values),
        archived_at=clock.now() if archived else None,
        created_by=by.id if by else None,
    )
    _added(session, row)
    event = EntryEvent(
        entry_id=row.id,
        action=kind.creation.code,
        actor_id=row.created_by,
        actor_name=f"{by.first_name} {by.last_name}" if by else "Camille Renaud",
    )
    _added(session, event)
    return row


def attachment(session: Session, of: Entry, *, name: str = "plan.pdf") -> Attachment:
    """A file of an entry; its content is not in any store."""
    row = Attachment(
        entry_id=of.id,
        name=name,
        media_type="application/pdf",
        size=2_048,
        digest=hashlib.sha256(name.encode()).hexdigest(),
        added_by_name="Camille Renaud",
    )
    return _added(session, row)


def membership_request(
    session: Session,
    by: Account,
    to: Establishment,
    *,
    status: RequestStatus = RequestStatus.PENDING,
    message: str = "",
    sent_days_ago: float = 0,
    informed: int = 0,
    asks_to_administer: bool = False,
) -> MembershipRequest:
    row = MembershipRequest(
        account_id=by.id,
        establishment_id=to.id,
        status=status,
        message=message,
        created_at=clock.now() - timedelta(days=sent_days_ago),
        administrators_informed=informed,
        asks_to_administer=asks_to_administer,
    )
    if status is not RequestStatus.PENDING:
        row.decided_at = clock.now()
    return _added(session, row)


def invitation(
    session: Session,
    email: str,
    to: Establishment,
    *,
    by: Account | None = None,
    is_administrator: bool = False,
    rights: Sequence[Right] = (),
    status: InvitationStatus = InvitationStatus.PENDING,
    sent_days_ago: float = 0,
) -> Invitation:
    """Sent by `by`; by an administrator of the établissement, if it has one and none is named."""
    inviters = select(Membership.account_id).where(
        Membership.establishment_id == to.id, Membership.is_administrator
    )
    sent = clock.now() - timedelta(days=sent_days_ago)
    row = Invitation(
        establishment_id=to.id,
        email=email,
        email_key=email.casefold(),
        invited_by=by.id if by else session.exec(inviters).first(),
        is_administrator=is_administrator,
        permissions=[right.code for right in rights],
        status=status,
        created_at=sent,
        expires_at=sent + timedelta(days=30),
    )
    return _added(session, row)


def notification(
    session: Session,
    to: Account,
    *,
    kind: NotificationKind = NotificationKind.REQUEST_SENT,
    title: str = "Votre demande de rattachement est envoyée",
    path: str = "/espace",
    read: bool = False,
    to_handle: bool = False,
    **fields: object,
) -> Notification:
    """Unread unless said otherwise."""
    row = Notification(
        account_id=to.id,
        kind=kind,
        title=title,
        path=path,
        read_at=clock.now() if read else None,
        is_to_handle=to_handle,
        **fields,
    )
    return _added(session, row)


def _added(session, row):
    session.add(row)
    session.flush()
    return row


def _with_luhn(digits: str) -> str:
    from stdnum import luhn

    return digits + luhn.calc_check_digit(digits)
