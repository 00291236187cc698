"""An installation that has lost its key is told before it makes another."""

from typing import TYPE_CHECKING

from ecoapp.cli.failures import WRONG_SETTING, CommandFailed

if TYPE_CHECKING:
    from ecoapp.settings import Settings


def refuse_lost_key(settings: "Settings") -> None:
    """Stop while rows wait that only the old key opens. Raises `CommandFailed`."""
    from ecoapp.core import database
    from ecoapp.mail import sealed_mails
    from ecoapp.settings.data_folder import KEY_FILE

    with database.current().reading() as session:
        lost = sealed_mails.unreadable(session, has_key=settings.has_key)
    if not lost:
        return
    where = settings.data_dir / KEY_FILE
    raise CommandFailed(
        "ECOAPP_SECRET_KEY: la clé manque, ou n’est pas celle d’avant (mails en attente, scellés "
        f"avec elle : {lost}) ; redonnez-la (la variable, ou le fichier {where}), ou lancez "
        "« python -m ecoapp run --new-key », qui renonce à ces mails : les codes et les liens "
        "qu’ils portent devront être redemandés.",
        WRONG_SETTING,
    )


def give_up_lost_mails(settings: "Settings") -> None:
    """`--new-key`: go on with the key that is there, or with a new one."""
    from ecoapp.core import database
    from ecoapp.mail import sealed_mails

    with database.current().writing() as session:
        given_up = sealed_mails.give_up_unreadable(session, has_key=settings.has_key)
    print(f"Mails scellés avec l’ancienne clé, auxquels on renonce : {given_up}", flush=True)
