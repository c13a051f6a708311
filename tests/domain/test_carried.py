"""Values travel and come back as they were; what comes is checked as if a person had typed it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fields import Field, Type
from app.domain.kinds import KINDS
from app.domain.record import iterate_search_texts
from app.domain.report_values import export_fields, value_in, value_out
from crypto.encoding import decode, encode
from tests.domain.strategies import WORDS, field_values

PLACE = KINDS["place"].fields
CARRIED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_kept_comes_back_through_the_wire(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    fields = data.draw(field_values(kind))
    there = decode(encode(export_fields(kind, fields)))
    assert {n: value_in(kind.fields[n], value, WORDS) for n, value in there.items() if n in kind.fields} == fields  # type: ignore[union-attr, index]


@pytest.mark.parametrize("type_", list(Type))
@given(value=CARRIED)
def test_whatever_comes_is_taken_or_refused(type_: Type, value: object) -> None:
    field = Field("f", "F", type_, "violation" if type_ in (Type.CODE, Type.CODES) else "")
    try:
        taken = value_in(field, value, WORDS)
    except ValueError:
        return
    assert taken is None or value_in(field, value_out(field, taken), WORDS) == taken


@given(value=CARRIED)
def test_an_unknown_field_is_kept_as_it_came_for_a_newer_app(value: object) -> None:
    try:
        kept = value_in(None, value, WORDS)
    except ValueError as refusal:
        assert "needs a newer Amparo" in str(refusal) and ("b'" in repr(value) or 'b"' in repr(value))
        return
    assert list(iterate_search_texts(KINDS["event"], {"newer": kept}))
    assert json.loads(json.dumps(kept)) == value == value_out(None, kept)


def test_codes_carry_their_scheme_and_numbers_are_exact_pairs() -> None:
    assert value_out(PLACE["country"], "MX") == "country:MX"
    assert value_out(KINDS["event"].fields["violation_class"], ["INT1", "LIB1"]) == ["violation:INT1", "violation:LIB1"]
    assert value_out(PLACE["latitude"], -16.5) == [-165, -1]
    assert value_in(PLACE["latitude"], [-165, -1], WORDS) == -16.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("country", "violation:INT1"),
        ("country", "MX"),
        ("latitude", 16),
        ("latitude", [1, 400]),
        ("latitude", [10**30, 0]),
        ("latitude", [91, 0]),
        ("name", "half \ud83d"),
    ],
)
def test_what_does_not_fit_its_field_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        value_in(PLACE[name], value, WORDS)
