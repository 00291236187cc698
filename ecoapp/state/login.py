"""The log-in form, on the home page and on its own page. It is a native post (`http/log_in.py`)."""

import reflex as rx

from ecoapp.core.way_back import PARAMETER, way_back
from ecoapp.services import account_sessions, refused_forms
from ecoapp.state.base import Answer, Screen, go_to, read
from ecoapp.state.guard import open_to_all


class Login(Screen, rx.State):
    """What was typed and refused; somebody who is signed in has nothing to do here."""

    email: str = ""
    # Whether « Rester connecté » was ticked.
    remember: bool = False
    # The page that was wanted before; empty when none was.
    wanted: str = ""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        browser = await self._browser_if_any()
        wanted = str(self.router.url.query_parameters.get(PARAMETER, ""))
        self.wanted = wanted and way_back(wanted)
        if await read(account_sessions.of_browser, browser=browser):
            return go_to(way_back(wanted), replace=True)
        refused = await read(refused_forms.view, "log_in", browser=browser)
        self.email = refused.values.get("email", "")
        self.remember = "remember" in refused.values
        self._show(refused.errors)
        return None
