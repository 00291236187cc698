"""An adhesion that is under way: what was typed, kept for a day, reachable from one browser."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.account import StructureType
from ecoapp.models.columns import identifier, maybe_moment, moment, one_of, refers_to
from ecoapp.models.table import Table


class Step(StrEnum):
    """The steps before the account exists, in their order; the value is the end of the address."""

    EMAIL = "email"
    STRUCTURE = "structure"
    PERSON = "informations"
    PASSWORD = "mot-de-passe"
    CODE = "verification"


class SignupDraft(Table, table=True):
    """Holds no secret in clear: password, code and link are digests."""

    id: UUID = identifier()
    # Digest of the cookie of the browser that began it, or that took it over from the mail.
    browser_hash: str = Field(max_length=64, unique=True)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    structure_type: StructureType | None = one_of(StructureType, default=None, nullable=True)
    first_name: str = Field(default="", max_length=200)
    last_name: str = Field(default="", max_length=200)
    job_title: str = Field(default="", max_length=200)
    # As typed until the step is accepted, then E.164.
    phone: str = Field(default="", max_length=40)
    consent_wording: str = Field(default="", max_length=500)
    consented_at: datetime | None = maybe_moment()
    person_done_at: datetime | None = maybe_moment()
    password_hash: str = Field(default="", max_length=60)
    code_hash: str = Field(default="", max_length=64)
    code_sent_at: datetime | None = maybe_moment()
    code_tries: int = 0
    link_hash: str | None = Field(default=None, max_length=64, unique=True)
    email_verified_at: datetime | None = maybe_moment()
    # Once finished: the account it became. Kept a moment so that a double click finds its way.
    account_id: UUID | None = refers_to("account.id", default=None, nullable=True)
    finished_at: datetime | None = maybe_moment()
    created_at: datetime = moment()
    expires_at: datetime = moment(default_now=False, index=True)

    def first_step_to_do(self) -> Step:
        """The earliest step that is not done; the code step stays until the account exists."""
        if self.structure_type is None:
            return Step.STRUCTURE
        if self.person_done_at is None:
            return Step.PERSON
        if not self.password_hash:
            return Step.PASSWORD
        return Step.CODE
