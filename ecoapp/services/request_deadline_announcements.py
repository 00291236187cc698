"""Who is told what as time passes over a request that nobody answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.mail import outbox, request_messages
from ecoapp.mail.message import Message
from ecoapp.models import Account, Establishment, MembershipRequest, NotificationKind
from ecoapp.services import notices, notifications, request_announcements
from ecoapp.services.french_words import PARIS, long_date
from ecoapp.services.membership_events import account_name
from ecoapp.services.notices import request_path
from ecoapp.settings import get_settings

JOINING_PATH = "/adhesion/etablissement"


def reminded(session: Session, request: MembershipRequest, *, expires_at: datetime) -> None:
    """Remind its administrators, or the operator's team while there is none.

    In each inbox the reminder takes the place of what was told before.
    """
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    words = _Reminder(request, establishment, requester, long_date(expires_at.astimezone(PARIS)))
    notifications.request_is_handled(session, request.id, by=None)
    told = request_announcements.administrators(session, request)
    for administrator in told:
        _remind_administrator(session, words, administrator)
    if not told:
        outbox.put(
            session,
            words.message(),
            to=get_settings().contact_mail,
            deduplication_key=f"operator/{words.about}",
        )


def expired(session: Session, request: MembershipRequest) -> None:
    """Tell who sent it that nobody answered, and that they may ask again."""
    requester = session.get_one(Account, request.account_id)
    establishment = session.get_one(Establishment, request.establishment_id)
    message = request_messages.request_expired(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        ask_again_url=address_of(JOINING_PATH),
    )
    notifications.notify(
        session,
        requester,
        NotificationKind.REQUEST_EXPIRED,
        notices.request_expired(request.id, establishment_name=establishment.name),
        message,
        about=request.id,
        by=None,
        establishment_id=establishment.id,
        request_id=request.id,
    )


@dataclass(frozen=True)
class _Reminder:
    """What a reminder speaks of. `about`: which one it is, so that it is sent once."""

    request: MembershipRequest
    establishment: Establishment
    requester: Account
    expires_on: str

    @property
    def about(self) -> str:
        return f"{self.request.id}/{self.request.reminders_sent}"

    def message(self, administrator: Account | None = None) -> Message:
        return request_messages.request_reminder(
            administrator_first_name=administrator.first_name if administrator else "",
            requester_name=account_name(self.requester),
            establishment_name=self.establishment.name,
            siret=self.establishment.siret,
            message=self.request.message,
            sent_on=long_date(self.request.created_at.astimezone(PARIS)),
            expires_on=self.expires_on,
            goes_to_operator=administrator is None,
            request_url=address_of(request_path(self.request.id)),
        )


def _remind_administrator(session: Session, words: _Reminder, administrator: Account) -> None:
    notifications.notify(
        session,
        administrator,
        NotificationKind.REQUEST_REMINDER,
        notices.request_reminder(
            words.request.id,
            requester_name=account_name(words.requester),
            establishment_name=words.establishment.name,
            expires_on=words.expires_on,
        ),
        words.message(administrator),
        about=words.about,
        by=None,
        establishment_id=words.establishment.id,
        request_id=words.request.id,
    )
