"""Sending through an SMTP server: one connection for a batch, encrypted when asked."""

import contextlib
import ipaddress
import ssl
from typing import NoReturn

import aiosmtplib

from ecoapp.adapters.post_office import mime
from ecoapp.adapters.post_office.envelope import Envelope
from ecoapp.adapters.post_office.transport import (
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
)
from ecoapp.settings import Smtp

_SERVICE_IS_CLOSING = 421
# The server wants another log-in or another encryption: our settings are wrong, not the mail.
_WRONG_SETTINGS = (530, 534, 535, 538)


class SmtpTransport:
    """Hands mails to the server of `ECOAPP_SMTP_URL`.

    `mail_from`: the sender, with or without a name; ValueError when it is not an address.
    `host_name`: how we present ourselves (EHLO).
    `tls_context`: whose certificates to trust; those of the system unless a test says otherwise.
    """

    def __init__(
        self,
        smtp: Smtp,
        *,
        mail_from: str,
        host_name: str,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._smtp = smtp
        self._sender = mime.sender(mail_from)
        self._host_name = _ehlo_name(host_name)
        self._tls_context = tls_context or ssl.create_default_context()
        self._connection: aiosmtplib.SMTP | None = None

    async def send(self, envelope: Envelope) -> None:
        """See `Transport.send`."""
        written = mime.written(envelope, sender=self._sender)
        connection = await self._connected()
        try:
            await _hand_over(connection, written)
        except PostOfficeIsClosed:
            self._drop()
            raise
        except (MailIsRefused, MailIsDelayed):
            # The server has answered: it is ready for the next mail.
            raise
        except BaseException:
            # We were interrupted: nobody knows where in the dialogue the server stands.
            self._drop()
            raise

    async def close(self) -> None:
        """See `Transport.close`."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await connection.quit()
            connection.close()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._connection is None or not self._connection.is_connected:
            self._connection = None
            connection = self._new_connection()
            try:
                await connection.connect()
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                connection.close()
                raise PostOfficeIsClosed(_said(error), code=_code(error)) from error
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _new_connection(self) -> aiosmtplib.SMTP:
        smtp = self._smtp
        return aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            username=smtp.username,
            password=smtp.password.get_secret_value() if smtp.password else None,
            use_tls=smtp.implicit_tls,
            # True: no mail without encryption. False, not None: what is not asked is not tried.
            start_tls=smtp.starttls,
            tls_context=self._tls_context,
            timeout=smtp.timeout,
            local_hostname=self._host_name,
        )


async def _hand_over(connection: aiosmtplib.SMTP, written: mime.Written) -> None:
    options = ["SMTPUTF8"] if written.needs_smtputf8 else []
    try:
        await connection.sendmail(
            written.sender, [written.recipient], written.content, mail_options=options
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        _raise_answer(error.recipients[0])
    except aiosmtplib.SMTPSenderRefused as error:
        # The sender is ours: a setting to repair, while the mails wait.
        raise MailIsDelayed(error.message, code=error.code) from error
    except aiosmtplib.SMTPResponseException as error:
        _raise_answer(error)
    except aiosmtplib.SMTPNotSupported as error:
        raise MailIsRefused(_said(error)) from error
    except ValueError as error:
        raise MailIsRefused("this is not a mail address") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise PostOfficeIsClosed(_said(error)) from error


def _raise_answer(error: aiosmtplib.SMTPResponseException) -> NoReturn:
    if error.code == _SERVICE_IS_CLOSING or error.code in _WRONG_SETTINGS:
        raise PostOfficeIsClosed(error.message, code=error.code) from error
    kind = MailIsRefused if error.code >= 500 else MailIsDelayed
    raise kind(error.message, code=error.code) from error


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _code(error: Exception) -> int:
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0


def _ehlo_name(host: str) -> str:
    """A name, or an address in brackets (RFC 5321 §4.1.3)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"
