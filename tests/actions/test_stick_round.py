"""The USB stick with one press: read, then write; it is pulled out at every call that writes; it is known by a name."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import anonymous, inbox
from app.actions.rounds import stick_memory, stick_round, sticks, volumes
from app.actions.rounds.stick_round import StickRound
from app.actions.rounds.sticks import StickAttempt
from app.store.mail import outbox
from app.store.vault import settings
from app.store.vault.open_vault import Vault
from sync.bundle import BundleReader
from tests.actions.pairs import Pair, pair_at
from tests.actions.test_anonymous import incident
from tests.vaults import vault_at

CALLS = frozenset(("mkdir", "open", "write", "flush", "fsync", "close", "rename", "rmdir", "unlink"))
SERIAL = "4F2A-91C7"


def use(
    vault: Vault, stick: Path, serial: str = "", name: str = "", attempt: StickAttempt | None = None,
    stepped: Callable[[StickRound], None] = lambda _: None,
) -> StickRound:  # fmt: skip
    return stick_round.read_then_write(
        vault, stick, direct_db(vault), serial=serial, name=name, attempt=attempt, stepped=stepped
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_one_press_reads_and_writes_and_the_receipts_go_back(pair: Pair, stick: Path) -> None:
    pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    first = use(pair.ana, stick)
    assert first.trouble is None and first.written is not None and first.written.sent and not first.read.received
    second = use(pair.ben, stick)
    assert second.trouble is None and second.read.received == 1 and second.written is not None
    third = use(pair.ana, stick)
    assert third.read.acknowledged == 1 and third.trouble is None
    assert [row.state for row in outbox.deliveries(pair.ana.con)] == ["delivered"]
    assert len(inbox.list_reports(pair.ben)) == 1


def test_what_is_for_others_stays_and_is_counted(pair: Pair, stick: Path) -> None:
    pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
    sticks.write(pair.ana, stick)
    with vault_at(stick.with_name("eve"), pair.clock) as eve:
        assert use(eve, stick).left == 2  # the report and a message about the card
    assert use(pair.ben, stick).left == 0


class _Hand:
    """Pulls the stick out before the `last`th call of a thread that writes, and keeps what was on it then."""

    def __init__(self, stick: Path, last: int) -> None:
        self.stick, self.last, self.count = stick, last, 0
        self.kept = stick.with_name("pulled")

    def __call__(self, frame: FrameType, event: str, call: object) -> None:
        if event != "c_call" or getattr(call, "__name__", "") not in CALLS:
            return
        if "usb_filesystem" in frame.f_code.co_filename or "bundle" in frame.f_code.co_filename or _is_path(frame):
            self.count += 1
            if self.count == self.last:
                shutil.copytree(self.stick, self.kept)
                shutil.rmtree(self.stick)


def _is_path(frame: FrameType) -> bool:
    """Return True if pathlib or shutil works for the bundle."""
    caller = frame.f_back
    return caller is not None and "bundle" in caller.f_code.co_filename


def pulled(vault: Vault, stick: Path, last: int, attempt: StickAttempt) -> tuple[StickRound, int]:
    """Use the stick and pull it out at a call; then put it in again."""
    hand = _Hand(stick, last)
    try:
        done = use(vault, stick, SERIAL, "blue", attempt, lambda _: sys.setprofile(hand))
    finally:
        sys.setprofile(None)
    if hand.kept.exists():
        shutil.rmtree(stick, ignore_errors=True)
        hand.kept.rename(stick)
    return done, hand.count


def on_stick(stick: Path) -> list[bytes]:
    """Return the objects on a stick, one as often as a bundle holds it."""
    found: list[bytes] = []
    for path in stick.iterdir():
        reader = BundleReader(path)
        found += reader.objects()
        reader.close()
    return found


def test_pulled_out_at_every_call_it_is_never_safe_and_goes_on(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        stick = tmp_path / "stick"
        stick.mkdir()
        pair.share(records.add(pair.ana, "event", {"title": "March"})[0].ref)
        _, calls = pulled(pair.ana, stick, 0, StickAttempt())
        assert calls > 12
        for last in range(1, calls + 1):
            for path in stick.iterdir():
                shutil.rmtree(path)
            attempt = StickAttempt()
            done, _ = pulled(pair.ana, stick, last, attempt)
            assert done.trouble is not None, last
            assert use(pair.ana, stick, SERIAL, "blue", attempt).trouble is None
            found = on_stick(stick)
            assert found and len(found) == len(set(found)), last
        assert use(pair.ben, stick).read.received == 1
        assert use(pair.ben, stick).read.received == 0
        assert len(inbox.list_reports(pair.ben)) == 1
        for folder in (pair.ana.folder, stick):
            for path in folder.rglob("*"):
                if path.is_file():
                    data = path.read_bytes()
                    assert SERIAL.encode() not in data and b"blue" not in data, path


def test_a_named_stick_is_known_again_and_can_be_forgotten(pair: Pair, stick: Path) -> None:
    use(pair.ana, stick, SERIAL)
    assert stick_memory.find_stick(pair.ana, SERIAL) is None and stick_memory.list_sticks(pair.ana) == []
    use(pair.ana, stick, SERIAL, " blue\n")
    begun = pair.clock()
    pair.clock.now += 90
    use(pair.ana, stick, SERIAL)
    known = stick_memory.find_stick(pair.ana, SERIAL)
    assert known is not None and (known.name, known.last - known.first) == ("blue", 90) and known.first <= begun
    assert stick_memory.find_stick(pair.ana, "0000-0000") is None and stick_memory.find_stick(pair.ben, SERIAL) is None
    stick_memory.forget(pair.ana, SERIAL)
    assert stick_memory.list_sticks(pair.ana) == []


def test_a_stick_with_anonymous_reports_is_never_remembered(pair: Pair, stick: Path, tmp_path: Path) -> None:
    stick_memory.remember(pair.ana, SERIAL, "blue")
    anonymous.share(pair.ana, [incident(pair.ana).ref], [pair.ben_here.ref])
    sticks.write(pair.ana, stick, anonymous=True, serials=lambda _: SERIAL)
    assert stick_memory.list_sticks(pair.ana) == []
    stick_memory.remember(pair.ana, SERIAL, "blue")
    assert use(pair.ana, stick, SERIAL, "red").trouble is not None
    assert stick_memory.list_sticks(pair.ana) == []


def test_the_second_stick_of_a_copy_of_anonymous_reports_is_forgotten_too(
    pair: Pair, stick: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    stick_memory.remember(pair.ana, SERIAL, "blue")
    anonymous.share(pair.ana, [incident(pair.ana).ref], [pair.ben_here.ref])
    sticks.write(pair.ana, stick, copy=second, anonymous=True, serials=lambda at: SERIAL if at == second else "")
    assert stick_memory.list_sticks(pair.ana) == []


def test_two_vaults_keep_different_hashes_of_one_stick(pair: Pair) -> None:
    kept = []
    for vault in (pair.ana, pair.ben):
        stick_memory.remember(vault, SERIAL, "blue")
        ((name, _),) = settings.list_settings(vault.con, "stick_known:")
        kept.append(name)
    assert kept[0] != kept[1]


def test_the_serial_is_that_of_the_device_of_the_longest_mount(tmp_path: Path) -> None:
    device, links, mounts = tmp_path / "sdb1", tmp_path / "by-uuid", tmp_path / "mountinfo"
    device.touch()
    links.mkdir()
    (links / SERIAL).symlink_to(device)
    (links / "other").symlink_to(tmp_path / "sda1")
    stick = tmp_path / "my stick"
    stick.mkdir()
    mounts.write_text(
        f"1 1 8:1 / / rw - ext4 {tmp_path}/sda1 rw\n"
        f"2 1 8:17 / {str(stick).replace(' ', chr(92) + '040')} rw - vfat {device} rw\n"
    )
    assert volumes.serial_of(stick / "in it", mounts, links) == SERIAL
    assert volumes.serial_of(tmp_path, mounts, links) == "other"
    assert volumes.serial_of(tmp_path, tmp_path / "none", links) == ""
    (found,) = volumes.list_volumes([stick, tmp_path / "gone"])
    assert found.path == stick and found.free > 0 and found.writes == (os.geteuid() >= 0)
