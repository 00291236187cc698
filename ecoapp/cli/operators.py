"""`grant-operator`, `raise-quota`: what one account may do more than the others."""

from typing import Annotated

import typer

from ecoapp.cli.failures import CommandFailed


def grant_operator(
    email: Annotated[str, typer.Argument(help="The address of an existing account.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the role away instead.")] = False,
) -> None:
    """Let an account use /operateur; written down in the audit log."""
    from ecoapp.core import database
    from ecoapp.core.errors import Refusal
    from ecoapp.services import operators
    from ecoapp.services.messages import french

    change = operators.revoke if revoke else operators.grant
    try:
        with database.current().writing() as session:
            changed = change(session, email)
    except Refusal as refusal:
        raise CommandFailed(french(refusal)) from refusal
    state = "ne fait plus partie" if revoke else "fait partie"
    print(f"{email} {state} de l’équipe de l’opérateur{'' if changed else ' (déjà)'}.")


def raise_quota(
    email: Annotated[str, typer.Argument(help="The address of an existing account.")],
    what: Annotated[
        str, typer.Argument(help="What it may have more of: an unknown word lists all.")
    ],
    most: Annotated[int, typer.Argument(help="From now on; 0: the usual number again.", min=0)],
) -> None:
    """Let one account make or keep more than the others; written down in the audit log."""
    from ecoapp.core import database
    from ecoapp.core.errors import Refusal
    from ecoapp.services import raised_quotas
    from ecoapp.services.messages import french

    try:
        with database.current().writing() as session:
            now = raised_quotas.set_for(session, email, what, most)
    except Refusal as refusal:
        raise CommandFailed(french(refusal)) from refusal
    print(f"{email} a droit à {now} pour « {what} ».")
