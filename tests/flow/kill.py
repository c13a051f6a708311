"""SIGKILL between any two steps of the way out and back: `python -m tests.flow.kill [N [SEED [LOOP...]]]`, 300.

Two vaults, a relay that is a process of its own, and sticks. Each time a fork does the whole job (record with people
and a photograph, share, relay, stick, receive, accept, acknowledge) and dies at one step; five times in six at a
step drawn evenly over all there are, once after a random time. Then a person goes on where the program says it
stands. Held each time: what was answered is there, the report arrives once, is accepted on both sides, the vaults
are whole; and at the end no plain text lies anywhere.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen, mutable

import crypto
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.rounds import exchange, sticks
from app.actions.vault import lifecycle as health
from app.cli.searcher import search
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow import backup_kill, destroy_kill, film, notes_kill, pressure_kill, save_kill, soak, traced, wipe_kill
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import Person, meet, relay
from tests.relay import kill as relay_kill
from tests.sync import bundle_trials

Tell = Callable[[str], None]
SECRET = "Nadia of the mill quarter"
LARGE = 1_200_000
"""Bytes of every tenth photograph: more than one request to the relay."""


@frozen
class Scene:
    """The two vaults, the folders of this trial, and who counts steps."""

    base: Path
    ana: Person
    desk: Person

    @contextmanager
    def open(self, person: Person, steps: Boundaries | None) -> Iterator[Vault]:
        """Open a vault; a fork counts its statements from here on."""
        with person.opened() as vault:
            if steps:
                steps.watch(vault)
            yield vault


@mutable
class Counts:
    """How the trials went."""

    trials: int = 0
    killed: int = 0
    finished_before: int = 0
    sites: set[int] = field(factory=set)


def job(scene: Scene, number: int, tell: Tell, steps: Boundaries | None = None) -> None:
    """Do what is left of the whole job of trial `number`: a person looks where things stand and goes on."""
    stick = scene.base / "sticks" / str(number)
    stick.mkdir(parents=True, exist_ok=True)
    with scene.open(scene.ana, steps) as vault:
        _record(scene, vault, number, tell)
        exchange.sync(vault)
        tell("synced")
        sticks.write(vault, stick)
        tell("written")
    with scene.open(scene.desk, steps) as vault:
        exchange.sync(vault)
        sticks.read(vault, stick)
        for came in inbox.list_reports(vault):
            if came.arrived.state == "delivered":
                inbox.accept(vault, came.arrived.report.hex())
                tell(f"accepted {came.arrived.report.hex()}")
        sticks.write(vault, stick)
        exchange.sync(vault)
    with scene.open(scene.ana, steps) as vault:
        sticks.read(vault, stick)
        exchange.sync(vault)
    with scene.open(scene.desk, steps) as vault:
        exchange.sync(vault)


def _record(scene: Scene, vault: Vault, number: int, tell: Tell) -> None:
    """Enter the incident, take the photograph in, and share, each only where it is not there yet."""
    found = incident(vault, number)
    if found is None:
        given = {"title": f"trial {number}", "description": SECRET, "act": {"victim": {"alias": f"{SECRET} {number}"}}}
        record, _ = records.add(vault, "event", given)
        found = record.id
    tell(f"added {found.hex()}")
    item, _ = evidence.add(vault, scene.base / "camera" / f"{number}.jpg", found.hex())
    tell(f"photo {item.fields['sha256']}")
    report = shared(vault, found)
    if report is None:
        done, _ = sharing.share(vault, [found.hex()], ["desk"])
        report = done.report
    tell(f"shared {report.hex()}")


def incident(vault: Vault, number: int) -> bytes | None:
    """Return the incident of a trial; there is never a second one."""
    rows = records.find(vault, Query("event", where=(("title", f"trial {number}"),)))
    assert len(rows) < 2, f"trial {number} is there {len(rows)} times"
    return rows[0].id if rows else None


def shared(vault: Vault, record: bytes) -> bytes | None:
    """Return the report in which a record goes."""
    for delivery in outbox.deliveries(vault.con):
        if any(row.record_id == record for row in crypto.read_body(delivery.body).records):
            return delivery.report
    return None


def trial(scene: Scene, number: int, dice: random.Random, at_step: int, after: float | None, counts: Counts) -> None:
    """Let a fork do the job and die, go on, and check everything."""
    photo = scene.base / "camera" / f"{number}.jpg"
    photo.write_bytes(dice.randbytes(LARGE if number % 10 == 0 else 20_000) + SECRET.encode())
    life = live(lambda steps, tell: job(scene, number, tell, steps), scene.base, at_step, after)
    counts.trials += 1
    counts.killed += life.killed
    counts.finished_before += not life.killed
    counts.sites.add(len(life.answers))
    job(scene, number, lambda line: None)
    check(scene, number, life.answers)
    shutil.rmtree(scene.base / "sticks" / str(number))


def check(scene: Scene, number: int, answers: object) -> None:
    """Hold both vaults against what was answered before the death, and against the end that must come."""
    said = dict(line.split(" ") for line in map(str, answers) if " " in line)  # type: ignore[call-overload]
    with scene.ana.opened() as vault:
        record = incident(vault, number)
        assert record is not None and said.get("added", record.hex()) == record.hex()
        report = shared(vault, record)
        assert report is not None and said.get("shared", report.hex()) == report.hex()
        (row,) = [row for row in outbox.deliveries(vault.con) if row.report == report]
        assert row.state == "accepted", f"trial {number} ended as {row.state}"
        _whole(vault)
    with scene.desk.opened() as vault:
        came = inbox.list_reports(vault)
        assert len(came) == number + 1 == len({row.arrived.report for row in came}), "lost or doubled"
        assert {row.arrived.state for row in came} == {"accepted"} and incident(vault, number) == record
        totals = [records.count_matches(vault, Query(kind)) for kind in ("event", "act", "actor", "evidence_item")]
        assert totals == [number + 1] * 4, totals
        (item,) = evidence.of_record(vault, record)
        assert item.file is not None and said.get("photo", item.file.sha256.hex()) == item.file.sha256.hex()
        original = (scene.base / "camera" / f"{number}.jpg").read_bytes()
        assert evidence.reader(vault, item).read_at(0, len(original)) == original
        _whole(vault)


def _whole(vault: Vault) -> None:
    found = health.check(vault)
    assert not found.damaged, found.damaged


def flow(times: int, base: Path, seed: int = 0) -> Counts:
    """Play `times` trials in two vaults that grow meanwhile."""
    dice = random.Random(seed)
    for name in ("camera", "sticks", "relay"):
        (base / name).mkdir()
    ana, desk = Person(base, "ana").creates(), Person(base, "desk").creates()
    scene, counts = Scene(base, ana, desk), Counts()
    with relay(base / "relay") as url:
        for person in (ana, desk):
            person.does("relay", "add", url)
        meet(ana, desk)
        (base / "camera" / "0.jpg").write_bytes(dice.randbytes(20_000))
        whole = live(lambda steps, tell: job(scene, 0, tell, steps), base)
        check(scene, 0, whole.answers)
        for number, step in enumerate(spread(times, whole.steps, dice), 1):
            by_time = dice.random() < 1 / 6
            after = dice.uniform(0, whole.lasted) if by_time else None
            trial(scene, number, dice, 0 if by_time else step, after, counts)
    hits = search([SECRET], [ana.vault, desk.vault, base / "relay", base / "sticks"])
    assert not hits, hits[:3]
    return counts


def main(words: list[str]) -> int:
    """Run every kill loop: the flow N times, the others in proportion (300 of them where N is 300).

    `soak` and `behind` are no part of these, nor `film` and `leaks`: their words are those of their modules.
    """
    long = {**dict.fromkeys(soak.LOOPS, soak.main), "film": film.main}
    if words[:1] == ["leaks"]:
        from tests.flow import leaks  # it paints, and so loads the window's library

        long["leaks"] = leaks.main
    if words[:1] and words[0] in long:
        with tempfile.TemporaryDirectory(prefix="amparo-kill-") as folder:
            print(long[words[0]](words, Path(folder)), flush=True)
        return 0
    times = int(words[0]) if words else 300
    seed = int(words[1]) if len(words) > 1 else 0
    loops: dict[str, Callable[[Path], object]] = {
        "flow": lambda base: flow(times, base, seed),
        "saves": lambda base: save_kill.saves(times * 5 // 3, base, seed),
        "papers": lambda base: save_kill.papers(times * 5 // 3, base, seed),
        "passphrase": lambda base: save_kill.passphrase(times * 5 // 3, base, seed),
        "backup": lambda base: backup_kill.backup(times * 5 // 3, base, seed),
        "restore": lambda base: backup_kill.restoring(times * 5 // 3, base, seed),
        "destroyed": lambda base: destroy_kill.destroyed(times, base, seed),
        **{
            name: lambda base, name=name: pressure_kill.kills(name, times * 5 // 3, base, seed)  # type: ignore[misc]
            for name in ("header", "rotate", "migration")
        },
        "power": lambda base: pressure_kill.power(times * 10 // 3, base, seed),
        "faults": lambda base: pressure_kill.faults(times // 5, base, seed),
        "wipe": lambda base: wipe_kill.wipes(times * 5 // 3, base, seed),
        "notes": lambda base: notes_kill.notes(times, base, seed),
        "stick": lambda base: bundle_trials.kill_loop(times, base, seed),
        "relay": lambda base: relay_kill.kill_loop(times, seed),
    }
    for name in words[2:] or loops:
        if name in ("header", "rotate", "migration", "power", "faults") and not traced.available():
            print(f"{name}: not here; system calls are followed on Linux, x86-64, alone", flush=True)
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="amparo-kill-") as folder:
            os.environ["HOME"] = folder
            print(f"{name}: {loops[name](Path(folder))} in {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
