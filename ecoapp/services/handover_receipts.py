"""The receipt (récépissé) of a handover: from its row alone, so that it says the same for ever."""

import io
from uuid import UUID

from sqlmodel import Session

from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Handover, HandoverStatus
from ecoapp.papers.handover_receipt import (
    HandedPart,
    HandoverReceipt,
    Party,
    handover_receipt,
)
from ecoapp.services import access, handover_views
from ecoapp.services.french_words import moment_in_french


def printed(database: Database, handover_id: UUID, *, by: UUID) -> bytes:
    """The PDF, for who gave and who received. Slow. Raises `NotAllowed`."""
    with database.reading() as session:
        receipt = of_handover(session, handover_id, by=by)
    out = io.BytesIO()
    handover_receipt(receipt, out)
    return out.getvalue()


def of_handover(session: Session, handover_id: UUID, *, by: UUID) -> HandoverReceipt:
    """What it says. Raises `NotAllowed`."""
    handover = access.require_party(session, handover_id, by=by)
    if handover.status is not HandoverStatus.ACCEPTED or handover.decided_at is None:
        raise NotAllowed
    return HandoverReceipt(
        reference=reference(handover),
        logbook_name=handover.logbook_name,
        given_by=Party(handover.seller_name, handover.seller_email),
        received_by=Party(handover.buyer_name, handover.buyer_email),
        accepted_on=moment_in_french(handover.decided_at),
        accepted_at=handover.decided_at,
        given=tuple(
            HandedPart(part.label, part.entries, part.files)
            for part in handover_views.given(handover.content)
        ),
        kept=tuple(
            handover_views.label(code) for code, count in handover.content.items() if not count
        ),
        digest=handover.digest,
    )


def reference(handover: Handover) -> str:
    """Short enough to be read aloud: the last twelve digits of its id, four by four."""
    digits = handover.id.hex[-12:].upper()
    return "-".join(digits[start : start + 4] for start in range(0, 12, 4))
