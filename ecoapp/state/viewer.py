"""Who looks at the page. Filled by the guard before every event, never by the browser."""

from uuid import UUID

import reflex as rx


class Viewer(rx.State):
    """`first_name`: empty while nobody is signed in."""

    first_name: str = ""

    # Digest of the cookie; the account and the session it was found to carry at this event.
    _browser: str = ""
    _account_id: UUID | None = None
