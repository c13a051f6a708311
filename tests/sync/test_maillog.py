"""Reading a log: whatever was settled, the next reader sees exactly what is left, and no other log will do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.relay import DELETED, STORED, LogEntry, LogPage, next_head
from sync.errors import Damaged
from sync.maillog import LogPosition, MailLog

MID = bytes(32)


def pages(kinds: list[tuple[int, int]], after: int = 0, size: int = 5) -> list[LogPage]:
    """Return the pages of a log whose lines are (kind, object) pairs, from `after` on."""
    head, lines = MID, []
    for number, (kind, name) in enumerate(kinds, 1):
        entry = LogEntry(number, kind, bytes([name]) * 32, name + 1, 0, bytes(32))
        head = next_head(head, entry)
        lines.append((entry, head))
    found, start = [], after
    while start < len(lines):
        part = lines[start : start + size]
        found.append(LogPage(bytes(32), MID, start + 1, 0, part[-1][1], tuple(entry for entry, _ in part)))
        start += size
    return found


def read(kinds: list[tuple[int, int]], position: LogPosition) -> MailLog:
    log = MailLog(MID, position)
    for page in pages(kinds, position.seq):
        log.add(page)
    log.end()
    return log


@st.composite
def logs(draw: st.DrawFn) -> list[tuple[int, int]]:
    """A log as a relay writes it: an object is deleted only while it lies there."""
    there: set[int] = set()
    lines = []
    for name in draw(st.lists(st.integers(0, 9), max_size=30)):
        lines.append((DELETED if name in there else STORED, name))
        there ^= {name}
    return lines


@given(logs(), st.data())
def test_what_is_left_is_seen_again_and_nothing_else(lines: list[tuple[int, int]], data: st.DataObject) -> None:
    log = read(lines, LogPosition.start(MID))
    waiting = log.waiting()
    assert {entry.object_id[0] for entry in waiting} == {
        name for name in range(10) if [n for _, n in lines].count(name) % 2
    }
    assert [entry.length for entry in waiting] == sorted(entry.length for entry in waiting)
    settled = set(data.draw(st.lists(st.sampled_from(waiting)))) if waiting else set()
    log.settle(entry.seq for entry in settled)
    position = LogPosition.from_bytes(log.position().to_bytes())
    left = set(waiting) - settled
    again = set(read(lines, position).waiting())
    assert left <= again
    assert again - left <= settled
    assert position.seen_seq == len(lines)


@given(logs().filter(bool), st.data())
def test_a_shorter_or_other_log_is_damaged(lines: list[tuple[int, int]], data: st.DataObject) -> None:
    position = LogPosition(0, MID, len(lines), read(lines, LogPosition.start(MID)).head)
    with pytest.raises(Damaged):
        read(lines[: data.draw(st.integers(0, len(lines) - 1))], position)
    other = [(kind, name + 100) for kind, name in lines]
    with pytest.raises(Damaged):
        read(other, position)
    assert read([*lines, (STORED, 50)], position).seq == len(lines) + 1


@pytest.mark.parametrize("size", [0, 79, 81])
def test_a_position_has_eighty_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="80"):
        LogPosition.from_bytes(bytes(size))
