"""Gaps of custody: 1,000 random histories with planted gaps. Each planted gap is found, and no other."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from attrs import evolve

from app.domain.custody_gaps import DAY, CustodyLine, PieceHistory, find_gaps

T0 = 1_780_000_000
AUDIENCES = ("internal", "court", "icc")
Plant = Callable[[PieceHistory, random.Random], PieceHistory]


def whole(dice: random.Random) -> PieceHistory:
    """Return a history without a gap: received, used, checked now and then, under clocks of both good kinds."""
    at = T0 + dice.randrange(DAY)
    is_copy = dice.random() < 0.3
    lines = [CustodyLine(1, dice.choice(("received", "copied", "redacted")) if is_copy else "received", at)]
    for n in range(2, dice.randint(3, 14)):
        at += dice.choice((0, 60, DAY, 20 * DAY)) + dice.randrange(DAY)
        at -= dice.choice((0, 0, DAY // 2))  # a little back is no gap
        action = dice.choice(("viewed", "checked", "copied", "redacted", "shared", "exported", "restored"))
        clock = dice.choice(("witnessed", "witnessed", "not_witnessed"))
        reason = f"{dice.choice(AUDIENCES)}: for the hearing" if action == "exported" else ""
        lines.append(CustodyLine(n, action, at, clock, reason))
    if dice.random() < 0.3:  # handed over, and back
        at += DAY
        lines += [CustodyLine(90, "handed_over", at), CustodyLine(91, dice.choice(("received", "restored")), at + DAY)]
    lines.append(CustodyLine(95, "checked", at + 2 * DAY))
    collected = datetime.fromtimestamp(T0, UTC).toordinal() - dice.choice((0, 1, 29, 30, 31, 400))
    came = next((line.at for line in lines if line.action == "received"), T0)
    named = datetime.fromtimestamp(came, UTC).toordinal() - collected > 30 or dice.random() < 0.5
    history = PieceHistory(lines, at + dice.randint(2, 181) * DAY, collected, named, is_copy=is_copy)
    return evolve(history, collected=None) if dice.random() < 0.2 else history


def _change(history: PieceHistory, at: int, **new: object) -> PieceHistory:
    lines = list(history.lines)
    lines[at] = evolve(lines[at], **new)
    return evolve(history, lines=lines)


def _no_receipt(history: PieceHistory, dice: random.Random) -> PieceHistory:
    return evolve(_change(history, 0, action=dice.choice(("viewed", "checked", "shared"))), collected=None)


def _nobody(history: PieceHistory, dice: random.Random) -> PieceHistory:
    first = next(line for line in history.lines if line.action == "received")
    day = datetime.fromtimestamp(first.at, UTC).toordinal() - dice.randint(31, 900)
    return evolve(history, collected=day, collector=False)


def _back(history: PieceHistory, dice: random.Random) -> PieceHistory:
    last = history.lines[-1]
    lines = [*history.lines[:-1], evolve(last, n=96), evolve(last, n=97, at=last.at - DAY - 1 - dice.randrange(DAY))]
    return evolve(history, lines=[*lines, evolve(last, n=98)])


def _clock(history: PieceHistory, dice: random.Random) -> PieceHistory:
    return evolve(history, lines=[*history.lines, CustodyLine(99, "checked", history.lines[-1].at, "wrong")])


def _after(history: PieceHistory, dice: random.Random) -> PieceHistory:
    at, use = history.lines[-1].at, dice.choice(("viewed", "shared"))
    return evolve(history, lines=[*history.lines, CustodyLine(100, "handed_over", at), CustodyLine(101, use, at)])


def _reason(history: PieceHistory, dice: random.Random) -> PieceHistory:
    line = CustodyLine(88, "exported", history.lines[-1].at, reason=dice.choice(("", " ", *AUDIENCES)))
    return evolve(history, lines=[*history.lines[:-1], line, history.lines[-1]])


def _unchecked(history: PieceHistory, dice: random.Random) -> PieceHistory:
    return evolve(history, now=max(line.at for line in history.lines) + dice.randint(180, 2000) * DAY)


PLANTS: dict[str, Plant] = {
    "not_here": lambda history, _: evolve(history, here=False), "nobody_named": _nobody, "time_back": _back,
    "no_receipt": _no_receipt, "no_reason": _reason, "wrong_clock": _clock, "used_after": _after,
    "chain_broken": lambda history, _: evolve(history, broken=True),
    "came_broken": lambda history, _: evolve(history, came_wrong=True), "not_checked": _unchecked,
}  # fmt: skip


def plants_for(history: PieceHistory, dice: random.Random) -> Sequence[str]:
    """Return the names of some gaps that can be planted together in this history."""
    received = [line for line in history.lines if line.action == "received"]
    barred = {"not_checked"} if dice.random() < 0.5 else {"not_here"}
    barred |= {"no_receipt"} if received and dice.random() < 0.5 else {"nobody_named"}
    return [name for name in PLANTS if name not in barred and dice.random() < 0.3]


def test_every_planted_gap_is_found_and_none_is_invented() -> None:
    """Evidence.md, line 8."""
    dice, seen = random.Random(18), set[str]()
    for number in range(1000):
        history = whole(dice)
        assert find_gaps(history, AUDIENCES) == [], number
        planted = plants_for(history, dice)
        for name in planted:
            history = PLANTS[name](history, dice)
        found = find_gaps(history, AUDIENCES)
        assert sorted(gap.name for gap in found) == sorted(planted), (number, history)
        assert all(gap.says.endswith(".") and gap.step.endswith(".") for gap in found)
        seen |= {*planted}
    assert seen == PLANTS.keys()


def test_the_edges_are_exact() -> None:
    line = CustodyLine(1, "received", T0)
    day = datetime.fromtimestamp(T0, UTC).toordinal()
    for collected, names in ((day - 30, []), (day - 31, ["nobody_named"])):
        assert [gap.name for gap in find_gaps(PieceHistory([line], T0, collected))] == names
    assert find_gaps(PieceHistory([line], T0, day - 31, earlier=T0 - DAY)) == [], "the sender had it before"
    for now, names in ((T0 + 180 * DAY - 1, []), (T0 + 180 * DAY, ["not_checked"])):
        assert [gap.name for gap in find_gaps(PieceHistory([line], now))] == names
    for back, names in ((DAY, []), (DAY + 1, ["time_back"])):
        lines = [line, CustodyLine(2, "viewed", T0 - back)]
        assert [gap.name for gap in find_gaps(PieceHistory(lines, T0))] == names
    gone = [line, CustodyLine(2, "destroyed", T0)]
    assert find_gaps(PieceHistory(gone, T0 + 999 * DAY, here=False)) == [], "destroyed here, and the line says so"
    assert [gap.name for gap in find_gaps(PieceHistory([], T0))] == ["no_receipt"]
    assert [gap.name for gap in find_gaps(PieceHistory([], T0, here=False))] == ["not_here"]
    assert find_gaps(PieceHistory([CustodyLine(7, "redacted", T0)], T0, is_copy=True)) == []
