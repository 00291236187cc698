"""Step 5 of the wizard: the code, and the page of the link that replaces it."""

from typing import Any

import reflex as rx

from ecoapp.core.errors import FieldsRefused
from ecoapp.services import refused_forms, signups, verification_codes
from ecoapp.services.messages import french
from ecoapp.services.rate_rules import TooOften
from ecoapp.services.signup_drafts import SignupIsNotBegun, Step, StepIsTooEarly
from ecoapp.services.verification_codes import CodeWasJustSent, CodeWentBeforeTheChange
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_text, read_typed, write
from ecoapp.state.guard import open_to_all
from ecoapp.state.signup import WizardScreen


class LinkTyped(Typed):
    link: str = ""


class SignupCode(WizardScreen, rx.State):
    """Step 5. The code itself is a native post (`http/signup.py`): it opens a session."""

    seconds_left: int = 0
    # Strangers may have spent the codes of the address before one went out for this adhesion.
    none_was_sent: bool = False
    # Why none can be asked for now, and what to do instead.
    held_back: str = ""
    # Mails that reached the address have links that still open.
    may_resume_by_link: bool = False
    # Grows with every code sent, so that the countdown starts again.
    sent_count: int = 0
    email_is_verified: bool = False
    # The server of the address will never take the mail of the code.
    is_refused: bool = False
    notice: str = ""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    def _forget(self) -> None:
        super()._forget()
        self.notice = ""

    async def _loaded(self) -> Answer:
        draft = await self._draft(Step.CODE)
        self.email, self.is_individual = draft.email, draft.is_individual
        self.email_is_verified = draft.email_is_verified
        await self._count_down()
        return None

    @open_to_all
    async def show_refusal(self) -> Answer:
        """After `load`: what the code was refused for, if it was."""
        return await self._attempt(self._refusal_shown(), keep_errors=True)

    async def _refusal_shown(self) -> Answer:
        refused = await read(refused_forms.view, "code", browser=await self._browser_if_any())
        if refused.errors:
            self._show(refused.errors)
        return None

    @open_to_all
    async def look(self) -> Answer:
        """Some seconds later, by itself: what became of the mail."""
        return await self._attempt(self._looked(), keep_errors=True)

    async def _looked(self) -> Answer:
        try:
            seen = await read(signups.code_view, browser=await self._browser())
        except (SignupIsNotBegun, StepIsTooEarly):
            # Finished or changed in another tab. Nobody has asked to leave this page, where the
            # code may be half typed: the next click finds out.
            return None
        if seen.is_refused:
            self.is_refused, self.notice = True, ""
        return None

    @open_to_all
    async def resend(self) -> Answer:
        self.notice = ""
        return await self._attempt(self._resent())

    async def _resent(self) -> Answer:
        try:
            await write(signups.resend_code, browser=await self._browser())
        except TooOften:
            # Meanwhile somebody else may have asked for this address: the page says what it can.
            await self._count_down()
            raise
        self.sent_count += 1
        self.notice = "Un nouveau code vient de partir. Les codes précédents n’ouvrent plus rien."
        await self._count_down()
        return None

    @open_to_all
    async def resume(self, form: dict[str, Any]) -> Answer:
        """« Reprendre avec le lien du mail »: lead to the page of the link that was pasted."""
        return await self._attempt(self._resumed(form))

    async def _resumed(self, form: Any) -> Answer:
        try:
            token = verification_codes.parse_link(read_typed(LinkTyped, form).link)
        except verification_codes.LinkIsNotRead as refusal:
            raise FieldsRefused({"link": refusal}) from refusal
        return go_to(f"{verification_codes.CONFIRMATION_PATH}?jeton={token}")

    async def _count_down(self) -> None:
        seen = await read(signups.code_view, browser=await self._browser())
        pause = seen.pause
        self.none_was_sent, self.is_refused = not seen.was_sent, seen.is_refused
        # Seconds are counted down; a longer wait is said in words, with the way around it.
        self.seconds_left = pause.seconds if isinstance(pause, CodeWasJustSent) else 0
        is_long = pause is not None and not self.seconds_left
        self.held_back = french(pause) if pause and (is_long or not seen.was_sent) else ""
        self.may_resume_by_link = not isinstance(pause, CodeWentBeforeTheChange)


class SignupConfirmation(Screen, rx.State):
    """The page of the link in the mail. Its button is a native post to its own address."""

    email: str = ""
    is_valid: bool = False
    is_loaded: bool = False
    same_browser: bool = True

    @open_to_all
    async def load(self) -> Answer:
        self.is_valid, self.is_loaded = False, False
        answer = await self._fill(self._loaded())
        self.is_loaded = True
        return answer

    async def _loaded(self) -> Answer:
        token = read_text(self.router.url.query_parameters.get("jeton", ""))
        seen = await read(signups.look_at_link, browser=await self._browser(), token=token)
        self.email, self.same_browser, self.is_valid = seen.email, seen.same_browser, True
        return None
