"""Columns that every table writes the same way."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, Text
from sqlmodel import Field

from ecoapp.core import clock
from ecoapp.core.database import UtcDateTime
from ecoapp.core.tokens import new_id


def identifier() -> Any:
    """The primary key: UUIDv7, made by us."""
    return Field(default_factory=new_id, primary_key=True)


def moment(*, index: bool = False, default_now: bool = True) -> Any:
    """A moment that is always there; now unless said otherwise."""
    if default_now:
        return Field(default_factory=clock.now, sa_type=UtcDateTime, index=index)
    return Field(sa_type=UtcDateTime, index=index)


def moment_of_change() -> Any:
    """When the row was written last; statements that update rows set it too."""
    return Field(
        default_factory=clock.now,
        sa_type=UtcDateTime,
        sa_column_kwargs={"onupdate": clock.now},
    )


def maybe_moment(*, index: bool = False) -> Any:
    """A moment that may not have come yet."""
    return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)


def refers_to(target: str, *, on_delete: str = "CASCADE", **options: Any) -> Any:
    """A foreign key; rows go with what they refer to, unless `on_delete` says otherwise."""
    return Field(sa_column_args=[ForeignKey(target, ondelete=on_delete)], **options)


def long_text() -> Any:
    """A text without a set length; empty by default."""
    return Field(default="", sa_type=Text)


def searched_by_prefix(table: str, column: str) -> Index:
    """An index that finds what a text begins with: byte by byte, whatever the database's language.

    `core.database.begins_with` is the question it answers.
    """
    return Index(f"ix_{table}_{column}", column, postgresql_ops={column: "text_pattern_ops"})


def words() -> Any:
    """A short list of words, kept as JSON."""
    return Field(default_factory=list, sa_type=JSON)


def one_of(choices: type[StrEnum], **options: Any) -> Any:
    """A choice kept as its own word, not as a number nor a database type (both age badly)."""
    kept = Enum(
        choices,
        native_enum=False,
        length=40,
        values_callable=lambda words: [word.value for word in words],
    )
    return Field(sa_type=kept, **options)
