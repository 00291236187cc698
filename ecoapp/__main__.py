"""The command line: ``python -m ecoapp run``, ``migrate``, ``build``, and those of ``ecoapp.cli``.

Imports are made where they are used: ``run`` must answer its first page within two seconds.
"""

import functools
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ecoapp.cli.failures import FAILED, WRONG_SETTING

if TYPE_CHECKING:
    from ecoapp.settings import Settings

SECONDS_TO_STOP = 3
"""How long requests under way may last once the server is told to stop."""

INTERRUPTED = 130
FOR_US_ALONE = 0o077
"""The mode that no file of the data dir has: nothing of it is for other users."""


NewKey = Annotated[
    bool,
    typer.Option(
        "--new-key",
        help="Go on without the key that was lost: mails that wait sealed with it are given up.",
    ),
]


def run(new_key: NewKey = False) -> None:
    """Migrate the database, build the front end if its sources changed, and serve."""
    gc.disable()  # a sixth of the start; on again in the worker, once the application is made
    from ecoapp.cli import start

    settings = _settings()
    _prepare(settings)
    with _failure_in_one_line():
        start.refuse_busy_port(settings)
        start.hold_data_folder(settings)
        start.refuse_silent_redis(settings)
    _migrate(settings, new_key=new_key)
    _build()
    start.say_what_is_doubtful(settings)
    _serve(settings)


def migrate() -> None:
    """Bring the database to the schema of this version."""
    settings = _settings()
    _prepare(settings)
    _migrate(settings)


def build() -> None:
    """Build the front end if its sources have changed."""
    _settings()
    _build()


COMMANDS = (run, migrate, build)


def main() -> None:
    """Run the command line."""
    with _quiet_interruption():
        command_line()()


def command_line() -> typer.Typer:
    """All the commands."""
    # A « pretty » traceback shows the values of local variables, secrets included.
    line = typer.Typer(
        help="Espace Services.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for command in COMMANDS:
        line.command()(command)
    for command in data_commands():
        line.command()(_on_data(command))
    return line


def data_commands() -> tuple[Callable[..., None], ...]:
    """The commands that need a database of this version, and nothing of the front end."""
    from ecoapp.cli import demo, jobs, mails, operators, partners

    return (
        operators.grant_operator,
        operators.raise_quota,
        partners.import_partners,
        mails.deliver_mail,
        jobs.run_jobs,
        demo.demo,
    )


def _on_data(command: Callable[..., None]) -> Callable[..., None]:
    """Open the database first; end with one line when the command cannot do its work."""

    @functools.wraps(command)
    def run_it(*arguments: Any, **options: Any) -> None:
        from ecoapp.cli import databases, keys
        from ecoapp.core import database

        settings = _settings()
        _prepare(settings)
        with _failure_in_one_line():
            databases.refuse_another_schema(database.current())
            keys.refuse_lost_key(settings)
            command(*arguments, **options)

    return run_it


def application() -> Any:
    """Make the application in granian's worker, hold its build, and say that it is ready."""
    from ecoapp import asgi, frontend
    from ecoapp.settings import get_settings

    _obey_parent()
    frontend.hold(frontend.reflex_folder())
    app = asgi.create()
    gc.freeze()  # what is there now stays: it is not looked through again and again
    gc.enable()
    print(f"Espace Services est prêt : {get_settings().public_url}", flush=True)
    return app


def _obey_parent() -> None:
    """Let the main process stop this worker from its first moment, before granian listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process hears Ctrl-C and tells us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave no worker behind, nor its port taken, when the main process is killed outright."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(FAILED)


def _settings() -> "Settings":
    from ecoapp.settings import SettingsError, get_settings

    try:
        return get_settings()
    except SettingsError as error:
        _fail(str(error), WRONG_SETTING)


def _prepare(settings: "Settings") -> None:
    """Make the data dir: for a command that needs it, not for a mere build."""
    from ecoapp.settings import SettingsError

    os.umask(FOR_US_ALONE)
    try:
        settings.prepare()
    except SettingsError as error:
        _fail(str(error), WRONG_SETTING)


@contextmanager
def _failure_in_one_line() -> Iterator[None]:
    from ecoapp.cli.failures import CommandFailed

    try:
        yield
    except CommandFailed as failure:
        _fail(str(failure), failure.status)


def _migrate(settings: "Settings", *, new_key: bool = False) -> None:
    from ecoapp.cli import databases, keys
    from ecoapp.core import database
    from ecoapp.core.schemas import Schema

    with _failure_in_one_line(), databases.failing_in_one_line():
        if databases.refuse_what_is_not_ours(database.current()) is not Schema.CURRENT:
            database.migrate()
        if new_key:
            keys.give_up_lost_mails(settings)
        keys.refuse_lost_key(settings)
    # The worker is a fork of this process: it must not inherit an open connection.
    database.current().close()
    database.use(None)


def _build() -> None:
    from ecoapp import frontend
    from ecoapp.build_output import BuildError

    try:
        frontend.build()
    except BuildError as error:
        _fail(str(error))


def _serve(settings: "Settings") -> None:
    """Serve until told to stop, from one worker that inherits what is already imported here."""
    from granian.constants import Interfaces, RuntimeModes
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "ecoapp.__main__:application",
        address=settings.listen,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        # With threads of its own, granian 2.8 may panic when it stops with a socket open.
        runtime_mode=RuntimeModes.st,
        workers_kill_timeout=SECONDS_TO_STOP,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.serve()


def _fail(message: str, code: int = FAILED) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


@contextmanager
def _quiet_interruption() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the program, and what it has started, without a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
