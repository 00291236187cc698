"""The composition root: builds the app, registers the pages, chooses the adapters."""

import logging
from functools import partial

import reflex as rx

from ecoapp import pages
from ecoapp.adapters.directory import Directory, DirectoryOnDemand
from ecoapp.adapters.rate_limits import IN_MEMORY, RateLimits
from ecoapp.components.announcements import announcements
from ecoapp.components.connection import connection_banner
from ecoapp.components.crash import crash_boundary
from ecoapp.components.kept_words import whose_page
from ecoapp.services import directories, rate_rules
from ecoapp.settings import Settings
from ecoapp.state import connections, outages
from ecoapp.state.guard import Guard
from ecoapp.state.viewer import Viewer

log = logging.getLogger(__name__)

LONGEST_REPORT = 500


def install_adapters(settings: Settings) -> None:
    """Choose the outside world that the use cases speak to."""
    directories.install(DirectoryOnDemand(partial(_directory, settings)))
    rate_rules.install(RateLimits(settings.redis_url or IN_MEMORY))


def _directory(settings: Settings) -> Directory:
    # Not with the others: the first page comes sooner without.
    from ecoapp.adapters.directory.choice import choose_directory

    key = settings.insee_api_key
    return choose_directory(
        url=settings.directory_url, insee_api_key=key.get_secret_value() if key else None
    )


def _note_our_fault(exception: Exception) -> None:
    """A fault that no screen caught. Reflex would answer with a toast, which needs `eval`."""
    log.error("an event failed", exc_info=exception)
    outages.tell_failure(app)


def _note_fault_in_browser(exception: Exception) -> None:
    """What a browser reports; anybody can send such a report, so it is no error of ours."""
    log.warning("a browser reports: %s", str(exception)[:LONGEST_REPORT])


def _head() -> list[rx.Component]:
    return [
        rx.el.link(rel="icon", href="/marque.svg", type="image/svg+xml"),
        rx.el.link(
            rel="preload",
            href="/fonts/bricolage-grotesque-fr.woff2",
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        # Not deferred: it is there before anything can be clicked.
        rx.el.script(src="/avant.js"),
        rx.el.script(src="/comportements.js", defer=True),
    ]


def build() -> rx.App:
    """The Reflex app with its pages, guarded."""
    built = pages.register(
        rx.App(
            html_lang="fr",
            backend_exception_handler=_note_our_fault,
            frontend_exception_handler=_note_fault_in_browser,
            stylesheets=["/tokens.css", "/components.css"],
            head_components=_head(),
            # Ours alone: Reflex's own toaster, banner and reset cost more than a page of ours.
            reset_style=False,
            toaster=None,
            app_wraps={
                (55, "ErrorBoundary"): lambda _stateful: crash_boundary(),
                (5, "Overlay"): lambda _stateful: connection_banner(),
                (4, "Whose"): lambda _stateful: whose_page(Viewer.mark, Viewer.accepted),
                (6, "Announcements"): lambda _stateful: announcements(),
            },
        )
    )
    built.add_middleware(Guard(), 0)
    connections.install(built)
    return built


app = build()
