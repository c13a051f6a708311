"""Each type keeps what it can hold exactly, refuses the rest by name, and what it kept it takes again unchanged."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fields import Field, Type, Value, check, plain_text
from app.domain.kinds import KINDS
from tests.domain.strategies import WORDS, field_values

FIELDS = {
    Type.CODE: Field("f", "F", Type.CODE, "sex"),
    Type.CODES: Field("f", "F", Type.CODES, "violation"),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=6,
)


def of(type_: Type) -> Field:
    return FIELDS.get(type_, Field("f", "F", type_))


@pytest.mark.parametrize("type_", list(Type))
@given(value=JSON)
def test_anything_is_kept_or_refused_and_what_is_kept_stays(type_: Type, value: object) -> None:
    """Whatever is typed or sent: a kept value is JSON, is never empty, and is kept again as it is."""
    try:
        kept = check(of(type_), value, WORDS)
    except ValueError as refusal:
        assert str(refusal)
        return
    assert kept not in ("", [])
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    assert check(of(type_), kept, WORDS) == kept
    assert plain_text(kept).encode() is not None if kept is not None else True


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
@settings(max_examples=30)
@given(data=st.data())
def test_every_declared_field_takes_what_it_may_hold(kind: object, data: st.DataObject) -> None:
    fields = data.draw(field_values(kind))  # type: ignore[arg-type]
    assert kind.checked(fields, WORDS) == (fields, {})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("type_", "given_", "kept"),
    [
        (Type.TEXT, "  Layla ", "Layla"),
        (Type.TEXT, " \n", None),
        (Type.PROSE, "one\ntwo", "one\ntwo"),
        (Type.DATE, " 2024-03 ", "2024-03"),
        (Type.CODE, "sex:02", "02"),
        (Type.CODES, "INT1", ["INT1"]),
        (Type.CODES, ["INT1", "LIB1", "INT1"], ["INT1", "LIB1"]),
        (Type.CODES, [], None),
        (Type.FLAG, False, False),
        (Type.WHOLE, "0012", 12),
        (Type.WHOLE, 3.0, 3),
        (Type.WHOLE, 0, 0),
        (Type.DECIMAL, "-98.754", -98.754),
        (Type.DECIMAL, "-0.0", 0.0),
        (Type.DECIMAL, 16, 16.0),
        (Type.TAGS, ["a", " ", "a", "b "], ["a", "b"]),
        (Type.HASH, "0f" * 32, "0f" * 32),
        (Type.ROWS, {"Column": " as it was "}, [["Column", " as it was "]]),
    ],
)
def test_a_value_is_kept_as(type_: Type, given_: object, kept: Value | None) -> None:
    result = check(of(type_), given_, WORDS)
    assert (result, type(result)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("type_", "given_", "why"),
    [
        (Type.TEXT, "two\nlines", "one line"),
        (Type.TEXT, "two\u2028lines", "one line"),
        (Type.TEXT, "a\0b", "zero character"),
        (Type.PROSE, "half \ud83d", "half a character"),
        (Type.TAGS, ["half \ud83d"], "half a character"),
        (Type.ROWS, [["name", "half \ud83d"]], "half a character"),
        (Type.ROWS, [["only one"]], "pairs"),
        (Type.TEXT, 7, "text"),
        (Type.DATE, "2024-13", "month"),
        (Type.DATE, 2024, "date"),
        (Type.CODE, "purple", "no code"),
        (Type.CODES, ["INT1", 7], "code"),
        (Type.FLAG, 1, "true or false"),
        (Type.FLAG, "yes", "true or false"),
        (Type.WHOLE, True, "whole"),
        (Type.WHOLE, "1.5", "whole"),
        (Type.WHOLE, "9" * 5000, "whole"),
        (Type.WHOLE, 2**53, "whole"),
        (Type.DECIMAL, "1,5", "point"),
        (Type.DECIMAL, float("nan"), "point"),
        (Type.DECIMAL, "1e300", "too large or too small"),
        (Type.DECIMAL, "1e-300", "too large or too small"),
        (Type.DECIMAL, "0.12345678901234567890", "digits"),
        (Type.HASH, "0F" * 32, "hex"),
    ],
)
def test_a_value_is_refused_because(type_: Type, given_: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check(of(type_), given_, WORDS)


def test_bounds_are_the_declaration_s() -> None:
    age = Field("age", "Age", Type.WHOLE, low=0, high=130)
    assert (check(age, 0, WORDS), check(age, 130, WORDS)) == (0, 130)
    for wrong in (-1, 131):
        with pytest.raises(ValueError, match=r"Write (0 or more|130 or less)"):
            check(age, wrong, WORDS)
