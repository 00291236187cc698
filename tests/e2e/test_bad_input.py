"""What people mistype: a clear sentence at its place, what was typed is kept, nothing changes."""

import re
import urllib.error
import urllib.request
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import socket_client
from tests.e2e.directory_server import OfficialDirectory, spaced
from tests.e2e.installation import Installation
from tests.e2e.people import (
    CODE_STEP,
    COMPANY,
    CONSENT,
    EMAIL_STEP,
    ESTABLISHMENT_STEP,
    INDIVIDUAL,
    LOG_IN,
    MEMBER_AREA,
    PASSWORD_STEP,
    PERSON_STEP,
    STRUCTURE_STEP,
    Newcomer,
    Somebody,
    words,
)

EMAIL = "Adresse mail"
PASSWORD = "Mot de passe"
CODE = "Code de vérification"
SIRET = "SIRET de votre établissement"
MESSAGE = "Message à l'administrateur"
NOT_UNDERSTOOD = "Nous n’avons pas compris cet envoi"
KNOWN = "Cet établissement est déjà partenaire d'Ecomaison"
UNKNOWN = "Cet établissement n'est pas encore connu d'Ecomaison"
TO_DESCRIBE = "Présentez votre établissement"

REFUSED_EMAILS = {
    "": "Saisissez votre adresse mail.",
    "   ": "Saisissez votre adresse mail.",
    "camille.martin.example": "Une adresse mail contient un seul signe @",
    "camille@@martin.example": "Une adresse mail contient un seul signe @",
    "camille@martin": "Cette adresse mail est incomplète ou contient une faute",
    "camille@martin.": "Cette adresse mail est incomplète ou contient une faute",
    "camille renaud@martin.example": "Cette adresse mail est incomplète ou contient une faute",
    ".camille@martin.example": "Cette adresse mail est incomplète ou contient une faute",
    "<script>alert(1)</script>@martin.example": "incomplète ou contient une faute",
    "hélène@martin.example": "contient un accent ou une lettre spéciale avant le signe @",
    f"{'a' * 250}@martin.example": "Cette adresse dépasse 254 caractères",
}
ACCEPTED_EMAILS = {
    "Camille.RENAUD@MARTIN.Example": "camille.renaud@martin.example",
    "camille@forêt-bois.example": "camille@xn--fort-bois-n4a.example",
    "  camille+bois@martin.example  ": "camille+bois@martin.example",
    "o'brien_1@sous.domaine.martin.example": "o'brien_1@sous.domaine.martin.example",
}
REFUSED_NAMES = {
    "": "Renseignez ce champ.",
    "   ": "Renseignez ce champ.",
    "A" * 201: "Ce texte compte 201 caractères, il en faut 200 au plus.",
    "Camille 🪵": "Le signe « 🪵 » ne figure pas dans un nom.",
    "<b>Camille</b>": "Le signe « < » ne figure pas dans un nom.",
    "Camille; DROP": "Le signe « ; » ne figure pas dans un nom.",
    "-": "Le signe « - » ne figure pas dans un nom.",
}
ACCEPTED_NAMES = ("Y", "Anne-Élise", "O'Connor", "D’Artagnan", "Ñuñez", "Œdipe", "李", "É" * 200)
REFUSED_PHONES = {
    "": "Saisissez votre numéro de téléphone.",
    "06 39 98": "Ce numéro compte 6 chiffres, il en faut 10. Vérifiez-le et complétez-le.",
    "06 39 98 12 34 5": "Ce numéro compte 11 chiffres, il en faut 10. Vérifiez-le et raccourcissez",
    "+33 6 39 98 12": "Ce numéro compte 8 chiffres, il en faut 10.",
    "pas de téléphone": "Ce numéro contient autre chose que des chiffres",
    "1": "Ce numéro",
    "+32 12": "Ce numéro n'existe pas dans le pays de son indicatif",
    "+999 12 34 56 78": "Ce numéro contient autre chose que des chiffres",
    "0" * 60: "Ce numéro contient autre chose que des chiffres, ou il est trop court ou trop long",
}
ACCEPTED_PHONES = {
    "06.39.98.12.34": "+33639981234",
    "+33 (0)6 39 98 12 34": "+33639981234",
    "0033639981234": "+33639981234",
    "+32 470 12 34 56": "+32470123456",
    "+1 212 555 0123": "+12125550123",
}
STRONG = "Ponceuse émerveillée, tabouret à 3 pieds, copeaux de châtaignier et sciure"
REFUSED_PASSWORDS = {
    "": "Saisissez votre mot de passe.",
    "Rabot 7": "Ce mot de passe compte 7 caractères, il en faut 12 au moins.",
    "motdepasse123": "Ce mot de passe est trop facile à deviner.",
    "aaaaaaaaaaaaaaaa": "Ce mot de passe est trop facile à deviner.",
    "Le rabot de Camille, 7 fois": "Ce mot de passe contient votre nom ou votre adresse mail",
    (STRONG * 2)[:129]: "Ce mot de passe compte 129 caractères, il en faut 128 au plus.",
}
# 73 bytes and more, and the longest possible: nothing is cut before it is hashed.
ACCEPTED_PASSWORDS = (STRONG, (STRONG * 2)[:128])
REFUSED_CODES = {
    "": "Saisissez le code reçu par mail.",
    "12345": "Le code compte 6 chiffres, vous en avez saisi 5.",
    "1234567": "Le code compte 6 chiffres, vous en avez saisi 7.",
    "abcdef": "Le code compte 6 chiffres, vous en avez saisi 0.",
}
REFUSED_SIRETS = {
    "": "Saisissez le SIRET de votre établissement.",
    "732 829 320 0007": "Ce SIRET compte 13 chiffres, il en faut 14. Vérifiez-le et complétez-le.",
    "732 829 320 000745": "Ce SIRET compte 15 chiffres, il en faut 14. Vérifiez-le et raccourci",
    "732829320": "Ce SIRET compte 9 chiffres, il en faut 14.",
    "mon entreprise": "Un SIRET ne contient que des chiffres",
    "73282932000079": "Ce SIRET contient une erreur de frappe",
    "00000000000000": "Ce SIRET contient une erreur de frappe",
}


def test_e_mail_addresses_that_are_refused(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer()
    camille.opens(EMAIL_STEP)
    before = server.everything()
    for typed, message in REFUSED_EMAILS.items():
        camille.field(EMAIL).fill(typed)
        camille.button("Étape suivante").click()
        camille.is_told(message, beside=EMAIL)
        expect(camille.field(EMAIL)).to_have_value(typed.strip())
    assert server.everything() == before


@pytest.mark.parametrize("typed", ACCEPTED_EMAILS)
def test_e_mail_addresses_that_are_accepted(
    newcomer: Newcomer, server: Installation, typed: str
) -> None:
    camille = newcomer()
    camille.opens(EMAIL_STEP)
    camille.field(EMAIL).fill(typed)
    camille.button("Étape suivante").click()
    camille.is_at(STRUCTURE_STEP)
    assert server.count("signup_draft", email_key=ACCEPTED_EMAILS[typed]) == 1


def test_no_structure(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(until=STRUCTURE_STEP)
    before = server.everything()
    camille.button("Continuer").click()
    message = "Choisissez le type de votre structure."
    camille.is_told_on_top(message)
    expect(camille.page.get_by_role("group")).to_have_accessible_description(
        words(message, whole=False)
    )
    assert server.everything() == before


def test_names_and_telephone_numbers_that_are_refused(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    before = server.everything(but=["signup_draft"])
    for label, refused in (
        ("Prénom", REFUSED_NAMES),
        ("Nom", REFUSED_NAMES),
        ("Numéro de téléphone", REFUSED_PHONES),
    ):
        camille.opens(PERSON_STEP)
        camille.is_at(PERSON_STEP)
        _fills_in_the_person_step(camille)
        for typed, message in refused.items():
            camille.field(label).fill(typed)
            camille.button("Continuer").click()
            camille.is_told(message, beside=label)
            expect(camille.field(label)).to_have_value(typed)
            expect(camille.page.locator(".error")).to_have_count(1)
    assert server.everything(but=["signup_draft"]) == before
    camille.opens(PASSWORD_STEP)
    camille.is_at(PERSON_STEP)


def test_names_and_telephone_numbers_that_are_accepted(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    examples = [(name, "06 39 98 12 34", "+33639981234") for name in ACCEPTED_NAMES]
    examples += [("Camille", typed, kept) for typed, kept in ACCEPTED_PHONES.items()]
    for name, typed, kept in examples:
        _fills_in_the_person_step(camille)
        camille.field("Prénom").fill(name)
        camille.field("Numéro de téléphone").fill(typed)
        camille.button("Continuer").click()
        camille.is_at(PASSWORD_STEP)
        assert server.count("signup_draft", email_key=camille.email, first_name=name, phone=kept)
        camille.goes_back()
        camille.is_at(PERSON_STEP)
        # What is kept comes with the page, and would come over what is typed too soon.
        expect(camille.field("Prénom")).to_have_value(name)


def test_several_faults_at_once_are_each_told_at_their_place(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    camille.button("Continuer").click()
    for label in ("Prénom", "Nom", "Fonction"):
        camille.is_told("Renseignez ce champ.", beside=label)
        camille.is_told_on_top(f"{label} : renseignez ce champ.")
    camille.is_told("Saisissez votre numéro de téléphone.", beside="Numéro de téléphone")
    camille.is_told("Sans votre autorisation, nous ne pouvons pas créer", beside=CONSENT)
    camille.is_told_on_top("Cinq champs sont à corriger")

    # Each line of the summary leads to its field.
    camille.page.get_by_role("alert").get_by_role("link", name=re.compile("^Fonction")).click()
    expect(camille.field("Fonction")).to_be_focused()
    # What is corrected is no longer told.
    _fills_in_the_person_step(camille)
    camille.field("Nom").fill("")
    camille.button("Continuer").click()
    camille.is_told("Renseignez ce champ.", beside="Nom")
    camille.is_told_on_top("Un champ est à corriger")
    expect(camille.field("Prénom")).not_to_have_attribute("aria-invalid", "true")


def test_consent_is_asked_for_unticked_and_required(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    expect(camille.field(CONSENT)).not_to_be_checked()
    _fills_in_the_person_step(camille)
    camille.field(CONSENT).uncheck()
    camille.button("Continuer").click()
    camille.is_told(
        "Sans votre autorisation, nous ne pouvons pas créer votre compte", beside=CONSENT
    )
    expect(camille.field("Prénom")).to_have_value(camille.first_name)
    assert server.count("signup_draft", email_key=camille.email, consent_wording="") == 1


def test_passwords_that_are_refused(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(until=PASSWORD_STEP)
    before = server.everything()
    for typed, message in REFUSED_PASSWORDS.items():
        camille.field(PASSWORD).fill(typed)
        camille.button("Continuer").click()
        camille.is_told(message, beside=PASSWORD)
        expect(camille.field(PASSWORD)).to_have_value(typed)
        expect(camille.field(PASSWORD)).to_have_attribute("type", "password")
    assert server.everything() == before
    assert not camille.mails()


@pytest.mark.parametrize("password", ACCEPTED_PASSWORDS, ids=len)
def test_a_long_password_is_accepted_and_counts_to_its_end(
    newcomer: Newcomer, password: str
) -> None:
    assert len(password.encode()) >= 73
    camille = newcomer()
    camille.password = password
    camille.signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.opens(LOG_IN)
    camille.password = password[:-1]
    camille.logs_in()
    camille.is_told_on_top("L'adresse mail ou le mot de passe ne correspond pas")
    camille.password = password
    camille.logs_in()
    camille.is_at(MEMBER_AREA)


def test_the_strength_of_a_password_shows_as_it_is_typed(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(until=PASSWORD_STEP)
    camille.field(PASSWORD).press_sequentially("azerty")
    camille.sees("Solidité : très faible")
    camille.sees("12 caractères au moins : à compléter")
    camille.field(PASSWORD).fill(camille.password)
    camille.sees("Solidité : excellente")
    camille.sees("12 caractères au moins : respecté")
    camille.button("Afficher le mot de passe").click()
    expect(camille.field(PASSWORD)).to_have_attribute("type", "text")
    camille.button("Masquer le mot de passe").click()
    expect(camille.field(PASSWORD)).to_have_attribute("type", "password")


def test_codes_of_the_wrong_shape_cost_no_try(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    before = server.everything(but=["refused_form"])
    for typed, message in REFUSED_CODES.items():
        camille.field(CODE).fill(typed)
        camille.button("Continuer").click()
        camille.is_told(message, beside=CODE)
    assert server.everything(but=["refused_form"]) == before
    camille.types_the_code()
    camille.is_at(MEMBER_AREA)


def test_a_sixth_code_is_refused_even_when_it_is_the_right_one(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    right = camille.code_mail().code
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        camille.types_the_code(wrong)
        camille.is_told(f"il vous reste {left}.", beside=CODE)
    camille.types_the_code(wrong)
    camille.is_told("vous n'avez plus d'essai. Demandez un nouveau code.", beside=CODE)
    camille.types_the_code(right)
    camille.is_told("Ce code a été saisi cinq fois sans succès", beside=CODE)
    assert server.count("account", email_key=camille.email) == 0

    server.age_the_code_of(camille.email, by=timedelta(minutes=2))
    camille.opens(CODE_STEP)
    camille.button("Renvoyer le code").click()
    camille.types_the_code(camille.code_mail(after=1).code)
    camille.is_at(MEMBER_AREA)


def test_an_expired_code_is_refused(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    code = camille.code_mail().code
    server.age_the_code_of(camille.email, by=timedelta(minutes=16))
    camille.types_the_code(code)
    camille.is_told("Ce code n'est plus valable : il a plus de 15 minutes.", beside=CODE)
    assert server.count("account", email_key=camille.email) == 0


def test_a_used_code_opens_nothing_later(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    before = _cookie(camille)
    code = camille.code_mail().code
    camille.types_the_code(code)
    camille.is_at(MEMBER_AREA)
    server.age_the_end_of_the_adhesion_of(camille.email, by=timedelta(minutes=2))
    sessions = server.count("account_session")
    answer = _post(server, CODE_STEP, f"code={code}", cookie=before)
    assert "set-cookie" not in answer.headers
    assert server.count("account_session") == sessions
    assert server.count("account", email_key=camille.email) == 1


def test_sirets_that_are_refused(
    member: Somebody, server: Installation, official_directory: OfficialDirectory
) -> None:
    asked = official_directory
    refused = {
        **REFUSED_SIRETS,
        asked.does_not_know(): "Ce SIRET est inconnu de l'annuaire officiel des entreprises.",
        asked.says_closed(on="2020-09-15"): "est fermé depuis le 15 septembre 2020, d'après",
        asked.says_closed(on="2021-03-01"): "est fermé depuis le 1er mars 2021, d'après",
        asked.says_closed(on=None): "Cet établissement est fermé, d'après l'annuaire officiel",
    }
    camille = member
    before = server.everything(but=["joining_draft"])
    for typed, message in refused.items():
        camille.looks_for(typed)
        camille.is_told(message, beside=SIRET)
        expect(camille.field(SIRET)).to_have_value(typed)
    assert server.everything(but=["joining_draft"]) == before
    assert not set(REFUSED_SIRETS) & set(official_directory.asked)


def test_sirets_are_taken_as_they_are_pasted(
    member: Somebody, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    narrow = spaced(siret).replace(" ", "\u202f")
    unbroken = spaced(siret).replace(" ", "\u00a0")
    dotted, hyphened = spaced(siret).replace(" ", "."), spaced(siret).replace(" ", "-")
    camille = member
    for typed in (siret, f"  {spaced(siret)} ", unbroken, narrow, dotted, hyphened):
        camille.looks_for(typed)
        camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
        camille.button("Modifier le SIRET").click()
        expect(camille.field(SIRET)).to_have_value(typed)


def test_la_poste_has_a_rule_of_its_own(
    member: Somebody, official_directory: OfficialDirectory
) -> None:
    official_directory.knows("35600000009075", name="LA POSTE")
    camille = member
    camille.looks_for("356 000 000 09075")
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)


def test_an_établissement_typed_in_with_faults(
    member: Somebody, server: Installation, official_directory: OfficialDirectory
) -> None:
    camille = member
    camille.looks_for(official_directory.hides())
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    camille.button("Continuer").click()
    for label in ("Nom de l'établissement", "Numéro et rue", "Code postal", "Commune"):
        camille.is_told("Renseignez ce champ.", beside=label)
    camille.describes_it("N" * 201)
    camille.field("Code postal").fill("560")
    camille.button("Continuer").click()
    camille.is_told("Ce texte compte 201 caractères", beside="Nom de l'établissement")
    camille.is_told("Un code postal compte 5 chiffres.", beside="Code postal")
    expect(camille.field("Code postal")).to_have_value("560")
    expect(camille.field("Commune")).to_have_value("Vannes")
    assert server.count("establishment", source="saisie") == 0


def test_a_message_that_is_too_long(
    member: Somebody, server: Installation, known_siret: str
) -> None:
    camille = member
    camille.looks_for(known_siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    before = server.everything(but=["joining_draft"])
    camille.field(MESSAGE).fill("m" * 501)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_told("Ce texte compte 501 caractères, il en faut 500 au plus.", beside=MESSAGE)
    expect(camille.field(MESSAGE)).to_have_value("m" * 501)
    assert server.everything(but=["joining_draft"]) == before


def test_markup_in_a_name_or_a_message_stays_text(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    markup = "<img src=x onerror=alert(1)> {{7*7}} ${7*7}"
    siret = official_directory.knows(name=f"ATELIER {markup}")
    ines = newcomer("Inès", "Lambert").signs_up().creates(siret)
    ines.sees(f"ATELIER {markup}")
    camille = newcomer().signs_up()
    camille.looks_for(siret)
    camille.field(MESSAGE).fill(markup)
    camille.button("Envoyer une demande de rattachement").click()
    camille.sees(markup)
    received = ines.mail("demande son rattachement")
    assert "<img src=x" in received.text
    assert "<img src=x" not in received.html


def test_a_log_in_that_is_refused_says_the_same_whoever_it_is(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.opens(LOG_IN)
    camille.button("Se connecter").click()
    camille.is_told("Saisissez votre adresse mail.", beside=EMAIL)
    camille.is_told("Saisissez votre mot de passe.", beside=PASSWORD)
    for address in (camille.email, f"personne.{camille.email}"):
        camille.field(EMAIL).fill(address)
        camille.field(PASSWORD).fill("Ce n'est pas le bon, 7 fois")
        camille.button("Se connecter").click()
        camille.is_told_on_top("L'adresse mail ou le mot de passe ne correspond pas")
        expect(camille.field(EMAIL)).to_have_value(address)
        expect(camille.field(PASSWORD)).to_have_value("")


def test_a_form_over_the_limit_is_refused_in_french(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens(LOG_IN)
    before = camille.server.everything()
    # More than the field itself lets anybody type.
    camille.field(EMAIL).evaluate("it => { it.value = 'a'.repeat(70_000) }")
    with camille.expecting_trouble("413"):
        camille.button("Se connecter").click()
        camille.is_at(LOG_IN, "Cet envoi est trop volumineux")
    assert camille.server.everything() == before


def test_an_address_that_is_too_long_is_told_at_the_log_in_too(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens(LOG_IN)
    camille.email = f"{'a' * 900}@martin.example"
    camille.logs_in()
    camille.is_told("Cette adresse dépasse 254 caractères", beside=EMAIL)
    expect(camille.field(EMAIL)).to_have_value(camille.email)


def test_a_body_that_hides_its_size_is_refused_too(server: Installation) -> None:
    def pieces() -> Any:
        # Little more than may be sent: what is sent after the answer may end in a broken pipe.
        for _ in range(7):
            yield b"email=" + b"a" * 10_000

    with pytest.raises(urllib.error.HTTPError) as refused:
        _post(server, LOG_IN, pieces())
    assert refused.value.code == 413


@pytest.mark.parametrize("length", [6_000, 1_100_000])
def test_a_whole_document_pasted_into_a_field_is_told_beside_it(
    newcomer: Newcomer, length: int
) -> None:
    camille = newcomer()
    camille.opens(EMAIL_STEP)
    camille.pastes(EMAIL, "a" * length)
    camille.button("Étape suivante").click()
    camille.is_told("Cette adresse dépasse 254 caractères", beside=EMAIL)
    camille.gives_their_address()
    camille.is_at(STRUCTURE_STEP)
    camille.chooses(COMPANY)
    camille.is_at(PERSON_STEP)
    _fills_in_the_person_step(camille)
    camille.pastes("Fonction", "f" * length)
    camille.button("Continuer").click()
    camille.is_told("il en faut 200 au plus", beside="Fonction")
    camille.introduces_themself()
    camille.is_at(PASSWORD_STEP)
    camille.pastes(PASSWORD, "p" * length)
    camille.button("Continuer").click()
    camille.is_told("il en faut 128 au plus", beside=PASSWORD)


STRANGE: tuple[Any, ...] = (
    None,
    7,
    True,
    "texte",
    [],
    ["camille@martin.example"],
    {},
    {"email": 7, "structure": 7, "password": 7, "siret": 7, "message": 7, "first_name": 7},
    {"email": ["a"], "structure": {}, "password": None, "siret": [[]], "consent": [1]},
    {"email": "a\0b@martin.example", "structure": "\ud800", "password": "\0", "siret": "\0"},
    {"__class__": "x", "email": {"$ne": ""}},
)
HANDLERS = (
    *((f"{socket_client.SIGN_UP}{step}.submit", "form") for step in ("email", "structure")),
    *((f"{socket_client.SIGN_UP}{step}.submit", "form") for step in ("person", "password")),
    (f"{socket_client.SIGN_UP}password.weigh", "typed"),
    (f"{socket_client.JOINING}.search", "form"),
    (f"{socket_client.JOINING}.create", "form"),
    (f"{socket_client.JOINING}.send_request", "form"),
)


def test_events_sent_by_hand_with_strange_arguments_change_nothing(
    newcomer: Newcomer, server: Installation
) -> None:
    under_way = newcomer().signs_up(until=CODE_STEP)
    signed_in = newcomer().signs_up(COMPANY)
    under_way.code_mail()
    before = server.everything(but=["joining_draft"])
    already_logged = len(server.log)
    for person in (under_way, signed_in):
        with socket_client.opened(server.url, cookie=_cookie(person)) as spoken:
            for name, argument in HANDLERS:
                for strange in STRANGE:
                    spoken.send_event(name, **{argument: strange})
            spoken.send_event(f"{socket_client.SIGN_UP}person.keep", field=7, typed=None)
            spoken.send_event(f"{socket_client.SIGN_UP}person.keep", field="id", typed="x")
            spoken.send_event(
                f"{socket_client.SIGN_UP}person.keep", field="password_hash", typed="x"
            )
            spoken.send_event(f"{socket_client.SIGN_UP}email.submit")
            spoken.send_event(f"{socket_client.SIGN_UP}email.submit", autre=1, form={}, encore=[])
            # The last answer says that the socket has survived all of it.
            spoken.send_event(f"{socket_client.SIGN_UP}structure.submit", form=7)
            answers = spoken.waits_for(NOT_UNDERSTOOD, patience=20) + spoken.received()
        assert "Traceback" not in answers
    assert server.everything(but=["joining_draft"]) == before
    assert "Traceback" not in server.log[already_logged:]


def test_events_that_no_page_sends_never_run_and_no_cookie_reaches_the_log(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(COMPANY)
    before = server.everything()
    cookie = _cookie(camille)
    with socket_client.opened(server.url, cookie=cookie) as spoken:
        for name in (
            "nothing.like_this",
            f"{socket_client.ROOT}.reset",
            f"{socket_client.MEMBER_AREA}.setvar",
            f"{socket_client.MEMBER_AREA}.set_is_individual",
            f"{socket_client.JOINING}._created",
            f"{socket_client.JOINING}.get_state",
        ):
            spoken.send_event(name, value=True, form={})
        spoken.send_event(f"{socket_client.SIGN_UP}structure.submit", form=7)
        spoken.waits_for(NOT_UNDERSTOOD)
    assert server.everything() == before
    assert cookie.partition("=")[2] not in server.log


def _fills_in_the_person_step(camille: Somebody) -> None:
    camille.field("Prénom").fill(camille.first_name)
    camille.field("Nom").fill(camille.last_name)
    camille.field("Fonction").fill(camille.job_title)
    camille.field("Numéro de téléphone").fill(camille.phone)
    camille.field(CONSENT).check()


def _cookie(somebody: Somebody) -> str:
    [cookie] = somebody.context.cookies()
    return f"{cookie['name']}={cookie['value']}"


class _Stay(urllib.request.HTTPRedirectHandler):
    def http_error_303(self, request: Any, answer: Any, *_: Any) -> Any:
        return answer


def _post(server: Installation, path: str, body: Any, *, cookie: str = "") -> Any:
    data = body.encode() if isinstance(body, str) else body
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": server.url,
        **({"Cookie": cookie} if cookie else {}),
    }
    request = urllib.request.Request(f"{server.url}{path}", data, headers, method="POST")
    return urllib.request.build_opener(_Stay).open(request, timeout=10)
