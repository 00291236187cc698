"""`import-partners`: établissements of partners, from a CSV file."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ecoapp.cli.failures import CommandFailed

if TYPE_CHECKING:
    from ecoapp.services.partner_imports import Tally

# Lines between two signs of life.
STRETCH = 50_000


def import_partners(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with the columns siret, nom, adresse, code postal, commune.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check the file; change nothing.")
    ] = False,
) -> None:
    """Add the établissements of a file, and bring up to date those imported before.

    Others are left as they are. Lines with an error are listed and left out. An import that was
    interrupted can be run again.
    """
    from ecoapp.core.errors import Refusal
    from ecoapp.services.partner_cells import in_lines
    from ecoapp.services.partner_imports import sentence

    try:
        with file.open("rb") as opened:
            tally = _imported(in_lines(opened), file.name, dry_run=dry_run)
    except Refusal as refusal:
        raise CommandFailed(sentence(refusal)) from refusal
    for number, said in tally.errors:
        print(f"ligne {number} : {said}", file=sys.stderr)
    print(
        f"lignes {tally.lines}, créées {tally.created}, mises à jour {tally.updated}, "
        f"inchangées {tally.unchanged}, laissées {tally.left}, refusées {tally.refused}"
    )
    if tally.refused:
        raise CommandFailed(f"Lignes refusées : {tally.refused}")


def _imported(file: BinaryIO, name: str, *, dry_run: bool) -> "Tally":
    from ecoapp.core import database
    from ecoapp.services import audit, partner_files, partner_imports, sent_files

    tally, shape, opened = partner_imports.Tally(), partner_files.layout(file), database.current()
    begin = partial(audit.record, action=audit.Action.IMPORT_BEGUN, subject=name, by=None)
    also = None if dry_run else begin
    while partner_imports.advance(
        opened, file, shape, tally, most=STRETCH, dry_run=dry_run, also=also
    ):
        also = None
        print(f"{tally.lines} lignes…", flush=True)
    if not dry_run:
        with opened.writing() as session:
            words = sent_files.in_words(name, tally)
            audit.record(session, audit.Action.IMPORT_ENDED, words, by=None)
    return tally
