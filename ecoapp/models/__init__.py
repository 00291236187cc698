"""The tables. Importing this package registers all of them."""

from ecoapp.models.account import Account, StructureType
from ecoapp.models.account_session import AccountSession
from ecoapp.models.audit_record import AuditRecord
from ecoapp.models.consent import Consent, ConsentPurpose
from ecoapp.models.contact_message import ContactMessage
from ecoapp.models.entry import Attachment, Entry, EntryEvent
from ecoapp.models.establishment import Establishment, EstablishmentSource
from ecoapp.models.invitation import Invitation, InvitationStatus
from ecoapp.models.joining_draft import JoiningDraft
from ecoapp.models.logbook import (
    CalendarFeed,
    Handover,
    HandoverStatus,
    Logbook,
    Share,
    ShareEnd,
)
from ecoapp.models.membership import Membership
from ecoapp.models.membership_event import MembershipEvent, MembershipEventKind
from ecoapp.models.membership_request import MembershipRequest, RequestStatus
from ecoapp.models.notification import Notification, NotificationKind
from ecoapp.models.outgoing_mail import OutgoingMail
from ecoapp.models.password_reset import PasswordReset
from ecoapp.models.quota import Creation, Quota, StoredBytes
from ecoapp.models.refused_form import RefusedForm
from ecoapp.models.removal import Removal
from ecoapp.models.signup_draft import SignupDraft, Step

__all__ = [
    "Account",
    "AccountSession",
    "Attachment",
    "AuditRecord",
    "CalendarFeed",
    "Consent",
    "ConsentPurpose",
    "ContactMessage",
    "Creation",
    "Entry",
    "EntryEvent",
    "Establishment",
    "EstablishmentSource",
    "Handover",
    "HandoverStatus",
    "Invitation",
    "InvitationStatus",
    "JoiningDraft",
    "Logbook",
    "Membership",
    "MembershipEvent",
    "MembershipEventKind",
    "MembershipRequest",
    "Notification",
    "NotificationKind",
    "OutgoingMail",
    "PasswordReset",
    "Quota",
    "RefusedForm",
    "Removal",
    "RequestStatus",
    "Share",
    "ShareEnd",
    "SignupDraft",
    "Step",
    "StoredBytes",
    "StructureType",
]
