"""What the people of the demonstration do, in one verb each."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from ecoapp.cli.demo.cast import PLACES as ALL_PLACES
from ecoapp.cli.demo.cast import Person, Place
from ecoapp.core import clock
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    SignupDraft,
)
from ecoapp.services import (
    accounts,
    establishments,
    invitations,
    logbook_offers,
    logbooks,
    membership_decisions,
    membership_requests,
    memberships,
    shares,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.rights import Rights

# Kept with each account, as the sign-up does.
_CONSENT = "J’autorise la collecte et le traitement de mes données personnelles"


class Stage:
    """`people`, `places` and `logbooks` by their keys, as they come in."""

    def __init__(self, session: Session, password_hash: str) -> None:
        self.session = session
        self.people: dict[str, Account] = {}
        self.places: dict[str, Establishment] = {}
        self.logbooks: dict[str, UUID] = {}
        self._password_hash = password_hash
        self._known = {place.key: place for place in ALL_PLACES}

    def signs_up(self, person: Person) -> None:
        draft = SignupDraft(
            browser_hash="",
            email=person.email,
            email_key=person.email,
            structure_type=person.structure,
            first_name=person.first_name,
            last_name=person.last_name,
            job_title=person.job_title,
            # Numbers kept for fiction (Arcep, décision 2018-0881).
            phone=f"+336399800{len(self.people):02}",
            password_hash=self._password_hash,
            consent_wording=_CONSENT,
            consented_at=clock.now(),
            expires_at=clock.now(),
        )
        account = accounts.open_from(self.session, draft)
        if account is None:
            raise ValueError(f"{person.email} has an account")
        self.people[person.key] = account

    def creates(self, person: str, place: str) -> None:
        row = _row(self._known[place])
        establishments.create(self.session, row, by=self.people[person].id)
        self.places[place] = row

    def imports(self, place: Place) -> None:
        row = _row(place)
        self.session.add(row)
        self.places[place.key] = row

    def asks(self, person: str, place: str, message: str = "") -> None:
        membership_requests.send(
            self.session, self.places[place], by=self.people[person].id, message=message
        )

    def cancels(self, person: str, place: str) -> None:
        membership_requests.cancel(
            self.session, self._pending(person, place), by=self.people[person].id
        )

    def accepts(self, decider: str, person: str, place: str, rights: Rights) -> None:
        membership_decisions.accept(
            self.session,
            self._pending(person, place),
            by=self.people[decider].id,
            rights=rights,
        )

    def refuses(self, decider: str, person: str, place: str, reason: str) -> None:
        membership_decisions.refuse(
            self.session,
            self._pending(person, place),
            by=self.people[decider].id,
            reason=reason,
        )

    def invites(self, administrator: str, guest: str, place: str, rights: Rights) -> None:
        invitations.invite(
            self.session,
            self.places[place].siret,
            by=self.people[administrator].id,
            email=self.people[guest].email,
            rights=rights,
        )

    def changes_rights(self, administrator: str, person: str, place: str, rights: Rights) -> None:
        membership = self.session.exec(
            select(Membership.id).where(
                Membership.account_id == self.people[person].id,
                Membership.establishment_id == self.places[place].id,
            )
        ).one()
        memberships.change_rights(
            self.session,
            self.places[place].siret,
            membership,
            by=self.people[administrator].id,
            rights=rights,
        )

    def makes_a_logbook(self, owner: str, key: str, name: str) -> None:
        self.logbooks[key] = logbooks.create(self.session, name=name, by=self.people[owner].id)

    def prepares_a_logbook(self, maker: str, owner: str, key: str, name: str) -> None:
        self.logbooks[key] = logbook_offers.create_for(
            self.session, name=name, email=self.people[owner].email, by=self.people[maker].id
        )

    def shares(self, owner: str, key: str, email: str, levels: Mapping[str, AccessLevel]) -> None:
        shares.share(
            self.session,
            self.logbooks[key],
            by=self.people[owner].id,
            email=email,
            levels={part: level.value for part, level in levels.items()},
            ends_on="",
        )

    def _pending(self, person: str, place: str) -> UUID:
        found = membership_requests.pending_id(
            self.session, self.places[place].id, by=self.people[person].id
        )
        if found is None:
            raise ValueError(f"{person} asks for nothing at {place}")
        return found


def _row(place: Place) -> Establishment:
    return Establishment(
        siret=place.siret,
        name=place.name,
        street=place.street,
        postal_code=place.postal_code,
        city=place.city,
        naf=place.naf,
        source=place.source,
    )
