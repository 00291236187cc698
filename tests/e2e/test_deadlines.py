"""What ends in a carnet: reminded of by mail, listed, and followed by a calendar."""

import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date, timedelta

from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e.conftest import Newcomer
from tests.e2e.examination import Examination
from tests.e2e.installation import ROOT, Installation, environment
from tests.e2e.people import Somebody, words

IN_5_DAYS = "Chaudière – fin de la garantie dans 5"


def run_jobs(server: Installation) -> None:
    """As cron does, beside the application."""
    subprocess.run(
        [sys.executable, "-m", "ecoapp", "run-jobs"],
        cwd=ROOT,
        env=environment(
            PORT=str(server.port), ECOAPP_DATA_DIR=str(server.data_dir), **server._settings
        ),
        capture_output=True,
        check=True,
    )


def fetched(url: str) -> tuple[int, bytes, str]:
    """What a calendar gets, which has no browser: status, content, cookies."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read(), answer.headers.get("set-cookie", "")
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers.get("set-cookie", "")


def notes_a_boiler(person: Somebody, *, ends_on: date) -> None:
    """In a new carnet of their own."""
    person.opens("/espace")
    person.field("Nom du carnet").fill("Maison de Larmor")
    person.button("Créer le carnet").click()
    person.link("Équipements et notices").click()
    person.button("Ajouter un équipement").click()
    person.field("Équipement").fill("Chaudière")
    person.field("Fin de la garantie").fill(ends_on.isoformat())
    person.button("Enregistrer").click()
    expect(person.page.get_by_role("heading", name=words("Chaudière")).first).to_be_visible()


def test_what_ends_is_told_listed_and_followed_until_the_address_is_renewed(
    resident: Newcomer,
) -> None:
    ariane = resident("Ariane", "Delmas")
    notes_a_boiler(ariane, ends_on=date.today() + timedelta(days=5))

    run_jobs(ariane.server)
    mail = ariane.mail(IN_5_DAYS)
    assert "Maison de Larmor" in mail.text
    run_jobs(ariane.server)
    assert len(ariane.mails(IN_5_DAYS)) == 1
    ariane.opens("/notifications")
    ariane.page.get_by_role(
        "link", name=words("Chaudière – fin de la garantie", whole=False)
    ).click()
    expect(ariane.page.get_by_role("heading", name=words("Chaudière")).first).to_be_visible()
    assert mail.link == ariane.page.url

    ariane.opens("/echeances")
    ariane.is_at("/echeances", "Vos échéances")
    group = ariane.page.get_by_role("region", name=words("Dans les 7 jours"))
    expect(group.get_by_role("link", name=words("Chaudière"))).to_be_visible()

    ariane.button("Créer l'adresse du calendrier").click()
    first = ariane.field("Adresse du calendrier").input_value()
    status, content, cookie = fetched(first)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (status, cookie) == (200, "")
    assert event["summary"] == "Chaudière – fin de la garantie"
    assert event["url"] == mail.link
    secret = first.rpartition("/")[2].removesuffix(".ics")

    # Loaded again, or opened again, the page shows it no more; and it is still good.
    ariane.reloads()
    ariane.is_at("/echeances", "Vos échéances")
    ariane.sees("Une adresse existe depuis")
    assert secret not in ariane.page.content()
    assert fetched(first)[0] == 200

    ariane.page.get_by_text(words("Renouveler l'adresse")).click()
    ariane.button("Oui, renouveler l'adresse").click()
    ariane.sees("l'ancienne ne répond plus")
    second = ariane.field("Adresse du calendrier").input_value()
    assert (fetched(first)[0], fetched(second)[0]) == (404, 200)

    ariane.link("Vos échéances").click()
    ariane.page.get_by_text(words("Supprimer l'adresse")).click()
    ariane.button("Oui, supprimer l'adresse").click()
    expect(ariane.button("Créer l'adresse du calendrier")).to_be_visible()
    assert fetched(second)[0] == 404
    assert secret not in ariane.server.log


def test_everybody_can_use_these_pages(resident: Newcomer) -> None:
    inspected, oscar = Examination(), resident("Oscar", "Bellec")
    oscar.opens("/echeances")
    oscar.sees("Aucune échéance")
    inspected.look_at(oscar.page, "échéances, sans aucune")
    notes_a_boiler(oscar, ends_on=date.today() + timedelta(days=5))
    oscar.opens("/echeances")
    oscar.sees("Dans les 7 jours")
    inspected.look_at(oscar.page, "échéances")
    oscar.button("Créer l'adresse du calendrier").click()
    oscar.sees("elle n'est affichée qu'une fois")
    inspected.look_at(oscar.page, "adresse du calendrier")
    oscar.link("Vos échéances").click()
    for title in ("Renouveler l'adresse", "Supprimer l'adresse"):
        oscar.page.get_by_text(words(title)).click()
    inspected.look_at(oscar.page, "échéances, adresse à renouveler")
    assert inspected.faults == []


def test_who_has_no_date_is_told_where_to_note_one(resident: Newcomer) -> None:
    paul = resident("Paul", "Guillou")
    paul.link("Vos échéances").click()
    paul.is_at("/echeances", "Vos échéances")
    paul.sees("Aucune échéance")


def test_the_address_can_be_copied_by_a_button(resident: Newcomer) -> None:
    lea = resident("Léa", "Kervella")
    lea.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lea.opens("/echeances")
    lea.button("Créer l'adresse du calendrier").click()
    lea.button("Copier").click()
    lea.sees("Adresse copiée")
    shown = lea.field("Adresse du calendrier").input_value()
    assert lea.page.evaluate("navigator.clipboard.readText()") == shown
