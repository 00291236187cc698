"""Who is signed in: one row a browser, found by the digest of its cookie."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from ecoapp.core import clock, tokens
from ecoapp.models import Account, AccountSession

# PRODUCT §7.
LIFE = timedelta(hours=12)
REMEMBERED_LIFE = timedelta(days=30)
_USER_AGENT_MAX = 400

# Built once: the guard asks it at every event of somebody who is signed in.
_OF_BROWSER = (
    select(AccountSession, Account.first_name)
    .join(Account)
    .where(AccountSession.token_hash == bindparam("browser"))
)


@dataclass(frozen=True)
class SignedIn:
    """Whose browser this is."""

    account_id: UUID
    session_id: UUID
    first_name: str


def open_session(
    session: Session, account_id: UUID, *, user_agent: str = "", remember: bool = False
) -> str:
    """Sign a browser in; gives the token for its cookie, of which only the digest is kept."""
    token = tokens.new_token()
    session.add(
        AccountSession(
            account_id=account_id,
            token_hash=tokens.digest(token),
            user_agent=user_agent[:_USER_AGENT_MAX],
            expires_at=clock.now() + (REMEMBERED_LIFE if remember else LIFE),
        )
    )
    return token


def of_browser(session: Session, *, browser: str) -> SignedIn | None:
    """Who is signed in with the cookie whose digest is `browser`."""
    found = session.exec(_OF_BROWSER, params={"browser": browser}).first()
    if found is None or not found[0].is_live(clock.now()):
        return None
    return SignedIn(found[0].account_id, found[0].id, found[1])


def over(session: Session, *, browsers: Collection[str]) -> set[str]:
    """Those of these browsers that are signed in no longer."""
    is_live = (
        col(AccountSession.token_hash).in_(browsers),
        col(AccountSession.closed_at).is_(None),
        col(AccountSession.expires_at) > clock.now(),
    )
    live: list[str] = list(session.exec(select(AccountSession.token_hash).where(*is_live)))
    return set(browsers).difference(live)


def close(session: Session, *, browser: str) -> None:
    """Sign this browser out. Nothing happens when it was not signed in."""
    row = session.exec(select(AccountSession).where(AccountSession.token_hash == browser)).first()
    if row is not None and row.closed_at is None:
        row.closed_at = clock.now()
        session.add(row)


def close_all(session: Session, account_id: UUID) -> None:
    """Sign every browser of this account out."""
    is_open = (
        col(AccountSession.account_id) == account_id,
        col(AccountSession.closed_at).is_(None),
    )
    session.exec(update(AccountSession).where(*is_open).values(closed_at=clock.now()))
