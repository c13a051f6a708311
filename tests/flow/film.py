"""A film of 4 GiB needs no second copy: x.py kill film [MIB [SEED]], 4096. It takes four times its size on the disk.

It is taken in as evidence, goes through a relay and arrives. On the way the sender is killed twice and the relay once,
then the reader twice; each goes on where the relay is. Meanwhile the folders are looked at every few milliseconds: the
sender's vault does not grow, the reader's by its one sealed copy; what the relay has never falls; and no process
takes more memory than for a small file.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from attrs import define

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.store.mail import outbox
from app.store.records import files
from app.store.vault.blobs import verify
from crypto.padding import padded_length
from tests.flow.cast import Person, meet
from tests.flow.soak import Forked
from tests.relay import live

MIB = 1 << 20
SLACK = 4 << 20
"""Bytes for the log of the database and the list of 32 bytes for each MiB of the film."""
MEMORY = 160 << 20
"""Bytes that the process of a round may take; the program without a round takes some 90 MiB of them."""
LOOK = 0.02
"""Seconds between two looks at the folders."""


def used(folder: Path) -> int:
    """Return the bytes that the files of a folder take on the disk."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(at) / name).stat().st_blocks * 512
            except FileNotFoundError:  # it went meanwhile
                continue
    return total


@define
class Watch:
    """What a fork's folder grew by at most, what the relay had at each death, and the most memory a fork took."""

    folder: Path
    before: int
    grew: int = 0
    looks: int = 0
    memory: int = 0

    def look(self, pid: int) -> None:
        """Look once at the folder and at the process."""
        self.looks += 1
        self.grew = max(self.grew, used(self.folder) - self.before)
        try:
            status = Path(f"/proc/{pid}/status").read_text("ascii")
        except OSError:
            return
        if "VmHWM:" in status:
            self.memory = max(self.memory, int(status.split("VmHWM:")[1].split()[0]) << 10)


def film(size: int, base: Path, seed: int = 0) -> dict[str, object]:
    """Let a film of `size` bytes go from one vault to another; return what was measured. AssertionError if it fails."""
    relay = live.Killable(base / "relay")
    relay.start()
    try:
        return _film(size, base, seed, relay)
    finally:
        relay.kill()


def _film(size: int, base: Path, seed: int, relay: live.Killable) -> dict[str, object]:
    dice, sealed = random.Random(seed), padded_length(size)

    def deaths(*quarters: int) -> list[int]:
        return [sealed * n // 4 + dice.randrange(sealed // 16) for n in quarters]

    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    with desk.opened() as vault:
        mailbox_registration.add(vault, relay.url)
    meet(ana, desk)
    empty = used(ana.vault)
    report = _in_a_fork(base, lambda: _take_in(ana, base, size))
    copy = used(ana.vault) - empty
    assert sealed <= copy < sealed * 1.002 + SLACK, f"the vault has more than one sealed copy: {copy}"
    began = time.monotonic()
    out = _watched(ana, lambda: _sent(ana), deaths(1, 2, 3), base / "relay", relay)
    sent, lain = time.monotonic() - began, used(base / "relay")
    assert out.grew < SLACK, f"the sender's vault grew by {out.grew}"
    assert lain >= sealed
    began = time.monotonic()
    got = _watched(desk, lambda: _fetched(desk, report), deaths(1, 2), desk.vault)
    fetched = time.monotonic() - began
    assert sealed <= got.grew < sealed * 1.002 + SLACK, f"the reader's vault grew by {got.grew}"
    _in_a_fork(base, lambda: _arrived(desk, report, size))
    assert max(out.memory, got.memory) < MEMORY, (out.memory, got.memory)
    return {
        "bytes": size, "sealed copy": copy, "sender grew by": out.grew, "reader grew by": got.grew,
        "sender's peak MiB": out.memory >> 20, "reader's peak MiB": got.memory >> 20,
        "looks": out.looks + got.looks, "seconds out": round(sent, 1), "seconds in": round(fetched, 1),
    }  # fmt: skip


def _in_a_fork(base: Path, work: Callable[[], str]) -> str:
    """Do something in a process of its own, whose memory is not this one's; return what it answers."""
    told = base / "told"

    def tell() -> None:
        told.write_text(work(), "utf-8")

    fork = Forked(tell)
    fork.start()
    while not fork.done():
        time.sleep(LOOK)
    return told.read_text("utf-8")


def _take_in(ana: Person, base: Path, size: int) -> str:
    """Take the film in, delete the camera's file, and share it; return the report's id."""
    path = base / "film.mp4"
    with path.open("wb") as file:
        for at in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - at)))
    with ana.opened() as vault:
        event, _ = records.add(vault, "event", {"title": "On film"})
        evidence.add(vault, path, event.ref)
        path.unlink()
        return sharing.share(vault, [event.ref], ["desk"], "internal")[0].report.hex()


def _watched(
    who: Person, ended: Callable[[], bool], deaths: Sequence[int], place: Path, relay: live.Killable | None = None
) -> Watch:
    """Let somebody do rounds until it has `ended`, killed where `place` has grown by each of these numbers of bytes.

    The second time it is the relay, if one is given.
    """
    watch, start, had = Watch(who.vault, used(who.vault)), used(place), 0
    fork = Forked(partial(_rounds, who, ended))
    fork.start()
    for number, death in enumerate([*deaths, None]):
        while not fork.done():
            watch.look(fork.pid)
            has = used(place) - start
            assert has >= had - SLACK, f"what had come was lost: {had} became {has}"
            if death is not None and has >= death:
                had = has
                break
            time.sleep(LOOK)
        if death is None:
            break
        assert not fork.done(), "it ended before it could be killed: take a larger film"
        if relay and number == 1:
            relay.kill()
            relay.start()
        else:
            fork.kill()
            fork.start()
    watch.look(0)
    return watch


def _rounds(who: Person, ended: Callable[[], bool]) -> None:
    while not ended():
        with who.opened() as vault:
            exchange.sync(vault)


def _sent(ana: Person) -> bool:
    with ana.opened() as vault:
        return [delivery.state for delivery in outbox.deliveries(vault.con)] == ["relayed"]


def _fetched(desk: Person, report: str) -> bool:
    with desk.opened() as vault:
        return report in [came.arrived.report.hex() for came in inbox.list_reports(vault, "delivered")]


def _arrived(desk: Person, report: str, size: int) -> str:
    """Hold the film against its hash, which was taken before anything else, and every chunk of what lies here."""
    with desk.opened() as vault:
        inbox.accept(vault, report)
        (stored,) = files.list_files(vault)
        assert stored.size == size
        verify(vault.folder, stored)
        return stored.sha256.hex()


def main(words: Sequence[str], base: Path) -> str:
    """Let a film of so many MiB (4096) and one byte go; return its figures."""
    mib, seed = (int(words[n]) if len(words) > n else usual for n, usual in ((1, 4096), (2, 0)))
    return f"film: {film(mib * MIB + 1, base, seed)}"
