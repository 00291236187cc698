"""What refusals say in French: each has its sentence, with its data in it."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

import ecoapp
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.services import messages
from ecoapp.services.establishment_search import EstablishmentClosed
from ecoapp.services.french_words import counted, in_a_while, long_date, moment_in_french
from ecoapp.services.messages import french, french_by_field
from ecoapp.services.new_passwords import PasswordIsTooLong, PasswordIsTooShort
from ecoapp.services.phone_numbers import FrenchPhoneHasWrongLength
from ecoapp.services.rate_rules import TooOften, TriesAreTooFast, TriesAreTooMany
from ecoapp.services.signup_drafts import (
    ConsentIsMissing,
    EmailHasAnAccount,
    StepIsTooEarly,
)
from ecoapp.services.sirets import SiretHasWrongLength
from ecoapp.services.texts import NameHasOtherCharacters, TextIsTooLong
from ecoapp.services.verification_codes import (
    CodeHasWrongShape,
    CodeIsWrong,
    CodeWasJustSent,
    CodeWasJustSentElsewhere,
)


def every_refusal() -> list[type[Refusal]]:
    """All that is defined anywhere below the pages, which refuse nothing themselves."""
    for floor in ("core", "adapters", "mail", "services", "state", "http"):
        package = importlib.import_module(f"ecoapp.{floor}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return sorted(subclasses(Refusal), key=lambda refusal: refusal.__qualname__)


def subclasses(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for refusal in of.__subclasses__():
        if refusal.__module__.startswith(f"{ecoapp.__name__}."):
            yield refusal
        yield from subclasses(refusal)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_refusal_has_its_sentence() -> None:
    # `FieldsRefused` says nothing itself: its fields do.
    without = set(every_refusal()) - {FieldsRefused} - set(messages.SENTENCES)
    assert not {refusal.__qualname__ for refusal in without}


def test_no_sentence_is_left_of_a_refusal_that_is_gone() -> None:
    assert set(messages.SENTENCES) <= set(every_refusal())


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            SiretHasWrongLength(13),
            "Ce SIRET compte 13 chiffres, il en faut 14. Vérifiez-le et comp",
        ),
        (
            SiretHasWrongLength(15),
            "Ce SIRET compte 15 chiffres, il en faut 14. Vérifiez-le et racc",
        ),
        (SiretHasWrongLength(1), "Ce SIRET compte 1 chiffre, il"),
        (EstablishmentClosed(date(2019, 1, 1)), "fermé depuis le 1er janvier 2019, d’après"),
        (EstablishmentClosed(None), "Cet établissement est fermé, d’après"),
        (
            FrenchPhoneHasWrongLength(9),
            "compte 9 chiffres, il en faut 10. Vérifiez-le et complétez",
        ),
        (FrenchPhoneHasWrongLength(11), "compte 11 chiffres, il en faut 10. Vérifiez-le et raccou"),
        (CodeIsWrong(4), "il vous reste 4 essais."),
        (CodeIsWrong(1), "il vous reste 1 essai."),
        (CodeIsWrong(0), "vous n’avez plus d’essai. Demandez un nouveau code."),
        (CodeHasWrongShape(5), "Le code compte 6 chiffres, vous en avez saisi 5."),
        (CodeWasJustSent(42), "dans 42 secondes."),
        (PasswordIsTooShort(11), "compte 11 caractères, il en faut 12 au moins."),
        (PasswordIsTooLong(129), "compte 129 caractères, il en faut 128 au plus."),
        (TextIsTooLong(201, 200), "compte 201 caractères, il en faut 200 au plus."),
        (NameHasOtherCharacters("<"), "Le signe « < » ne figure pas"),
        (TriesAreTooFast(1), "dans 1 seconde."),
        (TriesAreTooFast(900), "dans 15 minutes."),
        (TriesAreTooMany(3_600), "dans 60 minutes."),
    ],
)
def test_a_sentence_holds_the_data_of_its_refusal(refusal: Refusal, said: str) -> None:
    assert said in plain(french(refusal))


@pytest.mark.parametrize(
    "refusal",
    # « dans une minute au plus »: the page counts it down beside these words.
    [one for one in subclasses(TooOften) if one is not CodeWasJustSentElsewhere],
)
def test_whoever_must_wait_is_told_how_long_in_words(refusal: type[TooOften]) -> None:
    said = [plain(french(refusal(seconds))) for seconds in (1_200, 10_000, 86_400)]
    for words, wait in zip(said, ("dans 20 minutes", "dans 3 heures", "demain"), strict=True):
        assert wait in words


def test_a_refusal_without_sentence_admits_a_fault_of_ours() -> None:
    class Unheard(Refusal):
        """Of this test."""

    Unheard.__module__ = "elsewhere"
    assert french(Unheard()) == messages.UNKNOWN_FAULT


def test_a_form_is_answered_field_by_field_in_its_order() -> None:
    refused = FieldsRefused({"consent": ConsentIsMissing(), "": NotAllowed()})
    said = french_by_field(refused)
    assert list(said) == ["consent", ""]
    assert said["consent"] == french(ConsentIsMissing())


@pytest.mark.parametrize("refusal", [EmailHasAnAccount("camille@exemple.fr"), StepIsTooEarly])
def test_a_sentence_never_holds_an_address(refusal: Refusal | type) -> None:
    said = french(refusal if isinstance(refusal, Refusal) else StepIsTooEarly("email"))
    assert "camille" not in said


def test_dates_are_said_as_french_people_do() -> None:
    assert long_date(date(2026, 8, 1)) == "1er\u00a0août 2026"
    assert long_date(date(2026, 12, 31)) == "31\u00a0décembre 2026"


def test_what_is_counted_is_in_its_plural() -> None:
    said = [counted(0, "plan"), counted(1, "réseau"), counted(2, "réseau"), counted(3, "matériau")]
    assert said == ["0\u00a0plan", "1\u00a0réseau", "2\u00a0réseaux", "3\u00a0matériaux"]


def test_moments_are_told_in_the_time_of_paris() -> None:
    summer, winter = datetime(2026, 9, 15, 22, 5, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert moment_in_french(summer) == "16\u00a0septembre 2026 à 0\u00a0h\u00a005"
    assert moment_in_french(winter) == "1er\u00a0décembre 2026 à 9\u00a0h\u00a000"


def test_zero_and_one_are_singular() -> None:
    said = [counted(number, "essai") for number in (0, 1, 2)]
    assert said == ["0\u00a0essai", "1\u00a0essai", "2\u00a0essais"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "dans 1 seconde"),
        (1, "dans 1 seconde"),
        (59.2, "dans 60 secondes"),
        (61, "dans 2 minutes"),
        (1_200, "dans 20 minutes"),
        (1_201, "dans 21 minutes"),
        (3_600, "dans 60 minutes"),
        (5_401, "dans 2 heures"),
        (7_201, "dans 3 heures"),
        (20 * 3_600, "dans 20 heures"),
        (20 * 3_600 + 1, "demain à la même heure"),
        (86_400, "demain à la même heure"),
        (86_401, "dans 2 jours"),
        (7 * 86_400, "dans 7 jours"),
    ],
)
def test_a_wait_is_said_in_the_unit_that_people_count_in_and_never_too_short(
    seconds: float, said: str
) -> None:
    assert plain(in_a_while(seconds)) == said
