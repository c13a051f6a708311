"""Values, records and links drawn from the declarations, so that a new kind is tested the day it is declared."""

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from app.domain.fields import Field, Type, Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies

WORDS = Vocabularies(Path(__file__).parents[2] / "resources" / "vocabularies")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SEEN = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ),
    max_size=12,
)
LINE = SEEN.map(lambda text: " ".join(text.split())).filter(lambda text: len(text.splitlines()) == 1)
PROSE = TEXT.map(str.strip).filter(bool)
DATES = st.sampled_from(
    ["2024", "2024~", "2024-03", "2024-03-09", "2024-03-09T14:05", "2024-03/2024-05", "../2024-05", "2024-05-01/.."]
)


def values(field: Field) -> st.SearchStrategy[Value]:
    """Draw what a field of this declaration may hold, as it is kept."""
    codes = st.sampled_from(WORDS[field.scheme].codes) if field.scheme else st.nothing()
    low, high = int(field.low or 0), int(field.high or 180)
    numbers = st.integers(low * 10**4, high * 10**4).map(lambda n: n / 10**4)
    drawn: dict[Type, st.SearchStrategy[Value]] = {
        Type.TEXT: st.sampled_from(("es", "quc", "pt-BR")) if field.name == "lang" else LINE,
        Type.PROSE: PROSE,
        Type.DATE: DATES,
        Type.CODE: codes,
        Type.CODES: st.lists(codes, min_size=1, max_size=3, unique=True),
        Type.FLAG: st.booleans(),
        Type.WHOLE: st.integers(low, high),
        Type.DECIMAL: numbers,
        Type.TAGS: st.lists(LINE, min_size=1, max_size=3, unique=True),
        Type.HASH: st.binary(min_size=32, max_size=32).map(bytes.hex),
        Type.ROWS: st.lists(st.tuples(TEXT, TEXT).map(list), min_size=1, max_size=3),
    }
    return drawn[field.type]


def field_values(kind: Kind) -> st.SearchStrategy[dict[str, Value]]:
    """Draw the fields of a record of this kind, any of them absent."""
    return _field_values(kind.name)


@cache
def _field_values(name: str) -> st.SearchStrategy[dict[str, Value]]:
    """Build each kind's strategy once: building it costs more than drawing from it."""
    return st.fixed_dictionaries({}, optional={name: values(field) for name, field in KINDS[name].fields.items()})


@st.composite
def records(draw: st.DrawFn, kind: Kind, number: int) -> Record:
    """Draw a record of this kind; its id is its number."""
    fields = draw(field_values(kind))
    made = draw(st.integers(0, 3)) * 86_400 + 1_700_000_000
    return Record(number.to_bytes(16, "big"), kind.name, f"{kind.prefix}-{number}", fields, created=made, updated=made)
