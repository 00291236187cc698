"""The contact form, and the page that confirms it."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import NotAllowed
from ecoapp.services import account_sessions, accounts, contact_messages
from ecoapp.services.account_sessions import SignedIn
from ecoapp.services.contact_messages import LABELS, ContactTyped
from ecoapp.services.french_words import moment_in_french
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_all

# What the form offers, as (value, words).
SUBJECTS = [(subject.value, label) for subject, label in LABELS.items()]


class MessageForm(Typed):
    full_name: str = ""
    email: str = ""
    subject: str = ""
    message: str = ""


class Contact(Screen, rx.State):
    """The form. Its first values: who is signed in, and the subject that the address names."""

    full_name: str = ""
    email: str = ""
    subject: str = ""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        asked = str(self.router.url.query_parameters.get("sujet", ""))
        self.subject = asked if asked in LABELS else ""
        self.full_name, self.email = "", ""
        signed_in = await self._signed_in()
        if signed_in:
            seen = await read(accounts.view, by=signed_in.account_id)
            self.full_name, self.email = seen.full_name, seen.email
        return None

    @open_to_all
    async def submit(self, form: dict[str, Any]) -> Any:
        self.is_busy = True
        yield
        yield await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        read_form = read_typed(MessageForm, form)
        typed = ContactTyped(
            read_form.full_name, read_form.email, read_form.subject, read_form.message
        )
        signed_in, client = await self._signed_in(), await self._client()
        by = signed_in.account_id if signed_in else None
        sent = await write(contact_messages.send, typed, by=by, client=client)
        return go_to(f"/contact/envoye?message={sent}")

    async def _signed_in(self) -> SignedIn | None:
        return await read(account_sessions.of_browser, browser=await self._browser_if_any())


class ContactSent(Screen, rx.State):
    """`/contact/envoye?message=<id>`: that the message has arrived; a reload says it again."""

    subject: str = ""
    email: str = ""
    sent_at: str = ""

    @open_to_all
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        message_id = _parsed_id(str(self.router.url.query_parameters.get("message", "")))
        seen = await read(contact_messages.receipt, message_id)
        self.subject, self.email = seen.subject, seen.email
        self.sent_at = moment_in_french(seen.sent_at)
        return None


def _parsed_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotAllowed from error
