"""Who reaches what: other sites, other browsers, other people, and nobody after log-out."""

import json
import re
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e import socket_client
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.installation import Installation, StartServer
from tests.e2e.people import (
    CODE_STEP,
    EMAIL_STEP,
    ESTABLISHMENT_STEP,
    INDIVIDUAL,
    LOG_IN,
    MEMBER_AREA,
    PERSON_STEP,
    REQUEST,
    Newcomer,
    Somebody,
    words,
)

ELSEWHERE = "http://ailleurs.example"
CONFIRMATION = "/adhesion/confirmation"
LOG_OUT = "/deconnexion"
NEW_PASSWORD = "/nouveau-mot-de-passe"
MAILBOX = "/boite-mail"
DAY = 24 * 3600


# Other sites


@pytest.mark.parametrize("path", [LOG_IN, LOG_OUT, CODE_STEP, CONFIRMATION, NEW_PASSWORD])
@pytest.mark.parametrize("origin", [ELSEWHERE, "null", "https://localhost"])
def test_a_post_from_another_site_is_refused(server: Installation, path: str, origin: str) -> None:
    status, headers, page = _asks(server, path, method="POST", headers={"Origin": origin})
    assert status == 403
    assert "Cet envoi ne vient pas de l’Espace Services" in page
    assert "set-cookie" not in headers


def test_a_form_of_another_site_cannot_log_somebody_out(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    form = f'<form method="post" action="{camille.server.url}{LOG_OUT}"><button>Gagnez</button>'
    _serves(camille, form)
    camille.opens(ELSEWHERE)
    with camille.expecting_trouble("403"):
        camille.button("Gagnez").click()
        camille.sees("Cet envoi ne vient pas de l'Espace Services")
    camille.opens(MEMBER_AREA)
    camille.is_at(MEMBER_AREA)


def test_a_page_of_another_site_cannot_open_the_socket(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    _serves(camille, "<h1>Ailleurs</h1>")
    camille.opens(ELSEWHERE)
    address = f"{camille.server.url.replace('http', 'ws')}/_event/?EIO=4&transport=websocket"
    with camille.expecting_trouble("WebSocket"):
        heard = camille.page.evaluate(
            """address => new Promise(resolve => {
                const socket = new WebSocket(address);
                socket.onopen = () => resolve("open");
                socket.onerror = () => resolve("refused");
            })""",
            address,
        )
    assert heard == "refused"


def test_a_socket_opens_for_our_own_pages_only(server: Installation) -> None:
    with socket_client.opened(server.url) as spoken:
        spoken.waits_for('"sid"')
    for origin in (ELSEWHERE, "null", server.url.replace("http", "https"), f"{server.url}0"):
        refusal = pytest.raises(socket_client.Refused)
        with refusal as refused, socket_client.opened(server.url, origin=origin):
            raise AssertionError(f"a socket opened for {origin}")
        assert refused.value.status == 403


def test_other_sites_may_read_nothing_and_frame_nothing(server: Installation) -> None:
    for path in ("/", EMAIL_STEP, MEMBER_AREA, "/sante", "/introuvable"):
        _, headers, _ = _asks(server, path, headers={"Origin": ELSEWHERE})
        assert "access-control-allow-origin" not in headers, path
        assert headers["x-content-type-options"] == "nosniff", path
    _, headers, _ = _asks(server, "/")
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert re.search(r"script-src 'self'( 'sha256-[^']+')*(;|$)", policy)


# The cookie


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens("/")
    camille.is_at("/")
    cookie = _cookie(camille)
    assert (cookie["name"], cookie["path"]) == ("session", "/")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Lax", False)
    assert cookie["expires"] == -1
    assert camille.page.evaluate("document.cookie") == ""


def test_the_cookie_changes_at_log_in_and_at_log_out(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    seen = [_cookie(camille)["value"]]
    camille.types_the_code()
    camille.is_at(MEMBER_AREA)
    seen.append(_cookie(camille)["value"])
    camille.logs_out()
    seen.append(_cookie(camille)["value"])
    camille.opens(LOG_IN)
    camille.logs_in()
    camille.is_at(MEMBER_AREA)
    seen.append(_cookie(camille)["value"])
    assert len(set(seen)) == 4

    # What opened the session before log-out opens nothing any more.
    camille.context.clear_cookies()
    for old in seen[:3]:
        camille.context.add_cookies([{"name": "session", "value": old, "url": camille.server.url}])
        camille.opens(MEMBER_AREA)
        camille.is_at(LOG_IN)


def test_rester_connecté_keeps_the_cookie_for_thirty_days(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.opens(LOG_IN)
    camille.field("Rester connecté").check()
    camille.logs_in()
    camille.is_at(MEMBER_AREA)
    now = camille.page.evaluate("Date.now() / 1000")
    assert 29.9 * DAY < _cookie(camille)["expires"] - now < 30.1 * DAY


def test_on_https_the_cookie_is_secure_and_bound_to_the_host(start_server: StartServer) -> None:
    server = start_server(ECOAPP_PUBLIC_URL="https://espace-services.example")
    _, headers, _ = _asks(server, "/")
    cookie = headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure", cookie
    ), cookie
    assert int(re.findall(r"max-age=(\d+)", headers["strict-transport-security"])[0]) >= 180 * DAY


# Other browsers and other people


@pytest.mark.parametrize("until", [CODE_STEP, ""], ids=["under way", "signed in"])
def test_the_client_token_of_another_browser_reveals_nothing(
    newcomer: Newcomer, server: Installation, until: str
) -> None:
    camille = newcomer("Philomène", "Quatremère").signs_up(until=until)
    # What a screen has shown is in the state that the token leads to.
    camille.opens(until or MEMBER_AREA)
    camille.sees(camille.email if until else camille.first_name)
    ghislaine = newcomer("Ghislaine", "Vaugirard").signs_up(INDIVIDUAL)
    token = camille.page.evaluate("sessionStorage.getItem('token')")
    assert token

    def steal(cookie: str) -> str:
        with socket_client.opened(server.url, cookie=cookie, token=token) as spoken:
            spoken.send_event(f"{socket_client.ROOT}.hydrate")
            for path in (PERSON_STEP, MEMBER_AREA, ESTABLISHMENT_STEP):
                spoken.send_event(f"{socket_client.ROOT}.{socket_client.ON_LOAD}", path)
            return spoken.received(quiet_for=1)

    cookies = ("", _cookie_header(ghislaine))
    heard = [steal(cookie) for cookie in cookies]
    camille.page.close()
    heard += [steal(cookie) for cookie in cookies]
    for texts in heard:
        assert "rx_state_" in texts, "the server said nothing at all"
        for mine in (
            camille.email,
            camille.first_name,
            camille.last_name,
            _cookie(camille)["value"],
        ):
            assert json.dumps(mine)[1:-1] not in texts and mine not in texts, texts


def test_a_tab_with_a_stolen_token_shows_its_own_browser_only(newcomer: Newcomer) -> None:
    camille = newcomer("Philomène", "Quatremère").signs_up(until=CODE_STEP)
    token = camille.page.evaluate("sessionStorage.getItem('token')")
    camille.page.close()
    thief = newcomer()
    thief.context.add_init_script(f"sessionStorage.setItem('token', {json.dumps(token)})")
    heard: list[str] = []
    thief.page.on(
        "websocket", lambda opened: opened.on("framereceived", lambda text: heard.append(str(text)))
    )
    for step in (PERSON_STEP, CODE_STEP):
        thief.opens(step)
        thief.is_at(EMAIL_STEP)
        expect(thief.field("Adresse mail")).to_have_value("")
    assert token in "".join(heard), "the token was not used"
    assert camille.email not in "".join(heard)


def test_a_request_shows_to_who_sent_it_and_to_no_stranger(
    newcomer: Newcomer, known_siret: str
) -> None:
    camille = newcomer().signs_up()
    camille.looks_for(known_siret)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST, "Votre demande de rattachement")
    address = camille.page.url

    stranger = newcomer("Paul", "Étranger").signs_up(INDIVIDUAL)
    unknown = address[:-12] + "0" * 12
    for place in (address, unknown, f"{camille.server.url}/demandes/n-importe-quoi"):
        stranger.opens(place)
        stranger.sees("cette page n'existe pas")
        expect(stranger.page.locator("body")).not_to_contain_text("MAIRIE DE VANNES")
    nobody = newcomer()
    nobody.opens(address)
    nobody.is_at(re.compile(rf"{LOG_IN}\?suite=/demandes/"))


def test_five_wrong_passwords_slow_the_sixth_one_down(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.opens(LOG_IN)
    right, camille.password = camille.password, "Ce n'est pas le bon, 7 fois"
    for _ in range(5):
        camille.logs_in()
        camille.is_told_on_top("L'adresse mail ou le mot de passe ne correspond pas")
        camille.opens(LOG_IN)
    tries = 0
    while not camille.page.get_by_text(words("Réessayez dans", whole=False)).count():
        # The first delays last a second or two: too short for a slow machine to meet them.
        tries += 1
        assert tries < 6, "as many wrong passwords as one likes"
        camille.logs_in()
        camille.page.wait_for_load_state()
        expect(camille.page.get_by_role("alert")).to_be_visible()
    camille.sees("Plusieurs essais ont échoué avec cette adresse. Réessayez dans")
    camille.password = right


# After log-out


def test_after_log_out_another_tab_is_led_to_the_log_in_by_itself(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    """What it would still ask is refused by the server: `test_session_binding.py`."""
    siret = official_directory.knows()
    camille = newcomer().signs_up()
    there = camille.in_another_tab()
    there.opens(ESTABLISHMENT_STEP)
    there.is_at(ESTABLISHMENT_STEP)
    there.field("SIRET de votre établissement").fill(siret)
    camille.logs_out()
    there.is_at(LOG_IN)
    there.reloads()
    there.is_at(LOG_IN)
    expect(there.page.locator("body")).not_to_contain_text(camille.first_name)
    assert siret not in official_directory.asked


def test_after_log_out_going_back_shows_nothing(newcomer: Newcomer) -> None:
    camille = newcomer("Philomène", "Quatremère").signs_up(INDIVIDUAL)
    camille.sees("Bonjour Philomène.")
    camille.logs_out()
    camille.goes_back()
    camille.is_at(LOG_IN)
    expect(camille.page.locator("body")).not_to_contain_text("Philomène")


def test_a_tab_left_open_never_acts_for_the_next_person_of_the_same_browser(
    newcomer: Newcomer, server: Installation, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    camille = newcomer().signs_up()
    left_open = camille.in_another_tab()
    left_open.opens(ESTABLISHMENT_STEP)
    left_open.looks_for(siret)
    left_open.is_at(ESTABLISHMENT_STEP, "Cet établissement n'est pas encore connu d'Ecomaison")
    camille.logs_out()
    left_open.is_at(LOG_IN)
    camille.opens("/")
    camille.email = f"suivante.{camille.email}"
    camille.signs_up(INDIVIDUAL)
    expect(left_open.button("Continuer")).to_have_count(0)
    assert server.count("establishment", siret=siret) == 0


# The mailbox of an installation without SMTP


def test_the_mailbox_does_not_exist_where_mails_are_sent(server: Installation) -> None:
    status, _, page = _asks(server, MAILBOX)
    assert status == 404
    assert "Boîte mail" not in page


def test_the_mailbox_does_not_exist_on_a_public_address(start_server: StartServer) -> None:
    server = start_server(ECOAPP_SMTP_URL="", ECOAPP_PUBLIC_URL="https://espace-services.example")
    assert _asks(server, MAILBOX)[0] == 404


def test_without_smtp_the_code_is_read_in_the_mailbox(
    newcomer: Newcomer, start_server: StartServer
) -> None:
    camille = newcomer(at=start_server(ECOAPP_SMTP_URL=""))
    camille.signs_up(INDIVIDUAL, until=CODE_STEP)
    there = camille.in_another_tab()
    there.opens(MAILBOX)
    there.is_at(MAILBOX, "Boîte mail")
    mail = there.page.get_by_role("link", name=re.compile(r"^\d{6} est votre code"))
    # The mail is written before it is delivered, here to the folder that this page reads.
    while not mail.count():
        there.link("Actualiser").click()
        there.is_at(MAILBOX, "Boîte mail")
    there.sees(camille.email)
    code = mail.first.inner_text()[:6]
    # No script runs in the frame of a mail, not even those by which a test looks into it.
    with there.expecting_trouble("Blocked script execution"):
        mail.first.click()
        there.sees("Version mise en page")
        inside = there.page.frame_locator("iframe")
        expect(inside.get_by_text(code).first).to_be_visible()
        inside.get_by_role("link", name=words("Confirmer mon adresse mail")).click()
        there.is_at(re.compile(CONFIRMATION), "Confirmez votre adresse mail")
    camille.types_the_code(code)
    camille.is_at(MEMBER_AREA)


def _serves(somebody: Somebody, body: str) -> None:
    """Let their browser find this page at another site."""
    page = f"<!doctype html><title>Ailleurs</title><link rel=icon href=data:,>{body}"

    def answer(route: Route) -> None:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")

    somebody.context.route(f"{ELSEWHERE}/**", answer)


def _cookie(somebody: Somebody) -> Any:
    [cookie] = somebody.context.cookies()
    return cookie


def _cookie_header(somebody: Somebody) -> str:
    return f"session={_cookie(somebody)['value']}"


def _asks(
    server: Installation,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
) -> tuple[int, Message, str]:
    """What a program gets: the status, the headers and the text."""
    body = b"code=123456" if method == "POST" else None
    asked = urllib.request.Request(f"{server.url}{path}", body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()
