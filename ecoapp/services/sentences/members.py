"""Refusals of changing who belongs to an établissement, and of inviting."""

from ecoapp.core.errors import Refusal
from ecoapp.models import InvitationStatus
from ecoapp.services import invitations, memberships, pending_invitations, rate_rules
from ecoapp.services.french_words import NBSP, THIN, in_a_while
from ecoapp.services.sentence import Sentence


def _no_administrator(refusal: memberships.EstablishmentWouldHaveNoAdministrator) -> str:
    who = (
        "Vous êtes le seul administrateur"
        if refusal.is_mine
        else "Cette personne est le seul administrateur"
    )
    return (
        f"{who} de cet établissement, qui en garde toujours un{NBSP}: nommez-en un autre d’abord."
    )


def _gone(refusal: memberships.MemberIsGone) -> str:
    if refusal.is_mine:
        return f"Vous avez déjà retiré {refusal.name} de l’établissement. Rien d’autre n’a changé."
    what = (
        f"{refusal.by} a déjà retiré {refusal.name} de l’établissement"
        if refusal.by
        else f"{refusal.name} a quitté l’établissement"
    )
    return f"{what}. Votre choix n’a rien changé."


def _over(refusal: pending_invitations.InvitationIsOver) -> str:
    ends = {
        InvitationStatus.ACCEPTED: "a déjà été acceptée",
        InvitationStatus.DECLINED: "a été déclinée",
        InvitationStatus.WITHDRAWN: "a été retirée par un administrateur",
    }
    how = ends.get(refusal.status, f"a expiré{THIN}; elle n’était valable que 30{NBSP}jours")
    return f"Cette invitation {how}. Rien n’a été changé."


SENTENCES: dict[type[Refusal], Sentence] = {
    memberships.EstablishmentWouldHaveNoAdministrator: _no_administrator,
    memberships.MemberIsGone: _gone,
    pending_invitations.InvitationIsOver: _over,
    invitations.GuestAddressIsMissing: "Saisissez l’adresse mail de la personne à inviter.",
    invitations.GuestAddressHasWrongShape: (
        f"Cette adresse mail ne peut pas recevoir de message{NBSP}: vérifiez-la. "
        f"Exemple{NBSP}: prenom.nom@entreprise.fr"
    ),
    invitations.InvitesThemself: (
        "Cette adresse est la vôtre. Saisissez celle de la personne à inviter."
    ),
    invitations.IsMemberAlready: (
        "La personne qui a cette adresse est déjà membre de l’établissement. "
        "Changez ses droits dans la liste des membres."
    ),
    invitations.IsInvitedAlready: (
        "Cette adresse est déjà invitée. Vous pouvez lui renvoyer l’invitation, ou la retirer, "
        "dans la liste des invitations."
    ),
    rate_rules.InvitationsAreTooMany: lambda refusal: (
        f"Trop d’invitations viennent de partir. Réessayez {in_a_while(refusal.seconds)}."
    ),
}
