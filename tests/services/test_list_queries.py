"""Every list, and every question that a job asks, goes by an index, on both databases.

Asked among a thousand rows of each table, of which the planner knows. `test_inbox.py` and
`test_operator.py` hold this for notifications and for the search.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.mail import claims, outbox
from ecoapp.models import (
    Account,
    AccountSession,
    Attachment,
    AuditRecord,
    ContactMessage,
    Creation,
    Entry,
    EntryEvent,
    Establishment,
    EstablishmentSource,
    Handover,
    HandoverStatus,
    Invitation,
    InvitationStatus,
    Logbook,
    Membership,
    MembershipEvent,
    MembershipEventKind,
    MembershipRequest,
    Notification,
    NotificationKind,
    OutgoingMail,
    PasswordReset,
    Quota,
    RefusedForm,
    Removal,
    RequestStatus,
    Share,
    ShareEnd,
    SignupDraft,
    StoredBytes,
)
from ecoapp.services import (
    access,
    attachments,
    audit,
    deadline_reminders,
    deadlines,
    entries,
    entry_events,
    establishment_checks,
    establishments,
    expired_invitations,
    expired_rows,
    handover_moves,
    handover_views,
    handovers,
    invitations,
    logbook_claims,
    logbook_deletions,
    logbook_offers,
    logbook_shelf,
    logbooks,
    members,
    membership_announcements,
    membership_decisions,
    membership_history,
    membership_requests,
    offer_reminders,
    orphan_requests,
    pending_invitations,
    quotas,
    received_messages,
    refused_mails,
    request_deadlines,
    share_deadlines,
    shares,
    stored_bytes,
    waiting_requests,
)
from ecoapp.services.catalogue import CONTRACTS
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_shelf import Ground, Place
from ecoapp.services.places import PartAddress, SectionAddress
from tests.services.statements import Statement, plan, statements, whole_reads

ROWS = 1_000
PART = "equipment"
SECTION, STATUS = "contracts", CONTRACTS.creation.leads_to
# Each person has something to do with as many établissements as this.
PLACES = 100


@dataclass
class Crowd:
    """A thousand people at a hundred établissements, with as many carnets.

    What is asked is about the first of each.
    """

    people: list[Account] = field(default_factory=list)
    places: list[Establishment] = field(default_factory=list)
    # A hundred people have ten each, in which something ends.
    ending: list[Logbook] = field(default_factory=list)
    # One a person, who proposes it to somebody else.
    sold: list[Logbook] = field(default_factory=list)
    rows: dict[type, list[Any]] = field(default_factory=dict)
    # Jean's own, those that he prepares and those shared with him are among them.
    logbooks: list[Logbook] = field(default_factory=list)
    pieces: list[Entry] = field(default_factory=list)
    # One carnet a person, shared with others.
    homes: list[Logbook] = field(default_factory=list)

    @property
    def siret(self) -> str:
        return self.places[0].siret

    @property
    def place(self) -> UUID:
        return self.places[0].id

    @property
    def jean(self) -> UUID:
        """Administers the first établissement."""
        return self.people[0].id

    @property
    def olga(self) -> UUID:
        """Of the operator's team."""
        return self.people[1].id

    @property
    def logbook(self) -> UUID:
        """Jean's, with ten entries in one part; shared with Olga, who deposits there."""
        return self.logbooks[0].id

    @property
    def part(self) -> PartAddress:
        return PartAddress(self.logbook, PART)

    def of_place(self, kind: type) -> list[Any]:
        return [row for row in self.rows[kind] if row.establishment_id == self.place]

    def first(self, kind: type) -> UUID:
        """The id of a row of the first établissement, or of its first entry."""
        found: UUID = self.of_place(kind)[0].id
        return found

    def middle(self, kind: type) -> UUID:
        """The id of a row about which a page may turn."""
        found: UUID = self.rows[kind][ROWS // 2].id
        return found


def crowd(database: Database) -> Crowd:
    made = Crowd()
    with database.writing() as session:
        made.people = [_person(number) for number in range(ROWS)]
        made.places = [_place(number) for number in range(ROWS)]
        session.add_all([*made.people, *made.places])
        session.flush()
        made.ending = [_logbook(made, number) for number in range(ROWS)]
        session.add_all(made.ending)
        session.flush()
        made.sold = [_carnet(person) for person in made.people]
        session.add_all(made.sold)
        session.flush()
        session.add_all(_in_carnet(carnet, number) for number, carnet in enumerate(made.sold))
        for number in range(ROWS):
            for row in (*_around(made, number), *_of_logbook(made, number)):
                session.add(row)
                made.rows.setdefault(type(row), []).append(row)
        session.flush()
        _carnets(session, made)
        _of_entries(session, made)
        _logbooks(session, made)
        _of_carnets(session, made)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return made


def _person(number: int) -> Account:
    return Account(
        email=f"{number}@exemple.fr",
        email_key=f"{number}@exemple.fr",
        structure_type="entreprise",
        first_name="Camille",
        last_name="Renaud",
        phone="+33639981234",
        password_hash="x",
        is_operator=number == 1,
    )


def _place(number: int) -> Establishment:
    """One in twenty was typed in, and waits for the directory."""
    is_typed_in = number % 20 == 0
    return Establishment(
        siret=f"{number:014}",
        name="Aubry",
        source=EstablishmentSource.TYPED_IN if is_typed_in else EstablishmentSource.DIRECTORY,
        created_at=clock.now() - timedelta(days=2),
    )


def _carnet(person: Account) -> Logbook:
    return Logbook(name="Aubry", owner_id=person.id, created_by_name="Camille Renaud")


def _in_carnet(carnet: Logbook, number: int) -> Entry:
    end = None if number % 5 == 0 else clock.now()
    return Entry(logbook_id=carnet.id, section="equipment", archived_at=end)


def _around(made: Crowd, number: int) -> list[Any]:
    """One row of each table. One in five waits for something; the others are settled."""
    now, then = clock.now(), clock.now() - timedelta(minutes=number)
    person, place = made.people[number].id, made.places[number % PLACES].id
    waits = number % 5 == 0
    end = None if waits else now
    key, is_refused = str(tokens.new_id()), number % 50 == 1
    return [
        Handover(
            logbook_id=made.sold[number].id,
            logbook_name="Aubry",
            seller_id=person,
            seller_name="Camille Renaud",
            seller_email="camille@exemple.fr",
            buyer_id=None if waits else made.people[-number - 1].id,
            buyer_email=made.people[-number - 1].email,
            buyer_email_key=made.people[-number - 1].email_key,
            status=HandoverStatus.PENDING if waits else HandoverStatus.ACCEPTED,
            expires_at=then + timedelta(hours=1),
        ),
        Membership(account_id=person, establishment_id=place, is_administrator=number < PLACES),
        MembershipEvent(
            establishment_id=place, kind=MembershipEventKind.LEFT, person_name="Camille Renaud"
        ),
        MembershipRequest(
            account_id=made.people[-number - 1].id,
            establishment_id=place,
            status=RequestStatus.PENDING if waits else RequestStatus.ACCEPTED,
            created_at=then,
            decided_at=end,
        ),
        Invitation(
            establishment_id=place,
            email=made.people[-number - 1].email,
            email_key=made.people[-number - 1].email_key,
            status=InvitationStatus.PENDING if waits else InvitationStatus.ACCEPTED,
            expires_at=then + timedelta(hours=1),
        ),
        Notification(account_id=person, kind=NotificationKind.REQUEST_SENT, title="x", read_at=end),
        Entry(establishment_id=place, section=SECTION, status=STATUS, archived_at=end),
        AuditRecord(actor_name="Olga", action="Recherche"),
        ContactMessage(
            deduplication_key=key,
            name="Camille",
            email="camille@exemple.fr",
            subject="autre",
            handled_at=end,
        ),
        OutgoingMail(
            deduplication_key=key,
            kind="code",
            recipient=f"{number}@exemple.fr",
            created_at=now - timedelta(hours=2 * number),
            sent_at=None if is_refused else end,
            given_up_at=now if is_refused else None,
            is_refused=is_refused,
        ),
        AccountSession(account_id=person, token_hash=key, expires_at=now - timedelta(hours=number)),
        PasswordReset(account_id=person, token_hash=key, expires_at=now - timedelta(hours=number)),
        RefusedForm(browser_hash=key, form="log_in", created_at=now - timedelta(minutes=number)),
        Quota(account_id=person, what="logbooks", most=600),
        Creation(account_id=person, what="entries-a-day", made_at=now - timedelta(hours=number)),
        Removal(id=tokens.new_id(), removed_by=person, removed_at=now - timedelta(hours=number)),
        StoredBytes(holder_id=person, size=1_000),
        StoredBytes(holder_id=made.places[number].id, size=1_000),
        SignupDraft(
            browser_hash=key,
            email=f"{number}@exemple.fr",
            email_key=f"{number}@exemple.fr",
            expires_at=now + timedelta(hours=12 - number),
        ),
    ]


def _carnets(session: Session, made: Crowd) -> None:
    """Each of the first people owns some, prepares some, and reads some of others."""
    for number in range(ROWS):
        maker, other = made.people[number % PLACES].id, made.people[(number + 1) % PLACES]
        is_prepared = number % 5 == 4
        logbook = Logbook(
            name="Maison",
            owner_id=None if is_prepared else maker,
            created_by=maker,
            created_by_name="Camille Renaud",
        )
        session.add(logbook)
        session.flush()
        made.logbooks.append(logbook)
        share = Share(
            logbook_id=logbook.id,
            email=other.email,
            email_key=other.email_key,
            account_id=other.id,
            levels={PART: AccessLevel.DEPOSIT.value},
            ended_at=clock.now() if number % 5 == 3 else None,
        )
        piece = Entry(
            logbook_id=made.logbooks[number % PLACES].id,
            section=PART,
            status="kept",
            created_by=maker,
            archived_at=clock.now() if number % 3 == 2 else None,
        )
        session.add_all([share, piece])
        made.pieces.append(piece)
    session.flush()


def _logbook(made: Crowd, number: int) -> Logbook:
    owner = made.people[number % PLACES].id
    return Logbook(name="x", owner_id=owner, created_by=owner, created_by_name="x")


def _of_logbook(made: Crowd, number: int) -> list[Any]:
    """One in ten things that end does so within 60 days."""
    logbook, guest = made.ending[number].id, made.people[-(number % PLACES) - 1]
    key = f"{number}@exemple.fr"
    return [
        Share(
            logbook_id=logbook,
            email=key,
            email_key=key,
            account_id=guest.id,
            levels={"equipment": "lecture"},
        ),
        Entry(
            logbook_id=logbook,
            section="equipment",
            values={"name": "x"},
            ends_on=deadlines.today() + timedelta(days=number % 600),
        ),
    ]


def _of_entries(session: Session, made: Crowd) -> None:
    entry_ids = [entry.id for entry in (*made.rows[Entry], *made.pieces)]
    for kind in (EntryEvent, Attachment):
        made.rows[kind] = [_of_entry(kind, entry_id) for entry_id in entry_ids]
        session.add_all(made.rows[kind])


def _logbooks(session: Session, made: Crowd) -> None:
    """Each person has a carnet, shares it, and prepares one for somebody else."""
    now = clock.now()
    for number, person in enumerate(made.people):
        other = made.people[-number - 1]
        own = Logbook(
            name="x", owner_id=person.id, created_by=person.id, created_by_name="Camille Renaud"
        )
        offered = Logbook(
            name="x",
            created_by=person.id,
            created_by_name="Camille Renaud",
            offered_to=other.email,
            offered_to_key=other.email_key,
            offered_at=now,
            offer_due_at=now - timedelta(minutes=1) if number % 5 == 0 else None,
        )
        session.add_all([own, offered])
        made.rows.setdefault(Logbook, []).extend([own, offered])
    session.flush()
    for number, own in enumerate(made.rows[Logbook][::2]):
        other = made.people[-number - 1]
        share = Share(
            logbook_id=own.id, email=other.email, email_key=other.email_key, account_id=other.id
        )
        session.add_all([share, Entry(logbook_id=own.id, section="equipment")])


def _of_carnets(session: Session, made: Crowd) -> None:
    """One each, shared with the next person; one share in five holds. The first has ten."""
    people = made.people
    made.homes = [
        Logbook(name="Maison", owner_id=one.id, created_by=one.id, created_by_name="Camille Renaud")
        for one in people
    ]
    session.add_all(made.homes)
    session.flush()
    made.rows[Share] = [_share(made, number) for number in range(ROWS)]
    session.add_all(made.rows[Share])


def _share(made: Crowd, number: int) -> Share:
    now, recipient, holds = clock.now(), made.people[-number - 1], number % 5 == 0
    return Share(
        logbook_id=made.homes[0 if number < 10 else number].id,
        email=recipient.email,
        email_key=recipient.email_key,
        account_id=recipient.id,
        levels={"equipment": "lecture"},
        ends_on=(now + timedelta(days=500 - number)).date(),
        ended_at=None if holds else now,
        ended_how=None if holds else ShareEnd.ENDED,
    )


def _of_entry(kind: type, entry_id: UUID) -> Any:
    if kind is EntryEvent:
        return EntryEvent(entry_id=entry_id, action="add", actor_name="Jean Morvan")
    file = {"name": "plan.pdf", "media_type": "application/pdf", "size": 1, "digest": "x"}
    return Attachment(entry_id=entry_id, added_by_name="Jean Morvan", **file)


Question = Callable[[Session, Crowd], Any]

QUESTIONS: dict[str, Question] = {
    "members": lambda s, c: members.page(s, c.siret, by=c.jean),
    "members, further": lambda s, c: members.page(
        s, c.siret, by=c.jean, after=c.middle(Membership)
    ),
    "a member": lambda s, c: members.view(s, c.siret, c.first(Membership), by=c.jean),
    "administrators to be told": lambda s, c: membership_announcements.administrators_of(
        s, c.place
    ),
    "requests of an établissement": lambda s, c: waiting_requests.of_establishment(
        s, c.siret, by=c.jean
    ),
    "requests to decide": lambda s, c: waiting_requests.of_administrator(s, by=c.jean),
    "requests that wait there": lambda s, c: waiting_requests.all_of(s, c.place),
    "a request": lambda s, c: membership_requests.track(s, c.first(MembershipRequest), by=c.jean),
    "a decision": lambda s, c: membership_decisions.view(s, c.first(MembershipRequest), by=c.jean),
    "a refusal": lambda s, c: membership_requests.refused_until(s, c.place, by=c.jean),
    "history": lambda s, c: membership_history.page(s, c.siret, by=c.jean),
    "history, further": lambda s, c: membership_history.page(
        s, c.siret, by=c.jean, before=c.middle(MembershipEvent)
    ),
    "invitations of an établissement": lambda s, c: pending_invitations.of_establishment(
        s, c.siret, by=c.jean
    ),
    "invitations that expired": lambda s, c: expired_invitations.of_establishment(
        s, c.siret, by=c.jean
    ),
    "invitations to answer": lambda s, c: pending_invitations.of_person(s, by=c.jean),
    "one's établissements": lambda s, c: establishments.of_account(s, by=c.jean),
    "the top of a page": lambda s, c: establishments.head(s, c.siret, by=c.jean),
    "entries": lambda s, c: entries.listed(s, SectionAddress(c.siret, SECTION), by=c.jean),
    "entries, further": lambda s, c: entries.listed(
        s, SectionAddress(c.siret, SECTION), by=c.jean, before=c.middle(Entry)
    ),
    "archives": lambda s, c: entries.listed(
        s, SectionAddress(c.siret, SECTION), by=c.jean, archived=True
    ),
    "an entry": lambda s, c: entries.view(
        s, SectionAddress(c.siret, SECTION), c.first(Entry), by=c.jean
    ),
    "the version of an entry": lambda s, c: entry_events.last(s, c.first(Entry)),
    "whether an entry is full": lambda s, c: attachments.place_of_deposit(
        s, c.first(Entry), "attach", by=c.jean
    ),
    "a carnet": lambda s, c: logbooks.view(s, c.logbook, by=c.jean),
    "a carnet that is shared": lambda s, c: logbooks.view(s, c.logbook, by=c.olga),
    "a part that does not concern the dwelling": lambda s, c: logbooks.set_applicable(
        s, c.logbook, "plans", applicable=False, by=c.jean
    ),
    "entries of a part": lambda s, c: entries.listed(s, c.part, by=c.jean),
    "entries of a part, further": lambda s, c: entries.listed(
        s, c.part, by=c.jean, before=c.pieces[ROWS // 2].id
    ),
    "archives of a part": lambda s, c: entries.listed(s, c.part, by=c.jean, archived=True),
    "what one has deposited": lambda s, c: entries.listed(s, c.part, by=c.olga),
    "an entry of a part": lambda s, c: entries.view(s, c.part, c.pieces[0].id, by=c.jean),
    "what ends": lambda s, c: deadlines.of_account(s, by=c.jean),
    "what ends, shared": lambda s, c: deadlines.of_account(s, by=c.people[-1].id),
    "what ends in a carnet": lambda s, c: deadlines.of_logbook(s, c.ending[0].id, by=c.jean),
    "a calendar": lambda s, c: deadlines.for_calendar(s, by=c.jean),
    "requests without administrator": lambda s, c: orphan_requests.page(s, by=c.olga, limit=21),
    "requests without administrator, further": lambda s, c: orphan_requests.page(
        s, by=c.olga, after=c.middle(MembershipRequest), limit=21
    ),
    "messages": lambda s, c: received_messages.page(s, by=c.olga, handled=False, limit=21),
    "messages, further": lambda s, c: received_messages.page(
        s, by=c.olga, handled=False, before=c.middle(ContactMessage), limit=21
    ),
    "messages handled": lambda s, c: received_messages.page(s, by=c.olga, handled=True, limit=21),
    "messages handled, further": lambda s, c: received_messages.page(
        s, by=c.olga, handled=True, before=c.middle(ContactMessage), limit=21
    ),
    "mails refused for good": lambda s, c: refused_mails.latest(s, by=c.olga),
    "the log": lambda s, c: audit.page(s, by=c.olga, limit=21),
    "the log, further": lambda s, c: audit.page(
        s, by=c.olga, before=c.middle(AuditRecord), limit=21
    ),
    "one's carnets, and those of others": lambda s, c: logbook_shelf.of_account(s, by=c.jean),
    "one's carnets, further": lambda s, c: logbook_shelf.of_account(
        s, by=c.jean, after=Place(Ground.OWN, c.logbook)
    ),
    "carnets left": lambda s, c: quotas.logbooks_left(s, by=c.jean),
    "one more carnet": lambda s, c: quotas.require_logbook(s, by=c.jean),
    "one more établissement": lambda s, c: quotas.require_establishment(s, by=c.jean),
    "one more entry": lambda s, c: quotas.require_entry(s, by=c.jean),
    "room in an établissement": lambda s, c: stored_bytes.room(
        s, access.require_place(s, SectionAddress(c.siret, SECTION), by=c.jean), by=c.jean
    ),
    "room in a carnet": lambda s, c: stored_bytes.room(
        s, access.require_place(s, c.part, by=c.jean), by=c.jean
    ),
    # The last person's carnet is offered to the first.
    "an offer": lambda s, c: logbook_offers.view(s, c.rows[Logbook][-1].id, by=c.jean),
    "who is waited for": lambda s, c: logbook_offers.prepared(s, c.rows[Logbook][1].id, by=c.jean),
    "what goes with a carnet": lambda s, c: logbook_deletions.going(
        s, c.rows[Logbook][0].id, by=c.jean
    ),
    "a carnet that goes": lambda s, c: logbook_deletions.delete(
        s, c.rows[Logbook][0].id, by=c.jean
    ),
    "what waits for an address": lambda s, c: logbook_claims.claim(s, c.people[0]),
    "the only offer": lambda s, c: logbook_claims.only_offer(s, c.people[0]),
    # What jobs ask
    "offers to follow up": lambda s, c: offer_reminders.to_follow_up(s, after=None, limit=100),
    "offers to follow up, further": lambda s, c: offer_reminders.to_follow_up(
        s, after=c.rows[Logbook][ROWS].id, limit=100
    ),
    "shares of a carnet": lambda s, c: shares.of_logbook(s, c.homes[0].id, by=c.jean),
    "what is shared with one": lambda s, c: shares.shown_to(s, c.homes[0].id, by=c.people[-1].id),
    # What jobs ask
    "what waits untold": lambda s, c: logbook_claims.to_claim(s, after=None, limit=100),
    "what waits untold, further": lambda s, c: logbook_claims.to_claim(
        s, after=c.people[0].id, limit=100
    ),
    "shares to expire": lambda s, c: share_deadlines.to_expire(s, after=None, limit=100),
    "shares to expire, further": lambda s, c: share_deadlines.to_expire(
        s, after=c.middle(Share), limit=100
    ),
    "what may be handed over": lambda s, c: handover_views.form(s, c.sold[0].id, by=c.jean),
    "how many are put aside": lambda s, c: handover_moves.put_aside(s, c.sold[0].id),
    "a handover that waits": lambda s, c: handover_views.pending(s, c.sold[0].id, by=c.jean),
    "handovers to answer": lambda s, c: handover_views.waiting(s, by=c.people[-1].id),
    "handovers of before": lambda s, c: handover_views.of_person(s, by=c.jean),
    "whether there were handovers": lambda s, c: handover_views.has_any(s, by=c.jean),
    "what is handed over": lambda s, c: handovers.accept(
        s, c.rows[Handover][0].id, by=c.people[-1].id
    ),
    # What jobs ask
    "handovers to expire": lambda s, c: handovers.to_expire(s, after=None, limit=100),
    "handovers to expire, further": lambda s, c: handovers.to_expire(
        s, after=c.rows[Handover][0].id, limit=100
    ),
    "requests to expire": lambda s, c: request_deadlines.to_expire(s, after=None, limit=100),
    "requests to expire, further": lambda s, c: request_deadlines.to_expire(
        s, after=c.middle(MembershipRequest), limit=100
    ),
    "requests to remind of": lambda s, c: request_deadlines.to_remind(s, after=None, limit=100),
    "requests to remind of, further": lambda s, c: request_deadlines.to_remind(
        s, after=c.middle(MembershipRequest), limit=100
    ),
    "carnets to remind of": lambda s, c: deadline_reminders.to_remind(s, after=None, limit=100),
    "carnets to remind of, further": lambda s, c: deadline_reminders.to_remind(
        s, after=c.logbook, limit=100
    ),
    "what is due in a carnet": lambda s, c: deadline_reminders.remind(s, c.logbook),
    "invitations to expire": lambda s, c: invitations.expire(s, limit=5),
    "rows to delete": lambda s, c: expired_rows.purge(s, limit=100),
    "établissements to check": lambda s, c: establishment_checks.to_check(s, limit=20),
    "mails to send": lambda s, c: claims.is_anything_due(s),
    "a mail to send": lambda s, c: claims.claim(s),
    "mails that wait": lambda s, c: outbox.waiting(s),
    "mails of a process that is gone": lambda s, c: claims.give_back(s, of=["a", "b"]),
    "mails sent lately": lambda s, c: outbox.sent_since(
        s, to="1@exemple.fr", kind="code", since=clock.now()
    ),
}


# These hold what waits, and nothing else: read whole, they are the list itself.
PARTIAL = {
    str(index.name)
    for table in SQLModel.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
# All of a table, in the order of its keys: it is left after a page.
READ_IN_ORDER = {"the log": {"pk_audit_record", "sqlite_autoindex_audit_record_1"}}


# These have an index of their own.
GOES_BY = {
    "carnets to remind of": "ix_entry_ends_on",
    "mails refused for good": "ix_outgoing_mail_refused",
    "mails of a process that is gone": "ix_outgoing_mail_taken",
    "what ends in a carnet": "ix_entry_logbook_id_ends_on",
}


def asked(database: Database, made: Crowd, question: Question) -> list[Statement]:
    """What it asks; whatever it changes is undone."""
    with statements(database) as sent, database.writing() as session:
        question(session, made)
        session.rollback()
    return sent


def whole_indexes(database: Database, statement: Statement) -> list[str]:
    """The indexes that are read from end to end: SQLite says « SCAN » of these too."""
    if database.is_sqlite:
        return [
            scan[1]
            for step in whole_reads(database, statement)
            if (scan := re.search(r" INDEX (\w+)", step))
        ]
    steps = re.split(r"\n\s*->", plan(database, statement))
    scans = ((step, re.search(r"Index (?:Only )?Scan.* using (\w+)", step)) for step in steps)
    return [scan[1] for step, scan in scans if scan and "Index Cond" not in step]


def whole_tables(database: Database, statement: Statement) -> list[str]:
    return [step for step in whole_reads(database, statement) if " INDEX " not in step]


def test_no_list_reads_a_table_nor_an_index_from_end_to_end(database: Database) -> None:
    made, wrong = crowd(database), {}
    for name, question in QUESTIONS.items():
        sent = asked(database, made, question)
        assert sent, name
        plans = "".join(plan(database, one) for one in sent) if name in GOES_BY else ""
        assert GOES_BY.get(name, "") in plans, name
        for one in sent:
            indexes = set(whole_indexes(database, one)) - PARTIAL
            if name in READ_IN_ORDER:
                assert not re.search(r"Sort|TEMP B-TREE", plan(database, one)), name
                indexes -= READ_IN_ORDER[name]
            if found := [*whole_tables(database, one), *indexes]:
                wrong[name] = (found, plan(database, one), one.sql)
    assert wrong == {}


def test_what_has_no_index_would_be_seen(database: Database) -> None:
    made = crowd(database)
    by_words = select(MembershipEvent.id).where(MembershipEvent.reason == "x")
    in_order = by_words.order_by(col(MembershipEvent.id)).limit(1)
    (one,) = asked(database, made, lambda session, _: session.exec(by_words).all())
    assert whole_tables(database, one)
    (one,) = asked(database, made, lambda session, _: session.exec(in_order).all())
    assert [*whole_tables(database, one), *whole_indexes(database, one)]
