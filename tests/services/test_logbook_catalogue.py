"""The parts of a carnet, and what a share usually opens of them: whole, coherent, in French."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from ecoapp.components.icons import Icon
from ecoapp.core import clock
from ecoapp.models import Entry
from ecoapp.services import entry_actions, entry_fields, entry_views
from ecoapp.services.catalogue_terms import AccessLevel, Action, Field, Kind, Part
from ecoapp.services.logbook_catalogue import PARTS, part_of
from ecoapp.services.share_presets import PRESETS, Preset, preset_of
from tests.services.sections import typed_for, typed_in
from tests.test_french import faults

SPRITE = (Path(__file__).parents[2] / "assets" / "icones.svg").read_text()
# As PRODUCT §4 names them, in its order.
LABELS = [
    "Identité du logement",
    "Plans et coupes",
    "Réseaux (eau, électricité, gaz, aération)",
    "Matériaux et isolation",
    "Équipements et notices",
    "Travaux de rénovation",
    "Performance énergétique",
    "Diagnostics",
    "Entretien",
    "Factures, garanties et assurances",
    "Consommations",
    "Copropriété",
    "Documents privés",
    "Intervenants",
    "Photos et journal",
]
REQUIRED_BY_LAW = ["plans", "networks", "materials", "equipment", "works", "energy"]

every_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.code)
every_preset = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)


def test_the_fifteen_parts_stand_in_their_order() -> None:
    assert [part.label for part in PARTS] == LABELS
    assert [part_of(part.code) for part in PARTS] == list(PARTS)
    assert part_of("") is part_of("cave") is None


def test_codes_are_unique_and_good_for_addresses() -> None:
    codes = [part.code for part in PARTS]
    assert len(set(codes)) == len(codes)
    # The column of the database is 40 long.
    assert all(re.fullmatch(r"[a-z]{2,40}", code) for code in codes)


def test_six_parts_name_the_law_that_requires_them() -> None:
    assert [part.code for part in PARTS if part.law] == REQUIRED_BY_LAW
    laws = {part.code: part.law.replace("\u00a0", " ") for part in PARTS}
    content = "CCH, art. L. 126-35-6 à L. 126-35-8"
    assert laws["plans"] == laws["networks"] == content
    assert laws["materials"] == f"{content}, R. 126-32, I et R. 126-33, II"
    assert laws["equipment"] == f"{content}, R. 126-32, II et R. 126-33, III"
    assert laws["works"] == f"{content} et R. 126-33, I"
    assert laws["energy"] == f"{content} et R. 126-34"


def test_one_part_is_private() -> None:
    assert [part.code for part in PARTS if part.is_private] == ["private"]


@every_part
def test_a_part_says_what_goes_there_and_has_an_icon(part: Part) -> None:
    assert part.summary and len(part.summary) <= 40
    assert part.expected.endswith(".")
    assert part.icon in get_args(Icon)
    assert f'id="{part.icon}"' in SPRITE


def test_each_part_has_its_own_icon() -> None:
    assert len({part.icon for part in PARTS}) == len(PARTS)


@every_part
def test_a_title_is_made_of_required_fields_alone(part: Part) -> None:
    required = {field.name for field in part.content.fields if field.is_required}
    named = {name for _, name, _, _ in Formatter().parse(part.content.title) if name}
    assert named
    assert named <= required


@every_part
def test_what_is_required_is_enough_and_gives_a_title(part: Part) -> None:
    fields = part.content.fields
    typed = {field.name: typed_in(field) for field in fields if field.is_required}
    words = {
        field.name: entry_fields.readable(field, value)
        for field, value in zip(fields, entry_fields.parse(fields, typed).values(), strict=True)
    }
    title = part.content.title.format(**words)
    assert title == title.strip(" ,–")
    assert not faults(title)


@every_part
def test_everything_can_be_filled_in(part: Part) -> None:
    values = entry_fields.parse(part.content.fields, typed_for(part.content.fields))
    assert all(values.values())
    assert len(entry_views.facts(part.content.fields, values)) == len(values)


@every_part
def test_a_field_is_declared_once_and_well(part: Part) -> None:
    fields = {field.name: field for field in part.content.fields}
    assert len(fields) == len(part.content.fields)
    for name, field in fields.items():
        assert re.fullmatch(r"[a-z][a-z_]*", name)
        assert bool(field.choices) == (field.kind is Kind.CHOICE)
        assert len(dict(field.choices)) == len(field.choices)
        if field.not_before:
            earlier = fields[field.not_before]
            assert earlier.kind is field.kind is Kind.DATE
            assert list(fields).index(earlier.name) < list(fields).index(name)


@every_part
def test_a_part_reminds_of_one_date_at_most_which_may_be_unknown(part: Part) -> None:
    deadlines = [field for field in part.content.fields if field.is_deadline]
    assert len(deadlines) <= 1
    assert all(field.kind is Kind.DATE and not field.is_required for field in deadlines)


def test_what_ends_is_said_and_so_is_what_can_be_done_about_it() -> None:
    for part, field in deadline_fields():
        assert field.ending[0].islower() and field.ending[-1].isalpha(), part.code
        assert field.advice[0].isupper() and field.advice[-1] == ".", part.code


def test_these_parts_remind_of_a_date() -> None:
    assert {part.code: field.name for part, field in deadline_fields()} == {
        "equipment": "guaranteed_until",
        "works": "ten_year_guarantee_until",
        "energy": "valid_until",
        "diagnostics": "valid_until",
        "maintenance": "next_due_on",
        "warranties": "ends_on",
    }


def deadline_fields() -> Iterator[tuple[Part, Field]]:
    for part in PARTS:
        for field in part.content.fields:
            if field.is_deadline:
                yield part, field


@every_part
def test_each_level_has_its_actions(part: Part) -> None:
    needs = {action.code: action.needs for action in part.content.all_actions()}
    assert needs == {
        "add": AccessLevel.DEPOSIT,
        "edit": AccessLevel.WRITE,
        "attach": AccessLevel.DEPOSIT,
        "archive": AccessLevel.WRITE,
        "restore": AccessLevel.WRITE,
        # The owner alone.
        "delete": None,
    }
    (status,) = part.content.statuses
    assert part.content.creation.leads_to == status.code
    assert all(action.starts == (status.code,) for action in part.content.actions)


@every_part
def test_an_entry_is_put_aside_before_it_is_deleted(part: Part) -> None:
    entry = Entry(section=part.code, status=part.content.creation.leads_to)
    assert possible(part, entry) == ["edit", "attach", "archive"]
    entry.archived_at = clock.now()
    assert possible(part, entry) == ["restore", "delete"]


def possible(part: Part, entry: Entry) -> list[str]:
    return [one.code for one in part.content.actions if entry_actions.starts(one, entry)]


def test_actions_are_called_by_what_they_are_done_to() -> None:
    added = [part.content.creation.label.removeprefix("Ajouter ") for part in PARTS]
    assert added == [
        "une fiche",
        "un plan",
        "un réseau",
        "un matériau",
        "un équipement",
        "un chantier",
        "un document",
        "un diagnostic",
        "un entretien",
        "un document",
        "un relevé",
        "un document",
        "un document",
        "un intervenant",
        "une note",
    ]
    assert action("equipment", "edit").label == "Modifier l’équipement"
    assert action("journal", "edit").label == "Modifier la note"
    assert action("journal", "archive").told == "Note mise de côté"
    assert action("works", "restore").told == "Chantier remis en place"
    assert action("contacts", "delete").warning.startswith("L’intervenant et ses fichiers seront")


def action(part: str, code: str) -> Action:
    found = part_of(part)
    assert found is not None
    done = found.content.action(code)
    assert done is not None
    return done


@every_part
def test_what_is_said_is_set_as_french_is(part: Part) -> None:
    found = {said: faults(said) for said in sentences(part) if faults(said)}
    assert not found
    assert not [said for said in sentences(part) if said != said.strip() or "  " in said]


def sentences(part: Part) -> Iterator[str]:
    yield from (part.label, part.summary, part.expected, part.law)
    for field in part.content.fields:
        yield from (field.label, field.hint, *(words for _, words in field.choices))
    for one in part.content.all_actions():
        yield from (one.label, one.told, one.warning)


# Presets


def test_the_seven_presets_stand_in_their_order() -> None:
    labels = ["Artisan", "Diagnostiqueur", "Locataire", "Notaire", "Acquéreur", "Syndic", "Proche"]
    assert [preset.label for preset in PRESETS] == labels
    assert [preset_of(preset.code) for preset in PRESETS] == list(PRESETS)
    assert preset_of("") is None


@every_preset
def test_a_preset_speaks_of_every_part_and_opens_no_private_one(preset: Preset) -> None:
    assert list(preset.levels) == [part.code for part in PARTS]
    assert set(preset.levels.values()) > {AccessLevel.NONE}
    assert all(preset.levels[part.code] == AccessLevel.NONE for part in PARTS if part.is_private)


@every_preset
def test_no_preset_lets_change_what_others_wrote(preset: Preset) -> None:
    assert AccessLevel.WRITE not in preset.levels.values()


@every_preset
def test_a_preset_is_told_in_one_line(preset: Preset) -> None:
    assert re.fullmatch(r"[a-z]+", preset.code)
    assert 0 < len(preset.summary) <= 60
    assert not faults(preset.label) + faults(preset.summary)


@pytest.mark.parametrize(
    ("code", "seen", "added"),
    [
        ("artisan", {"plans", "networks", "materials"}, {"works", "maintenance", "warranties"}),
        ("diagnostiqueur", {"works", "equipment"}, {"diagnostics", "energy"}),
        ("locataire", {"equipment", "diagnostics"}, {"maintenance", "consumption"}),
        ("notaire", {*REQUIRED_BY_LAW, "diagnostics", "condominium"}, set()),
        ("acquereur", {*REQUIRED_BY_LAW, "diagnostics", "condominium"}, set()),
        ("syndic", {"identity"}, {"condominium"}),
        ("proche", {part.code for part in PARTS} - {"private"}, set()),
    ],
)
def test_a_preset_opens_what_its_trade_needs(code: str, seen: set[str], added: set[str]) -> None:
    preset = preset_of(code)
    assert preset is not None
    assert {preset.levels[part] for part in seen} == {AccessLevel.READ}
    assert {preset.levels[part] for part in added} <= {AccessLevel.DEPOSIT}
