"""« Mot de passe oublié ? »: a link by mail, and the new password that it lets choose."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from ecoapp.core import clock, passwords, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.core.public_address import address_of
from ecoapp.mail import messages, outbox
from ecoapp.models import Account, PasswordReset
from ecoapp.services import account_sessions, new_passwords, rate_rules
from ecoapp.services.email_addresses import EmailAddress, parse_email
from ecoapp.services.new_passwords import PasswordWeighed

# PRODUCT §2.
LIFE = timedelta(minutes=60)
MAILS_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)
# How long a link that opens nothing any more can still be told from one that never did.
REMEMBERED = timedelta(days=1)

MAIL_KIND = "password_reset"
ASK_PATH = "/mot-de-passe-oublie"
CHANGE_PATH = "/nouveau-mot-de-passe"


class ResetLinkIsUnknown(Refusal):
    """Never given, replaced by a newer one, or long expired."""


class ResetLinkIsExpired(Refusal):
    """It was sent more than 60 minutes ago."""


class ResetLinkIsUsed(Refusal):
    """A password was already chosen with it."""


LINK_REFUSALS = (ResetLinkIsUnknown, ResetLinkIsExpired, ResetLinkIsUsed)


@dataclass(frozen=True)
class ResetLinkView:
    """Whose password the link changes."""

    email: str


def ask(session: Session, *, email: str, client: str = "") -> None:
    """Send a link to this address if it has an account; links sent before stop working.

    Answers the same, after the same work, when there is no account, or when five links went there
    within the hour: nobody learns here who has one. `client`: the network address.

    Raises `FieldsRefused` for the address, `TriesAreTooMany`.
    """
    address = _parsed_email(email)
    rate_rules.count_reset_asked(client=client)
    _forget_old(session)
    account = _locked_account(session, address.key)
    since = clock.now() - AN_HOUR
    sent = outbox.sent_since(session, to=address.key, kind=MAIL_KIND, since=since)
    link = tokens.new_token()
    key = f"{MAIL_KIND}/{tokens.digest(link)}"
    _put_link_mail(session, account, to=address.key, link=link, key=key)
    if account is None or sent >= MAILS_AN_HOUR:
        outbox.take_back(session, deduplication_key=key)
        return
    _replace_links(session, account, link)


def look_at(session: Session, *, token: str) -> ResetLinkView:
    """What the link of the mail leads to; changes nothing. Raises one of `LINK_REFUSALS`."""
    return ResetLinkView(email=_account_of_link(session, token).email)


def weigh(
    database: Database, *, token: str, password: str, browser: str = "", client: str = ""
) -> PasswordWeighed:
    """Tell how good a password is for the person of the link; keeps nothing of it.

    `client`: the network address. Raises `WeighingsAreTooMany`, one of `LINK_REFUSALS`.
    """
    rate_rules.count_weighing(browser=browser, client=client)
    with database.reading() as session:
        personal = _personal_words(_account_of_link(session, token))
    return new_passwords.weigh(password, personal=personal)


def change(
    database: Database,
    *,
    token: str,
    password: str,
    user_agent: str = "",
    browser: str = "",
    client: str = "",
) -> str:
    """Change the password, close every session of the account, and open one for this browser.

    The password is hashed between two transactions. Gives the token of the new session's cookie.

    Raises `FieldsRefused` for the password, `PasswordsAreTooMany`, one of `LINK_REFUSALS`.
    """
    rate_rules.count_password_chosen(browser=browser, client=client)
    with database.reading() as session:
        personal = _personal_words(_account_of_link(session, token))
    new_passwords.check(password, personal=personal)
    hashed = passwords.hashed(password)
    with database.writing() as session:
        account = _spend(session, token)
        account.password_hash = hashed
        session.add(account)
        account_sessions.close_all(session, account.id)
        _announce(session, account, token)
        session_token = account_sessions.open_session(session, account.id, user_agent=user_agent)
    rate_rules.forgive_log_in(account=account.email_key)
    return session_token


def _parsed_email(typed: str) -> EmailAddress:
    try:
        return parse_email(typed)
    except Refusal as refusal:
        raise FieldsRefused({"email": refusal}) from refusal


def _forget_old(session: Session) -> None:
    too_old = col(PasswordReset.expires_at) <= clock.now() - REMEMBERED
    session.exec(delete(PasswordReset).where(too_old))


def _locked_account(session: Session, email_key: str) -> Account | None:
    """Everything about the links of an account waits for its row: one click after the other."""
    return session.exec(
        select(Account).where(Account.email_key == email_key).with_for_update()
    ).first()


def _replace_links(session: Session, account: Account, link: str) -> None:
    unused = (col(PasswordReset.account_id) == account.id, col(PasswordReset.used_at).is_(None))
    session.exec(delete(PasswordReset).where(*unused))
    row = PasswordReset(
        account_id=account.id, token_hash=tokens.digest(link), expires_at=clock.now() + LIFE
    )
    session.add(row)


def _of_link(session: Session, token: str) -> PasswordReset:
    of_link = select(PasswordReset).where(PasswordReset.token_hash == tokens.digest(token))
    row = session.exec(of_link.execution_options(populate_existing=True)).first()
    if row is None:
        raise ResetLinkIsUnknown
    if row.used_at is not None:
        raise ResetLinkIsUsed
    if clock.now() >= row.expires_at:
        raise ResetLinkIsExpired
    return row


def _account_of_link(session: Session, token: str) -> Account:
    return session.exec(
        select(Account).where(Account.id == _of_link(session, token).account_id)
    ).one()


def _spend(session: Session, token: str) -> Account:
    """Use the link, once. Read again under the lock: another click may have been quicker."""
    account_id = _of_link(session, token).account_id
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).one()
    row = _of_link(session, token)
    row.used_at = clock.now()
    session.add(row)
    return account


def _personal_words(account: Account) -> list[str]:
    return [account.first_name, account.last_name, account.email]


def _put_link_mail(
    session: Session, account: Account | None, *, to: str, link: str, key: str
) -> None:
    message = messages.password_reset(
        first_name=account.first_name if account else "",
        reset_url=address_of(f"{CHANGE_PATH}?jeton={link}"),
        minutes=int(LIFE.total_seconds() // 60),
    )
    outbox.put(session, message, to=to, deduplication_key=key)


def _announce(session: Session, account: Account, token: str) -> None:
    message = messages.password_changed(
        first_name=account.first_name,
        email=account.email,
        ask_url=address_of(ASK_PATH),
    )
    key = f"password_changed/{tokens.digest(token)}"
    outbox.put(session, message, to=account.email_key, deduplication_key=key)
