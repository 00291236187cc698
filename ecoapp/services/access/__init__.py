"""The only place that says who may.

Every question is asked of the database at the moment it matters; a page that shows or hides
something asks the same questions. What is refused and what does not exist answer the same: ids
cannot be tried out.
"""

from ecoapp.services.access.establishments import (
    administers,
    belongs,
    has_administrator,
    is_operator,
    may_decide,
    may_decide_on,
    membership_of,
    require_administrator,
    require_decision,
    require_member,
    require_operator,
    require_own_invitation,
    require_right,
    require_sight_of_request,
    rights_in,
    rights_of,
)
from ecoapp.services.access.logbooks import (
    hold_logbook,
    is_live,
    levels_in,
    live_share,
    require_keeper,
    require_logbook,
    require_own_handover,
    require_own_offer,
    require_owner,
    require_party,
)
from ecoapp.services.access.open_entries import open_entries
from ecoapp.services.access.places import require_place, require_sight_of_entry

__all__ = [
    "administers",
    "belongs",
    "has_administrator",
    "hold_logbook",
    "is_live",
    "is_operator",
    "levels_in",
    "live_share",
    "may_decide",
    "may_decide_on",
    "membership_of",
    "open_entries",
    "require_administrator",
    "require_decision",
    "require_keeper",
    "require_logbook",
    "require_member",
    "require_operator",
    "require_own_handover",
    "require_own_invitation",
    "require_own_offer",
    "require_owner",
    "require_party",
    "require_place",
    "require_right",
    "require_sight_of_entry",
    "require_sight_of_request",
    "rights_in",
    "rights_of",
]
