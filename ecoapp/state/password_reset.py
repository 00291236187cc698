"""« Mot de passe oublié ? »: asking for a link, and the page that it leads to.

The change itself is a native post (`http/password_reset.py`): it opens a session.
"""

import asyncio
from typing import Any

import reflex as rx

from ecoapp.services import password_resets, refused_forms
from ecoapp.services.messages import french
from ecoapp.services.new_passwords import PasswordWeighed
from ecoapp.state.base import Answer, Screen, Typed, one_by_one, read, read_typed, write
from ecoapp.state.guard import open_to_all
from ecoapp.state.password_strength import PasswordStrength
from ecoapp.state.texts import RESET_LINK_SENT

# Seconds. Longer than the work takes: what differs in it does not show, whoever has an account.
ANSWER_TAKES = 0.3


class AddressTyped(Typed):
    email: str = ""


class ForgottenPassword(Screen, rx.State):
    """Asking for a link. The answer is the same whether the account exists or not."""

    notice: str = ""

    @open_to_all
    async def load(self) -> Answer:
        """Nothing to fill: the page opens anew by what it forgets."""
        return None

    def _forget(self) -> None:
        super()._forget()
        self.notice = ""

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Answer:
        self.notice = ""
        return await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        email, client = read_typed(AddressTyped, form).email, await self._client()
        asked = write(password_resets.ask, email=email, client=client)
        await asyncio.gather(asked, asyncio.sleep(ANSWER_TAKES))
        self.notice = RESET_LINK_SENT
        return None


class NewPassword(PasswordStrength, rx.State):
    """The page of the link. The token stays in the address; a GET changes nothing."""

    email: str = ""
    is_valid: bool = False
    is_loaded: bool = False
    # Why the link opens nothing.
    fault: str = ""

    @open_to_all
    async def load(self) -> Answer:
        self.is_valid, self.is_loaded, self.email, self.fault = False, False, "", ""
        answer = await self._fill(self._loaded())
        self.is_loaded = True
        return answer

    async def _loaded(self) -> Answer:
        self._show_strength(None)
        browser = await self._browser_if_any()
        refused = await read(refused_forms.view, "password_reset", browser=browser)
        try:
            seen = await read(password_resets.look_at, token=self._link())
        except password_resets.LINK_REFUSALS as refusal:
            self.fault = french(refusal)
            self._show({})
            return None
        self.email, self.is_valid = seen.email, True
        self._show(refused.errors)
        return None

    async def _strength_of(self, password: str) -> PasswordWeighed:
        return await one_by_one(
            password_resets.weigh,
            token=self._link(),
            password=password,
            **await self._asker(),
        )

    def _link(self) -> str:
        # Whatever it is, only its digest is looked for.
        return str(self.router.url.query_parameters.get("jeton", ""))
