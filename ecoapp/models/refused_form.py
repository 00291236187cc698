"""A form sent as plain HTTP that was refused: what was typed, and why.

Log-in and code are native posts, answered by a redirection; this row carries the answer to the page
that is shown next, so that nothing typed is lost and nothing personal is in an address.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from ecoapp.models.columns import identifier, moment
from ecoapp.models.table import Table


class RefusedForm(Table, table=True):
    """At most one a browser and form. Never holds a password nor a code."""

    __table_args__ = (UniqueConstraint("browser_hash", "form"),)

    id: UUID = identifier()
    browser_hash: str = Field(max_length=64)
    form: str = Field(max_length=40)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    errors: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = moment(index=True)
