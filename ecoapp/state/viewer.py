"""Who looks at the page. Filled by the guard before every event, never by the browser."""

from uuid import UUID

import reflex as rx

from ecoapp.core import tokens

# Said of a page that nobody signed in looks at; while nothing is said, it is not known yet.
NOBODY = "personne"
_MARK_LENGTH = 32
# The field that the browser adds to each form that it sends, and how long its word may be.
SENT_WORD = "_envoi"
_WORD_LENGTH = 40


class Viewer(rx.State):
    """`first_name`: empty while nobody is signed in. `unread`: 100 stands for more than 99."""

    first_name: str = ""
    unread: int = 0
    # What the browser keeps of words typed and not sent is kept for `mark`: an opaque one of the
    # account, the same at each of its sessions. `accepted`: the word of the form accepted last.
    mark: str = ""
    accepted: str = ""

    # Digest of the cookie; the account and the session it was found to carry at this event.
    _browser: str = ""
    _account_id: UUID | None = None
    # The word of the form that this event sends; empty where it sends none.
    _sent: str = ""
    # What was done on the page that is left, to be said by the next one.
    _next_notice: str = ""

    def _recognise(self, browser: str, account_id: UUID, first_name: str) -> None:
        self._browser, self._account_id = browser, account_id
        if self.first_name != first_name:
            self.first_name = first_name
        self._mark(mark_of(account_id))

    def _mark(self, mark: str) -> None:
        if self.mark != mark:
            self.mark = mark

    def _send(self, word: object) -> None:
        sent = word if isinstance(word, str) and len(word) <= _WORD_LENGTH else ""
        if self._sent != sent:
            self._sent = sent

    def _accept(self) -> None:
        if self._sent:
            self.accepted = self._sent

    def _count(self, unread: int) -> None:
        # What is assigned is sent, changed or not.
        if self.unread != unread:
            self.unread = unread


def mark_of(account_id: UUID) -> str:
    """What tells one account from another in a browser, and nothing else."""
    return tokens.keyed_digest("words typed and not sent", str(account_id))[:_MARK_LENGTH]
