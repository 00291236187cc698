"""What a person may do in an établissement, as an administrator chooses it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ecoapp.core.errors import Refusal
from ecoapp.services.catalogue import RIGHTS, Right
from ecoapp.services.catalogue_terms import AccessLevel


class RightIsUnknown(Refusal):
    """The catalogue has no such right: not something our form sends."""


class DecisionIsMissing(Refusal):
    """None of the choices was made."""


@dataclass(frozen=True)
class Rights:
    """`permissions`: codes of the catalogue, in its order. Without any, and not administrator:
    read-only."""

    is_administrator: bool = False
    permissions: tuple[str, ...] = ()

    @property
    def is_read_only(self) -> bool:
        return not self.is_administrator and not self.permissions

    @property
    def labels(self) -> tuple[str, ...]:
        """What is allowed, in words; an administrator's words are not a list."""
        return tuple(RIGHTS[code].label for code in self.permissions)

    @property
    def standing(self) -> str:
        """« Administrateur », « Lecture seule » or « Personnalisés (4) »."""
        if self.is_administrator:
            return "Administrateur"
        return f"Personnalisés ({len(self.permissions)})" if self.permissions else "Lecture seule"

    def allow(self, needed: Right | AccessLevel | None) -> bool:
        """Administrators may do everything; None: they alone may."""
        return self.is_administrator or (
            isinstance(needed, Right) and needed.code in self.permissions
        )

    @property
    def sees_only_own(self) -> bool:
        """Every member reads every section."""
        return False

    @property
    def sees_how_full(self) -> bool:
        """Every member reads every section."""
        return True

    def allow_removal(self, needed: Right | AccessLevel | None) -> bool:
        """Who may add a file may take it away."""
        return self.allow(needed)


ADMINISTRATOR = Rights(is_administrator=True)
READ_ONLY = Rights()


def custom(codes: Iterable[str]) -> Rights:
    """« Personnaliser »: the rights whose boxes are ticked. Raises `RightIsUnknown`."""
    chosen = set(codes)
    if not chosen <= RIGHTS.keys():
        raise RightIsUnknown
    return Rights(permissions=tuple(code for code in RIGHTS if code in chosen))


def kept(*, is_administrator: bool, permissions: Iterable[str]) -> Rights:
    """As a row keeps them; a right that the catalogue no longer has allows nothing."""
    if is_administrator:
        return ADMINISTRATOR
    chosen = set(permissions)
    return Rights(permissions=tuple(code for code in RIGHTS if code in chosen))
