"""Walks the journey and dies by SIGKILL at a chosen moment; run by `test_killing.py`.

`python -m tests.faults.killed_journey TEMPLATE FOLDER`: for each moment (before each SQL
statement, before and after each COMMIT) a child of its own walks the journey on a copy of the
database, and is killed at that moment. Beside `N.db`, `N.done` holds the steps it acknowledged.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from ecoapp.core import database as databases
from ecoapp.core import passwords
from ecoapp.core.database import Database
from tests.services.journey import Journey

ENOUGH = 1_000


def main(template: Path, folder: Path) -> None:
    # Once in this process: what is read and compiled at the first use, the children inherit.
    walk(template, folder / "first.walk", ENOUGH)
    for moment in range(ENOUGH):
        child = os.fork()
        if child == 0:
            walk(template, folder / f"{moment}.db", moment)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            # It came to the end: there is no later moment. A fault of ours is a failure.
            sys.exit(os.waitstatus_to_exitcode(status))


def walk(template: Path, file: Path, moment: int) -> None:
    shutil.copy(template, file)
    database = Database(f"sqlite:///{file}")
    databases.use(database)
    passwords.BCRYPT_COST = 4
    die_at(database, moment)
    acknowledged = os.open(file.with_suffix(".done"), os.O_CREAT | os.O_WRONLY)
    for step in Journey(database).steps():
        step()
        os.write(acknowledged, f"{step.__name__}\n".encode())
    database.close()


def die_at(database: Database, moment: int) -> None:
    left = iter(range(moment, -1, -1))

    def tick(*_: object) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", tick)
    event.listen(database.engine, "commit", tick)
    # After a COMMIT: the connection goes back to its pool.
    event.listen(database.engine, "checkin", tick)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
