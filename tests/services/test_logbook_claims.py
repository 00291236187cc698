"""What waits for an address is there as soon as its owner has an account."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

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
)
from ecoapp.services import access, invitation_answers, jobs, logbook_claims, signups
from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

EMAIL = "camille@exemple.fr"
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


def signs_up(database: Database, *, individual: bool = True) -> signups.SignedUp:
    with database.writing() as session:
        factories.signup_draft(session, individual=individual)
    return signups.confirm_with_code(database, browser=factories.browser(), typed=factories.CODE)


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


def test_a_share_made_while_the_account_was_made_is_attached_later(database: Database) -> None:
    """Neither of the two transactions saw the other."""
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        camille = factories.account(session, email=EMAIL)
        logbook = factories.logbook(session, jean)
        late = factories.share(session, logbook, EMAIL, LEVELS)
        other = factories.share(session, logbook, "personne@exemple.fr", LEVELS)
        assert late.account_id is None
    done = jobs.run_due(database)
    assert done["shares attached"] == 1
    with database.reading() as session:
        assert session.get_one(Share, late.id).account_id == camille.id
        assert session.get_one(Share, other.id).account_id is None
        told = session.exec(
            select(Notification.kind).where(Notification.account_id == camille.id)
        ).all()
    assert told == [NotificationKind.LOGBOOK_SHARED]
    assert jobs.run_due(database)["shares attached"] == 0


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
