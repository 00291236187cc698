"""`demo`: a believable data set, so that a newcomer sees a living application."""

from typing import TYPE_CHECKING, Annotated

import typer

from ecoapp.cli.failures import CommandFailed

if TYPE_CHECKING:
    from sqlmodel import Session


def demo(
    yes: Annotated[
        bool, typer.Option("--yes", help="Also among real accounts, or with an SMTP server set.")
    ] = False,
) -> None:
    """Load établissements, people, requests, notifications, entries and carnets to look around in.

    Everybody in it is invented, at addresses that no mail reaches. Prints how to log in.
    """
    from ecoapp.cli.demo import cast, logbooks, story
    from ecoapp.core import database
    from ecoapp.settings import get_settings

    with database.current().writing() as session:
        _refuse_twice(session)
        if not yes:
            _refuse_among_real_ones(session)
        deposits = story.play(session)
    logbooks.deposit(database.current(), deposits)
    print(f"Les données de démonstration sont là : {get_settings().public_url}")
    print(f"Mot de passe de tous : {cast.PASSWORD}")
    for person in cast.PEOPLE:
        if person.shown_as:
            print(f"  {person.email:<44} {person.shown_as}")


def _refuse_twice(session: "Session") -> None:
    from ecoapp.cli.demo import cast
    from ecoapp.services import accounts

    if accounts.exists(session, cast.PEOPLE[0].email):
        raise CommandFailed("Les données de démonstration sont déjà chargées.")


def _refuse_among_real_ones(session: "Session") -> None:
    from sqlmodel import select

    from ecoapp.models import Account
    from ecoapp.settings import get_settings

    if session.exec(select(Account.id).limit(1)).first() is not None:
        raise CommandFailed("Cette base a déjà des comptes ; ajoutez --yes pour continuer.")
    if get_settings().smtp is not None:
        raise CommandFailed(
            "ECOAPP_SMTP_URL est réglé : les mails de la démonstration partiraient ; "
            "ajoutez --yes pour continuer."
        )
