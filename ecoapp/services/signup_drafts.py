"""An adhesion under way: steps 1 to 4. The draft is found by the digest of the browser's cookie."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, InputIsNotWhatTheFormSends, Refusal
from ecoapp.models import SignupDraft, Step, StructureType
from ecoapp.services import accounts, person_names, verification_codes
from ecoapp.services.email_addresses import EmailAddress, parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.phone_numbers import parse_phone
from ecoapp.services.texts import parse_words, storable

LIFE = timedelta(hours=24)
NAME_MAX = person_names.LONGEST
PHONE_TYPED_MAX = 40
STEPS = tuple(Step)
_NAMES = (person_names.FIRST, person_names.LAST)
# What is kept while it is being typed, and how much of it.
KEPT_FIELDS = {
    "first_name": NAME_MAX,
    "last_name": NAME_MAX,
    "job_title": NAME_MAX,
    "phone": PHONE_TYPED_MAX,
}


# Built once: it is asked at every event of the wizard.
_OF_BROWSER = select(SignupDraft).where(SignupDraft.browser_hash == bindparam("browser"))
_OF_BROWSER_LOCKED = _OF_BROWSER.with_for_update().execution_options(populate_existing=True)


class SignupIsNotBegun(Refusal):
    """This browser has no adhesion under way: never begun, older than a day, or finished."""


class StepIsTooEarly(Refusal):
    """`first` must be done before."""

    def __init__(self, first: Step) -> None:
        super().__init__(first)
        self.first = first


class EmailHasAnAccount(Refusal):
    """Somebody already adheres with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class StructureIsMissing(Refusal):
    """None of the four was chosen."""


class ConsentIsMissing(Refusal):
    """Without it we may not keep anything (GDPR art. 6.1.a)."""


@dataclass(frozen=True)
class DraftView:
    """What the pages of the wizard show. No secret, no digest."""

    first_to_do: Step
    email: str
    structure: str
    first_name: str
    last_name: str
    job_title: str
    phone: str
    has_one_name: bool
    has_consented: bool
    has_password: bool
    email_is_verified: bool

    @property
    def is_individual(self) -> bool:
        return self.structure == StructureType.INDIVIDUAL


@dataclass(frozen=True)
class PersonTyped:
    """Step 3, as typed."""

    first_name: str
    last_name: str
    job_title: str
    phone: str
    has_consented: bool
    has_one_name: bool = False


def begin(session: Session, *, browser: str, email: str, structure: str = "") -> None:
    """Step 1. Begin an adhesion, or change the address of the one under way.

    `structure`: what a mail proposes. Raises `FieldsRefused`, `EmailHasAnAccount`.
    """
    address = _parsed_email(email)
    if accounts.exists(session, address.key):
        raise EmailHasAnAccount(address.address)
    _forget_expired(session)
    lock(session, browser)
    draft = _under_way(session, browser) or _new(session, browser, address)
    if draft.email_key != address.key:
        verification_codes.forget(draft)
        _ask_password_again(draft)
    draft.email, draft.email_key = address.address, address.key
    if draft.structure_type is None and structure in list(StructureType):
        draft.structure_type = StructureType(structure)
    session.add(draft)


def choose_structure(session: Session, *, browser: str, structure: str) -> None:
    """Step 2. Raises `FieldsRefused`, `SignupIsNotBegun`."""
    lock(session, browser)
    draft = at_step(session, browser, Step.STRUCTURE)
    if structure not in list(StructureType):
        raise FieldsRefused({"structure": StructureIsMissing()})
    draft.structure_type = StructureType(structure)
    if not draft.structure_type.is_individual and not draft.job_title:
        # A Particulier who turns into a company has not told their Fonction yet.
        draft.person_done_at = None
    session.add(draft)


def keep_person(session: Session, *, browser: str, field: str, typed: str) -> None:
    """Keep what is being typed at step 3, right or wrong, so that a reload loses nothing.

    Raises `InputIsNotWhatTheFormSends` unless `field` is one of `KEPT_FIELDS`, `SignupIsNotBegun`,
    `StepIsTooEarly`.
    """
    if field not in KEPT_FIELDS:
        raise InputIsNotWhatTheFormSends
    lock(session, browser)
    draft = at_step(session, browser, Step.PERSON)
    kept = storable(typed)[: KEPT_FIELDS[field]]
    if getattr(draft, field) == kept:
        return
    setattr(draft, field, kept)
    if field in _NAMES:
        _ask_password_again(draft)
    # What is typed now was not checked: the step is to be confirmed again.
    draft.person_done_at = None
    session.add(draft)


def describe_person(
    session: Session, typed: PersonTyped, *, browser: str, consent_wording: str
) -> None:
    """Step 3. `consent_wording`: the very sentence that was ticked.

    Raises `FieldsRefused`, `StepIsTooEarly`, `SignupIsNotBegun`.
    """
    lock(session, browser)
    draft = at_step(session, browser, Step.PERSON)
    fields = FieldReading()
    first_name, last_name = person_names.read_names(
        fields, typed.first_name, typed.last_name, has_one_name=typed.has_one_name
    )
    job_title = fields.read("job_title", lambda: _parsed_job_title(draft, typed.job_title))
    phone = fields.read("phone", lambda: parse_phone(typed.phone))
    if not typed.has_consented:
        fields.refuse("consent", ConsentIsMissing())
    fields.finish()
    if (draft.first_name, draft.last_name) != (first_name, last_name):
        _ask_password_again(draft)
    draft.first_name, draft.last_name = first_name, last_name
    draft.job_title, draft.phone = job_title or "", phone or ""
    draft.consent_wording = consent_wording
    draft.consented_at = draft.person_done_at = clock.now()
    session.add(draft)


def view(session: Session, *, browser: str) -> DraftView | None:
    """The adhesion under way in this browser; None when there is none."""
    draft = _under_way(session, browser)
    return _viewed(draft) if draft else None


def view_at(session: Session, *, browser: str, step: Step) -> DraftView:
    """The adhesion under way, if it may be at `step`; raises as `at_step` does."""
    return _viewed(at_step(session, browser, step))


def at_step(session: Session, browser: str, step: Step) -> SignupDraft:
    """The draft, if it may be at `step`. Raises `SignupIsNotBegun`, `StepIsTooEarly`."""
    draft = _under_way(session, browser)
    if draft is None:
        raise SignupIsNotBegun
    first = draft.first_step_to_do()
    if STEPS.index(step) > STEPS.index(first):
        raise StepIsTooEarly(first)
    return draft


def lock(session: Session, browser: str) -> None:
    """Let this browser's other clicks wait until this transaction ends."""
    # On SQLite they do already: a transaction that writes is alone from its first statement.
    if session.get_bind().dialect.name != "sqlite":
        session.exec(_OF_BROWSER_LOCKED, params={"browser": browser}).first()


def of_browser(session: Session, browser: str) -> SignupDraft | None:
    """For `signups`: this browser's adhesion, under way or just finished."""
    draft = session.exec(_OF_BROWSER, params={"browser": browser}).first()
    return draft if draft and clock.now() < draft.expires_at else None


def discard(session: Session, browser: str) -> None:
    """Forget what this browser had begun."""
    session.exec(delete(SignupDraft).where(SignupDraft.browser_hash == browser))  # type: ignore[arg-type]


def _under_way(session: Session, browser: str) -> SignupDraft | None:
    draft = of_browser(session, browser)
    return draft if draft and draft.finished_at is None else None


def _new(session: Session, browser: str, address: EmailAddress) -> SignupDraft:
    discard(session, browser)  # the one that was just finished, if there is one
    draft = SignupDraft(
        browser_hash=browser,
        email=address.address,
        email_key=address.key,
        expires_at=clock.now() + LIFE,
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        # Another click began at the same moment: theirs is ours.
        return session.exec(select(SignupDraft).where(SignupDraft.browser_hash == browser)).one()
    return draft


def _forget_expired(session: Session) -> None:
    session.exec(delete(SignupDraft).where(SignupDraft.expires_at <= clock.now()))  # type: ignore[arg-type]


def _viewed(draft: SignupDraft) -> DraftView:
    return DraftView(
        first_to_do=draft.first_step_to_do(),
        email=draft.email,
        structure=draft.structure_type or "",
        first_name=draft.first_name,
        last_name=draft.last_name,
        job_title=draft.job_title,
        phone=draft.phone,
        has_one_name=draft.person_done_at is not None and not draft.last_name,
        has_consented=draft.person_done_at is not None,
        has_password=bool(draft.password_hash),
        email_is_verified=draft.email_verified_at is not None,
    )


def _parsed_email(typed: str) -> EmailAddress:
    try:
        return parse_email(typed)
    except Refusal as refusal:
        raise FieldsRefused({"email": refusal}) from refusal


def _parsed_job_title(draft: SignupDraft, typed: str) -> str:
    is_individual = draft.structure_type is StructureType.INDIVIDUAL
    return "" if is_individual else parse_words(typed, longest=NAME_MAX)


def _ask_password_again(draft: SignupDraft) -> None:
    """The one that was chosen was compared with another name or address, and is but a hash now."""
    draft.password_hash = ""


def personal_words(draft: SignupDraft) -> list[str]:
    return [draft.first_name, draft.last_name, draft.email]
