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
from ecoapp.services.rate_rules import TooOften
from ecoapp.services.signup_drafts import EmailHasAnAccount, SignupIsNotBegun
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
class Continued:
    """The link proved the address; the adhesion goes on, under a new cookie.

    `browser_token`: for that cookie. Whoever knew the one before has no part in it.
    """

    browser_token: str


@dataclass(frozen=True)
class LinkView:
    """What the page of the confirmation link shows before its button is pressed.

    `same_browser`: the adhesion that goes on is the one of this browser, with its password.
    """

    email: str
    same_browser: bool


@dataclass(frozen=True)
class CodeView:
    """Step 5. `was_sent`: a code of this very adhesion went to its address.

    `pause`: why no other may be asked for now, and for how long. `is_refused`: the address does not
    want the mail of the code, and will not want another.
    """

    was_sent: bool
    pause: TooOften | None
    is_refused: bool = False


def resend_code(session: Session, *, browser: str) -> None:
    """« Renvoyer le code ». Raises `CodeWasJustSent`, `TooManyCodes`, `StepIsTooEarly`."""
    signup_drafts.lock(session, browser)
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    verification_codes.send(session, draft)


def code_view(session: Session, *, browser: str) -> CodeView:
    """Whether a code was sent, and whether another may be. Raises as `signup_drafts.at_step`."""
    draft = signup_drafts.at_step(session, browser, Step.CODE)
    return CodeView(
        bool(draft.code_hash),
        verification_codes.pause(session, draft),
        verification_codes.is_refused(session, draft),
    )


def confirm_with_code(
    database: Database, *, browser: str, typed: str, user_agent: str = ""
) -> SignedUp:
    """Step 5. The try is committed before the code is compared: guesses are counted, all of them.

    Whoever sends the same code again a moment later is answered again: the first answer may have
    been lost. The cookie alone is not.

    Raises `FieldsRefused` for the code, `SignupIsNotBegun`, `StepIsTooEarly`, `EmailHasAnAccount`.
    """
    with _as_field("code"):
        with database.writing() as session:
            draft = _at_code(session, browser)
            with _told_to_log_in(draft):
                _spend_try(draft, typed)
            session.add(draft)
        with database.writing() as session:
            draft = _at_code(session, browser)
            with _told_to_log_in(draft):
                return _confirmed(session, draft, typed, user_agent)


def look_at_link(session: Session, *, browser: str, token: str) -> LinkView:
    """What the link of the mail leads to; changes nothing. Raises `LinkIsNotValid`."""
    mailed = _of_link(session, token)
    own = _own_for(session, mailed, browser)
    if (own or mailed).finished_at is not None:
        raise LinkIsNotValid
    return LinkView(email=mailed.email, same_browser=own is not None)


def confirm_with_link(
    session: Session, *, browser: str, token: str, user_agent: str = ""
) -> SignedUp | Continued:
    """The button of the link's page: it proves the address, for the adhesion of this browser.

    Whoever reads the mail owns the address, not necessarily the draft: somebody else may have
    begun it with this address and a password of theirs. So a browser that has an adhesion with
    this address goes on with its own; any other takes the mail's over without its password, and
    chooses one.

    Raises `LinkIsNotValid`, `EmailHasAnAccount`.
    """
    mailed = _of_link(session, token)
    signup_drafts.lock(session, browser)
    draft = _own_for(session, mailed, browser)
    if draft is not None and draft.finished_at is not None:
        return _just_finished(session, draft, user_agent)
    if draft is None and mailed.finished_at is not None:
        raise LinkIsNotValid
    if accounts.exists(session, mailed.email_key):
        raise EmailHasAnAccount(mailed.email)
    draft = draft or _taken_over(session, token, browser)
    draft.email_verified_at = draft.email_verified_at or clock.now()
    session.add(draft)
    if draft.first_step_to_do() is not Step.CODE:
        return _continued(draft)
    return _finish(session, draft, user_agent)


def _at_code(session: Session, browser: str) -> SignupDraft:
    """The draft at step 5, or the one that ended there a moment ago."""
    signup_drafts.lock(session, browser)
    draft = signup_drafts.of_browser(session, browser)
    if draft is not None and draft.finished_at is not None:
        if clock.now() - draft.finished_at > DOUBLE_CLICK:
            raise SignupIsNotBegun
        return draft
    return signup_drafts.at_step(session, browser, Step.CODE)


def _needs_no_code(draft: SignupDraft) -> bool:
    return draft.finished_at is None and draft.email_verified_at is not None


def _spend_try(draft: SignupDraft, typed: str) -> None:
    if not _needs_no_code(draft):
        parse_code(typed)
        verification_codes.spend_try(draft)


def _confirmed(session: Session, draft: SignupDraft, typed: str, user_agent: str) -> SignedUp:
    if not _needs_no_code(draft):
        verification_codes.check(draft, parse_code(typed))
    if draft.finished_at is not None:
        return _just_finished(session, draft, user_agent)
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


def _just_finished(session: Session, draft: SignupDraft, user_agent: str) -> SignedUp:
    """The answer to the second click: the first one's was lost with its page."""
    if draft.account_id is None:
        raise LinkIsNotValid
    return _signed_in(session, draft.account_id, user_agent)


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


def _own_for(session: Session, mailed: SignupDraft, browser: str) -> SignupDraft | None:
    """The adhesion of this browser, if it has the address that the mail was sent to."""
    own = signup_drafts.of_browser(session, browser)
    return own if own is not None and own.email_key == mailed.email_key else None


def _taken_over(session: Session, token: str, browser: str) -> SignupDraft:
    draft = _of_link(session, token, to_change=True)
    if draft.finished_at is not None:
        raise LinkIsNotValid
    signup_drafts.discard(session, browser)
    draft.password_hash = ""
    return draft


def _continued(draft: SignupDraft) -> Continued:
    token = tokens.new_token()
    draft.browser_hash = tokens.digest(token)
    return Continued(token)


@contextmanager
def _told_to_log_in(draft: SignupDraft) -> Iterator[None]:
    """Once the account exists, a code that does not open it leads to the log-in."""
    try:
        yield
    except CODE_REFUSALS as refusal:
        if draft.finished_at is None:
            raise
        raise EmailHasAnAccount(draft.email) from refusal


@contextmanager
def _as_field(field: str) -> Iterator[None]:
    """What a rule says of the code is said beside its field."""
    try:
        yield
    except CODE_REFUSALS as refusal:
        raise FieldsRefused({field: refusal}) from refusal
