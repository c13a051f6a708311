"""Patterns of security incidents in areas: one level, a number and days, and each incident in one area only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.field import security_incidents
from app.actions.kernel import records
from app.actions.records import areas
from app.domain.areas import LEVELS, Area
from app.domain.patterns import DAYS, ENOUGH, RULE, Incident, find_area, patterns
from app.store.vault.open_vault import Vault
from tests.vaults import vault_at

GT = Area("GT", "Guatemala", "country")
QUICHE, PETEN = Area("GT-14", "Quiché", "admin1", "GT"), Area("GT-17", "Petén", "admin1", "GT")
CHAJUL, NEBAJ = Area("GT1405", "Chajul", "admin2", "GT-14"), Area("GT1413", "Nebaj", "admin2", "GT-14")
XIX = Area("X", "Xix", "locality", "GT1405")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path) as opened:
        yield opened


def row(n: int, *path: Area, actor: str = "", threat: str = "") -> Incident:
    keys = {(name, code) for name, code in (("actor_type", actor), ("threat_kind", threat)) if code}
    return Incident(bytes([n]) * 16, n, frozenset(keys), "", path)


def found(*rows: Incident, level: str = "admin2") -> set[tuple[str, str, str, int]]:
    return {(one.what, one.which, one.area_id, len(one.incidents)) for one in patterns(rows, level)}


def test_three_in_one_district_are_a_pattern_only_with_the_same_threat_or_the_same_perpetrator() -> None:
    near = (CHAJUL, QUICHE, GT)
    assert found(row(1, *near), row(2, *near), row(3, *near), row(4, *near)) == set()
    assert found(row(1, *near, actor="03"), row(2, *near, actor="03"), row(3, *near, actor="05")) == set()
    same = [row(1, *near, actor="03"), row(2, XIX, *near, actor="03"), row(3, *near, actor="03")]
    assert found(*same) == {("actor_type", "03", "GT1405", 3)}
    assert found(*(row(n, actor="03") for n in (1, 2, 3))) == set(), "without an area, the perpetrator is no pattern"
    assert found(row(1, *near, threat="raid"), row(2, *near, threat="raid"), row(3, *near, threat="raid")) == {
        ("threat_kind", "raid", "GT1405", 3)
    }
    far = [row(1, *near, threat="raid"), row(2, NEBAJ, QUICHE, GT, threat="raid"), row(3, *near, threat="raid")]
    assert found(*far) == {("threat_kind", "raid", "", 3)}
    assert found(*far, level="admin1") == {("threat_kind", "raid", "GT-14", 3)}


def test_an_incident_counts_in_one_area_of_each_level_and_without_a_district_in_the_province() -> None:
    near = [row(1, CHAJUL, QUICHE, GT, actor="03"), row(2, CHAJUL, QUICHE, GT, actor="03")]
    wide = [row(n, QUICHE, GT, actor="03") for n in (3, 4, 5)]
    assert found(*near, wide[0]) == set(), "nobody knows that it was in Chajul"
    assert found(*near, *wide) == {("actor_type", "03", "GT-14", 3)}
    assert found(*near, *wide, level="admin1") == {("actor_type", "03", "GT-14", 5)}
    for path in ((), (GT,), (QUICHE, GT), (CHAJUL, QUICHE, GT), (XIX, CHAJUL, QUICHE, GT), (XIX, QUICHE, GT)):
        for level in ("admin1", "admin2", "locality"):
            area = find_area(path, level)
            assert (area is None) == (not path) and (area is None or area.height <= LEVELS.index(level))
    assert find_area((XIX, QUICHE, GT), "admin2") == QUICHE


def test_the_rule_names_its_numbers() -> None:
    assert (ENOUGH, DAYS) == (3, 30) and "3 or more security incidents within 30 days" in RULE


def test_the_log_says_the_area_and_the_level_that_is_not_known(vault: Vault) -> None:
    """Section 8: patterns group at a level; an incident of the province is under "district not known"."""
    records.add(vault, "area", {"name": "Chajul", "level": "admin2", "around": "GT-14", "code": "GT1405"})
    for day in (2, 11, 20):
        for place in ({"name": f"Gate {day}", "district": "Chajul"}, {"name": f"Road {day}", "province": "El Quiché"}):
            given = {"date": f"2027-01-{day:02}", "what": "A car", "actor_type": ["03"], "place": place}
            records.add(vault, "security_incident", given)

    def told(level: str = "") -> list[str]:
        return [one.say("en").partition(", ")[2] for one in security_incidents.patterns(vault, level=level)]

    assert sorted(told()) == ["in Chajul", "in Quiché (district not known)"]
    assert told("admin1") == ["in Quiché"]
    areas.choose_level(vault, "admin1")
    assert told() == ["in Quiché"] and len(security_incidents.patterns(vault)[0].records) == 6
