"""The four answers of a directory that are not a listing.

Each passes its own data to `Exception.args`, so that an error can be copied: the cache keeps
a copy, and a copy holds no traceback and thus no frames.
"""

from datetime import date


class DirectoryError(Exception):
    """No listing was given; the subclass says why."""


class SiretNotInDirectory(DirectoryError):
    """The directory answered, and does not know this SIRET."""

    def __init__(self, siret: str) -> None:
        super().__init__(siret)
        self.siret = siret

    def __str__(self) -> str:
        return f"SIRET {self.siret} is not in the directory"


class EstablishmentIsClosed(DirectoryError):
    """The establishment no longer exists; `closed_on` is None when the directory gives no date."""

    def __init__(self, siret: str, closed_on: date | None) -> None:
        super().__init__(siret, closed_on)
        self.siret = siret
        self.closed_on = closed_on

    def __str__(self) -> str:
        return f"establishment {self.siret} is closed since {self.closed_on or 'an unknown date'}"


class IdentityIsProtected(DirectoryError):
    """Name or address is hidden, because its owner objected to their publication.

    The right to object is in the code de commerce, article R123-232.
    """

    def __init__(self, siret: str) -> None:
        super().__init__(siret)
        self.siret = siret

    def __str__(self) -> str:
        return f"the identity of establishment {self.siret} is protected"


class DirectoryIsUnreachable(DirectoryError):
    """No usable answer came: nothing is known about the SIRET, for or against.

    `reason` is for the log, never for the person. `retry_after` is the number of seconds during
    which the directory asked not to be called again (0 when it asked nothing).
    """

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason, retry_after)
        self.reason = reason
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"the directory is unreachable: {self.reason}"
