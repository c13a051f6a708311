"""Displaced people: none counts twice, ranges by origin and destination, and no small number outside."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.kernel import records, view_rows
from app.actions.papers import paper_makers
from app.cli.main import parser
from app.domain.acts.displacement import Displacement, count_displaced, group_same
from app.exchange import sheets
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

UNDATED = (1, 3_652_059)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    return dict(options.run(vault, options).document)


def fill(vault: Vault) -> list[str]:
    """Write two incidents of the same flight, one of another province, and one without a day and a place."""
    north, south, camp = (add(vault, "place", name=name, province=name, country="CO")
                          for name in ("Meta", "Huila", "Tolima"))  # fmt: skip
    for area in ("Meta", "Huila", "Tolima"):
        add(vault, "area", name=area, level="admin1")
    war = add(vault, "context", title="River war", kind="conflict")
    rows = ({"place": north, "date_start": "2026-03-02", "displaced_min": 40, "displaced_max": 60, "homes_min": 9,
             "displaced_to": [camp]},
            {"place": north, "date_start": "2026-03-20", "displaced_min": 25, "displaced_max": 30},
            {"place": south, "date_start": "2026-03-20", "displaced_min": 3, "displaced_max": 3, "homes_min": 1,
             "homes_max": 1, "displaced_to": [camp]},
            {"title": "No number"})  # fmt: skip
    return [add(vault, "event", **{"title": f"Flight {n}", "in_context": [war], "country": "CO", **row})
            for n, row in enumerate(rows)]  # fmt: skip


def test_the_verb_counts_the_same_people_once_and_never_adds_households_to_people(vault: Vault) -> None:
    one, two, three, _ = fill(vault)
    told = verb(vault, "displaced")
    assert told["people"] == {"n": 43, "at_most": 93} and told["households"] == {"n": 10, "at_most": None}
    assert told["same_people"] == [[one, two]] or told["same_people"] == [[two, one]]
    rows = {row["ref"]: row for row in told["incidents"]}  # type: ignore[attr-defined]
    assert set(rows) == {one, two, three} and (rows[one]["from"], rows[one]["to"]) == ("Meta", ["Tolima"])


def test_the_paper_has_period_states_coverage_rule_and_both_units(vault: Vault) -> None:
    one, two, *_ = fill(vault)
    text = sheets.as_text(paper_makers.make(vault, "displacement-table", [], "internal").framed)
    for said in ("Period: 2026", "Countries: Colombia", "Incidents with a number: 3", "Without a destination: 1",
                 "Without a source: 3", "Unit: Households", "within 30 days"):  # fmt: skip
        assert said in text, said
    assert "never added up" in " ".join(text.split()) and "in all: 43–93" in text and one in text and two in text


def test_outside_no_small_number_and_nothing_that_reveals_one_is_told(vault: Vault) -> None:
    refs = fill(vault)
    text = sheets.as_text(paper_makers.make(vault, "displacement-table", [], "un").framed)
    assert "in all: 40–90" in text, "of the large origin"
    assert "43–93" not in text and "fewer than 5" in text and "\nin all: 3" not in text
    assert not any(ref in text for ref in refs) and "Flight" not in text


def test_outside_no_number_state_or_year_tells_of_one_household(vault: Vault) -> None:
    fill(vault)
    far, camp = (add(vault, "place", name=name, province=name, country="VE") for name in ("Zulia", "Lara"))
    add(vault, "area", name="Zulia", level="admin1")
    add(vault, "event", title="Two homes", place=far, country="VE", date_start="2021-03-02", displaced_to=[camp],
        displaced_min=76, displaced_max=76, homes_min=2, homes_max=2)  # fmt: skip

    def said(audience: str) -> str:
        return sheets.as_text(paper_makers.make(vault, "displacement-table", [], audience).framed)

    assert "Countries: Colombia, Venezuela" in said("internal") and "Period: 2021–2026" in said("internal")
    assert "76" in said("internal") and "fewer than 5 people or 3 households" not in said("internal")
    for audience in ("un", "public"):
        text = said(audience)
        assert "76" not in text and "Venezuela" not in text and "2021" not in text
        assert "in all: 40–90" in text and "Countries: Colombia" in text
        assert "fewer than 5 people or 3 households" in " ".join(text.split())


def test_an_incident_with_any_of_the_numbers_is_in_the_list(vault: Vault) -> None:
    *_, none = fill(vault)
    homes = add(vault, "event", title="Only homes", homes_max=4)
    found = {one.ref for one in view_rows.find(vault, view_rows.view_named("displaced"))}
    assert len(found) == 4 and homes in found and none not in found


ROWS = st.lists(
    st.builds(
        lambda n, day, origin, context, low, more: Displacement(
            bytes([n]), UNDATED if day is None else (day, day), origin, ("",), frozenset(context), (low, low + more)),
        st.integers(0, 250), st.none() | st.integers(700_000, 700_200), st.sampled_from(["", "A", "B"]),
        st.sets(st.sampled_from([b"x", b"y"]), max_size=1), st.integers(1, 50), st.integers(0, 9)),
    min_size=1, max_size=7, unique_by=lambda one: one.id)  # fmt: skip


@given(ROWS)
def test_the_range_holds_the_largest_incident_and_no_more_than_the_sum(rows: list[Displacement]) -> None:
    low, high = count_displaced(rows, "people")
    assert max(one.people[0] for one in rows) <= low <= sum(one.people[0] for one in rows)
    assert high == sum(one.people[1] or 0 for one in rows) and low <= high
    assert count_displaced(reversed(rows), "people") == (low, high) == count_displaced([*rows, *rows], "people")
    groups = group_same(rows)
    assert sorted(one.id for group in groups for one in group) == sorted(one.id for one in rows)
    apart = [(a, b) for n, group in enumerate(groups) for a in group for other in groups[n + 1 :] for b in other]
    assert not any(a.can_be_same(b) for a, b in apart)
