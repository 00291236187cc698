"""« Vos notifications »: the count that changes by itself, the list, and what each row leads to."""

import re
import sqlite3
import time
from contextlib import closing

from playwright.sync_api import Locator, expect

from ecoapp.core.tokens import new_id
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.examination import Examination
from tests.e2e.installation import Installation
from tests.e2e.people import COMPANY, LOG_IN, MEMBER_AREA, REQUEST, Newcomer, Somebody, words

INBOX = "/notifications"
TITLE = "Vos notifications"
# PRODUCT §3: how long an administrator waits at most, in milliseconds.
AT_ONCE = 2_000


def inbox_link(of: Somebody, unread: int) -> Locator:
    """The entry of the header, with what it says to those who hear it."""
    count = {0: "", 1: " 1 non lue"}.get(unread, f" {unread} non lues")
    return of.page.get_by_role("navigation", name="Navigation principale").get_by_role(
        "link", name=words(f"{TITLE}{count}")
    )


def tab(of: Somebody, label: str) -> Locator:
    return of.page.get_by_role("navigation", name="Filtrer les notifications").get_by_role(
        "link", name=re.compile(rf"^{label}\s")
    )


def rows(of: Somebody) -> Locator:
    return of.page.locator("main li.row")


def row(of: Somebody, title: str) -> Locator:
    return rows(of).filter(has=of.page.get_by_role("heading", name=words(title, whole=False)))


def administrator(newcomer: Newcomer, siret: str) -> Somebody:
    """Inès, in « Mon espace », told of nothing but the établissement she has created."""
    ines = newcomer("Inès", "Lambert").signs_up(COMPANY).creates(siret)
    ines.opens(MEMBER_AREA)
    expect(inbox_link(ines, 1)).to_be_visible()
    return ines


def asks(person: Somebody, siret: str) -> None:
    """The request is there once its page is."""
    person.looks_for(siret)
    person.field("Message à l'administrateur").fill("Je tiens le chantier de Vannes")
    person.button("Envoyer une demande de rattachement").click()
    person.is_at(REQUEST)


def test_an_administrator_sees_a_new_request_at_once_and_leads_it_to_its_answer(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows(name="MENUISERIE AUBRY")
    ines = administrator(newcomer, siret)
    camille = newcomer("Camille", "Renaud").signs_up()
    inbox = ines.in_another_tab()
    inbox.opens(INBOX)
    inbox.is_at(INBOX, TITLE)
    expect(rows(inbox)).to_have_count(1)
    asks(camille, siret)
    # Nobody touches Inès's browser.
    expect(inbox_link(ines, 2)).to_be_visible(timeout=AT_ONCE)
    expect(ines.page.locator(".nav .count")).to_have_text("2")
    expect(rows(inbox)).to_have_count(2, timeout=AT_ONCE)
    asked = row(inbox, "Camille Renaud demande son rattachement à")
    expect(asked).to_contain_text("Je tiens le chantier de Vannes")
    inbox_link(ines, 2).click()
    ines.is_at(INBOX, TITLE)
    ines.sees("2 non lues sur 2")
    # Opened in another tab by the middle button, it is read everywhere.
    manage = ines.link("Gérer les droits de Camille Renaud")
    with ines.context.expect_page() as opened:
        manage.click(button="middle")
    expect(opened.value).to_have_url(REQUEST)
    expect(inbox_link(ines, 1)).to_be_visible(timeout=AT_ONCE)
    expect(asked.get_by_role("button", name=re.compile("Marquer comme non lue"))).to_be_visible()
    opened.value.close()
    # By keyboard; Back leads to the list again.
    manage.focus()
    ines.page.keyboard.press("Enter")
    ines.is_at(REQUEST)
    ines.goes_back()
    ines.is_at(INBOX, TITLE)
    expect(rows(ines)).to_have_count(2)
    ines.page.set_viewport_size({"width": 360, "height": 300})
    ines.link("Vos établissements").click()
    ines.is_at(f"{MEMBER_AREA}#etablissements", "Mon espace")
    expect(ines.page.get_by_role("heading", name="Vos établissements")).to_be_in_viewport()


def test_the_list_is_filtered_marked_and_paged(
    newcomer: Newcomer, official_directory: OfficialDirectory, server: Installation
) -> None:
    ines = administrator(newcomer, official_directory.knows(name="ATELIER LAMBERT"))
    inbox_link(ines, 1).click()
    ines.is_at(INBOX, TITLE)
    created = row(ines, "est créé dans l'Espace Services")
    created.get_by_role("button", name=re.compile("Marquer comme lue")).click()
    ines.sees("Tout est lu")
    expect(inbox_link(ines, 0)).to_be_visible()
    expect(created.get_by_role("button", name=re.compile("non lue"))).to_be_focused()
    tab(ines, "Non lues").click()
    ines.is_at(f"{INBOX}?filtre=non-lues", TITLE)
    ines.sees("Vous n'avez aucune notification non lue.")
    tab(ines, "À traiter").click()
    ines.sees("Personne n'attend de réponse de votre part.")
    many_notifications(server, of=ines, count=45)
    tab(ines, "Toutes").click()
    expect(rows(ines)).to_have_count(20)
    expect(tab(ines, "Toutes")).to_have_attribute("aria-current", "true")
    first = rows(ines).first.inner_text()
    ines.link("Plus anciennes").click()
    expect(rows(ines).first).not_to_have_text(first)
    expect(ines.page.get_by_role("heading", level=1)).to_be_focused()
    ines.link("Plus anciennes").click()
    expect(rows(ines)).to_have_count(6)
    ines.reloads()
    expect(rows(ines)).to_have_count(6)
    ines.link("Plus récentes").click()
    expect(rows(ines)).to_have_count(20)
    ines.goes_back()
    expect(rows(ines)).to_have_count(6)
    tab(ines, "Non lues").click()
    expect(rows(ines)).to_have_count(20)
    # The row goes; its place is taken by the next one, under the same fingers.
    second = rows(ines).nth(1)
    title = second.locator("h3").inner_text()
    second.get_by_role("button", name=re.compile("Marquer comme lue")).press("Enter")
    expect(rows(ines).filter(has_text=title.removeprefix("Non lue\u00a0: "))).to_have_count(0)
    expect(rows(ines).nth(1).get_by_role("button")).to_be_focused()
    ines.button("Tout marquer comme lu").click()
    ines.sees("Tout est lu")
    expect(inbox_link(ines, 0)).to_be_visible()


def test_a_link_to_a_part_of_the_list_leads_there_through_the_log_in(resident: Newcomer) -> None:
    ines = resident("Inès", "Lambert")
    ines.logs_out()
    ines.opens(f"{INBOX}?filtre=non-lues")
    ines.is_at(re.compile(rf"{LOG_IN}\?suite="))
    ines.logs_in()
    ines.is_at(f"{INBOX}?filtre=non-lues", TITLE)


def test_everybody_can_use_the_list(
    newcomer: Newcomer, official_directory: OfficialDirectory, server: Installation
) -> None:
    siret = official_directory.knows(name="MAIRIE DE SÉNÉ")
    ines = administrator(newcomer, siret)
    many_notifications(server, of=ines, count=25)
    asks(newcomer("Marie-Bénédicte", "de La Rochefoucauld-Montbel").signs_up(), siret)
    examination = Examination()
    for path, state in (
        (INBOX, "notifications"),
        (f"{INBOX}?filtre=a-traiter", "notifications à traiter"),
        (f"{INBOX}?filtre=non-lues", "notifications non lues"),
    ):
        ines.opens(path)
        expect(rows(ines).first).to_be_visible()
        examination.look_at(ines.page, state)
    ines.button("Tout marquer comme lu").click()
    ines.sees("Vous n'avez aucune notification non lue.")
    examination.look_at(ines.page, "notifications, toutes lues")
    assert examination.faults == []


def test_the_server_ends_at_once_with_pages_open(
    newcomer: Newcomer, own_server: Installation
) -> None:
    camille = newcomer("Camille", "Renaud", at=own_server)
    camille.signs_up()
    camille.opens(MEMBER_AREA)
    camille.is_at(MEMBER_AREA)
    with camille.expecting_trouble("WebSocket", "ERR_CONNECTION_REFUSED"):
        begun = time.monotonic()
        own_server.stop()
        assert time.monotonic() - begun < 5
    assert "Traceback" not in own_server.log


def many_notifications(server: Installation, *, of: Somebody, count: int) -> None:
    """As many times the first thing this person was told, unread."""
    with closing(sqlite3.connect(server.data_dir / "ecoapp.db", timeout=10)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            "SELECT notification.* FROM notification JOIN account ON account.id = account_id"
            " WHERE email_key = ? LIMIT 1",
            (of.email.casefold(),),
        ).fetchone()
        for number in range(count):
            values = {
                **found,
                "id": new_id().hex,
                "title": f"Atelier n°\u00a0{number} est créé dans l’Espace Services",
                "read_at": None,
            }
            names, places = ", ".join(values), ", ".join("?" * len(values))
            database.execute(
                f"INSERT INTO notification ({names}) VALUES ({places})", tuple(values.values())
            )
        database.commit()
