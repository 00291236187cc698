"""Who looks at the page. Filled by the guard before every event, never by the browser."""

from uuid import UUID

import reflex as rx


class Viewer(rx.State):
    """`first_name`: empty while nobody is signed in. `unread`: 100 stands for more than 99."""

    first_name: str = ""
    unread: int = 0

    # Digest of the cookie; the account and the session it was found to carry at this event.
    _browser: str = ""
    _account_id: UUID | None = None
    # What was done on the page that is left, to be said by the next one.
    _next_notice: str = ""

    def _recognise(self, browser: str, account_id: UUID, first_name: str) -> None:
        self._browser, self._account_id = browser, account_id
        if self.first_name != first_name:
            self.first_name = first_name

    def _count(self, unread: int) -> None:
        # What is assigned is sent, changed or not.
        if self.unread != unread:
            self.unread = unread
