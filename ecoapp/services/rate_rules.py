"""How often things may be tried: the numbers are rules (product document, §7)."""

from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core.errors import Refusal

FREE_FAILURES = 5
LONGEST_DELAY = 900
TRIES_REMEMBERED = 86_400
FAILURES_AN_HOUR_AND_CLIENT = 20
# An office that adheres together shares one network address.
ADDRESSES_ASKED_AN_HOUR_AND_CLIENT = 60
# Somebody mistypes an address, asks again, helps a colleague.
RESETS_ASKED_AN_HOUR_AND_CLIENT = 20
# An administrator invites a whole team, not a whole list of addresses.
INVITATIONS_AN_HOUR_AND_ACCOUNT = 40
# Nobody invites somebody again and again. What all senders together may write to an address is for
# `mail.limits` to bound: counted here, strangers could keep everybody else from inviting somebody.
INVITATIONS_A_DAY_TO_ONE = 10
# Who sells says so once, or once more after a typing mistake.
HANDOVERS_AN_HOUR_AND_ACCOUNT = 10
# Nobody offers somebody a carnet again and again.
HANDOVERS_A_DAY_TO_ONE = 5
# More than an office writes, less than a machine does.
CONTACT_MESSAGES_AN_HOUR_AND_CLIENT = 10
# Somebody corrects a file and sends it again; each may be two gigabytes.
IMPORTS_AN_HOUR_AND_ACCOUNT = 20
# Calendars ask again by themselves, an office or a large provider from one network address.
CALENDAR_READS_AN_HOUR_AND_CLIENT = 1_000
# Weighed once a pause in typing, which is three times a second at most, and not for long.
WEIGHINGS_A_MINUTE_AND_BROWSER = 120
# An office that adheres together.
WEIGHINGS_A_MINUTE_AND_CLIENT = 600
# Each costs a quarter of a second of bcrypt.
PASSWORDS_CHOSEN_AN_HOUR_AND_BROWSER = 20
PASSWORDS_CHOSEN_AN_HOUR_AND_CLIENT = 100
# Somebody compares invoices, or attaches a whole group; a program asks for the whole directory.
SIRETS_A_MINUTE_AND_ACCOUNT = 20
SIRETS_AN_HOUR_AND_ACCOUNT = 100
MINUTE = 60
HOUR = 3_600
DAY = 86_400


class TooOften(Refusal):
    """It may be tried again in `seconds`; `french_words.in_a_while` says so."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TriesAreTooFast(TooOften):
    """The account waits before the next try."""


class TriesAreTooMany(TooOften):
    """This network address tried too often."""


class WeighingsAreTooMany(TooOften):
    """This browser, or this network address, had passwords weighed too often."""


class PasswordsAreTooMany(TooOften):
    """This browser, or this network address, chose too many passwords."""


class InvitationsAreTooMany(TooOften):
    """This person invited too many, or this address was invited too often."""


class HandoversAreTooMany(TooOften):
    """This person proposed too many, or too many were proposed to this address."""


class MessagesAreTooMany(TriesAreTooMany):
    """This network address wrote too often."""


class ImportsAreTooMany(TriesAreTooMany):
    """This person sent too many carnets to be imported."""


class SearchesAreTooMany(TooOften):
    """This person looked for too many SIRETs."""


_limits = RateLimits()


def install(limits: RateLimits) -> None:
    """Count with `limits` (in memory, or in Redis for several processes)."""
    global _limits
    _limits = limits


def check() -> None:
    """Count once, for nobody: raises what Redis raises when it does not answer."""
    _limits.add("health", "", seconds=1)


def spend_log_in_try(*, account: str, client: str) -> None:
    """Count a try before the password is looked at, so that simultaneous guesses count too.

    For the network address it counts as a failure until it is forgiven. The same for an account
    that does not exist. Raises `TriesAreTooFast`, `TriesAreTooMany`.
    """
    _spend("log-in", client, FAILURES_AN_HOUR_AND_CLIENT)
    delay = delay_after(_limits.count("log-in-tries", account, seconds=TRIES_REMEMBERED))
    wait = _limits.wait("log-in-delay", account, seconds=delay) if delay else 0
    if wait > 0:
        give_back_log_in_try(client=client)
        raise TriesAreTooFast(wait)
    count_log_in_try(account=account)


def count_log_in_try(*, account: str) -> None:
    """One more try for this account, and the pause that follows it."""
    delay = delay_after(_limits.add("log-in-tries", account, seconds=TRIES_REMEMBERED))
    if delay:
        _limits.add("log-in-delay", account, seconds=delay)


def give_back_log_in_try(*, client: str) -> None:
    """The password was right, or was not looked at: that was no failure of this address."""
    _limits.give_back("log-in", client, seconds=HOUR)


def forgive_log_in(*, account: str) -> None:
    """The right password: this account's tries no longer count."""
    _limits.forget("log-in-tries", account, seconds=TRIES_REMEMBERED)


def count_address_asked(*, client: str) -> None:
    """Step 1 says whether an address has an account, but not of a whole list.

    Counted before the answer, which would otherwise show through. Raises `TriesAreTooMany`.
    """
    _spend("address", client, ADDRESSES_ASKED_AN_HOUR_AND_CLIENT)


def count_reset_asked(*, client: str) -> None:
    """One more link asked for a forgotten password, whoever it was for.

    Counted before anything is looked up. Raises `TriesAreTooMany`.
    """
    _spend("reset", client, RESETS_ASKED_AN_HOUR_AND_CLIENT)


def count_weighing(*, browser: str, client: str) -> None:
    """One more look at how good a password is. Raises `WeighingsAreTooMany`."""
    _count_all(
        (
            ("weighings of", client, WEIGHINGS_A_MINUTE_AND_CLIENT, MINUTE),
            ("weighings", browser, WEIGHINGS_A_MINUTE_AND_BROWSER, MINUTE),
        ),
        WeighingsAreTooMany,
    )


def count_password_chosen(*, browser: str, client: str) -> None:
    """One more password that is to be weighed and hashed. Raises `PasswordsAreTooMany`."""
    _count_all(
        (
            ("passwords of", client, PASSWORDS_CHOSEN_AN_HOUR_AND_CLIENT, HOUR),
            ("passwords", browser, PASSWORDS_CHOSEN_AN_HOUR_AND_BROWSER, HOUR),
        ),
        PasswordsAreTooMany,
    )


def count_invitation(*, account: str, address: str) -> None:
    """One more invitation from this account to this address. Raises `InvitationsAreTooMany`."""
    _count_all(
        (
            ("invitations", account, INVITATIONS_AN_HOUR_AND_ACCOUNT, HOUR),
            ("invited", f"{account} {address}", INVITATIONS_A_DAY_TO_ONE, DAY),
        ),
        InvitationsAreTooMany,
    )


def count_handover(*, account: str, address: str) -> None:
    """One more carnet proposed by this account to this address. Raises `HandoversAreTooMany`."""
    _count_all(
        (
            ("handovers", account, HANDOVERS_AN_HOUR_AND_ACCOUNT, HOUR),
            ("handed over to", f"{account} {address}", HANDOVERS_A_DAY_TO_ONE, DAY),
        ),
        HandoversAreTooMany,
    )


def count_siret_search(*, account: str) -> None:
    """One more SIRET looked for, wherever its answer comes from. Raises `SearchesAreTooMany`.

    Counted before it is compared: of many at the same moment, none slips through.
    """
    for most, seconds in (
        (SIRETS_A_MINUTE_AND_ACCOUNT, MINUTE),
        (SIRETS_AN_HOUR_AND_ACCOUNT, HOUR),
    ):
        if _limits.add("sirets", account, seconds=seconds) > most:
            raise SearchesAreTooMany(_limits.wait("sirets", account, seconds=seconds))


def count_contact_message(*, client: str) -> None:
    """One more message of the contact form. Raises `MessagesAreTooMany`."""
    _spend("contact", client, CONTACT_MESSAGES_AN_HOUR_AND_CLIENT, MessagesAreTooMany)


def count_import(*, account: str) -> None:
    """One more carnet sent to be imported. Raises `ImportsAreTooMany`."""
    _spend("imports", account, IMPORTS_AN_HOUR_AND_ACCOUNT, ImportsAreTooMany)


def count_calendar_read(*, client: str) -> None:
    """One more look at a calendar's address, whether there is one. Raises `TriesAreTooMany`."""
    _spend("calendar", client, CALENDAR_READS_AN_HOUR_AND_CLIENT)


def delay_after(tries: int) -> int:
    """Seconds to wait after so many failed tries: none up to 5, then 1, 2, 4 … up to 15 minutes."""
    if tries < FREE_FAILURES:
        return 0
    return int(min(LONGEST_DELAY, 2 ** min(tries - FREE_FAILURES, 10)))


def _count_all(rules: tuple[tuple[str, str, int, int], ...], refusal: type[TooOften]) -> None:
    """Each: what, whose, how often at most, in how many seconds. What is refused is not counted.

    A browser is whoever says so, and each that is counted is kept: it comes after who made it up.
    """
    counted: list[tuple[str, str, int]] = []
    for what, whose, most, seconds in rules:
        if not _limits.spend(what, whose, most=most, seconds=seconds):
            for that, of_whom, window in counted:
                _limits.give_back(that, of_whom, seconds=window)
            raise refusal(_limits.wait(what, whose, seconds=seconds))
        counted.append((what, whose, seconds))


def _spend(what: str, whose: str, most: int, refusal: type[TooOften] = TriesAreTooMany) -> None:
    """One of the `most` of an hour."""
    _count_all(((what, whose, most, HOUR),), refusal)
