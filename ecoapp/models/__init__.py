"""The tables. Importing this package registers all of them."""

from ecoapp.models.account import Account, StructureType
from ecoapp.models.account_session import AccountSession
from ecoapp.models.attachment_draft import AttachmentDraft
from ecoapp.models.consent import Consent, ConsentPurpose
from ecoapp.models.establishment import Establishment, EstablishmentSource
from ecoapp.models.membership import Membership
from ecoapp.models.membership_request import MembershipRequest, RequestStatus
from ecoapp.models.notification import Notification, NotificationKind
from ecoapp.models.outgoing_mail import OutgoingMail
from ecoapp.models.password_reset import PasswordReset
from ecoapp.models.refused_form import RefusedForm
from ecoapp.models.signup_draft import SignupDraft, Step

__all__ = [
    "Account",
    "AccountSession",
    "AttachmentDraft",
    "Consent",
    "ConsentPurpose",
    "Establishment",
    "EstablishmentSource",
    "Membership",
    "MembershipRequest",
    "Notification",
    "NotificationKind",
    "OutgoingMail",
    "PasswordReset",
    "RefusedForm",
    "RequestStatus",
    "SignupDraft",
    "Step",
    "StructureType",
]
