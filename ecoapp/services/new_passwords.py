"""What a password that somebody chooses must be, and why one is refused."""

from dataclasses import dataclass

from ecoapp.core import passwords
from ecoapp.core.errors import FieldsRefused, Refusal


class PasswordIsMissing(Refusal):
    """Nothing was typed."""


class PasswordIsTooShort(Refusal):
    """Fewer than 12 characters: it has `length`."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class PasswordIsTooLong(Refusal):
    """More than 128 characters: it has `length`."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class PasswordIsPersonal(Refusal):
    """It contains the person's name or e-mail address."""


class PasswordIsTooEasy(Refusal):
    """It would be guessed: zxcvbn gives it less than 3."""


@dataclass(frozen=True)
class PasswordWeighed:
    """What is said while a password is being typed: its score (0 to 4), and each rule."""

    score: int
    long_enough: bool
    short_enough: bool
    impersonal: bool
    hard_to_guess: bool


def weigh(password: str, *, personal: list[str]) -> PasswordWeighed:
    """Tell how good a password is for a person; an empty one keeps no rule."""
    weighed = passwords.strength(password, personal=personal)
    return PasswordWeighed(
        score=weighed.score,
        long_enough=weighed.long_enough,
        short_enough=weighed.short_enough and bool(password),
        impersonal=weighed.impersonal and bool(password),
        hard_to_guess=weighed.hard_to_guess,
    )


def check(password: str, *, personal: list[str]) -> None:
    """Raises `FieldsRefused` with the first rule that the password does not keep."""
    refusal = _refusal(password, personal)
    if refusal is not None:
        raise FieldsRefused({"password": refusal})


def _refusal(password: str, personal: list[str]) -> Refusal | None:
    if not password:
        return PasswordIsMissing()
    weighed = passwords.strength(password, personal=personal)
    reasons: list[tuple[bool, Refusal]] = [
        (weighed.long_enough, PasswordIsTooShort(len(password))),
        (weighed.short_enough, PasswordIsTooLong(len(password))),
        (weighed.impersonal, PasswordIsPersonal()),
        (weighed.hard_to_guess, PasswordIsTooEasy()),
    ]
    return next((refusal for holds, refusal in reasons if not holds), None)
