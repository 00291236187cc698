"""The mails of the contact form: to the operator's team, and to whoever wrote."""

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def contact_received(
    *,
    sender_name: str,
    sender_email: str,
    is_own_address: bool,
    subject: str,
    message: str,
    messages_url: str,
) -> Message:
    """To the operator's team. `is_own_address`: the one of the account that wrote it.

    `subject`: one of ours, not typed.
    """
    return render(
        "contact_received",
        subject=f"Contact\N{NO-BREAK SPACE}: {subject}, de {for_subject(sender_name)}",
        link=messages_url,
        words={
            "first_name": "",
            "sender_name": sender_name,
            "sender_email": sender_email,
            "message": message,
        },
        contact_subject=subject,
        is_own_address=is_own_address,
    )


def contact_acknowledged(
    *, first_name: str, subject: str, message: str, help_page_url: str
) -> Message:
    """To whoever wrote. Name and message are empty where the address is not known to be theirs:
    anybody could otherwise have us send any words to anybody.
    """
    return render(
        "contact_acknowledged",
        subject="Nous avons bien reçu votre message",
        link=help_page_url,
        words={"first_name": first_name, "message": message},
        contact_subject=subject,
    )
