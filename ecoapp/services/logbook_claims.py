"""What waits for an address, and becomes that of the account which has it."""

from sqlalchemy import update
from sqlmodel import Session, col

from ecoapp.models import Account, Share


def claim(session: Session, account: Account) -> None:
    """As the account is made: the carnets that are shared with its address are found."""
    session.exec(
        update(Share)
        .where(
            col(Share.email_key) == account.email_key,
            col(Share.account_id).is_(None),
            col(Share.ended_at).is_(None),
        )
        .values(account_id=account.id)
    )
