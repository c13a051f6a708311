"""The ladder of verification: sources that count, origins that are independent, and a person's word with its reason."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fields import Value
from app.domain.verification import Told, VerificationStatus, apply_override, verdict, weakest_status

INDEPENDENT: dict[str, Value] = {"independence": "independent"}
SAME: dict[str, Value] = {"independence": "same_origin"}
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "independence": st.sampled_from(["independent", "same_origin", "unknown"]),
        "independence_group": st.sampled_from(["the café", "cafe", "the radio"]),
        "reliability": st.sampled_from(["01", "02", "03", "04", "05"]),
        "stance": st.sampled_from(["supports", "neutral"]),
    },
)
LADDER = ["unverified", "one_source", "corroborated", "verified"]


def told(*rows: dict[str, Value]) -> list[Told]:
    ids = count(1)
    return [(next(ids).to_bytes(1, "big"), row) for row in rows]


@pytest.mark.parametrize(
    ("rows", "code", "sources", "origins"),
    [
        ([], "unverified", 0, 0),
        ([{}], "one_source", 1, 1),
        ([INDEPENDENT], "one_source", 1, 1),
        ([INDEPENDENT, INDEPENDENT], "corroborated", 2, 2),
        ([INDEPENDENT, INDEPENDENT, SAME], "verified", 3, 2),  # fixture F3
        ([SAME, SAME], "one_source", 2, 1),  # fixture F4
        ([SAME, SAME, SAME], "one_source", 3, 1),
        ([{}, {}, {}], "one_source", 3, 1),
        ([INDEPENDENT, INDEPENDENT, {"reliability": "04"}], "corroborated", 2, 2),
        ([INDEPENDENT, INDEPENDENT, {"stance": "neutral"}], "corroborated", 2, 2),
        ([INDEPENDENT, INDEPENDENT, SAME, {"stance": "contradicts"}], "disputed", 3, 2),
        ([INDEPENDENT, {"stance": "contradicts", "reliability": "05"}], "one_source", 1, 1),
        ([{"independence_group": "Café Sol"}, {"independence_group": "cafe sol"}, INDEPENDENT], "verified", 3, 2),
        ([{"independence_group": "the radio", **INDEPENDENT}] * 3, "one_source", 3, 1),
    ],
)
def test_the_ladder(rows: list[dict[str, Value]], code: str, sources: int, origins: int) -> None:
    found = verdict(told(*rows))
    assert (found.code, found.computed, found.sources, found.origins) == (code, code, sources, origins)


def test_the_same_person_twice_is_one_source() -> None:
    found = verdict([(b"a", INDEPENDENT), (b"a", INDEPENDENT), (b"b", INDEPENDENT)])
    assert (found.code, found.sources, found.origins) == ("corroborated", 2, 2)


@given(st.lists(TOLD, max_size=6), TOLD)
def test_one_source_more_that_says_the_same_never_takes_a_step_down(
    rows: list[dict[str, Value]], more: dict[str, Value]
) -> None:
    before, after = verdict(told(*rows)), verdict(told(*rows, more))
    assert LADDER.index(after.code) >= LADDER.index(before.code)
    assert after.origins <= after.sources <= len(rows) + 1


def test_a_person_says_otherwise_and_the_reason_stands_beside_what_was_computed() -> None:
    computed = verdict(told(SAME, SAME))
    said = apply_override(computed, {"verification": "judgment", "verification_reason": "Court of Ansal, 12 May"})
    assert (said.code, said.computed, said.by_hand) == ("judgment", "one_source", True)
    assert said.why == "set by hand: Court of Ansal, 12 May"
    assert apply_override(computed, {"verification_reason": "left over"}) == computed
    assert computed.why == "2 sources, 1 of independent origin; verified needs 3, 2 of independent origin"
    assert verdict(told({}, {"stance": "contradicts"})).why == "1 source, 1 of independent origin, 1 against it"


def test_an_incident_is_as_well_verified_as_the_weakest_of_its_acts() -> None:
    good, weak = verdict(told(INDEPENDENT, INDEPENDENT, SAME)), verdict(told(SAME))
    refuted = VerificationStatus("refuted", "one_source", 1, 1, by_hand=True, reason="It was someone else")
    assert weakest_status(verdict([]), [good, weak]).code == "one_source"
    assert weakest_status(verdict([]), [good, refuted]).code == "verified"
    assert weakest_status(good, []).code == "verified"
    assert weakest_status(good, [VerificationStatus("disputed", "disputed"), good]).code == "disputed"
