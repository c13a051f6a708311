"""Find the gaps in the chain of custody of one evidence item. Nobody stores a gap: each reader computes them again.

A gap is no proof of a change. It is a question that a court can ask, with the next step for its answer.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from attrs import frozen

from app.phrase import Phrase

DAY = 86_400
COLLECTED_DAYS, CHECK_DAYS = 30, 180
"""The most days from collection to receipt without a person, and from one check to the next."""
ACTIONS = {
    "received": Phrase("File received"), "viewed": Phrase("Viewed"), "copied": Phrase("Working copy made"),
    "redacted": Phrase("Working copy with covered parts made"), "exported": Phrase("Exported"),
    "shared": Phrase("Shared"), "handed_over": Phrase("Handed over"), "checked": Phrase("Checked: unchanged"),
    "sealed": Phrase("Sealed"), "destroyed": Phrase("Destroyed"), "restored": Phrase("Restored"),
}  # fmt: skip
"""The words for each action by its name."""
CLOCKS = {
    "witnessed": Phrase("agreed with another clock"), "not_witnessed": Phrase("not compared"),
    "wrong": Phrase("wrong"),
}  # fmt: skip
"""The words for each state of the clock."""
GOOD, NEWER, BAD = "good", "newer", "bad"
CAME = {
    GOOD: Phrase("Signed by the sender. The chain between the lines is not shown."),
    NEWER: Phrase("The lines are from another version of Amparo."), BAD: Phrase("The lines are damaged or false."),
}  # fmt: skip
"""The words for each state of the lines that came with reports."""
RECEIVED, HANDED_OVER, CHECKED, DESTROYED = "received", "handed_over", "checked", "destroyed"
_STARTS = (RECEIVED, "copied", "redacted")
_USES = ("viewed", "copied", "redacted", "exported", "shared")
_BACK = (RECEIVED, "restored")
WITNESSED, WRONG = "witnessed", "wrong"


@frozen
class CustodyLine:
    """One line: its number, the action and the state of the clock by their names, the time in UTC seconds."""

    n: int
    action: str
    at: int
    clock: str = WITNESSED
    reason: str = ""


@frozen
class PieceHistory:
    """The facts of one item at the time `now` (UTC seconds).

    `collected` is the last possible day of the collection as an ordinal, `collector` is True if a person is named for
    it. `earlier` is the first time in the lines that came from others, or 0. `came_wrong`: some of these do not hold.
    """

    lines: Sequence[CustodyLine]
    now: int
    collected: int | None = None
    collector: bool = False
    earlier: int = 0
    is_copy: bool = False
    here: bool = True
    broken: bool = False
    came_wrong: bool = False


@frozen
class CustodyGap:
    """One gap: its name, one sentence, the next step, and the numbers of its lines."""

    name: str
    says: str
    step: str
    lines: tuple[int, ...] = ()


def find_gaps(history: PieceHistory, audiences: Sequence[str] = ()) -> list[CustodyGap]:
    """Return the gaps of an item, the gravest first. `audiences` are the reasons of older programs."""
    rules: Sequence[Callable[[PieceHistory], Iterator[CustodyGap]]] = (
        _broken, _not_here, _no_start, _collected_before, _time_back, _wrong_clock, _used_after,
        lambda one: _no_reason(one, audiences), _not_checked,
    )  # fmt: skip
    return [gap for rule in rules for gap in rule(history)]


def _broken(history: PieceHistory) -> Iterator[CustodyGap]:
    if history.broken:
        yield CustodyGap("chain_broken", Phrase("The chain of custody of this vault is broken."),
                  Phrase("Compare the chain with a backup, and write down the result."))  # fmt: skip
    if history.came_wrong:
        yield CustodyGap("came_broken", Phrase("Custody lines that came with a report are damaged or false."),
                  Phrase("Ask the sender to share the file again."))  # fmt: skip


def _not_here(history: PieceHistory) -> Iterator[CustodyGap]:
    destroyed = any(line.action == DESTROYED for line in history.lines)
    if not history.here and not destroyed:
        yield CustodyGap("not_here", Phrase("The file is not in this vault."), Phrase("Ask the sender for the file."))


def _no_start(history: PieceHistory) -> Iterator[CustodyGap]:
    first = history.lines[0] if history.lines else None
    starts = _STARTS if history.is_copy else (RECEIVED,)
    if (first is None and history.here) or (first is not None and first.action not in starts):
        yield CustodyGap("no_receipt", Phrase("The first line is not the receipt of the file."),
                  Phrase("Write in the notes on authenticity how the file arrived."),
                  (first.n,) if first else ())  # fmt: skip


def _collected_before(history: PieceHistory) -> Iterator[CustodyGap]:
    received = next((line for line in history.lines if line.action == RECEIVED), None)
    if received is None or history.collected is None or history.collector:
        return
    at = min(received.at, history.earlier or received.at)
    days = datetime.fromtimestamp(at, UTC).toordinal() - history.collected
    if days > COLLECTED_DAYS:
        yield CustodyGap("nobody_named", Phrase("Nobody is named for the {n} days from collection to receipt.", n=days),
                  Phrase("Add the person who collected it."), (received.n,))  # fmt: skip


def _time_back(history: PieceHistory) -> Iterator[CustodyGap]:
    trusted = [line for line in history.lines if line.clock == WITNESSED]
    back = tuple(after.n for before, after in pairwise(trusted) if after.at < before.at - DAY)
    if back:
        yield CustodyGap("time_back", Phrase("The time goes back by more than one day at lines {n}.", n=_numbers(back)),
                  Phrase("Write down the true dates, and the reason if you know it."), back)  # fmt: skip


def _wrong_clock(history: PieceHistory) -> Iterator[CustodyGap]:
    wrong = tuple(line.n for line in history.lines if line.clock == WRONG)
    if wrong:
        yield CustodyGap("wrong_clock", Phrase("The clock of the computer was wrong at lines {n}.", n=_numbers(wrong)),
                  Phrase("Correct the clock, and write down the true dates."), wrong)  # fmt: skip


def _used_after(history: PieceHistory) -> Iterator[CustodyGap]:
    away, used = False, []
    for line in history.lines:
        away = line.action == HANDED_OVER or (away and line.action not in _BACK)
        if away and line.action in _USES:
            used.append(line.n)
    if used:
        yield CustodyGap("used_after",
                  Phrase("Someone used it here after the handover, at lines {n}.", n=_numbers(used)),
                  Phrase("Write down how it came back, or that a copy stayed here."), tuple(used))  # fmt: skip


def _no_reason(history: PieceHistory, audiences: Sequence[str]) -> Iterator[CustodyGap]:
    without = tuple(
        line.n for line in history.lines if line.action == "exported" and line.reason.strip() in ("", *audiences)
    )
    if without:
        yield CustodyGap("no_reason", Phrase("An export has no reason, at lines {n}.", n=_numbers(without)),
                  Phrase("Write down who got the copy and the reason."), without)  # fmt: skip


def _not_checked(history: PieceHistory) -> Iterator[CustodyGap]:
    read = [line.at for line in history.lines if line.action in (CHECKED, *_STARTS)]
    days = (history.now - max(read)) // DAY if read else 0
    if history.here and days >= CHECK_DAYS:
        yield CustodyGap("not_checked", Phrase("Nobody checked the file for {n} days.", n=days),
                  Phrase("Check the file now."))  # fmt: skip


def _numbers(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines))
