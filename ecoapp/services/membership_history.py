"""The history of an établissement's members, in words, for its administrators."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ecoapp.models import MembershipEventKind
from ecoapp.services import access, membership_events
from ecoapp.services.french_words import NBSP, of_somebody
from ecoapp.services.membership_events import EventLine

PAGE = 20

Kind = MembershipEventKind


@dataclass(frozen=True)
class HistoryLine:
    """What happened, in a sentence. `note`: the rights that were given, or a reason."""

    id: UUID
    sentence: str
    note: str
    happened_at: datetime


@dataclass(frozen=True)
class HistoryPage:
    """At most `PAGE` lines, the newest first. `next_before`: the last one, when more follow."""

    lines: tuple[HistoryLine, ...]
    next_before: UUID | None


def page(session: Session, siret: str, *, by: UUID, before: UUID | None = None) -> HistoryPage:
    """« Historique », for administrators. Raises `NotAllowed`."""
    establishment = access.require_administrator(session, siret, by=by)
    found = membership_events.of_establishment(
        session, establishment.id, before=before, limit=PAGE + 1
    )
    lines = tuple(_line(event) for event in found[:PAGE])
    return HistoryPage(lines, lines[-1].id if len(found) > PAGE else None)


def _line(event: EventLine) -> HistoryLine:
    # Who decided may be gone: the établissement did it.
    who = event.actor_name or "Un administrateur"
    return HistoryLine(
        id=event.id,
        sentence=_SENTENCES[event.kind](who, event.person_name),
        note=_note(event),
        happened_at=event.happened_at,
    )


_SENTENCES: dict[Kind, Callable[[str, str], str]] = {
    Kind.CREATED: lambda who, _: f"{who} a créé l’établissement",
    Kind.REQUESTED: lambda _, person: f"{person} a demandé son rattachement",
    Kind.CANCELLED: lambda _, person: f"{person} a annulé sa demande",
    Kind.EXPIRED: lambda _, person: f"La demande {of_somebody(person)} a expiré sans réponse",
    Kind.ACCEPTED: lambda who, person: f"{who} a accepté la demande {of_somebody(person)}",
    Kind.REFUSED: lambda who, person: f"{who} a refusé la demande {of_somebody(person)}",
    Kind.RIGHTS_CHANGED: lambda who, person: f"{who} a changé les droits {of_somebody(person)}",
    Kind.REVOKED: lambda who, person: f"{who} a retiré {person} de l’établissement",
    Kind.LEFT: lambda _, person: f"{person} a quitté l’établissement",
    Kind.ADMINISTRATION_REQUESTED: lambda _, person: f"{person} a demandé à devenir administrateur",
    Kind.ADMINISTRATOR_NAMED: lambda who, person: f"{who} a nommé {person} administrateur",
    Kind.INVITED: lambda who, person: f"{who} a invité {person}",
    Kind.INVITATION_WITHDRAWN: lambda who, person: (
        f"{who} a retiré l’invitation {of_somebody(person)}"
    ),
    Kind.INVITATION_DECLINED: lambda _, person: f"{person} a décliné l’invitation",
    Kind.INVITATION_ACCEPTED: lambda _, person: f"{person} a accepté l’invitation",
    Kind.INVITATION_EXPIRED: lambda _, person: (
        f"L’invitation {of_somebody(person)} a expiré sans réponse"
    ),
    Kind.INVITATION_ENDED: lambda who, person: (
        f"L’invitation {of_somebody(person)} a pris fin{NBSP}: {who}, qui l’avait envoyée, "
        "n’administre plus l’établissement"
    ),
}

_GIVE_RIGHTS = {Kind.ACCEPTED, Kind.RIGHTS_CHANGED, Kind.INVITED, Kind.INVITATION_ACCEPTED}


def _note(event: EventLine) -> str:
    if event.reason:
        return f"«{NBSP}{event.reason}{NBSP}»"
    if event.kind not in _GIVE_RIGHTS:
        return ""
    listed = ", ".join(event.rights.labels)
    return f"{event.rights.standing}{NBSP}: {listed}" if listed else event.rights.standing
