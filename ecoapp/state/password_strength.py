"""What screens where a password is chosen share: how good it is, while it is being typed."""

from typing import Any

from ecoapp.services.new_passwords import PasswordWeighed
from ecoapp.state.base import Answer, Screen, read_text
from ecoapp.state.guard import open_to_all
from ecoapp.state.texts import PASSWORD_RULES, STRENGTH_WORDS


class PasswordStrength(Screen, mixin=True):
    """A password passes through; it is never in a var."""

    score: int = 0
    strength_word: str = ""
    rules: list[dict[str, str]] = [{"text": text, "met": ""} for _, text in PASSWORD_RULES]

    @open_to_all
    async def weigh(self, typed: str) -> Answer:
        """Tell how good it is while it is being typed."""
        return await self._attempt(self._weighed(typed), keep_errors=True)

    async def _weighed(self, typed: Any) -> Answer:
        password = read_text(typed)
        weighed = await self._strength_of(password)
        self._show_strength(weighed if password else None)
        return None

    async def _strength_of(self, password: str) -> PasswordWeighed:
        """Each screen knows for whom the password is."""
        raise NotImplementedError

    def _show_strength(self, weighed: PasswordWeighed | None) -> None:
        self.score = max(1, weighed.score) if weighed else 0
        self.strength_word = STRENGTH_WORDS[weighed.score] if weighed else ""
        self.rules = [
            {"text": text, "met": "oui" if weighed and getattr(weighed, rule) else ""}
            for rule, text in PASSWORD_RULES
        ]
