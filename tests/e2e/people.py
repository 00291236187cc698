"""People in front of their browsers, who find everything by what is written on it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Self

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, WebError, expect

from tests.e2e import translator
from tests.e2e.installation import Installation
from tests.e2e.letter_box import LetterBox, Mail

COMPANY = "Entreprise privée ou établissement public"
LOCAL_AUTHORITY = "Collectivité territoriale"
ASSOCIATION = "Association ou structure de l'économie sociale et solidaire"
INDIVIDUAL = "Particulier"

CONSENT = "J'autorise la collecte et le traitement de mes données personnelles"
CREATED = (
    "Félicitations, votre établissement est créé dans l'Espace Services, "
    "et vous êtes son administrateur"
)
# React met a fault while it drew in the background, and has drawn the whole page again by itself:
# seen once in some two hundred tests on a loaded machine. What is on screen is what tests look at.
RECOVERED = "Minified React error #520"
# Translated before React took it over, a page is drawn anew by React alone.
DRAWN_ANEW = "Minified React error #418"
NEW_CODE_IN = "Vous pourrez demander un nouveau code dans"

EMAIL_STEP = "/adhesion"
STRUCTURE_STEP = "/adhesion/structure"
PERSON_STEP = "/adhesion/informations"
PASSWORD_STEP = "/adhesion/mot-de-passe"
CODE_STEP = "/adhesion/verification"
ESTABLISHMENT_STEP = "/adhesion/etablissement"
CONGRATULATIONS = "/adhesion/felicitations"
MEMBER_AREA = "/espace"
LOG_IN = "/connexion"
REQUEST = re.compile(r"/demandes/[0-9a-f-]{36}$")

HEADINGS = {
    EMAIL_STEP: "Quelle est votre adresse mail ?",
    STRUCTURE_STEP: "Quelle est votre structure ?",
    PERSON_STEP: "Vos informations",
    PASSWORD_STEP: "Créez votre mot de passe",
    CODE_STEP: "Saisissez votre code de vérification",
    ESTABLISHMENT_STEP: "Renseignez votre établissement",
    CONGRATULATIONS: CREATED,
    MEMBER_AREA: "Mon espace",
    LOG_IN: "Connectez-vous",
}
CODE_MAIL = "est votre code de vérification"

_numbers = count(1)


def words(label: str, *, whole: bool = True) -> re.Pattern[str]:
    """Match a label whatever its spaces (plain, no-break, narrow) and apostrophes are."""
    pattern = r"\s+".join(re.escape(word) for word in label.split()).replace("'", "['’]")
    return re.compile(rf"^\s*{pattern}\s*$" if whole else pattern)


class Somebody:
    """A person with a browser, an address and a letter box."""

    def __init__(
        self,
        context: BrowserContext,
        server: Installation,
        letter_box: LetterBox,
        *,
        first_name: str = "Camille",
        last_name: str = "Renaud",
    ) -> None:
        self.context = context
        self.server = server
        self.letter_box = letter_box
        self.first_name = first_name
        self.last_name = last_name
        self.job_title = "Conductrice de travaux"
        self.phone = "06 39 98 12 34"
        self.email = f"{_plain(first_name)}.{_plain(last_name)}.{next(_numbers)}@martin.example"
        self.password = "Rabot, tilleul et 7 copeaux"
        self.faults: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._hears)
        context.on("weberror", self._sees_crash)
        self.page: Page = context.new_page()

    # What they see

    def field(self, label: str) -> Locator:
        """A field by its label; that it is optional may be written after it."""
        pattern = words(label).pattern.removesuffix(r"\s*$")
        return self.page.get_by_label(re.compile(rf"{pattern}(\s+\(facultatif\))?\s*$"))

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=words(label))

    def link(self, label: str) -> Locator:
        return self.page.get_by_role("link", name=words(label))

    def radio(self, label: str) -> Locator:
        """A radio card: what explains the choice is written below it, inside the same label."""
        start = words(label).pattern.removesuffix(r"\s*$")
        return self.page.get_by_role("radio", name=re.compile(start))

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(words(text, whole=False)).first).to_be_visible()

    def is_at(self, path: str | re.Pattern[str], heading: str = "") -> None:
        """The address and the title of the page, which is then ready to be used."""
        expect(self.page).to_have_url(path if isinstance(path, re.Pattern) else self._url(path))
        title = heading or (HEADINGS.get(path, "") if isinstance(path, str) else "")
        if title:
            expect(self.page.get_by_role("heading", level=1, name=words(title))).to_be_visible()

    def is_told(self, message: str, *, beside: str) -> None:
        """An error: in the summary on top, which has the focus, in the title, and at the field."""
        self.is_told_on_top(message)
        field = self.field(beside)
        expect(field).to_have_accessible_description(words(message, whole=False))
        expect(field).to_have_attribute("aria-invalid", "true")
        beside_it = self.page.locator(".has-error").filter(has=field).locator(".error")
        expect(beside_it).to_have_text(words(message, whole=False))

    def is_told_on_top(self, message: str) -> None:
        """The summary may name the field before the sentence, hence the case."""
        summary = self.page.get_by_role("alert")
        anywhere = re.compile(words(message, whole=False).pattern, re.IGNORECASE)
        expect(summary).to_contain_text(anywhere)
        expect(summary).to_be_focused()
        expect(self.page).to_have_title(re.compile(r"^Erreur\s: "))

    # What they do, step by step

    def opens(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self._url(path))

    def begins(self) -> None:
        self.opens("/")
        self.link("Adhérez à Ecomaison").click()
        self.is_at(EMAIL_STEP)

    def gives_their_address(self) -> None:
        self.field("Adresse mail").fill(self.email)
        self.button("Étape suivante").click()

    def chooses(self, structure: str) -> None:
        self.radio(structure).check()
        self.button("Continuer").click()

    def pastes(self, label: str, text: str) -> None:
        """All of a text at once in place of what is there, as far as the field takes it."""
        self.field(label).fill("")
        self.field(label).focus()
        self.page.keyboard.insert_text(text)

    def introduces_themself(self, *, individual: bool = False) -> None:
        self.field("Prénom").fill(self.first_name)
        self.field("Nom").fill(self.last_name)
        if individual:
            expect(self.field("Fonction")).to_have_count(0)
        else:
            self.field("Fonction").fill(self.job_title)
        self.field("Numéro de téléphone").fill(self.phone)
        self.field(CONSENT).check()
        self.button("Continuer").click()

    def chooses_a_password(self) -> None:
        self.field("Mot de passe").fill(self.password)
        self.button("Continuer").click()

    def types_the_code(self, code: str = "") -> None:
        self.field("Code de vérification").fill(code or self.code_mail().code)
        self.button("Continuer").click()

    def looks_for(self, siret: str) -> None:
        self.field("SIRET de votre établissement").fill(siret)
        self.button("Rechercher mon établissement").click()

    def describes_it(self, name: str = "Atelier Martin") -> None:
        """The name and the address, when no directory tells them."""
        self.field("Nom de l'établissement").fill(name)
        self.field("Numéro et rue").fill("12 rue des Charpentiers")
        self.field("Code postal").fill("56000")
        self.field("Commune").fill("Vannes")

    def logs_in(self) -> None:
        self.field("Adresse mail").fill(self.email)
        self.field("Mot de passe").fill(self.password)
        self.button("Se connecter").click()

    def logs_out(self) -> None:
        self.page.locator("summary").filter(has_text=self.first_name).click()
        self.button("Se déconnecter").click()
        self.is_at("/")

    # Whole stretches of the way

    def signs_up(self, structure: str = COMPANY, *, until: str = "") -> Self:
        """The wizard from its first step to the account, or until a step has just opened."""
        individual = structure == INDIVIDUAL
        self.opens(EMAIL_STEP)
        for step, walks in (
            (EMAIL_STEP, self.gives_their_address),
            (STRUCTURE_STEP, lambda: self.chooses(structure)),
            (PERSON_STEP, lambda: self.introduces_themself(individual=individual)),
            (PASSWORD_STEP, self.chooses_a_password),
            (CODE_STEP, self.types_the_code),
        ):
            self.is_at(step)
            if step == until:
                return self
            walks()
        self.is_at(MEMBER_AREA if individual else ESTABLISHMENT_STEP)
        return self

    def creates(self, siret: str) -> Self:
        """An établissement that the directory knows and the application does not."""
        self.looks_for(siret)
        self.is_at(ESTABLISHMENT_STEP, "Cet établissement n'est pas encore connu d'Ecomaison")
        self.button("Continuer").click()
        self.is_at(CONGRATULATIONS)
        return self

    # Their mails

    def mail(self, subject: str, *, after: int = 0) -> Mail:
        return self.letter_box.newest(self.email, subject, after=after)

    def mails(self, subject: str = "") -> list[Mail]:
        return self.letter_box.all(self.email, subject)

    def code_mail(self, *, after: int = 0) -> Mail:
        return self.mail(CODE_MAIL, after=after)

    # Their browser

    def in_another_tab(self) -> "Somebody":
        """The same person and browser; what happens there is checked here too."""
        other = Somebody.__new__(Somebody)
        other.__dict__.update(self.__dict__)
        other.page = self.context.new_page()
        return other

    def goes_back(self) -> None:
        self.page.go_back()

    def goes_forward(self) -> None:
        self.page.go_forward()

    def reloads(self) -> None:
        self.page.reload()

    @contextmanager
    def expecting_trouble(self, *patterns: str) -> Iterator[None]:
        """Let the browser complain of this, and of nothing else, meanwhile."""
        self._expected += patterns
        yield
        # What was logged just now may still be on its way.
        self.page.evaluate("0")
        for pattern in patterns:
            self._expected.remove(pattern)

    def _url(self, path: str) -> str:
        return f"{self.server.url}{path}"

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._notes(f"console: {message.text} ({message.location.get('url', '')})")

    def _sees_crash(self, error: WebError) -> None:
        is_drawn_anew = translator.IS_WANTED and DRAWN_ANEW in str(error.error)
        if RECOVERED not in str(error.error) and not is_drawn_anew:
            self._notes(f"page: {error.error}")

    def _notes(self, fault: str) -> None:
        if not any(re.search(pattern, fault) for pattern in self._expected):
            self.faults.append(fault)


Newcomer = Callable[..., Somebody]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold()) or "personne"
