"""The end of an adhesion: the address is proved, the account exists."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import SignupDraft, Step
from ecoapp.services import (
    account_sessions,
    accounts,
    logbook_claims,
    signup_drafts,
    verification_codes,
)
from ecoapp.services.signup_drafts import EmailHasAnAccount
from ecoapp.services.verification_codes import parse_code

# Two clicks on the same button are one intention; an hour later it is somebody else's.
DOUBLE_CLICK = timedelta(minutes=1)


class LinkIsNotValid(Refusal):
    """Unknown, replaced by a newer mail, used, or a day old."""


CODE_REFUSALS = (
    verification_codes.CodeIsMissing,
    verification_codes.CodeHasWrongShape,
    verification_codes.CodeIsWrong,
    verification_codes.CodeIsExpired,
    verification_codes.CodeHasNoTriesLeft,
)


@dataclass(frozen=True)
class SignedUp:
    """`session_token`: for the cookie; only its digest is kept.

    `offered`: the carnet that waits for their answer, if there is exactly one.
    """

    account_id: UUID
    session_token: str
    is_individual: bool
    offered: UUID | None = None


@dataclass(frozen=True)
class LinkView:
    """What the page of the confirmation link shows before its button is pressed."""

    email: str
    same_browser: bool


def resend_code(session: Session, *, browser: str) -> None:
    """« Renvoyer le code ». Raises `CodeWasJustSent`, `TooManyCodes`, `StepIsTooEarly`."""
    signup_drafts.lock(session, browser)
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    verification_codes.send(session, draft)


def seconds_before_next_code(session: Session, *, browser: str) -> int:
    """How long « Renvoyer le code » stays closed."""
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    return verification_codes.seconds_before_next(draft)


def confirm_with_code(
    database: Database, *, browser: str, typed: str, user_agent: str = ""
) -> SignedUp:
    """Step 5. The try is committed before the code is compared: guesses are counted, all of them.

    Raises `FieldsRefused` for the code, `SignupIsNotBegun`, `StepIsTooEarly`, `EmailHasAnAccount`.
    """
    with _as_field("code"):
        with database.writing() as session:
            _count_try(session, browser, typed)
        with database.writing() as session:
            return _confirmed(session, browser, typed, user_agent)


def look_at_link(session: Session, *, browser: str, token: str) -> LinkView:
    """What the link of the mail leads to; changes nothing. Raises `LinkIsNotValid`."""
    draft = _of_link(session, token)
    if draft.finished_at is not None:
        raise LinkIsNotValid
    return LinkView(email=draft.email, same_browser=draft.browser_hash == browser)


def confirm_with_link(
    session: Session, *, browser: str, token: str, user_agent: str = ""
) -> SignedUp | None:
    """The button of the link's page. None: the adhesion goes on in this browser, at the password.

    Whoever reads the mail owns the address, not necessarily the draft: somebody else may have
    begun it with this address and a password of theirs. So a browser that did not begin the
    adhesion takes it over without its password, and chooses one.

    Raises `LinkIsNotValid`, `EmailHasAnAccount`.
    """
    draft = _of_link(session, token, to_change=True)
    if draft.finished_at is None and accounts.exists(session, draft.email_key):
        raise EmailHasAnAccount(draft.email)
    if draft.browser_hash != browser:
        _take_over(session, draft, browser)
    draft.email_verified_at = draft.email_verified_at or clock.now()
    session.add(draft)
    if draft.finished_at is not None:
        return _just_finished(session, browser, user_agent)
    if draft.first_step_to_do() is not Step.CODE:
        return None
    return _finish(session, draft, user_agent)


def _count_try(session: Session, browser: str, typed: str) -> None:
    signup_drafts.lock(session, browser)
    if signup_drafts.finished_account(session, browser, within=DOUBLE_CLICK):
        return
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    if draft.email_verified_at is None:
        parse_code(typed)
        verification_codes.spend_try(draft)
        session.add(draft)


def _confirmed(session: Session, browser: str, typed: str, user_agent: str) -> SignedUp:
    signup_drafts.lock(session, browser)
    finished = _just_finished(session, browser, user_agent)
    if finished is not None:
        return finished
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    if draft.email_verified_at is None:
        verification_codes.check(draft, parse_code(typed))
    return _finish(session, draft, user_agent)


def _finish(session: Session, draft: SignupDraft, user_agent: str) -> SignedUp:
    account = accounts.open_from(session, draft)
    if account is None:
        raise EmailHasAnAccount(draft.email)
    draft.account_id, draft.finished_at = account.id, clock.now()
    draft.password_hash = ""
    draft.expires_at = clock.now() + DOUBLE_CLICK
    session.add(draft)
    return _signed_in(session, account.id, user_agent)


def _just_finished(session: Session, browser: str, user_agent: str) -> SignedUp | None:
    """The answer to the second click: the first one's was lost with its page."""
    account_id = signup_drafts.finished_account(session, browser, within=DOUBLE_CLICK)
    return _signed_in(session, account_id, user_agent) if account_id else None


def _signed_in(session: Session, account_id: UUID, user_agent: str) -> SignedUp:
    account = accounts.get(session, account_id)
    token = account_sessions.open_session(session, account_id, user_agent=user_agent)
    offered = logbook_claims.only_offer(session, account)
    return SignedUp(account_id, token, account.structure_type.is_individual, offered)


def _of_link(session: Session, token: str, *, to_change: bool = False) -> SignupDraft:
    of_link = select(SignupDraft).where(SignupDraft.link_hash == tokens.digest(token))
    draft = session.exec(of_link.with_for_update() if to_change else of_link).first()
    if draft is None or clock.now() >= draft.expires_at:
        raise LinkIsNotValid
    return draft


def _take_over(session: Session, draft: SignupDraft, browser: str) -> None:
    if draft.finished_at is not None:
        raise LinkIsNotValid
    signup_drafts.discard(session, browser)
    draft.browser_hash, draft.password_hash = browser, ""


@contextmanager
def _as_field(field: str) -> Iterator[None]:
    """What a rule says of the code is said beside its field."""
    try:
        yield
    except CODE_REFUSALS as refusal:
        raise FieldsRefused({field: refusal}) from refusal
