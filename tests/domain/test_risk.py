"""Scores, bands, comparison and patterns: by the rules as they are written, for every case there is."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import patterns, risk
from app.domain.patterns import DAYS, ENOUGH, Incident
from app.domain.risk import Threat


def fields(*told: int) -> dict[str, int]:
    return dict(zip(risk.SCALE, told, strict=False))


def test_every_score_is_the_formula_and_falls_with_capacity_alone() -> None:
    for likelihood, impact, vulnerability, capacity in product(range(1, 6), repeat=4):
        value = risk.score(fields(likelihood, impact, vulnerability, capacity))
        assert value == Fraction(likelihood * impact * vulnerability, capacity)
        assert risk.band(value) in risk.WORDS
    assert risk.score(fields(5, 5, 5)) is None and risk.score({}) is None


@pytest.mark.parametrize(
    ("value", "band"),
    [(Fraction(499, 100), "low"), (5, "medium"), (Fraction(74, 5), "medium"), (15, "high"), (40, "high"),
     (Fraction(401, 10), "extreme"), (125, "extreme")],
)  # fmt: skip
def test_bands_end_where_they_are_said_to(value: Fraction, band: str) -> None:
    assert risk.band(Fraction(value)) == band


THREATS = st.lists(
    st.tuples(st.sampled_from(["arrest", "smear"]), st.sampled_from(["", "Guard"]), st.none() | st.integers(1, 9)),
    max_size=6,
)


@given(THREATS, THREATS)
def test_a_comparison_names_every_row_of_both_once(before: list, after: list) -> None:  # type: ignore[type-arg]
    old, now = (
        [Threat(bytes([at, n]) * 8, kind, source, Fraction(score) if score else None)
         for n, (kind, source, score) in enumerate(rows)]
        for at, rows in ((1, before), (2, after))
    )  # fmt: skip
    moves = risk.compare(old, now)
    assert sorted(move.before.id for move in moves if move.before) == sorted(row.id for row in old)
    assert [move.after.id for move in moves if move.after] == [row.id for row in risk.sort_threats(now)]
    back = {(m.after and m.after.id, m.before and m.before.id): m.word for m in risk.compare(now, old)}
    turned = {"rose": "fell", "fell": "rose", "new": "gone", "gone": "new"}
    for move in moves:
        key = (move.before and move.before.id, move.after and move.after.id)
        assert back[key] == turned.get(move.word, move.word)


INCIDENTS = st.lists(
    st.tuples(st.integers(1, 90), st.sets(st.sampled_from("abc"), max_size=2), st.sampled_from(["", "nothing"])),
    max_size=12,
).map(
    lambda rows: [
        Incident(bytes([n]) * 16, day, frozenset(("place", key) for key in keys), assessed)
        for n, (day, keys, assessed) in enumerate(rows)
    ]
)


@given(INCIDENTS)
def test_a_pattern_holds_those_incidents_that_are_one_of_three_in_four_weeks_and_no_other(rows: list[Incident]) -> None:
    found = {(one.which, row.id) for one in patterns.patterns(rows) for row in one.incidents}
    counted = [row for row in rows if row.assessed != "nothing"]
    expected = {
        (which, row.id)
        for which in "abc"
        for three in combinations([row for row in counted if ("place", which) in row.keys], ENOUGH)
        if max(row.day for row in three) - min(row.day for row in three) < DAYS
        for row in three
    }
    assert found == expected


def test_two_far_apart_runs_are_two_patterns_and_one_waits_until_all_were_looked_at() -> None:
    def row(n: int, day: int, assessed: str) -> Incident:
        return Incident(bytes([n]) * 16, day, frozenset({("place", "gate")}), assessed)

    early = [row(n, n, "incident") for n in range(3)]
    late = [row(10 + n, 300 + n, "" if n else "threat") for n in range(4)]
    first, second = patterns.patterns([*early, *late])
    assert (len(first.incidents), first.waits) == (4, True) and (len(second.incidents), second.waits) == (3, False)
