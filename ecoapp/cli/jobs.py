"""`run-jobs`: what is done because time has passed."""

from datetime import datetime
from typing import Annotated

import typer

from ecoapp.cli.failures import CommandFailed


def run_jobs(
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
            help="As if it were this moment, in Paris time; now by default.",
        ),
    ] = None,
) -> None:
    """Run once what is due: reminders, expiries, checks with the directory, deletions.

    The running application does the same every few minutes; both may run at once.
    """
    from ecoapp.core import clock, database
    from ecoapp.services import jobs
    from ecoapp.services.french_words import PARIS

    _install_directory()
    moment = at.replace(tzinfo=PARIS) if at else clock.now()
    with clock.at(moment):
        done = jobs.run_due(database.current())
    for name, count in done.items():
        print(f"{name}: {'failed' if count is None else count}")
    if None in done.values():
        raise CommandFailed("Une tâche a échoué : voyez ci-dessus, puis relancez la commande.")


def _install_directory() -> None:
    from ecoapp.adapters.directory.choice import choose_directory
    from ecoapp.services import directories
    from ecoapp.settings import get_settings

    settings = get_settings()
    key = settings.insee_api_key
    directories.install(
        choose_directory(
            url=settings.directory_url, insee_api_key=key.get_secret_value() if key else None
        )
    )
