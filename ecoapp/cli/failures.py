"""How a command says that it could not do its work."""


class CommandFailed(Exception):
    """Ends the program with this one line, and status 1."""
