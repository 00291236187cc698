"""What happened in the demonstration over the last two months, day by day.

It goes through the services, at the times at which it is said to have happened: mails,
notifications and history are those that the application would have written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from ecoapp.cli.demo import cast, entries, logbooks
from ecoapp.cli.demo.logbooks import Deposit
from ecoapp.cli.demo.stage import Stage
from ecoapp.core import clock, passwords
from ecoapp.models import EstablishmentSource, Notification
from ecoapp.services import (
    audit,
    contact_messages,
    operators,
    received_messages,
    request_deadlines,
)
from ecoapp.services.contact_messages import ContactTyped
from ecoapp.services.french_words import PARIS
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY
from ecoapp.services.rights import custom as rights

FIRST_DAY = 62
READ_AFTER = timedelta(days=8)

Step = tuple[int, int, Callable[[Stage], None]]


def play(session: Session) -> list[Deposit]:
    """Let it all happen, in the caller's transaction: all of it, or nothing.

    Gives the files that are to be deposited once it is kept.
    """
    stage = Stage(session, passwords.hashed(cast.PASSWORD))
    today = clock.now()
    steps = sorted(STEPS, key=lambda step: (-step[0], step[1]))
    for days_ago in range(FIRST_DAY, -1, -1):
        with clock.at(_moment(today, days_ago, 7)):
            _pass_time(session)
        for _, hour, happens in (step for step in steps if step[0] == days_ago):
            with clock.at(_moment(today, days_ago, hour)):
                happens(stage)
                session.flush()
    entries.fill(stage, today)
    deposits = logbooks.fill(stage, today)
    _read_what_is_old(session, today)
    told = "12 établissements, 25 personnes, 3 carnets"
    audit.record(session, audit.Action.DEMO_LOADED, told, by=None)
    return deposits


def _moment(today: datetime, days_ago: int, hour: int) -> datetime:
    day = (today - timedelta(days=days_ago)).astimezone(PARIS)
    chosen = day.replace(hour=hour, minute=(days_ago * 7) % 60, second=0, microsecond=0)
    return min(chosen, today)


def _pass_time(session: Session) -> None:
    """Reminders and expiries, as the jobs do them every day."""
    for request_id in request_deadlines.to_expire(session, after=None, limit=100):
        request_deadlines.expire(session, request_id)
    for request_id in request_deadlines.to_remind(session, after=None, limit=100):
        request_deadlines.remind(session, request_id)
    session.flush()


def _read_what_is_old(session: Session, today: datetime) -> None:
    session.exec(
        update(Notification)
        .where(col(Notification.created_at) < today - READ_AFTER)
        .values(read_at=today - READ_AFTER)
    )


def _everybody(stage: Stage) -> None:
    for person in cast.PEOPLE:
        stage.signs_up(person)
    operators.grant(stage.session, cast.PEOPLE[0].email)


def _partners(stage: Stage) -> None:
    for place in cast.PLACES:
        if place.source is EstablishmentSource.PARTNER_IMPORT:
            stage.imports(place)


def _writes(name: str, email: str, subject: str, body: str) -> Callable[[Stage], None]:
    def happens(stage: Stage) -> None:
        typed = ContactTyped(name, email, subject, body)
        contact_messages.send(stage.session, typed, by=None)

    return happens


def _handles_messages(stage: Stage) -> None:
    by = stage.people["olga"].id
    for message in received_messages.page(stage.session, by=by, handled=False, limit=20):
        received_messages.handle(stage.session, message.id, by=by)


_WORKS = rights(["collections.request", "collections.change", "documents.add"])
_OFFICE = rights(["contracts.add", "declarations.enter", "invoices.dispute", "invoices.justify"])
_DECLARES = rights(["declarations.enter", "declarations.submit"])

STEPS: tuple[Step, ...] = (
    (62, 8, _everybody),
    (61, 9, _partners),
    (60, 9, lambda s: s.creates("jean", "vannes")),
    (60, 10, lambda s: s.creates("claire", "villebois")),
    (59, 9, lambda s: s.creates("lea", "recyclerie")),
    (58, 14, lambda s: s.asks("nadia", "vannes", "Bonjour Jean, je m’occupe des contrats.")),
    (58, 16, lambda s: s.accepts("jean", "nadia", "vannes", ADMINISTRATOR)),
    (57, 11, lambda s: s.creates("denis", "scierie")),
    (55, 9, lambda s: s.creates("anne", "delmas")),
    (54, 10, lambda s: s.asks("thomas", "delmas", "Pour organiser les enlèvements.")),
    (53, 9, lambda s: s.accepts("anne", "thomas", "delmas", _WORKS)),
    (52, 15, lambda s: s.asks("fatou", "delmas")),
    (51, 9, lambda s: s.accepts("anne", "fatou", "delmas", _OFFICE)),
    (50, 10, lambda s: s.creates("bruno", "ferrand")),
    (49, 9, lambda s: s.creates("jean", "lorient")),
    (48, 10, lambda s: s.creates("marc", "literie")),
    (47, 9, lambda s: s.creates("julie", "jouets")),
    (46, 11, lambda s: s.asks("paul", "villebois", "Je suis la déchèterie municipale.")),
    (44, 9, lambda s: s.accepts("claire", "paul", "villebois", _DECLARES)),
    # Nobody at the literie answers: it expires.
    (43, 9, lambda s: s.asks("hugo", "literie", "Pour un chantier commun.")),
    (41, 18, logbooks.is_made),
    (40, 10, lambda s: s.asks("luc", "bricolage", "Je suis le gérant du magasin.")),
    (39, 9, lambda s: s.accepts("olga", "luc", "bricolage", ADMINISTRATOR)),
    (38, 9, lambda s: s.asks("camille", "vannes", "Je reprends les chantiers de Vannes.")),
    (37, 14, lambda s: s.accepts("nadia", "camille", "vannes", READ_ONLY)),
    (
        36,
        10,
        _writes(
            "Pierre Aubin",
            "pierre.aubin@courrier.example",
            "compte",
            "Bonjour,\nje n’ai pas reçu mon code de vérification. Que faire\u202f?",
        ),
    ),
    (35, 9, _handles_messages),
    (33, 11, lambda s: s.changes_rights("jean", "camille", "vannes", _WORKS)),
    (30, 9, lambda s: s.asks("malik", "recyclerie", "Nous préparons les collectes d’automne.")),
    (30, 18, logbooks.is_shared),
    (29, 10, lambda s: s.accepts("lea", "malik", "recyclerie", ADMINISTRATOR)),
    (28, 9, lambda s: s.asks("rose", "recyclerie")),
    (27, 9, lambda s: s.refuses("malik", "rose", "recyclerie", "Voyons cela à la réunion.")),
    (25, 9, lambda s: s.asks("elise", "ferrand", "Je tiens le secrétariat.")),
    (24, 17, lambda s: s.accepts("bruno", "elise", "ferrand", _OFFICE)),
    (22, 9, lambda s: s.asks("yann", "lorient")),
    (21, 9, lambda s: s.cancels("yann", "lorient")),
    (20, 10, lambda s: s.asks("yann", "vannes", "Pour les enlèvements de l’atelier.")),
    (19, 9, lambda s: s.accepts("jean", "yann", "vannes", _WORKS)),
    (16, 11, lambda s: s.asks("camille", "lorient", "Je passe aussi à Lorient.")),
    (15, 9, lambda s: s.accepts("jean", "camille", "lorient", rights(["collections.request"]))),
    (12, 9, lambda s: s.asks("karim", "fenetres", "Je dirige les chantiers de Saint-Nazaire.")),
    (11, 14, lambda s: s.invites("claire", "sofia", "villebois", _DECLARES)),
    (9, 8, logbooks.is_begun),
    (9, 9, lambda s: s.invites("jean", "hugo", "lorient", READ_ONLY)),
    (
        6,
        10,
        lambda s: s.asks(
            "ines",
            "vannes",
            "Bonjour Jean, je remplace Nadia à partir du mois prochain. "
            "J’ai besoin de voir les contrats et les factures. Merci\u202f!",
        ),
    ),
    (4, 10, logbooks.is_prepared),
    (3, 9, logbooks.is_shown_to_the_notary),
    (3, 15, lambda s: s.asks("sylvie", "fenetres")),
    (
        2,
        9,
        _writes(
            "Odile Caron",
            "odile.caron@courrier.example",
            "etablissement",
            "Bonjour,\nmon entreprise a changé d’adresse, son SIRET aussi. "
            "Dois-je créer un nouvel établissement\u202f?\nMerci.",
        ),
    ),
    (
        1,
        9,
        lambda s: s.asks("hugo", "vannes", "Pour suivre mes chantiers pendant l’apprentissage."),
    ),
    (
        0,
        8,
        _writes(
            "Emma Roussel",
            "emma.roussel@courrier.example",
            "autre",
            "Bonjour, comment partager mon carnet avec mon notaire\u202f?",
        ),
    ),
)
