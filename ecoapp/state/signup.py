"""The wizard, steps 1 to 5: one state a screen, all over the same draft in the database."""

import asyncio
from typing import Any

import reflex as rx

from ecoapp.core.errors import Refusal
from ecoapp.services import account_sessions, rate_rules, refused_forms, signup_drafts
from ecoapp.services.email_addresses import parse_email
from ecoapp.services.messages import french
from ecoapp.services.new_passwords import PasswordWeighed
from ecoapp.services.phone_numbers import as_typed
from ecoapp.services.signup_drafts import EmailHasAnAccount, PersonTyped, Step
from ecoapp.services.signup_passwords import choose_password, weigh_password
from ecoapp.state.base import (
    Answer,
    Screen,
    Typed,
    go_to,
    one_by_one,
    read,
    read_text,
    read_typed,
    step_path,
    write,
)
from ecoapp.state.guard import open_to_all
from ecoapp.state.password_strength import PasswordStrength
from ecoapp.state.texts import CONSENT_WORDING


class EmailTyped(Typed):
    email: str = ""


class StructureTyped(Typed):
    structure: str = ""


class PersonForm(Typed):
    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    phone: str = ""
    one_name: bool | str = False
    consent: bool | str = False


class PasswordTyped(Typed):
    password: str = ""


class WizardScreen(Screen, mixin=True):
    """What the five screens share: the draft, and whether the step may be shown."""

    email: str = ""
    is_individual: bool = False

    async def _draft(self, step: Step) -> signup_drafts.DraftView:
        """The draft, if this step's turn has come; raises what `elsewhere` answers."""
        return await read(signup_drafts.view_at, browser=await self._browser(), step=step)


class SignupEmail(WizardScreen, rx.State):
    """Step 1."""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        browser = await self._browser_if_any()
        if await read(account_sessions.of_browser, browser=browser):
            return go_to("/espace", replace=True)
        draft = await read(signup_drafts.view, browser=browser)
        self.email = self._invited_address() or (draft.email if draft else "")
        return None

    def _invited_address(self) -> str:
        """What the mail of an invitation fills in; it proves nothing, the code will."""
        try:
            return parse_email(read_text(self.router.url.query_parameters.get("mail", ""))).address
        except Refusal:
            return ""

    def _proposed_structure(self) -> str:
        """What that mail proposes at step 2, where it can be changed."""
        return read_text(self.router.url.query_parameters.get("structure", ""))

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Answer:
        return await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        email = read_typed(EmailTyped, form).email
        browser = await self._browser()
        # In a thread: the counters may be in Redis.
        await asyncio.to_thread(rate_rules.count_address_asked, client=await self._client())
        try:
            await write(
                signup_drafts.begin,
                browser=browser,
                email=email,
                structure=self._proposed_structure(),
            )
        except EmailHasAnAccount as refusal:
            return await self._to_log_in(browser, refusal)
        return go_to(step_path(Step.STRUCTURE))

    async def _to_log_in(self, browser: str, refusal: EmailHasAnAccount) -> Answer:
        """Lead to the log-in form, with the address filled in and the reason."""
        values, errors = {"email": refusal.email}, {"": french(refusal)}
        await write(refused_forms.put, "log_in", browser=browser, values=values, errors=errors)
        return go_to("/connexion")


class SignupStructure(WizardScreen, rx.State):
    """Step 2."""

    structure: str = ""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        draft = await self._draft(Step.STRUCTURE)
        self.structure, self.is_individual = draft.structure, draft.is_individual
        return None

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Answer:
        return await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        chosen = read_typed(StructureTyped, form).structure
        await write(signup_drafts.choose_structure, browser=await self._browser(), structure=chosen)
        return go_to(step_path(Step.PERSON))


class SignupPerson(WizardScreen, rx.State):
    """Step 3."""

    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    phone: str = ""
    has_one_name: bool = False
    has_consented: bool = False

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        draft = await self._draft(Step.PERSON)
        self.is_individual = draft.is_individual
        self.first_name, self.last_name = draft.first_name, draft.last_name
        self.job_title, self.phone = draft.job_title, as_typed(draft.phone)
        self.has_one_name, self.has_consented = draft.has_one_name, draft.has_consented
        return None

    @open_to_all
    async def keep(self, field: str, typed: str) -> Answer:
        """Keep a field as soon as it is left; says nothing of it yet."""
        return await self._attempt(self._kept(field, typed), keep_errors=True)

    async def _kept(self, field: Any, typed: Any) -> Answer:
        name, text = read_text(field), read_text(typed)
        if name in signup_drafts.KEPT_FIELDS:
            browser = await self._browser()
            await write(signup_drafts.keep_person, browser=browser, field=name, typed=text)
        return None

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Answer:
        return await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        typed = read_typed(PersonForm, form)
        person = PersonTyped(
            first_name=typed.first_name,
            last_name=typed.last_name,
            job_title=typed.job_title,
            phone=typed.phone,
            has_consented=bool(typed.consent),
            has_one_name=bool(typed.one_name),
        )
        await write(
            signup_drafts.describe_person,
            person,
            browser=await self._browser(),
            consent_wording=CONSENT_WORDING,
        )
        return go_to(step_path(Step.PASSWORD))


class SignupPassword(PasswordStrength, WizardScreen, rx.State):
    """Step 4. A password passes through; it is never in a var."""

    was_taken_over: bool = False

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        draft = await self._draft(Step.PASSWORD)
        self.email, self.is_individual = draft.email, draft.is_individual
        self.was_taken_over = draft.email_is_verified
        self._show_strength(None)
        return None

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Any:
        self.is_busy = True
        yield
        yield await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        password = read_typed(PasswordTyped, form).password
        await one_by_one(choose_password, password=password, **await self._asker())
        return go_to(step_path(Step.CODE))

    async def _strength_of(self, password: str) -> PasswordWeighed:
        return await one_by_one(weigh_password, password=password, **await self._asker())
