"""What waits for an address is there as soon as its owner has an account."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import (
    Account,
    Handover,
    HandoverStatus,
    InvitationStatus,
    Logbook,
    Notification,
    NotificationKind,
    Share,
    SignupDraft,
)
from ecoapp.services import (
    access,
    accounts,
    handovers,
    invitation_answers,
    invitations,
    jobs,
    logbook_claims,
    logbook_offers,
    shares,
    signups,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.rights import Rights
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

EMAIL = "camille@exemple.fr"
PARTS = ["equipment"]
SENT = {"equipment": "lecture"}
LEVELS = {"equipment": AccessLevel.READ}


def waits(database: Database, *, offers: int = 1) -> UUID:
    """A carnet shared with the address, offers, handovers; gives the carnet."""
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        shared = factories.logbook(session, jean, name="Partagé")
        factories.share(session, shared, "Camille@exemple.fr", LEVELS)
        over = factories.logbook(session, jean, name="Fini")
        factories.share(session, over, EMAIL, LEVELS, ended=True)
        for number in range(offers):
            factories.logbook(
                session, prepared_by=jean, offered_to="Camille@exemple.fr", name=f"Offre {number}"
            )
        factories.logbook(session, prepared_by=jean, offered_to="autre@exemple.fr", name="Autre")
        for days, status in (
            (3, HandoverStatus.PENDING),
            (-1, HandoverStatus.PENDING),
            (3, HandoverStatus.WITHDRAWN),
        ):
            sold = factories.logbook(session, jean, name="Vendu")
            session.add(_handover(sold, jean, days, status))
    return shared.id


def _handover(of: Logbook, seller: Account, days: int, status: HandoverStatus) -> Handover:
    return Handover(
        logbook_id=of.id,
        logbook_name=of.name,
        seller_id=seller.id,
        seller_name="Jean Morvan",
        seller_email=seller.email,
        buyer_email=EMAIL,
        buyer_email_key=EMAIL,
        status=status,
        expires_at=clock.now() + timedelta(days=days),
    )


def signs_up(database: Database) -> signups.SignedUp:
    with database.writing() as session:
        factories.signup_draft(session, individual=True)
    return signs_up_drafted(database)


def signs_up_drafted(database: Database) -> signups.SignedUp:
    return signups.confirm_with_code(database, browser=factories.browser(), typed=factories.CODE)


def inbox_of(database: Database, account: Account) -> Sequence[Notification]:
    with database.reading() as session:
        own = select(Notification).where(Notification.account_id == account.id)
        return session.exec(own.order_by(col(Notification.id))).all()


def test_shares_are_attached_and_each_thing_is_told_once_in_the_inbox(database: Database) -> None:
    shared = waits(database)
    account = signs_up(database).account_id
    with database.reading() as session:
        _, standing = access.require_logbook(session, shared, by=account)
        assert standing.levels["equipment"] is AccessLevel.READ
        told = session.exec(select(Notification).where(Notification.account_id == account)).all()
    assert [(row.kind, row.is_to_handle) for row in told] == [
        (NotificationKind.LOGBOOK_OFFERED, True),
        (NotificationKind.LOGBOOK_SHARED, False),
        (NotificationKind.HANDOVER_OFFERED, True),
    ]
    assert told[1].path == f"/carnets/{shared}"
    assert {letter.kind for letter in letters(database)} == {"welcome"}


def test_an_ended_share_stays_as_it_is(database: Database) -> None:
    waits(database)
    account = signs_up(database).account_id
    with database.reading() as session:
        shares = session.exec(select(Share)).all()
    assert {share.ended_at is None: share.account_id for share in shares} == {
        True: account,
        False: None,
    }


def test_the_only_offer_is_where_one_is_led(database: Database) -> None:
    waits(database)
    offered = signs_up(database).offered
    with database.reading() as session:
        assert session.get_one(Logbook, offered).name == "Offre 0"


def test_of_several_offers_none_is_chosen(database: Database) -> None:
    waits(database, offers=2)
    assert signs_up(database).offered is None


def test_who_waits_for_nothing_is_told_nothing(database: Database) -> None:
    signed_up = signs_up(database)
    assert signed_up.offered is None
    with database.reading() as session:
        assert session.exec(select(Notification)).all() == []


def test_signing_up_and_changing_the_share_at_once_wait_for_each_other(
    database: Database,
) -> None:
    shared = waits(database)
    with database.writing() as session:
        camille = factories.account(session, email=EMAIL)
        owner = session.get_one(Logbook, shared).owner_id

    def claims(opened: Database) -> None:
        with opened.writing() as session:
            logbook_claims.claim(session, session.get_one(Account, camille.id))

    def changes(opened: Database) -> None:
        with opened.writing() as session:
            access.require_owner(session, shared, by=owner, to_change=True)
            share = session.exec(select(Share).where(Share.logbook_id == shared)).one()
            share.levels = {"works": "lecture"}
            session.add(share)

    assert at_once(database, [claims, changes] * 3) == [None] * 6
    with database.reading() as session:
        share = session.exec(select(Share).where(Share.logbook_id == shared)).one()
    assert (share.account_id, share.levels) == (camille.id, {"works": "lecture"})


def test_what_was_sent_while_the_account_was_made_is_claimed_later(database: Database) -> None:
    """Neither of the transactions saw the other."""
    with database.writing() as session:
        camille = factories.account(session, email=EMAIL)
        factories.account(session, email="personne@exemple.fr")
    shared = waits(database)
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        place = factories.establishment(session, administrators=(jean,))
        factories.invitation(session, EMAIL, place)
    assert jobs.run_due(database)["sign-ups caught up"] == 1
    with database.reading() as session:
        share = session.exec(select(Share).where(Share.logbook_id == shared)).one()
    told = inbox_of(database, camille)
    assert share.account_id == camille.id
    assert [row.kind for row in told] == [
        NotificationKind.LOGBOOK_OFFERED,
        NotificationKind.LOGBOOK_SHARED,
        NotificationKind.HANDOVER_OFFERED,
        NotificationKind.INVITATION_RECEIVED,
    ]
    assert jobs.run_due(database)["sign-ups caught up"] == 0


def test_two_processes_that_catch_up_tell_once(database: Database) -> None:
    with database.writing() as session:
        camille = factories.account(session, email=EMAIL)
    waits(database)
    at_once(database, [jobs.run_due] * 3)
    assert len(inbox_of(database, camille)) == 3


@pytest.mark.parametrize("kind", ["invitation", "offer", "handover", "share"])
@pytest.mark.parametrize("first", ["signs up", "sends"])
def test_whoever_signs_up_while_something_is_sent_finds_it_in_the_inbox_once(
    database: Database, kind: str, first: str
) -> None:
    """One transaction begins, the other runs from its beginning to its end, the first ends.

    On SQLite, where one writes at a time, both come at the same moment.
    """
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        place = factories.establishment(session, administrators=(jean,))
        home = factories.logbook(session, jean)
        factories.entry(session, home, PARTS[0], title="Chaudière")
        factories.signup_draft(session, individual=True)

    def sends(session: Session) -> None:
        if kind == "invitation":
            nothing = Rights(is_administrator=False)
            invitations.invite(session, place.siret, by=jean.id, email=EMAIL, rights=nothing)
        elif kind == "offer":
            logbook_offers.create_for(session, by=jean.id, name="Préparé", email=EMAIL)
        elif kind == "handover":
            handovers.propose(session, home.id, by=jean.id, buyer_email=EMAIL, parts=PARTS)
        else:
            shares.share(session, home.id, by=jean.id, email=EMAIL, levels=SENT, ends_on="")

    def sends_alone(opened: Database) -> None:
        with opened.writing() as session:
            sends(session)

    if database.is_sqlite:
        at_once(database, [sends_alone, signs_up_drafted])
    elif first == "sends":
        with database.writing() as session:
            sends(session)
            session.flush()
            signs_up_drafted(database)
    else:
        with database.writing() as session:
            draft = session.exec(select(SignupDraft)).one()
            assert accounts.open_from(session, draft)
            session.flush()
            sends_alone(database)
    jobs.run_due(database)
    with database.reading() as session:
        camille = session.exec(select(Account).where(Account.email_key == EMAIL)).one()
    assert len(inbox_of(database, camille)) == 1


def test_an_invitation_is_in_the_inbox_of_who_has_just_signed_up(database: Database) -> None:
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        place = factories.establishment(session, administrators=(jean,), name="Aubry")
        waiting = factories.invitation(session, "Camille@exemple.fr", place).id
        for over in (
            {"status": InvitationStatus.WITHDRAWN},
            {"status": InvitationStatus.DECLINED},
        ):
            factories.invitation(session, EMAIL, place, **over)  # type: ignore[arg-type]
        elsewhere = factories.establishment(session, administrators=(jean,))
        factories.invitation(session, EMAIL, elsewhere, sent_days_ago=31)
    account = signs_up(database).account_id
    with database.reading() as session:
        (told,) = session.exec(select(Notification).where(Notification.account_id == account)).all()
    assert (told.kind, told.is_to_handle) == (NotificationKind.INVITATION_RECEIVED, True)
    assert (told.path, told.invitation_id) == (f"/invitations/{waiting}", waiting)
    assert told.title == "Jean Morvan vous invite à rejoindre Aubry"
    with database.writing() as session:
        invitation_answers.accept(session, waiting, by=account)
    with database.reading() as session:
        assert not session.get_one(Notification, told.id).is_to_handle
