"""Killing the server at any moment loses nothing acknowledged, and leaves nothing half done."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from ecoapp.core.database import Database
from ecoapp.models import (
    Account,
    AccountSession,
    Consent,
    Establishment,
    JoiningDraft,
    Membership,
    Notification,
    OutgoingMail,
    SignupDraft,
)
from tests import factories
from tests.services.journey import EMAIL, Journey

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def killed(_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The databases that were left, in the order of the moments."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-m", "tests.faults.killed_journey", _sqlite_file, folder]
    environment = {
        **os.environ,
        "ECOAPP_SECRET_KEY": "a key of tests, long enough for the check",
        "ECOAPP_DATA_DIR": str(folder / "data"),
    }
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    return sorted(folder.glob("*.db"), key=lambda file: int(file.stem))


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


def acknowledged(file: Path) -> list[str]:
    done = file.with_suffix(".done")
    return done.read_text().split() if done.exists() else []


def one(session: Session, *conditions: object, of: type) -> bool:
    return session.exec(select(func.count()).select_from(of).where(*conditions)).one() == 1  # type: ignore[arg-type]


def is_there(session: Session, step: str) -> bool:
    """Whether the database still knows what this step did."""
    draft = session.exec(select(SignupDraft)).first() or SignupDraft(email="")
    asked = session.exec(select(JoiningDraft)).first() or JoiningDraft()
    was_sent = one(session, OutgoingMail.kind == "verification_code", of=OutgoingMail)
    established = one(session, of=Establishment)
    return {
        "begin": draft.email == EMAIL,
        "structure": draft.structure_type is not None,
        "typing": draft.first_name in ("Cam", "Camille"),
        "person": draft.person_done_at is not None,
        "password": was_sent and bool(draft.password_hash or draft.finished_at),
        "code": one(session, of=Account) and one(session, of=AccountSession),
        "siret": established or asked.siret == factories.OCTO,
        "message": established or asked.message == "Bonjour",
        "establishment": established,
    }[step]


def test_the_journey_was_killed_at_many_moments_and_once_walked_to_its_end(
    killed: list[Path],
) -> None:
    assert len(killed) > 80
    steps = [step.__name__ for step in Journey(Database("sqlite://")).steps()]
    assert acknowledged(killed[0]) == []
    assert acknowledged(killed[-1]) == steps
    # Between any two steps, and inside each of them.
    assert {len(acknowledged(file)) for file in killed} == set(range(len(steps) + 1))


def test_what_was_acknowledged_is_there(killed: list[Path]) -> None:
    for file in killed:
        with opened(file) as database, database.reading() as session:
            for step in acknowledged(file):
                assert is_there(session, step), (file.stem, step)


def test_no_account_is_half_made(killed: list[Path]) -> None:
    for file in killed:
        with opened(file) as database, database.reading() as session:
            finished = session.exec(
                select(SignupDraft.account_id).where(col(SignupDraft.finished_at).is_not(None))
            ).all()
            accounts = session.exec(select(Account.id)).all()
            assert accounts == finished, file.stem
            assert accounts == session.exec(select(Consent.account_id)).all(), file.stem
            assert accounts == session.exec(select(AccountSession.account_id)).all(), file.stem
            welcomes = select(OutgoingMail.deduplication_key).where(OutgoingMail.kind == "welcome")
            assert [f"welcome/{account}" for account in accounts] == session.exec(welcomes).all()


def test_no_establishment_is_half_made(killed: list[Path]) -> None:
    for file in killed:
        with opened(file) as database, database.reading() as session:
            places = session.exec(select(Establishment.id)).all()
            administered = select(Membership.establishment_id).where(
                col(Membership.is_administrator)
            )
            assert places == session.exec(administered).all(), file.stem
            assert places == session.exec(select(Notification.establishment_id)).all(), file.stem
            mails = select(OutgoingMail).where(OutgoingMail.kind == "establishment_created")
            assert len(places) == len(session.exec(mails).all()), file.stem


def test_no_file_is_broken_and_the_journey_goes_on(killed: list[Path]) -> None:
    for file in killed:
        with opened(file) as database:
            with database.reading() as session:
                said = session.connection().execute(text("PRAGMA integrity_check")).scalar()
            assert said == "ok", file.stem
            if file.stem.endswith("7"):
                walk_on(database)


def walk_on(database: Database) -> None:
    """From the first step that is not there any more to the end, on what was left."""
    for step in Journey(database).steps():
        with database.reading() as session:
            done = is_there(session, step.__name__)
        if not done:
            step()
    with database.reading() as session:
        assert one(session, of=Account) and one(session, of=Establishment)
