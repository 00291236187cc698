"""What a rule answers when it says no.

A rule names its refusal with a class whose name is a sentence and whose attributes are the data
of that sentence. `services/messages.py` is the one table that says it in French.
"""


class Refusal(Exception):
    """A rule said no. Nothing was changed: the transaction is rolled back."""


class FieldsRefused(Refusal):
    """What was typed cannot be accepted; says why for each field, in the order of the form."""

    def __init__(self, refusals: dict[str, Refusal]) -> None:
        super().__init__(", ".join(refusals))
        self.refusals = refusals


class InputIsNotWhatTheFormSends(Refusal):
    """The arguments have not the shape our own forms give them: an event made by hand."""


class SignInIsNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""


class NotAllowed(Refusal):
    """This person may not do that, or may not know that it exists."""
