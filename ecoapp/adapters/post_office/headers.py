"""Headers whose words are people's: whoever reads the mail reads them as they were written.

The policies of `email` read a text before they fold it: a space is lost where a line breaks between
two words that need encoding, and words that only look encoded are decoded. `email.header` folds a
text as it is (RFC 2047, RFC 5322).
"""

from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

# With the name of the header in front, within the 78 characters that a line should have.
_LONGEST_PLAIN = 60
_LONGEST_LINE = 75


class AsWritten(EmailPolicy):
    """What `email.policy.SMTP` does, but for `Subject` (a text) and `From` (an `Address`)."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Fold those two; ValueError, as for every header, when a value has two lines."""
        _, parsed = super().header_store_parse(name, value)
        if name == "Subject":
            return name, _folded(name, value)
        if name == "From":
            return name, _named(value)
        return name, parsed


def _named(address: Address) -> str:
    """« Name <local@host> », or the address alone."""
    name = address.display_name
    if not name or _is_plain(name):
        return str(address)
    return f"{_folded('From', name)}\n <{address.addr_spec}>"


def _folded(header: str, words: str) -> str:
    if _is_plain(words):
        return words
    return Header(words, "utf-8", maxlinelen=_LONGEST_LINE, header_name=header).encode()


def _is_plain(words: str) -> bool:
    return words.isascii() and len(words) <= _LONGEST_PLAIN and "=?" not in words


SMTP = AsWritten(linesep="\r\n", refold_source="none")
SMTPUTF8 = SMTP.clone(utf8=True)
