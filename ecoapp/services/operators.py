"""Who belongs to the operator's team: decided on the command line."""

from uuid import UUID

from sqlmodel import Session, select

from ecoapp.core.errors import Refusal
from ecoapp.models import Account
from ecoapp.services import access, audit
from ecoapp.services.audit import Action
from ecoapp.services.email_addresses import parse_email


class AccountDoesNotExist(Refusal):
    """Nobody has an account with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


def enter(session: Session, *, by: UUID) -> None:
    """For pages and routes that look at nothing yet. Raises `NotAllowed`."""
    access.require_operator(session, by=by)


def grant(session: Session, email: str) -> bool:
    """Give the role; False: they had it. Raises `AccountDoesNotExist`, or what is wrong with it."""
    return _change(session, email, Action.OPERATOR_GRANTED, is_operator=True)


def revoke(session: Session, email: str) -> bool:
    """Take the role away; False: they did not have it. Raises as `grant` does."""
    return _change(session, email, Action.OPERATOR_REVOKED, is_operator=False)


def _change(session: Session, email: str, action: Action, *, is_operator: bool) -> bool:
    key = parse_email(email).key
    account = session.exec(
        select(Account).where(Account.email_key == key).with_for_update()
    ).first()
    if account is None:
        raise AccountDoesNotExist(email)
    if account.is_operator is is_operator:
        return False
    account.is_operator = is_operator
    session.add(account)
    audit.record(session, action, account.email, by=None)
    return True
