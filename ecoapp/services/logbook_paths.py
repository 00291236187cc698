"""Where the pages of carnets are, on this site."""

from urllib.parse import quote
from uuid import UUID

# One's deadlines, of all carnets, and the address of the calendar.
DEADLINES = "/echeances"

# Where a carnet that was exported comes back.
IMPORT = "/carnets/importer"


def logbook_path(logbook_id: UUID) -> str:
    return f"/carnets/{logbook_id}"


def entry_path(logbook_id: UUID, part: str, entry_id: UUID) -> str:
    return f"{logbook_path(logbook_id)}/{part}/{entry_id}"


def offer_path(logbook_id: UUID) -> str:
    """Where a carnet that was prepared for somebody is accepted or declined."""
    return f"{logbook_path(logbook_id)}/acceptation"


def shares_path(logbook_id: UUID) -> str:
    """« Partager »."""
    return f"{logbook_path(logbook_id)}/partages"


def handover_path(handover_id: UUID) -> str:
    """Where a buyer accepts or declines, and where both find the receipt."""
    return f"/remises/{handover_id}"


def export_path(logbook_id: UUID) -> str:
    """Its download, as one ZIP."""
    return f"/export/carnets/{logbook_id}"


def handing_over_path(logbook_id: UUID) -> str:
    """« Remettre à l’acquéreur »."""
    return f"{logbook_path(logbook_id)}/remise"


def handovers_path() -> str:
    """« Vos remises »: all that one gave and received."""
    return "/remises"


def receipt_path(handover_id: UUID) -> str:
    """The receipt of a handover, in PDF."""
    return f"/recus/{handover_id}"


def signup_path(email: str) -> str:
    """Step 1 of the adhesion, with this address typed in and Particulier chosen already."""
    return f"/adhesion?mail={quote(email)}&structure=particulier"
