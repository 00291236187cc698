"""Refusals of the mails of an installation without SMTP server."""

from ecoapp.core.errors import Refusal
from ecoapp.services import mailbox
from ecoapp.services.french_words import NBSP
from ecoapp.services.sentence import Sentence

SENTENCES: dict[type[Refusal], Sentence] = {
    mailbox.MailboxIsClosed: (
        f"Cette boîte n’est pas ouverte{NBSP}: les mails partent chez leurs destinataires."
    ),
    mailbox.MailIsUnknown: (
        "Ce mail n’existe pas, ou il a été remplacé par de plus récents. Revenez à la liste."
    ),
}
