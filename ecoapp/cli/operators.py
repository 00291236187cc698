"""`grant-operator`: who belongs to the operator's team."""

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
