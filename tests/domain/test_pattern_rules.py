"""Rules of the pattern finder (F16): the planted set in 2,000 random acts is one question, with next to no others."""

import itertools
import random
from datetime import date

import pytest

from app.domain.casework.pattern_rules import (
    RULES,
    PatternAct,
    PatternReason,
    Question,
    Statement,
    ask,
    compute_tail,
    find_marks,
    run_rule,
)

STEPS = {"THR7": 1, "EXP4": 1, "THR1": 2, "PRI1": 3, "INT1": 4, "LIF1": 5}
END = date(2026, 3, 31).toordinal()
PLANTED = (("2026-01-20", 1), ("2026-01-30", 1), ("2026-02-08", 2), ("2026-02-19", 2), ("2026-03-01", 2),
           ("2026-03-12", 4))  # fmt: skip
SAID = Statement(date(2026, 1, 15).toordinal(), ("marula",))
_ids = itertools.count()


def act(day: str | int, step: int = 0, **given: object) -> PatternAct:
    """Return an act of an incident of its own."""
    id_ = next(_ids).to_bytes(16, "big")
    ordinal = day if isinstance(day, int) else date.fromisoformat(day).toordinal()
    return PatternAct(id_, **{"event": id_, "day": ordinal, "step": step, **given})  # type: ignore[arg-type]


def noise(seed: int, n: int = 2000) -> list[PatternAct]:
    """Return random acts over five years."""
    draw = random.Random(seed)
    return [
        act(END - draw.randrange(1826), draw.choice((1, 1, 2, 2, 3, 3, 4, 5)),
            doers=(f"unit {draw.randrange(60)}",), victims=(f"person {draw.randrange(700)}",),
            methods=(f"method {draw.randrange(20)}",), area=f"area {draw.randrange(30)}", quarter=draw.randrange(4),
            contexts=(f"context {draw.randrange(25)}",) if draw.random() < 0.3 else ())
        for _ in range(n)
    ]  # fmt: skip


def planted(*more: tuple[str, int]) -> list[PatternAct]:
    """Return the six acts against Marula by Third Patrol, and others like them."""
    return [act(day, step, doers=("third patrol",), victims=("marula",)) for day, step in (*PLANTED, *more)]


def asked(acts: list[PatternAct], rules: tuple[str, ...] = RULES) -> list[Question]:
    return ask(reason for rule in rules for reason in run_rule(rule, acts, [SAID]))


def test_the_planted_set_is_one_question_and_random_acts_are_at_most_one() -> None:
    others = 0
    for seed in range(20):
        mine = planted()
        found = asked([*noise(seed), *mine])
        about = [one for one in found if {*one.acts} & {*mine}]
        assert len(about) == 1, seed
        assert {*mine} == {*about[0].acts}, seed
        assert [why.rule for why in about[0].reasons] == ["r1", "r8", "r9"], seed
        lead = about[0].reasons[0]
        assert (lead.incidents, lead.days, f"{lead.expected:.1f}") == (6, 52, "0.2")
        others += sum(one.reasons[0].rule not in ("r7", "r8", "r9") for one in found) - 1
    assert others <= 1


def test_a_new_act_changes_the_name_of_a_question() -> None:
    one, other = (asked(planted(*more), ("r9",))[0] for more in ((), (("2026-03-20", 4),)))
    assert one.id != other.id
    assert len(other.acts) == 7


def test_many_acts_of_one_incident_count_once() -> None:
    crowd = [act("2026-03-01", 4, event=b"march", doers=("guard",)) for _ in range(30)]
    assert not asked([*noise(1, 400), *crowd], ("r1",))
    assert not run_rule("r9", [act("2026-03-01", step, event=b"night", victims=("marula",)) for step in (1, 2, 3, 4)])


@pytest.mark.parametrize(
    ("steps", "found"), [((1, 2, 3, 4), 1), ((2, 2, 5), 0), ((4, 1, 2, 3), 0), ((1, 1, 1, 5, 5), 1)]
)
def test_escalation_needs_three_lighter_incidents_before_a_serious_one(steps: tuple[int, ...], found: int) -> None:
    acts = [act(END + 20 * n, step, victims=("marula",)) for n, step in enumerate(steps)]
    assert len(run_rule("r9", acts)) == found
    assert not run_rule("r9", [act(END + 200 * n, step, victims=("marula",)) for n, step in enumerate(steps)])


@pytest.mark.parametrize(("after", "found"), [(-1, 0), (0, 1), (60, 1), (61, 0)])
def test_an_attack_counts_for_sixty_days_after_a_statement(after: int, found: int) -> None:
    assert len(run_rule("r8", [act(SAID.day + after, 3, victims=("marula",))], [SAID])) == found
    assert not run_rule("r8", [act(SAID.day + after, 3, victims=("heron",))], [SAID])


def test_the_same_plate_counts_in_two_incidents_only() -> None:
    first, second = act("2021-01-01", marks=("lt482ak",)), act("2026-01-01", marks=("lt482ak",))
    assert [one.acts for one in run_rule("r7", [second, first])] == [(first, second)]
    assert not run_rule("r7", [first, act("2021-01-01", event=first.event, marks=("lt482ak",))])


@pytest.mark.parametrize(("text", "marks"), [
    ("white pickup LT-482-AK, at 10:30 on 2026-03-12", ["lt482ak"]), ("plate lt482ak", ["lt482ak"]),
    ("سيارة ق ر ط ١٢٣٤ في 2026", ["قرط1234"]), ("in MAY 2026, by 12 men", []), ("called from 677123456", []),
])  # fmt: skip
def test_marks_are_plates_and_no_dates(text: str, marks: list[str]) -> None:
    assert [*find_marks(text)] == marks


def test_the_tail_of_poisson_is_as_in_a_table() -> None:
    assert compute_tail(2.0, 3) == pytest.approx(0.323324, abs=1e-6)
    assert compute_tail(0.184, 5) == pytest.approx(1.508e-6, rel=1e-3)
    assert compute_tail(3.0, 0) == 1.0


def test_reasons_with_fewer_than_four_of_five_acts_in_common_are_two_questions() -> None:
    acts = [act(END + n) for n in range(5)]
    near, far = (PatternReason(rule, (rule,), tuple(some)) for rule, some in (("r6", acts[:4]), ("r9", acts[:3])))
    assert [len(one.reasons) for one in ask([PatternReason("r1", ("x",), tuple(acts)), near])] == [2]
    assert len(ask([PatternReason("r1", ("x",), tuple(acts)), far])) == 2
