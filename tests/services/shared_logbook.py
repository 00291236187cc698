"""A carnet that Maïa shares with others, for tests of sharing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Account, Notification, Share
from ecoapp.services import shares
from ecoapp.services.french_words import PARIS
from ecoapp.services.shares import LogbookShares, ShareLine
from tests import factories

READ_EQUIPMENT = {"equipment": "lecture"}
ARTISAN = "adel@khelifi.example"
NEW = "ariane.delmas@scierie.example"


def day(days: int) -> str:
    """Today in Paris, so many days later, as the browser sends it."""
    return (clock.now().astimezone(PARIS).date() + timedelta(days=days)).isoformat()


@dataclass
class SharedLogbook:
    """Maïa owns it; Adel and Sophie have accounts."""

    database: Database
    id: UUID
    maia: UUID
    adel: UUID
    sophie: UUID

    def on(self, database: Database) -> "SharedLogbook":
        """The same, through a connection of their own."""
        return replace(self, database=database)

    def share(
        self,
        email: str = ARTISAN,
        levels: Mapping[str, str] = READ_EQUIPMENT,
        *,
        ends_on: str = "",
        by: UUID | None = None,
        share_id: UUID | None = None,
    ) -> str:
        with self.database.writing() as session:
            return shares.share(
                session,
                self.id,
                by=by or self.maia,
                email=email,
                levels=levels,
                ends_on=ends_on,
                share_id=share_id,
            )

    def change(
        self,
        share_id: UUID,
        levels: Mapping[str, str],
        *,
        ends_on: str = "",
        by: UUID | None = None,
    ) -> ShareLine:
        with self.database.writing() as session:
            return shares.change(
                session, self.id, share_id, by=by or self.maia, levels=levels, ends_on=ends_on
            )

    def end(self, share_id: UUID, *, by: UUID | None = None) -> str:
        with self.database.writing() as session:
            return shares.end(session, self.id, share_id, by=by or self.maia)

    def leave(self, by: UUID) -> None:
        with self.database.writing() as session:
            shares.leave(session, self.id, by=by)

    def listed(self, *, by: UUID | None = None) -> LogbookShares:
        with self.database.reading() as session:
            return shares.of_logbook(session, self.id, by=by or self.maia)

    def view(self, share_id: UUID, *, by: UUID | None = None) -> ShareLine:
        with self.database.reading() as session:
            return shares.view(session, self.id, share_id, by=by or self.maia)

    def rows(self) -> list[Share]:
        with self.database.reading() as session:
            return list(session.exec(select(Share).order_by(Share.id)))  # type: ignore[arg-type]

    def told(self, account: UUID) -> list[Notification]:
        with self.database.reading() as session:
            query = select(Notification).where(Notification.account_id == account)
            return list(session.exec(query.order_by(Notification.id)))  # type: ignore[arg-type]

    def email(self, of: UUID) -> str:
        with self.database.reading() as session:
            return session.get_one(Account, of).email


def shared_logbook(database: Database) -> SharedLogbook:
    with database.writing() as session:
        maia, adel, sophie = (
            factories.account(session, first_name=first, last_name=last, email=email)
            for first, last, email in (
                ("Maïa", "Le Goff", "maia@larmor.example"),
                ("Adel", "Khelifi", ARTISAN),
                ("Sophie", "Perrin", "sophie@larmor.example"),
            )
        )
        logbook = factories.logbook(session, maia)
    return SharedLogbook(database, logbook.id, maia.id, adel.id, sophie.id)
