"""Signing in with an address and a password."""

from uuid import UUID

from sqlmodel import Session, select

from ecoapp.core import passwords
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account
from ecoapp.services import account_sessions, rate_rules
from ecoapp.services.email_addresses import EmailAddress, parse_email
from ecoapp.services.new_passwords import PasswordIsMissing


class AddressOrPasswordIsWrong(Refusal):
    """One sentence for both, so that the form does not tell who has an account."""


def log_in(
    database: Database,
    *,
    email: str,
    password: str,
    remember: bool = False,
    client: str = "",
    user_agent: str = "",
) -> str:
    """Sign in and give the token of the new session's cookie. `client`: the network address.

    Raises `FieldsRefused` for what is missing, `AddressOrPasswordIsWrong`, `TriesAreTooFast`,
    `TriesAreTooMany`.
    """
    address = _read(email, password)
    rate_rules.spend_log_in_try(account=address.key, client=client)
    try:
        account_id, kept = _compared(database, address, password)
        with database.writing() as session:
            # Changed while we compared: the old password opens nothing, not even just now.
            if _credentials(session, address.key, to_hold=True) != (account_id, kept):
                raise AddressOrPasswordIsWrong
            token = account_sessions.open_session(
                session, account_id, user_agent=user_agent, remember=remember
            )
    except AddressOrPasswordIsWrong:
        raise
    except Exception:
        # A fault of ours is no failure of theirs.
        rate_rules.give_back_log_in_try(client=client)
        raise
    rate_rules.give_back_log_in_try(client=client)
    rate_rules.forgive_log_in(account=address.key)
    return token


def _compared(database: Database, address: EmailAddress, password: str) -> tuple[UUID, str | None]:
    """The account and what is kept of its password. Raises `AddressOrPasswordIsWrong`."""
    with database.reading() as session:
        account_id, kept = _credentials(session, address.key)
    is_right = passwords.matches(password, kept)
    if not is_right or account_id is None:
        raise AddressOrPasswordIsWrong
    return account_id, kept


def _read(email: str, password: str) -> EmailAddress:
    refusals: dict[str, Refusal] = {}
    address = EmailAddress("", "")
    try:
        address = parse_email(email)
    except Refusal as refusal:
        refusals["email"] = refusal
    if not password:
        refusals["password"] = PasswordIsMissing()
    if refusals:
        raise FieldsRefused(refusals)
    return address


def _credentials(
    session: Session, email_key: str, *, to_hold: bool = False
) -> tuple[UUID | None, str | None]:
    """`to_hold`: nobody changes them before this transaction ends."""
    of_address = select(Account.id, Account.password_hash).where(Account.email_key == email_key)
    if to_hold:
        of_address = of_address.with_for_update(read=True)
    found = session.exec(of_address).first()
    return (found[0], found[1]) if found else (None, None)
