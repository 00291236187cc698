"""What is typed in the fields of the catalogue: read, refused, said again."""

from datetime import UTC, datetime

import pytest

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.services import entry_fields
from ecoapp.services.catalogue import COLLECTIONS, CONTRACTS, INFORMATION
from ecoapp.services.catalogue_terms import Field, Kind
from ecoapp.services.entry_fields import (
    AmountHasWrongShape,
    ChoiceIsMissing,
    DateHasWrongShape,
    DateIsPast,
    DateIsTooEarly,
    PeriodHasWrongShape,
    QuantityHasWrongShape,
    YearHasWrongShape,
)
from ecoapp.services.messages import french
from ecoapp.services.phone_numbers import FrenchPhoneHasWrongLength
from ecoapp.services.postal_codes import PostalCodeHasWrongShape
from ecoapp.services.texts import TextIsMissing, TextIsTooLong
from tests.services.sections import KINDS, typed_for, typed_in

CHOICES = (("bois", "Bois"), ("metal", "Métaux"))


def field(kind: Kind, **options: object) -> Field:
    return Field("it", "Champ", kind, choices=CHOICES if kind is Kind.CHOICE else (), **options)  # type: ignore[arg-type]


def kept(kind: Kind, typed: str, **options: object) -> str:
    return entry_fields.parse([field(kind, **options)], {"it": typed})["it"]


def refusal_of(kind: Kind, typed: str, **options: object) -> Refusal:
    with pytest.raises(FieldsRefused) as refused:
        kept(kind, typed, **options)
    return refused.value.refusals["it"]


@pytest.mark.parametrize(
    ("kind", "typed", "value", "words"),
    [
        (Kind.TEXT, "  Cour \t arrière ", "Cour arrière", "Cour arrière"),
        (Kind.LONG_TEXT, "un\n\ndeux ", "un\n\ndeux", "un\n\ndeux"),
        (Kind.DATE, "2026-09-01", "2026-09-01", "1er septembre 2026"),
        (Kind.DATE, "1/9/2026", "2026-09-01", "1er septembre 2026"),
        (Kind.DATE, "29 02 2028", "2028-02-29", "29 février 2028"),
        (Kind.PERIOD, "06/2026", "2026-06", "juin 2026"),
        (Kind.PERIOD, "2026-6", "2026-06", "juin 2026"),
        (Kind.PERIOD, "t1 2026", "2026-T1", "1er trimestre 2026"),
        (Kind.PERIOD, "2026 T4", "2026-T4", "4e trimestre 2026"),
        (Kind.PERIOD, "2026", "2026", "2026"),
        (Kind.YEAR, " 1789 ", "1789", "1789"),
        (Kind.QUANTITY, "1\u202f234,5", "1234.5", "1 234,5"),
        (Kind.QUANTITY, "0.125", "0.125", "0,125"),
        (Kind.EUROS, "1 240,5 €", "1240.50", "1 240,50 €"),
        (Kind.EUROS, "12", "12.00", "12,00 €"),
        (Kind.CHOICE, "metal", "metal", "Métaux"),
        (Kind.EMAIL, " Atelier@Exemple.FR ", "Atelier@exemple.fr", "Atelier@exemple.fr"),
        (Kind.PHONE, "06.39.98.12.34", "+33639981234", "06 39 98 12 34"),
        (Kind.POSTAL_CODE, "56 000", "56000", "56000"),
    ],
)
def test_a_value_is_kept_in_one_way_and_said_in_french(
    kind: Kind, typed: str, value: str, words: str
) -> None:
    assert kept(kind, typed) == value
    said = entry_fields.readable(field(kind), value)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == words
    # What the field starts with when it is edited gives the same value again.
    assert kept(kind, entry_fields.typed_again(field(kind), value)) == value


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        (Kind.TEXT, " \u200b ", TextIsMissing),
        (Kind.TEXT, "x" * 201, TextIsTooLong),
        (Kind.LONG_TEXT, "\n \n", TextIsMissing),
        *((Kind.DATE, typed, DateHasWrongShape) for typed in ("2026-02-30", "demain", "1/2/26")),
        *((Kind.DATE, typed, DateHasWrongShape) for typed in ("0001-01-01", "9999-12-31")),
        (Kind.DATE, "x" * 5_000, DateHasWrongShape),
        *((Kind.PERIOD, typed, PeriodHasWrongShape) for typed in ("13/2026", "T5 2026", "26")),
        *((Kind.YEAR, typed, YearHasWrongShape) for typed in ("74", "0999", "2201", "vers 1900")),
        *((Kind.YEAR, typed, YearHasWrongShape) for typed in ("１９７４x", "x" * 5_000)),
        *((Kind.QUANTITY, typed, QuantityHasWrongShape) for typed in ("0", "-1", "1e9", "½")),
        *((Kind.QUANTITY, typed, QuantityHasWrongShape) for typed in ("1,2345", "1" * 10, "٣")),
        *((Kind.EUROS, typed, AmountHasWrongShape) for typed in ("0,00", "12,345", "$12", "NaN")),
        *((Kind.CHOICE, typed, ChoiceIsMissing) for typed in ("", "Bois", "or", "x" * 5_000)),
        (Kind.PHONE, "02", FrenchPhoneHasWrongLength),
        (Kind.POSTAL_CODE, "5600", PostalCodeHasWrongShape),
    ],
)
def test_what_cannot_be_kept_is_refused_in_french(
    kind: Kind, typed: str, refusal: type[Refusal]
) -> None:
    refused = refusal_of(kind, typed)
    assert isinstance(refused, refusal)
    assert french(refused)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_required_may_be_left_empty(kind: Kind) -> None:
    assert kept(kind, "  ", is_required=False) == ""
    assert entry_fields.readable(field(kind), "") == ""
    assert isinstance(refusal_of(kind, ""), (TextIsMissing, ChoiceIsMissing))


def test_an_end_does_not_come_before_its_start() -> None:
    typed = {**typed_for(CONTRACTS.fields), "start": "2026-06-02", "end": "2026-06-01"}
    with pytest.raises(FieldsRefused) as refused:
        entry_fields.parse(CONTRACTS.fields, typed)
    refusal = refused.value.refusals["end"]
    assert isinstance(refusal, DateIsTooEarly)
    assert "« Début »" in french(refusal).replace("\u00a0", " ")
    entry_fields.parse(CONTRACTS.fields, {**typed, "end": "2026-06-02"})


def test_today_in_paris_is_not_past() -> None:
    typed = typed_for(COLLECTIONS.fields)
    with clock.at(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)):
        entry_fields.parse(COLLECTIONS.fields, {**typed, "date": "2026-06-02"})
        with pytest.raises(FieldsRefused) as refused:
            entry_fields.parse(COLLECTIONS.fields, {**typed, "date": "2026-06-01"})
    assert isinstance(refused.value.refusals["date"], DateIsPast)


@pytest.mark.parametrize("fields", [INFORMATION.fields, *(kind.fields for _, kind in KINDS)])
def test_every_field_of_the_catalogue_takes_what_its_kind_takes(fields: tuple[Field, ...]) -> None:
    values = entry_fields.parse(fields, {one.name: typed_in(one) for one in fields})
    for one in fields:
        assert entry_fields.readable(one, values[one.name])
        assert entry_fields.typed_again(one, values[one.name])


def test_what_the_catalogue_does_not_have_is_left_out() -> None:
    typed = {**typed_for(CONTRACTS.fields), "status": "signed", "is_administrator": "oui"}
    assert set(entry_fields.parse(CONTRACTS.fields, typed)) == {
        one.name for one in CONTRACTS.fields
    }
