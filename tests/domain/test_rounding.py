"""How exactly a place is told: every point of a cell gives the same, and nothing of a home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.record import Record
from app.domain.release.audiences import NAMES, PROFILES
from app.domain.release.consents import ConsentAnswer, ReleasePaper
from app.domain.release.narrowing import Release, ReleasePerson, ReleaseRecord
from app.domain.release.resolver import resolve
from app.domain.release.rounding import point, round_degrees


def place(**fields: object) -> Record:
    return Record(bytes(16), "place", "PL-AAAAA", {"latitude": -2.512345, "longitude": 10.498765, **fields})  # type: ignore[dict-item]


def release(name: str, located: bool = True) -> Release:
    person = ReleasePerson(ConsentAnswer("yes_alias"), location=located)
    return resolve(person, ReleaseRecord(), ReleasePaper(PROFILES[name], 1))


FINE, WIDE = (10.5, -2.51), (10.5, -2.5)


def test_each_audience_sees_its_own_cell_and_the_public_none() -> None:
    told = {name: point(place(), release(name)) for name in NAMES}
    assert {name: (one.longitude, one.latitude) for name, one in told.items() if one} == {
        **dict.fromkeys(("internal", "un", "regional", "court", "icc"), FINE),
        **dict.fromkeys(("network", "embassy", "authority", "company"), WIDE),
    }
    assert all(point(place(), release(name, located=False)) is None for name in NAMES)


@pytest.mark.parametrize("fields", [{"kind": "home"}, {"kind": "refuge"}, {"latitude": None}, {"longitude": "10"}])
def test_a_home_and_what_has_no_coordinates_are_no_point(fields: dict[str, object]) -> None:
    assert all(point(place(**fields), release(name)) is None for name in NAMES)


@given(st.floats(-180, 180), st.floats(-0.49, 0.49), st.sampled_from([0.01, 0.1]))
def test_the_exact_point_is_not_in_what_is_told(degrees: float, within: float, step: float) -> None:
    told = round_degrees(degrees, step)
    assert abs(told - degrees) <= step / 2 + 1e-6
    assert round_degrees(told + within * step, step) == told and len(f"{told:.6f}".rstrip("0").split(".")[1]) <= 2
