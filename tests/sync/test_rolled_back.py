"""A relay whose log ends before what was read of it: its page is the proof, and the log it has now is read on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.relay import PAGE_ENTRIES, open_page
from sync.client import RelayTransport
from sync.errors import LogConflict, NotDelivered, Refused
from sync.maillog import LogPosition
from tests.relay import live
from tests.sync.bad_relay import Said, lying


def take(me: RelayTransport) -> int:
    """Fetch all that lies there, and return how much it was."""
    found = list(me.arrivals())
    me.settle(found)
    return len(found)


@pytest.mark.parametrize("lines", [2, PAGE_ENTRIES, PAGE_ENTRIES + 3])
def test_a_restored_relay_signs_its_shorter_log_and_is_read_from_its_first_line(tmp_path: Path, lines: int) -> None:
    with live.relay(tmp_path / "now") as url:
        me = live.owner(url)
        for seed in range(lines):
            me.put(live.parcel(me, 10, seed))
        me.close()
    shutil.copytree(tmp_path / "now", tmp_path / "yesterday")
    with live.relay(tmp_path / "now") as url:
        me = live.mailbox(url)
        for seed in (1001, 1002):
            me.put(live.parcel(me, 10, seed))
        assert take(me) == lines + 2 and take(me) == 0
        kept = me.position()
        assert kept.seq > lines
        me.close()
    with live.relay(tmp_path / "yesterday") as url:
        me = live.mailbox(url, position=kept)
        with pytest.raises(LogConflict) as story:
            list(me.arrivals())
        page = open_page(story.value.page, me.descriptor().relay_pk)
        assert page.first + len(page.entries) - 1 == lines  # it ends there, and not only the page does
        assert me.other_story is story.value and me.position() == LogPosition.start(me.mid)
        me.put(live.parcel(me, 10, 2001))
        assert take(me) == lines + 1
        me.close()


@pytest.mark.parametrize(
    ("denies", "asked"),
    [
        (lambda after: True, 2),
        (lambda after: after > 0, 3),
    ],
    ids=["all of it", "all but its first page"],
)
def test_a_relay_that_denies_its_log_for_ever_is_asked_a_few_times_and_named(
    tmp_path: Path, denies: Callable[[int], bool], asked: int
) -> None:
    heard: list[int] = []

    def deny(said: Said) -> Said:
        if "/log?" not in said.path:
            return said
        heard.append(int(said.path.rpartition("=")[2]))
        return said.but(status=404, body=b"") if denies(heard[-1]) else said

    with live.relay(tmp_path) as url:
        honest = live.owner(url)
        for seed in range(PAGE_ENTRIES + 1):
            honest.put(live.parcel(honest, 10, seed))
        assert take(honest) == PAGE_ENTRIES + 1
        with lying(url, deny) as false:
            pk = honest.descriptor().relay_pk
            me = RelayTransport(false, pk, live.key(pk), position=honest.position(), pause=lambda _: None)
            with pytest.raises(Refused if asked == 2 else NotDelivered):
                list(me.arrivals())
            assert len(heard) == asked and me.other_story is None and me.position() == honest.position()
            me.close()
        honest.close()


def test_a_relay_that_denies_where_it_was_and_shows_the_same_log_is_read(tmp_path: Path) -> None:
    heard: list[str] = []

    def deny(said: Said) -> Said:
        heard.extend([said.path] if "/log?" in said.path else [])
        return said.but(status=404, body=b"") if "/log?" in said.path and "after=0" not in said.path else said

    with live.relay(tmp_path) as url:
        honest = live.owner(url)
        honest.put(live.parcel(honest, 10))
        take(honest)
        take(honest)
        kept = honest.position()
        honest.put(live.parcel(honest, 10, seed=1))
        with lying(url, deny) as false:
            pk = honest.descriptor().relay_pk
            me = RelayTransport(false, pk, live.key(pk), position=kept, pause=lambda _: None)
            assert [arrival.object_id for arrival in me.arrivals()] == [live.parcel(honest, 10, seed=1).object_id]
            assert len(heard) == 2 and me.other_story is None and me.position().seen_seq == 3
            me.close()
        honest.close()
