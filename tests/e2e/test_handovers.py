"""A carnet is handed over at a sale: proposed, accepted by who has just signed up, declined,
withdrawn; what was not chosen stays, and whoever it was shared with sees nothing any more."""

import io
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlmodel import Session

from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import INDIVIDUAL, LOG_IN, MEMBER_AREA, Newcomer, Somebody, words

ADDRESS = "Adresse mail de l'acquéreur"
PROPOSE = "Envoyer la proposition"
BOILER, STOVE, WILL = "Chaudière", "Poêle", "Testament"


@dataclass
class Home:
    """Jean's carnet: a boiler and a stove put aside among the equipment, a private document."""

    logbook: UUID
    boiler: UUID
    will: UUID

    @property
    def path(self) -> str:
        return f"/carnets/{self.logbook}"


@pytest.fixture
def jean(resident: Newcomer) -> Somebody:
    return resident("Jean", "Morvan")


@pytest.fixture
def home(jean: Somebody) -> Home:
    with jean.server.rows_to_come() as session:
        return _home(session, jean)


def _home(session: Session, of: Somebody) -> Home:
    owner = factories.account_of(session, of.email)
    logbook = factories.logbook(session, owner)
    boiler = factories.entry(session, logbook, "equipment", by=owner, name=BOILER)
    factories.attachment(session, boiler, name="Notice.pdf")
    factories.entry(session, logbook, "equipment", by=owner, archived=True, name=STOVE)
    will = factories.entry(session, logbook, "private", by=owner, title=WILL)
    return Home(logbook.id, boiler.id, will.id)


def proposes(seller: Somebody, home: Home, to: str) -> None:
    seller.opens(home.path)
    seller.link("Remettre à l'acquéreur").click()
    seller.is_at(f"{home.path}/remise", "Remettre le carnet à l'acquéreur")
    seller.field(ADDRESS).fill(to)
    seller.button(PROPOSE).click()
    seller.sees(f"Proposé à {to}")


def receipt_of(person: Somebody) -> str:
    """The words of the PDF that they download."""
    with person.page.expect_download() as download:
        person.link("Télécharger le récépissé").click()
    path = download.value.path()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def is_lost(person: Somebody, path: str) -> None:
    person.opens(path)
    person.is_at("/introuvable")


def test_a_buyer_who_signs_up_from_the_mail_gets_what_was_chosen_and_nothing_else(
    jean: Somebody, home: Home, resident: Newcomer, newcomer: Newcomer
) -> None:
    ali, lea = resident("Ali", "Benzema"), newcomer("Léa", "Kerdoncuff")
    with jean.server.rows_to_come() as session:
        artisan = factories.account_of(session, ali.email)
        logbook = session.get_one(factories.Logbook, home.logbook)
        factories.share(session, logbook, artisan, {"equipment": AccessLevel.WRITE})
    ali.opens(f"{home.path}/equipment/{home.boiler}")
    ali.sees("Notice.pdf")

    proposes(jean, home, lea.email)
    jean.opens(f"{home.path}/private")
    jean.sees(WILL)

    lea.opens(lea.mail("Jean Morvan vous remet le carnet").link)
    expect(lea.field("Adresse mail")).to_have_value(lea.email)
    lea.button("Étape suivante").click()
    lea.chooses(INDIVIDUAL)
    lea.introduces_themself(individual=True)
    lea.chooses_a_password()
    lea.types_the_code()
    lea.is_at(MEMBER_AREA)
    lea.page.get_by_role("link", name="Voir la proposition").click()
    lea.sees("Équipements et notices")
    lea.sees("1 pièce, 1 fichier")
    expect(lea.page.get_by_text("Documents privés")).to_have_count(0)
    lea.button("Accepter le carnet").click()
    lea.sees("Ce carnet est à vous")
    receipt = receipt_of(lea)
    for said in ("Maison de Larmor", "Jean Morvan", "Léa Kerdoncuff", "Équipements et notices"):
        assert said in receipt
    assert STOVE not in receipt and WILL not in receipt

    # The artisan's page was open all the while.
    ali.sees("Ce carnet n'est plus partagé avec vous")
    expect(ali.button("Modifier l'équipement")).to_have_count(0)
    is_lost(ali, home.path)

    lea.link("Ouvrir le carnet").click()
    lea.opens(f"{home.path}/equipment")
    lea.sees(BOILER)
    expect(lea.page.get_by_text(STOVE)).to_have_count(0)
    lea.opens(f"{home.path}/private")
    lea.page.get_by_role("heading", name=words("Documents privés")).first.wait_for()
    expect(lea.page.get_by_text(WILL)).to_have_count(0)
    is_lost(lea, f"{home.path}/private/{home.will}")

    is_lost(jean, home.path)
    is_lost(jean, f"{home.path}/equipment/{home.boiler}")
    jean.opens(jean.mail("Léa Kerdoncuff a accepté le carnet").link)
    jean.sees("Léa Kerdoncuff a accepté votre carnet")
    assert receipt_of(jean) == receipt
    jean.opens(MEMBER_AREA)
    jean.link("Maison de Larmor (conservé)").click()
    jean.page.get_by_role("link", name=words("Documents privés")).click()
    jean.sees(WILL)
    jean.opens(MEMBER_AREA)
    jean.link("Vos remises de carnets").click()
    jean.sees("Acceptée")


def test_a_buyer_declines_and_nothing_has_changed(
    jean: Somebody, home: Home, resident: Newcomer
) -> None:
    lea = resident("Léa", "Kerdoncuff")
    proposes(jean, home, lea.email)
    lea.opens(lea.mail("vous remet le carnet").link)
    lea.page.locator("summary").filter(has_text="Décliner").click()
    lea.button("Oui, décliner").click()
    lea.sees("Vous avez décliné ce carnet.")
    is_lost(lea, home.path)
    jean.opens(jean.mail("a décliné le carnet").link)
    jean.is_at(home.path, "Maison de Larmor")
    jean.sees("Les parties du carnet")
    expect(jean.button("Annuler la proposition")).to_have_count(0)


def test_a_seller_withdraws_and_the_buyer_who_accepts_is_told_by_whom(
    jean: Somebody, home: Home, resident: Newcomer
) -> None:
    lea = resident("Léa", "Kerdoncuff")
    proposes(jean, home, lea.email)
    lea.opens(lea.mail("vous remet le carnet").link)
    lea.sees("Équipements et notices")
    jean.opens(home.path)
    jean.button("Annuler la proposition").click()
    expect(jean.button("Annuler la proposition")).to_have_count(0)
    lea.button("Accepter le carnet").click()
    lea.is_told_on_top("Jean Morvan a annulé sa proposition. Rien n'a été changé.")
    expect(lea.button("Accepter le carnet")).to_have_count(0)
    assert lea.mail("a annulé la remise du carnet")
    is_lost(lea, home.path)


def test_what_cannot_be_proposed_is_said_beside_its_field_and_nothing_is_sent(
    jean: Somebody, home: Home
) -> None:
    jean.opens(f"{home.path}/remise")
    jean.button(PROPOSE).click()
    jean.is_told("Saisissez l'adresse mail de l'acquéreur.", beside=ADDRESS)
    jean.field(ADDRESS).fill("lea@")
    jean.button(PROPOSE).click()
    jean.is_told("Cette adresse mail ne peut pas recevoir de message", beside=ADDRESS)
    jean.field(ADDRESS).fill(jean.email)
    jean.button(PROPOSE).click()
    jean.is_told("Cette adresse est la vôtre.", beside=ADDRESS)
    jean.field(ADDRESS).fill("lea@martin.example")
    box = jean.page.get_by_role("checkbox", name=words("Équipements et notices"))
    expect(box).to_be_checked()
    expect(jean.page.get_by_role("checkbox", name=words("Documents privés"))).not_to_be_checked()
    box.uncheck()
    jean.button(PROPOSE).click()
    jean.is_told_on_top("Cochez au moins une partie à remettre.")
    assert jean.letter_box.all("lea@martin.example", "") == []


def test_a_stranger_finds_neither_the_form_nor_the_receipt(
    jean: Somebody, home: Home, resident: Newcomer
) -> None:
    lea, stranger = resident("Léa", "Kerdoncuff"), resident("Anne", "Le Goff")
    proposes(jean, home, lea.email)
    lea.opens(lea.mail("vous remet le carnet").link)
    lea.button("Accepter le carnet").click()
    lea.sees("Ce carnet est à vous")
    handover = lea.page.url.rpartition("/")[2]
    is_lost(stranger, f"{home.path}/remise")
    is_lost(stranger, f"/remises/{handover}")
    answer = stranger.page.request.get(f"{stranger.server.url}/recus/{handover}")
    assert answer.status == 404
    stranger.opens(MEMBER_AREA)
    stranger.logs_out()
    stranger.opens(f"/remises/{handover}")
    expect(stranger.page).to_have_url(words(LOG_IN, whole=False))


def test_the_pages_of_a_handover_are_for_everybody(
    jean: Somebody, home: Home, resident: Newcomer
) -> None:
    lea, examination = resident("Léa", "Kerdoncuff"), Examination()
    jean.opens(f"{home.path}/remise")
    jean.button(PROPOSE).click()
    jean.is_told("Saisissez l'adresse mail de l'acquéreur.", beside=ADDRESS)
    examination.look_at(jean.page, "the form of a handover, with an error")
    proposes(jean, home, lea.email)
    examination.look_at(jean.page, "a handover that waits")
    lea.opens(lea.mail("vous remet le carnet").link)
    lea.page.locator("summary").filter(has_text="Décliner").click()
    examination.look_at(lea.page, "a handover to answer")
    lea.button("Accepter le carnet").click()
    lea.sees("Ce carnet est à vous")
    examination.look_at(lea.page, "a handover that was accepted")
    lea.opens("/remises")
    lea.sees("Acceptée")
    examination.look_at(lea.page, "the handovers of before")
    assert not examination.faults, "\n" + "\n".join(examination.faults)
