"""Quotas that the operator raises for one account: decided on the command line, written down."""

from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.models import Account, Quota
from ecoapp.services import audit
from ecoapp.services.audit import Action
from ecoapp.services.email_addresses import parse_email
from ecoapp.services.french_words import NBSP
from ecoapp.services.operators import AccountDoesNotExist
from ecoapp.services.quotas import USUAL, What


class QuotaIsUnknown(Refusal):
    """Nothing that is limited has this name."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class QuotaIsNotRaised(Refusal):
    """Everybody may have `usual` of `what` already."""

    def __init__(self, what: What, usual: int) -> None:
        super().__init__(what, usual)
        self.what = what
        self.usual = usual


def set_for(session: Session, email: str, word: str, most: int) -> int:
    """Let this account have up to `most`, in the unit of what `word` names; 0: as everybody.

    Gives what it may have now. Raises `QuotaIsUnknown`, `QuotaIsNotRaised`,
    `AccountDoesNotExist`, or what is wrong with the address.
    """
    what = _read(word)
    account, usual = _account(session, email), USUAL[what] // what.unit
    theirs = select(Quota).where(Quota.account_id == account.id, Quota.what == what.value)
    row = session.exec(theirs).first()
    if most == 0:
        if row is not None:
            session.delete(row)
    elif most <= usual:
        raise QuotaIsNotRaised(what, usual)
    else:
        row = row or Quota(account_id=account.id, what=what.value, most=0)
        row.most, row.changed_at = most * what.unit, clock.now()
        session.add(row)
    said = f"{account.email}, {what.value}{NBSP}: {most or usual}"
    audit.record(session, Action.QUOTA_CHANGED, said, by=None)
    return most or usual


def _read(word: str) -> What:
    try:
        return What(word)
    except ValueError as error:
        raise QuotaIsUnknown(word) from error


def _account(session: Session, email: str) -> Account:
    key = parse_email(email).key
    account = session.exec(
        select(Account).where(Account.email_key == key).with_for_update(key_share=True)
    ).first()
    if account is None:
        raise AccountDoesNotExist(email)
    return account
