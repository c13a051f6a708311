"""A disk that fills: new mail is refused at the high-water mark, what is there is given out, and nothing is lost."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.errors import NotDelivered
from sync.relay.operator_commands import numbers
from sync.relay.storage import Limits
from tests.relay import live

MIB = 1 << 20
LOOKED_UP = 1.1
"""Seconds after which the relay knows that somebody else took room."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MiB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(size).returncode:
        pytest.skip("only root can make a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_above_the_mark_nothing_new_comes_in_and_everything_goes_out(disk: Path) -> None:
    limits = Limits(keep_free=8 * MIB)
    with live.relay(disk, limits) as url:
        me = live.owner(url, pause=lambda _: None)
        me.put(live.parcel(me, 1000))
        me.put(live.parcel(me, 4 * MIB, seed=1))
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(disk).free - 9 * MIB))
        time.sleep(LOOKED_UP)
        for size in (8 * MIB, 2 * MIB):
            with pytest.raises(NotDelivered, match="full"):
                me.put(live.parcel(me, size, seed=2))
        me.close()
    assert shutil.disk_usage(disk).free >= 8 * MIB - 65_536  # what little came in before the mark was noticed
    with live.relay(disk, limits) as url:
        me = live.mailbox(url, pause=lambda _: None)
        with pytest.raises(NotDelivered, match="full"):
            me.put(live.parcel(me, 2 * MIB, seed=2))
        found = list(me.arrivals())
        assert [arrival.length for arrival in found] == [1000, 4 * MIB]
        assert all(arrival.read(0, 1000) for arrival in found)
        me.settle(found[1:])
        ballast.unlink()
        me.close()
    with live.relay(disk, limits) as url:
        me = live.mailbox(url)
        me.put(live.parcel(me, 2 * MIB, seed=2))  # goes on where it stood
        assert [arrival.length for arrival in me.arrivals()] == [1000, 2 * MIB]
        me.close()


@pytest.mark.parametrize("size", [60_000, 300_000], ids=["on the shelf", "in files"])
def test_a_disk_that_is_full_to_the_last_byte_loses_nothing_that_was_answered(disk: Path, size: int) -> None:
    with live.relay(disk, Limits(keep_free=0)) as url:
        me = live.owner(url, pause=lambda _: None)
        taken = 0
        with pytest.raises(NotDelivered):
            for number in range(2000):
                me.put(live.parcel(me, size, seed=number))
                taken += 1
        me.close()
    assert taken > 8_000_000 // size
    (disk / "objects" / "small").open("rb").close()
    with live.relay(disk, Limits(keep_free=0)) as url:
        me = live.mailbox(url)
        found = list(me.arrivals())
        assert len(found) >= taken  # the last may be there without its receipt
        assert all(len(arrival.read(0, size)) == size for arrival in found)
        me.close()
    assert numbers(disk).objects == len(found)
