"""A form is read whole, and refused for all its mistakes at once."""

import pytest

from ecoapp.core.errors import FieldsRefused
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.signup_drafts import ConsentIsMissing
from ecoapp.services.texts import TextIsMissing, TextIsTooLong, parse_name


def test_what_is_right_is_given_back() -> None:
    fields = FieldReading()
    assert fields.read("first_name", lambda: parse_name("Camille", longest=9)) == "Camille"
    fields.finish()


def test_all_mistakes_are_told_at_once_in_the_order_of_the_form() -> None:
    fields = FieldReading()
    assert fields.read("first_name", lambda: parse_name("", longest=9)) is None
    fields.read("last_name", lambda: parse_name("Renaud", longest=9))
    fields.read("job_title", lambda: parse_name("a" * 10, longest=9))
    fields.refuse("consent", ConsentIsMissing())
    with pytest.raises(FieldsRefused) as refused:
        fields.finish()
    told = [(field, type(refusal)) for field, refusal in refused.value.refusals.items()]
    assert told == [
        ("first_name", TextIsMissing),
        ("job_title", TextIsTooLong),
        ("consent", ConsentIsMissing),
    ]


def test_a_fault_of_ours_is_not_taken_for_a_mistake_of_theirs() -> None:
    with pytest.raises(ZeroDivisionError):
        FieldReading().read("first_name", lambda: 1 // 0)
