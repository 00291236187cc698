"""The last choice counts: in every form of every page, in a fresh tab, by mouse and by keys.

Each page that has something to choose has a line in `OPENINGS`; one without fails. What counts is
what is chosen on the screen and what the form would send.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

import ecoapp.ecoapp  # noqa: F401 -- registers the pages
from ecoapp.models import Account, Establishment, Membership
from ecoapp.pages import PAGES
from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.people import COMPANY, LOG_IN, PERSON_STEP, STRUCTURE_STEP, Newcomer, Somebody

_CHOICE = re.compile(r"""type:"(?:radio|checkbox)"|['"]name['"]: '"select"'""")
_PLACE = "/etablissements/[establishment_siret]"
_CARNET = "/carnets/[logbook_id]"


@dataclass
class Scene:
    """Where everything is that Maïa may decide of; each value stands in for a part of a route."""

    establishment_siret: str
    request_id: str
    membership_id: str
    logbook_id: str
    offered: str
    share_id: str
    collection: str
    stove: str
    vacant: str

    def address(self, route: str, **given: str) -> str:
        values = {**vars(self), **given}
        return re.sub(r"\[(\w+)\]", lambda found: values[found[1]], route)


def _with(**given: str) -> Callable[[Scene, str], str]:
    return lambda scene, route: scene.address(
        route, **{name: getattr(scene, value, value) for name, value in given.items()}
    )


def _as_it_is(scene: Scene, route: str) -> str:
    return scene.address(route)


# How each page is reached, by its route. The two of the wizard are tried by somebody new.
OPENINGS: dict[str, Callable[[Scene, str], str]] = {
    "/": _as_it_is,
    LOG_IN: _as_it_is,
    "/contact": _as_it_is,
    "/espace": _as_it_is,
    "/demandes/[request_id]": _as_it_is,
    f"{_PLACE}/membres": _as_it_is,
    f"{_PLACE}/membres/[membership_id]": _as_it_is,
    f"{_PLACE}/[section]": _with(section="collections"),
    f"{_PLACE}/[section]/[entry]": _with(section="collections", entry="collection"),
    f"{_CARNET}/acceptation": _with(logbook_id="offered"),
    f"{_CARNET}/partages": _as_it_is,
    f"{_CARNET}/partages/[share_id]": _as_it_is,
    f"{_CARNET}/remise": _as_it_is,
    f"{_CARNET}/[part]": _with(part="equipment"),
    f"{_CARNET}/[part]/[entry]": _with(part="equipment", entry="stove"),
    "/operateur/etablissements/[establishment_siret]": _with(establishment_siret="vacant"),
}
WIZARD = {STRUCTURE_STEP, PERSON_STEP}
FOR_NOBODY = {"/", LOG_IN}
# What must be opened first, where the form is not there at once.
_OPENERS = re.compile("Ajouter un|Demander un|Modifier l|Inviter un membre")

# The groups of choices that one sees and that were not tried yet; each is marked by its number.
GROUPS = """() => {
    const groups = new Map();
    const all = "main form :is([type=radio], [type=checkbox], select)";
    for (const field of document.querySelectorAll(all)) {
        const seen = field.closest("label, .field") ?? field;
        if (field.disabled || field.dataset.tried || !seen.checkVisibility()) continue;
        const key = field.type === "radio" ? field.name : field.id;
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(field);
    }
    window.tried ??= 0;
    return [...groups.values()].map((fields) => {
        fields.forEach((field) => { field.dataset.tried = ++window.tried });
        return {kind: fields[0].type, numbers: fields.map((field) => field.dataset.tried)};
    });
}"""
# What React may do at any moment, and what the behaviours then look at.
STIR = """() => {
    const one = document.createElement("i");
    document.body.append(one);
    one.remove();
}"""
CHOSEN = """number => {
    const field = document.querySelector(`[data-tried="${number}"]`);
    const sent = new FormData(field.form).getAll(field.name);
    if (field.options) return [field.selectedIndex, sent[0] === field.value];
    return [field.checked, sent.includes(field.value) === field.checked];
}"""


def routes_with_choices() -> set[str]:
    return {page.route for page in PAGES if _CHOICE.search(str(page.content().render()))}


def test_every_page_that_has_something_to_choose_is_tried() -> None:
    assert routes_with_choices() == set(OPENINGS) | WIZARD


@pytest.fixture
def maia(resident: Newcomer, official_directory: OfficialDirectory) -> Somebody:
    siret = official_directory.knows()
    return resident("Maïa", "Le Goff", administers=siret)


def _scene(session: Session, maia: Somebody, vacant: str) -> Scene:
    account = factories.account_of(session, maia.email)
    account.is_operator = True
    session.add(account)
    place = _place_of(session, account)
    luc = factories.account(session, first_name="Luc", email=f"luc.{vacant}@martin.example")
    zoe = factories.account(session, first_name="Zoé", email=f"zoe.{vacant}@martin.example")
    empty = factories.establishment(session, siret=vacant)
    factories.membership(session, zoe, empty)
    carnet = factories.logbook(session, account)
    return Scene(
        establishment_siret=place.siret,
        request_id=str(factories.membership_request(session, zoe, place).id),
        membership_id=str(factories.membership(session, luc, place).id),
        logbook_id=str(carnet.id),
        offered=str(factories.logbook(session, prepared_by=luc, offered_to=maia.email).id),
        share_id=str(factories.share(session, carnet, luc, {"equipment": AccessLevel.READ}).id),
        collection=str(factories.entry(session, place, "collections", by=account).id),
        stove=str(factories.entry(session, carnet, "equipment", by=account, name="Poêle").id),
        vacant=vacant,
    )


def _place_of(session: Session, account: Account) -> Establishment:
    [membership] = session.exec(select(Membership).where(Membership.account_id == account.id))
    return session.get_one(Establishment, membership.establishment_id)


@pytest.fixture
def scene(maia: Somebody, official_directory: OfficialDirectory) -> Scene:
    with maia.server.rows_to_come() as session:
        return _scene(session, maia, official_directory.knows())


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_the_last_choice_counts_on_every_page(
    maia: Somebody, newcomer: Newcomer, scene: Scene, how: str
) -> None:
    somebody_new = newcomer()
    wrong = []
    for route, opening in OPENINGS.items():
        somebody = somebody_new if route in FOR_NOBODY else maia
        wrong += _tried(somebody, opening(scene, route), how, route)
    assert wrong == []


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_the_last_choice_counts_in_the_wizard(newcomer: Newcomer, how: str) -> None:
    camille = newcomer().signs_up(until=STRUCTURE_STEP)
    wrong = _tried(camille, STRUCTURE_STEP, how, STRUCTURE_STEP)
    camille.chooses(COMPANY)
    camille.is_at(PERSON_STEP)
    assert wrong + _tried(camille, PERSON_STEP, how, PERSON_STEP) == []


def test_who_refuses_and_then_names_an_administrator_has_named_one(
    maia: Somebody, scene: Scene
) -> None:
    maia.opens(f"/demandes/{scene.request_id}")
    maia.radio("Refuser").check()
    maia.radio("Administrateur").check()
    maia.button("Valider").click()
    maia.sees("acceptée")
    assert maia.server.count("membership", is_administrator=1) >= 2


def _tried(somebody: Somebody, address: str, how: str, route: str) -> list[str]:
    """In a tab of its own, where nothing has been stored yet; what went wrong there."""
    somebody = somebody.in_another_tab()
    page = somebody.page
    somebody.opens(address)
    _opens_what_is_closed(page)
    wrong, tried = [], 0
    while groups := page.evaluate(GROUPS):
        for group in groups:
            tried += 1
            wrong += _fails(page, group, how, route)
            _shows_more(page)
    assert tried, f"nothing to choose at {route}"
    page.close()
    return wrong


def _opens_what_is_closed(page: Page) -> None:
    any_choice = page.locator("main form :is([type=radio], [type=checkbox], select)")
    opener = page.locator("main :is(button, summary)").filter(has_text=_OPENERS)
    expect(any_choice.or_(opener).first).to_be_attached()
    if not any_choice.count() or not any_choice.first.is_visible():
        opener.first.click()
        expect(any_choice.first).to_be_visible()


def _shows_more(page: Page) -> None:
    """The rights one by one are there once one wants them."""
    more = page.locator("[value=personnaliser]")
    if more.count() and more.is_visible():
        more.check()


def _fails(page: Page, group: dict[str, Any], how: str, route: str) -> list[str]:
    kind, numbers = group["kind"], group["numbers"]
    fields = [page.locator(f'[data-tried="{number}"]') for number in numbers]
    before = page.evaluate(CHOSEN, numbers[0])[0]
    tries = {"mouse": _by_mouse, "keys": _by_keys}[how]
    expected = tries(page, kind, fields, before)
    page.evaluate(STIR)
    found = [page.evaluate(CHOSEN, number) for number in numbers]
    if kind == "radio":
        wanted = [[rank == expected, True] for rank in range(len(numbers))]
    else:
        wanted = [[expected, True]]
    name = fields[0].get_attribute("name")
    return [] if found == wanted else [f"{route}, {name}, {how}: {found} instead of {wanted}"]


def _by_mouse(page: Page, kind: str, fields: list[Any], before: Any) -> Any:
    """Several changes at once, with nothing between them; gives what is chosen after them."""
    if kind == "radio":
        for field in (fields[0], fields[-1], fields[0], fields[-1]):
            field.click()
        return len(fields) - 1
    if kind == "checkbox":
        for _ in range(2):
            fields[0].click()
        return before
    last = fields[0].evaluate("it => it.options.length - 1")
    for index in (last, 0, last):
        fields[0].select_option(index=index)
    return last


def _by_keys(page: Page, kind: str, fields: list[Any], before: Any) -> Any:
    fields[0].focus()
    if kind == "checkbox":
        for _ in range(2):
            page.keyboard.press("Space")
        return before
    if kind == "radio":
        for key in ("Space", "ArrowDown", "ArrowDown"):
            page.keyboard.press(key)
        return 2 % len(fields)
    last, now = fields[0].evaluate("it => it.options.length - 1"), before
    for key, step in (("ArrowDown", 1), ("ArrowDown", 1), ("ArrowUp", -1)):
        page.keyboard.press(key)
        now = min(max(now + step, 0), last)
    return now
