"""Which post office the settings mean."""

from ecoapp.adapters.post_office import folder
from ecoapp.adapters.post_office.folder import FolderTransport
from ecoapp.adapters.post_office.smtp import SmtpTransport
from ecoapp.adapters.post_office.transport import Transport
from ecoapp.settings import Settings


def choose_transport(settings: Settings) -> Transport:
    """The SMTP server of `ECOAPP_SMTP_URL`; without it, the folder of the data dir."""
    if settings.smtp is None:
        return FolderTransport(settings.data_dir / folder.NAME, mail_from=settings.mail_from)
    return SmtpTransport(
        settings.smtp, mail_from=settings.mail_from, host_name=settings.public_host
    )
