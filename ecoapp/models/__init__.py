"""The tables. Importing this package registers all of them."""

from ecoapp.models.account import Account, StructureType
from ecoapp.models.account_session import AccountSession
from ecoapp.models.consent import Consent, ConsentPurpose
from ecoapp.models.establishment import Establishment, EstablishmentSource
from ecoapp.models.joining_draft import JoiningDraft
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
    "Consent",
    "ConsentPurpose",
    "Establishment",
    "EstablishmentSource",
    "JoiningDraft",
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
