"""Accounts."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ecoapp.core.errors import SignInIsNeeded
from ecoapp.core.public_address import address_of
from ecoapp.mail import messages, outbox
from ecoapp.models import Account, Consent, ConsentPurpose, SignupDraft
from ecoapp.services import logbook_claims
from ecoapp.services.person_names import full_name


@dataclass(frozen=True)
class AccountView:
    """What a person sees of their own account."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    is_individual: bool
    is_operator: bool = False

    @property
    def full_name(self) -> str:
        return full_name(self.first_name, self.last_name)


def exists(session: Session, email_key: str) -> bool:
    """Whether somebody has an account with this address."""
    found = session.exec(select(Account.id).where(Account.email_key == email_key)).first()
    return found is not None


def of_address(session: Session, email_key: str) -> Account | None:
    """For other services: whose address it is."""
    return session.exec(select(Account).where(Account.email_key == email_key)).first()


def view(session: Session, *, by: UUID) -> AccountView:
    """One's own account. Raises `SignInIsNeeded` when it is gone."""
    account = get(session, by)
    return AccountView(
        id=account.id,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        is_individual=account.structure_type.is_individual,
        is_operator=account.is_operator,
    )


def get(session: Session, account_id: UUID) -> Account:
    """For other services. Raises `SignInIsNeeded` when it is gone."""
    account = session.get(Account, account_id)
    if account is None:
        raise SignInIsNeeded
    return account


def open_from(session: Session, draft: SignupDraft) -> Account | None:
    """Make the account that a verified draft asked for; None if the address has one meanwhile."""
    if draft.structure_type is None or draft.consented_at is None:
        raise ValueError("the draft is not complete")
    account = Account(
        email=draft.email,
        email_key=draft.email_key,
        structure_type=draft.structure_type,
        first_name=draft.first_name,
        last_name=draft.last_name,
        # Kept in the draft for who chooses a structure again; a Particulier has none.
        job_title="" if draft.structure_type.is_individual else draft.job_title,
        phone=draft.phone,
        password_hash=draft.password_hash,
    )
    if not _is_added(session, account):
        return None
    session.add(
        Consent(
            account_id=account.id,
            purpose=ConsentPurpose.PERSONAL_DATA,
            wording=draft.consent_wording,
            given_at=draft.consented_at,
        )
    )
    logbook_claims.claim(session, account)
    _welcome(session, account)
    return account


def _is_added(session: Session, account: Account) -> bool:
    """Let the unique address decide between two drafts that end at the same moment."""
    if exists(session, account.email_key):
        return False
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        return False
    return True


def _welcome(session: Session, account: Account) -> None:
    message = messages.welcome(
        first_name=account.first_name,
        email=account.email,
        home_url=address_of("/espace"),
    )
    outbox.put(session, message, to=account.email_key, deduplication_key=f"welcome/{account.id}")
