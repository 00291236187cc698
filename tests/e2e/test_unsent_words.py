"""What is typed and not sent: who finds it again after a session has ended, and who does not."""

import pytest
from playwright.sync_api import expect

from tests.e2e.installation import Installation
from tests.e2e.people import LOG_IN, MEMBER_AREA, Newcomer, Somebody

CONTACT = "/contact"
NEW_LOGBOOK = "Créer un carnet"
MESSAGE = "La collecte de mardi n'a pas eu lieu."
# The follower looks once a second.
AT_ONCE = 5_000


@pytest.fixture
def ines(resident: Newcomer) -> Somebody:
    return resident("Inès", "Lambert")


def end_the_sessions(server: Installation) -> None:
    """Of everybody, as twelve hours do."""
    with server._database() as database:
        database.execute("UPDATE account_session SET expires_at = '2020-01-01 00:00:00.000000'")
        database.commit()


def begins(somebody: Somebody) -> None:
    """A carnet, and a message to the team, neither of which they send."""
    somebody.opens(CONTACT)
    expect(somebody.field("Adresse mail")).to_have_value(somebody.email)
    somebody.field("Message").fill(MESSAGE)
    somebody.opens(MEMBER_AREA)
    somebody.field("Nom du carnet").fill("Maison de Ploemeur")
    somebody.radio("Pour un tiers").check()


def finds(somebody: Somebody) -> None:
    expect(somebody.field("Nom du carnet")).to_have_value("Maison de Ploemeur")
    expect(somebody.radio("Pour un tiers")).to_be_checked()
    somebody.opens(CONTACT)
    expect(somebody.field("Message")).to_have_value(MESSAGE)


def finds_nothing(somebody: Somebody) -> None:
    expect(somebody.field("Nom du carnet")).to_have_value("")
    expect(somebody.radio("Pour un tiers")).not_to_be_checked()
    somebody.opens(CONTACT)
    expect(somebody.field("Adresse mail")).to_have_value(somebody.email)
    expect(somebody.field("Message")).to_have_value("")


def test_what_was_sent_on_an_expired_session_is_there_after_the_log_in(
    ines: Somebody, server: Installation
) -> None:
    begins(ines)
    end_the_sessions(server)
    ines.button("Créer le carnet").click()
    ines.is_at(LOG_IN)
    # On the way, an answer that does not fit.
    right, ines.password = ines.password, "Ce n'est pas le bon, 7 fois"
    ines.logs_in()
    ines.is_told_on_top("L'adresse mail ou le mot de passe ne correspond pas")
    ines.password = right
    ines.logs_in()
    ines.is_at(MEMBER_AREA)
    finds(ines)
    assert right not in ines.page.evaluate("JSON.stringify(sessionStorage)")
    ines.opens(MEMBER_AREA)
    ines.field("Adresse mail du tiers").fill("zoe@martin.example")
    ines.button("Créer le carnet").click()
    expect(ines.page).not_to_have_url(ines._url(MEMBER_AREA))
    ines.opens(MEMBER_AREA)
    expect(ines.field("Nom du carnet")).to_have_value("")


def test_another_account_finds_nothing_of_it(
    ines: Somebody, resident: Newcomer, server: Installation
) -> None:
    zoe = resident("Zoé", "Martin")
    begins(ines)
    end_the_sessions(server)
    ines.opens(LOG_IN)
    ines.email = zoe.email
    ines.logs_in()
    ines.is_at(MEMBER_AREA)
    finds_nothing(ines)
    assert "Ploemeur" not in ines.page.evaluate("JSON.stringify(sessionStorage)")


def test_logging_out_in_one_tab_blanks_the_others_and_forgets_their_words(ines: Somebody) -> None:
    other, public = ines.in_another_tab(), ines.in_another_tab()
    begins(other)
    public.opens(CONTACT)
    expect(public.field("Adresse mail")).to_have_value(ines.email)
    public.field("Message").fill(MESSAGE)
    ines.opens(MEMBER_AREA)
    ines.logs_out()
    expect(other.page).to_have_url(other._url(LOG_IN), timeout=AT_ONCE)
    expect(public.link("Se connecter")).to_be_visible(timeout=AT_ONCE)
    expect(public.field("Adresse mail")).to_have_value("")
    expect(public.field("Message")).to_have_value("")
    for tab in (other, public):
        kept = tab.page.evaluate("JSON.stringify(sessionStorage)")
        assert "Ploemeur" not in kept and "collecte" not in kept
    other.logs_in()
    other.is_at(MEMBER_AREA)
    finds_nothing(other)
