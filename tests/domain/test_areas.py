"""Areas as a tree: one spelling, walks that end, and places that are never told finer than allowed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import matching
from app.domain.areas import LEVELS, Area, AreaLayer, AreaTree, parse_iso
from app.domain.coverage import coverage
from app.domain.matching import MatchSide, matches
from app.domain.record import Record
from app.domain.release.narrowing import PLACES
from app.domain.release.rounding import round_to
from app.domain.warning import ObservationInput, WarningRule, replay

ROOT = Path(__file__).parents[2] / "resources"
COUNTRIES = {
    entry["code"]: list(entry["label"].values())
    for entry in json.loads((ROOT / "vocabularies" / "country.json").read_text("utf-8"))["codes"]
}
ISO = parse_iso((ROOT / "areas" / "iso.tsv").read_text("utf-8"), COUNTRIES)
OWN = AreaLayer.of(
    [Area("GT1405", "Chajul", "admin2", "GT-14", ("San Gaspar Chajul",), ("c1",)),
     Area("x1", "Xix", "locality", "GT1405", records=("c2",)), Area("b", "Bare", "locality", records=("c3",)),
     Area("BO-L", "La Paz", "admin1", "BO", records=("c4",))]
)  # fmt: skip
TREE = AreaTree(OWN, ISO)


def test_the_iso_data_has_its_size() -> None:
    levels = [area.level for area in ISO.areas.values()]
    assert [levels.count(level) for level in LEVELS] == [len(COUNTRIES), 3590, 1456, 0]
    assert all(area.parent in ISO.areas for area in ISO.areas.values() if area.level != "country")


@pytest.mark.parametrize("word", ["Quiché", "quiche", "El Quiché", " EL  QUICHE", "GT-14"])
def test_spellings_with_and_without_the_article_are_one_area(word: str) -> None:
    """Line 25: "quiche" and "El Quiché" are one."""
    assert TREE.keys(word) == ("GT-14", "GT")


def test_a_word_with_several_areas_is_none_until_its_parent_or_a_person_says_which() -> None:
    found = AreaTree(ISO).find("La Paz")
    assert [area.id for area in found] == ["BO-L", "HN-LP", "SV-PA"] and AreaTree(ISO).only("La Paz") is None
    assert AreaTree(ISO).locate(["HN", "La Paz"]) == ISO.areas["HN-LP"]
    assert TREE.only("La Paz") == OWN.areas["BO-L"]  # an own area wins
    assert TREE.locate(["HN", "La Paz"]) == ISO.areas["HN-LP"]  # but its parent is first
    assert TREE.key("Guatemala") == "guatemala"  # the country, or its department


def test_a_member_for_the_province_covers_the_district_and_one_for_the_district_the_province_partly() -> None:
    """Line 25: a member for Quiché covers Chajul; one for Chajul covers Quiché partly."""
    found = coverage(["Chajul"], [(b"a", ["El Quiché"])], TREE)
    assert found.districts == (("Chajul", (b"a",)),) and not found.gaps and not found.beyond
    found = coverage(["Quiché"], [(b"a", ["chajul"]), (b"b", ["Xix"]), (b"c", ["Petén"])], TREE)
    assert found.gaps == ("Quiché",) and found.partly == {"Quiché": (b"a", b"b")} and found.beyond == ("Petén",)
    assert [district for district, _ in coverage(["quiche", "El Quiché"], [], TREE).districts] == ["quiche"]


@pytest.mark.parametrize(
    ("offered", "wanted", "shared", "missing"),
    [("Quiché", "Chajul", ("Chajul",), ()), ("Chajul", "Quiché", ("Chajul",), (matching.AREA,)),
     ("Petén", "Chajul", None, None), ("GT", "Xix", ("Xix",), ())],
)  # fmt: skip
def test_an_offer_for_a_wider_area_meets_a_request_inside_it(
    offered: str, wanted: str, shared: tuple[str, ...] | None, missing: tuple[str, ...] | None
) -> None:
    offer = MatchSide(b"1", frozenset(), {"side": "offer", "kind": ["legal"], "area": [offered]})
    request = MatchSide(b"2", frozenset(), {"side": "request", "kind": ["legal"], "area": [wanted]})
    found = next(iter(matches([offer, request], 1, TREE)), None)
    assert (found and found.areas, found and found.missing) == (shared, missing)


def test_an_indicator_for_a_province_counts_what_was_seen_in_its_districts() -> None:
    rule = WarningRule("count", 2, 14, "high", ("Quiché",), tree=TREE)
    seen = [ObservationInput(area, 10, 10) for area in ("Chajul", "xix", "Petén")]
    assert rule.met(seen, "Quiché", 11) and rule.watches("Xix") and not rule.watches("Petén")
    assert not rule.met(seen, "Chajul", 31) and [one.level for one in replay(rule, seen, "Quiché")] == ["high", "none"]


def place(**fields: str) -> Record:
    return Record(b"p", "place", "PL-1", dict(fields))


@pytest.mark.parametrize(
    ("fields", "within", "step", "told"),
    [
        ({"name": "Xix", "country": "GT"}, "", "admin2", {"district": "Chajul", "province": "Quiché", "country": "GT"}),
        ({"name": "by the well"}, "x1", "admin1", {"province": "Quiché", "country": "GT"}),
        ({"district": "Xix", "province": "El Quiche", "country": "GT"}, "", "admin2",
         {"district": "Chajul", "province": "El Quiche", "country": "GT"}),
        ({"province": "Xix"}, "", "admin1", {"province": "Quiché", "country": "GT"}),
        ({"name": "Xix", "province": "Quiché"}, "", "admin2", {"district": "Chajul", "province": "Quiché",
                                                               "country": "GT"}),
        ({"district": "Bare", "country": "GT"}, "", "admin2", {"country": "GT"}),
        ({"name": "Uva"}, "", "admin1", {}),
        ({"name": "Chajul", "country": "GT"}, "", "admin2", {"province": "Quiché", "country": "GT"}),
        ({"name": "San Gaspar Chajul"}, "GT1405", "admin2", {"province": "Quiché", "country": "GT"}),
        ({"name": "Quiché", "country": "GT"}, "", "admin1", {"province": "Quiché", "country": "GT"}),
        ({"name": "Xix", "district": "Norte", "country": "GT"}, "", "-", {}),
    ],
)  # fmt: skip
def test_a_place_is_told_at_the_allowed_level_or_one_further_up(
    fields: dict[str, str], within: str, step: str, told: dict[str, str]
) -> None:
    """Line 7: walk up to the allowed level; a missing level goes one further up; a village is never a district."""
    assert round_to(place(**fields), step, TREE, within) == told


IDS = st.sampled_from(["a", "b", "c", "d", "e"])
AREAS = st.lists(st.builds(Area, IDS, st.sampled_from(["Ansal", "Quime", "El Quime", "Oro"]),
                           st.sampled_from([*LEVELS, "odd"]), st.one_of(st.just(""), IDS)), max_size=6)  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(["Ansal", "quime", "Oro", "Else"]) for name in ("name", "district", "province")}
)


@given(AREAS, IDS)
def test_a_walk_up_ends_and_each_step_is_wider(areas: list[Area], start: str) -> None:
    tree = AreaTree(AreaLayer.of(areas))
    heights = [area.height for area in tree.path(start)]
    assert heights == sorted(set(heights), reverse=True)


@given(AREAS, FIELDS, st.sampled_from(PLACES[2:-1]), st.one_of(st.just(""), IDS))
def test_a_place_is_never_told_finer_than_allowed(
    areas: list[Area], fields: dict[str, str], step: str, within: str
) -> None:
    tree = AreaTree(AreaLayer.of(areas))
    for name, said in round_to(place(**fields), step, tree, within).items():
        level = {"name": "locality", "district": "admin2", "province": "admin1", "country": "country"}[name]
        assert PLACES.index(level) >= PLACES.index(step)
        heights = [area.height for area in tree.find(str(said))]
        assert not heights or min(*heights, len(LEVELS) - 1) <= LEVELS.index(step)
