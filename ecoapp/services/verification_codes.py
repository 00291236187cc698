"""The code that proves an e-mail address, and the link that goes with it."""

import math
import re
import unicodedata
from datetime import datetime, timedelta

from sqlmodel import Session

from ecoapp.core import clock, tokens
from ecoapp.core.database import take_turn
from ecoapp.core.errors import Refusal
from ecoapp.core.public_address import address_of
from ecoapp.mail import messages, outbox
from ecoapp.models import SignupDraft
from ecoapp.services.rate_rules import TooOften

# PRODUCT §7.
LIFE = timedelta(minutes=15)
TRIES = 5
PAUSE = timedelta(seconds=60)
AN_HOUR = timedelta(hours=1)
CODES_AN_HOUR = 5

_NO_DIGIT = re.compile(r"[^0-9]+")
_SIX_TOGETHER = re.compile(r"(?<![0-9])[0-9]{3}\W?[0-9]{3}(?![0-9])")

MAIL_KIND = "verification_code"
CONFIRMATION_PATH = "/adhesion/confirmation"
# As `tokens.new_token` makes them.
_LINK_TOKEN = re.compile(rf"{CONFIRMATION_PATH}/?\?jeton=(?P<token>[\w-]{{43}})(?![\w-])", re.ASCII)


class CodeIsMissing(Refusal):
    """Nothing was typed."""


class CodeHasWrongShape(Refusal):
    """It is not six digits: it has `digits` of them."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


class CodeIsWrong(Refusal):
    """Not the code of the last mail; `tries_left` more may be typed."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class CodeIsExpired(Refusal):
    """It was sent more than 15 minutes ago, or none was sent."""


class CodeHasNoTriesLeft(Refusal):
    """Five wrong codes: only a new one opens."""


class CodeWasJustSent(TooOften):
    """A new one can be asked for after the pause."""


class CodeWasJustSentElsewhere(CodeWasJustSent):
    """The last mail to this address was for another adhesion."""


class CodeWentBeforeTheChange(CodeWasJustSent):
    """The last mail left before the address was changed: nothing of it opens any more."""


class LinkIsNotRead(Refusal):
    """No confirmation link of ours is in it."""


class TooManyCodes(TooOften):
    """Five mails went to this address within the hour, for whatever adhesions."""


def parse_code(typed: str) -> str:
    """Read a code whatever was pasted with it: « 341-400 », « Votre code : 341400, valable 15 … ».

    The six digits of what was typed, or the only six that stand together among words. Raises
    `CodeIsMissing`, `CodeHasWrongShape`.
    """
    text = "".join(_as_ascii_digit(sign) for sign in typed if unicodedata.category(sign) != "Cf")
    if not text.strip():
        raise CodeIsMissing
    digits = _NO_DIGIT.sub("", text)
    if len(digits) == tokens.CODE_DIGITS:
        return digits
    together = {_NO_DIGIT.sub("", group) for group in _SIX_TOGETHER.findall(text)}
    if len(together) == 1 and any(sign.isalpha() for sign in text):
        return together.pop()
    raise CodeHasWrongShape(len(digits))


def _as_ascii_digit(sign: str) -> str:
    """« ４ » and « ٤ » are 4: some keyboards type them."""
    return str(unicodedata.decimal(sign, sign))


def parse_link(typed: str) -> str:
    """Read the token of a confirmation link that was copied from its mail, words around it or not.

    Raises `LinkIsNotRead`.
    """
    found = _LINK_TOKEN.search(typed)
    if found is None:
        raise LinkIsNotRead
    return found["token"]


def send(session: Session, draft: SignupDraft) -> None:
    """Send a new code and a new link; those of earlier mails stop working.

    Raises `CodeWasJustSent`, `TooManyCodes`.
    """
    take_turn(session, f"{MAIL_KIND}/{draft.email_key}")
    held_back = pause(session, draft)
    if held_back is not None:
        raise held_back
    code, link = tokens.new_code(), tokens.new_token()
    draft.code_hash = _kept(draft, code)
    draft.link_hash = tokens.digest(link)
    draft.code_sent_at, draft.code_tries = clock.now(), 0
    session.add(draft)
    _put_mail(session, draft, code=code, link=link)


def send_unless_alive(session: Session, draft: SignupDraft) -> None:
    """Send a code if the person has none that still opens, and if the pauses allow it."""
    if is_alive(draft):
        return
    try:
        send(session, draft)
    except (CodeWasJustSent, TooManyCodes):
        # The page of the code says how long to wait; step 4 itself is done.
        return


def forget(draft: SignupDraft) -> None:
    """The address changed: what was sent to the old one opens nothing any more."""
    # Not when it was sent: another address is no way round the pause.
    draft.code_hash, draft.link_hash, draft.code_tries = "", None, 0
    draft.email_verified_at = None


def is_refused(session: Session, draft: SignupDraft) -> bool:
    """Whether the server of the address refused the last code's mail for good."""
    key = _mail_key(draft)
    return key in outbox.refused_among(session, [key])


def is_alive(draft: SignupDraft) -> bool:
    """Whether a code was sent that can still be typed."""
    return bool(draft.code_hash) and draft.code_tries < TRIES and not _is_expired(draft)


def spend_try(draft: SignupDraft) -> None:
    """Count a try before the code is looked at, so that simultaneous guesses count too.

    Raises `CodeIsExpired`, `CodeHasNoTriesLeft`.
    """
    if draft.code_tries >= TRIES:
        raise CodeHasNoTriesLeft
    if not draft.code_hash or _is_expired(draft):
        raise CodeIsExpired
    draft.code_tries += 1


def check(draft: SignupDraft, code: str) -> None:
    """Raises `CodeIsWrong`."""
    if not tokens.same(draft.code_hash, _kept(draft, code)):
        raise CodeIsWrong(tries_left=TRIES - draft.code_tries)


def pause(session: Session, draft: SignupDraft) -> TooOften | None:
    """What keeps a new code from being sent now, if something does.

    The pause counts for the browser and for the address. Codes count for the address, whoever
    asks; whoever proved it with a link has codes of their own, which no stranger can spend.
    """
    mails = _mails_of_the_hour(session, draft)
    own = _seconds_until(draft.code_sent_at, PAUSE)
    if own > 0:
        return CodeWasJustSent(own) if draft.code_hash else CodeWentBeforeTheChange(own)
    elsewhere = _seconds_until(mails[-1], PAUSE) if mails else 0
    if elsewhere > 0:
        return CodeWasJustSentElsewhere(elsewhere)
    if len(mails) >= CODES_AN_HOUR:
        return TooManyCodes(max(1, _seconds_until(mails[-CODES_AN_HOUR], AN_HOUR)))
    return None


def _mails_of_the_hour(session: Session, draft: SignupDraft) -> list[datetime]:
    """When codes went to the address of this draft, oldest first."""
    only = _key_of(draft) if draft.email_verified_at else f"{MAIL_KIND}/"
    since = clock.now() - AN_HOUR
    return outbox.moments_since(
        session, to=draft.email_key, kind=MAIL_KIND, since=since, key_begins=only
    )


def _seconds_until(moment: datetime | None, wait: timedelta) -> int:
    if moment is None:
        return 0
    return max(0, math.ceil((moment + wait - clock.now()).total_seconds()))


def _key_of(draft: SignupDraft) -> str:
    return f"{MAIL_KIND}/{draft.id}/"


def _is_expired(draft: SignupDraft) -> bool:
    return draft.code_sent_at is None or clock.now() >= draft.code_sent_at + LIFE


def _kept(draft: SignupDraft, code: str) -> str:
    # Bound to the draft: the digest of another row says nothing of this one.
    return tokens.keyed_digest("verification code", f"{draft.id}:{code}")


def _mail_key(draft: SignupDraft) -> str:
    return f"{_key_of(draft)}{draft.link_hash}"


def _put_mail(session: Session, draft: SignupDraft, *, code: str, link: str) -> None:
    message = messages.verification_code(
        code=code,
        confirmation_url=address_of(f"{CONFIRMATION_PATH}?jeton={link}"),
        minutes=int(LIFE.total_seconds() // 60),
    )
    outbox.put(
        session,
        message,
        to=draft.email_key,
        deduplication_key=_mail_key(draft),
    )
