"""Reflex's own configuration. The front end must not depend on PORT or ECOAPP_PUBLIC_URL:
what is read from the settings here concerns the server only."""

import reflex as rx

from ecoapp.bundled_behaviours import BundledBehaviours
from ecoapp.framework_hooks import FrameworkHooks
from ecoapp.plain_elements import PlainElements
from ecoapp.settings import get_settings

settings = get_settings()

config = rx.Config(
    app_name="ecoapp",
    plugins=[PlainElements(), FrameworkHooks(), BundledBehaviours()],
    disable_plugins=[rx.plugins.SitemapPlugin, rx.plugins.RadixThemesPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    # `http/gate.py` turns away the posts and sockets that other sites begin, and drops these
    # headers. Only one name could be given here: a page opened at 127.0.0.1 instead of localhost
    # would stay dead.
    cors_allowed_origins=["*"],
    # One process keeps states in its memory; several share them through Redis.
    state_manager_mode=(
        rx.constants.StateManagerMode.REDIS
        if settings.redis_url
        else rx.constants.StateManagerMode.MEMORY
    ),
    redis_url=settings.redis_url,
)
