"""How a command says that it could not do its work."""

FAILED = 1
"""What may pass by itself too: a database that starts after us, a server that has not ended yet."""
WRONG_SETTING = 2
"""A supervisor need not start it again: it would end the same way."""


class CommandFailed(Exception):
    """Ends the program with this one line, and this status."""

    def __init__(self, line: str, status: int = FAILED) -> None:
        super().__init__(line)
        self.status = status
