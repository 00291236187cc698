"""The sheet of an établissement: who reads it, who writes on it, and two who write at once."""

import pytest

from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, NotAllowed
from ecoapp.services import establishment_sheets
from ecoapp.services.catalogue import EDIT_INFORMATION, INFORMATION
from ecoapp.services.establishment_sheets import SheetHasChanged
from ecoapp.services.messages import french
from tests.services.at_once import at_once
from tests.services.sections import Workshop, typed_for, workshop
from tests.state.rows import contents

TYPED = {**typed_for(INFORMATION.fields), "name": "Aubry", "opening_hours": "8 h\n17 h"}


@pytest.fixture
def place(database: Database) -> Workshop:
    return workshop(database)


def change(place: Workshop, typed=TYPED, *, by, version="", database=None) -> None:
    with (database or place.database).writing() as session:
        establishment_sheets.change(session, place.siret, typed, version=version, by=by)


def view(place: Workshop, *, by) -> establishment_sheets.SheetView:
    with place.database.reading() as session:
        return establishment_sheets.view(session, place.siret, by=by)


def version(place: Workshop) -> str:
    with place.database.reading() as session:
        return establishment_sheets.form(session, place.siret, by=place.jean).version


def test_with_the_right_the_sheet_is_written(place: Workshop) -> None:
    place.lucie_may(EDIT_INFORMATION)
    assert view(place, by=place.lucie).action == INFORMATION.action
    change(place, by=place.lucie)
    seen = view(place, by=place.jean)
    facts = {fact.label: fact.text for fact in seen.facts}
    assert facts["Nom de l’établissement"] == "Aubry"
    assert facts["Horaires d’ouverture"] == "8 h\n17 h"
    assert seen.updated_by == "Lucie Le Goff"
    assert seen.updated_at is not None


def test_without_the_right_it_is_read_only(place: Workshop) -> None:
    place.lucie_may_all_but(EDIT_INFORMATION)
    before = contents(place.database)
    assert view(place, by=place.lucie).action is None
    for by in (place.lucie, place.stranger):
        with pytest.raises(NotAllowed):
            change(place, by=by)
        with place.database.reading() as session, pytest.raises(NotAllowed):
            establishment_sheets.form(session, place.siret, by=by)
    with pytest.raises(NotAllowed):
        view(place, by=place.stranger)
    assert contents(place.database) == before


def test_the_second_of_two_editors_is_told_of_the_first(place: Workshop) -> None:
    change(place, by=place.jean, version=version(place))
    opened_by_both = version(place)
    change(place, {**TYPED, "city": "Séné"}, by=place.jean, version=opened_by_both)
    place.lucie_may(EDIT_INFORMATION)
    with pytest.raises(SheetHasChanged) as refusal:
        change(place, {**TYPED, "city": "Auray"}, by=place.lucie, version=opened_by_both)
    assert french(refusal.value).startswith("Jean Morvan a modifié ces informations le ")
    change(place, {**TYPED, "city": "Auray"}, by=place.lucie, version=version(place))


def test_at_the_same_moment_one_of_the_editors_is_told(place: Workshop) -> None:
    change(place, by=place.jean)
    opened = version(place)

    def writes(name: str):
        typed = {**TYPED, "name": name}
        return lambda here: change(place, typed, by=place.jean, version=opened, database=here)

    outcomes = at_once(place.database, [writes("Le Goff"), writes("Morvan"), writes("Perrin")])
    assert outcomes.count(None) == 1
    assert sum(isinstance(one, SheetHasChanged) for one in outcomes) == 2


def test_a_wrong_field_changes_nothing(place: Workshop) -> None:
    before = contents(place.database)
    with pytest.raises(FieldsRefused) as refused:
        change(place, {**TYPED, "name": "", "email": "atelier"}, by=place.jean)
    assert list(refused.value.refusals) == ["name", "email"]
    assert contents(place.database) == before


@pytest.mark.parametrize("name", ["-", "***", "🪚"])
def test_the_name_keeps_a_letter(place: Workshop, name: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        change(place, {**TYPED, "name": name}, by=place.jean)
    assert list(refused.value.refusals) == ["name"]
