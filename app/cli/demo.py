"""The main job on this computer, for a reader: the people of the sample, a relay and a USB stick, each step checked.

The story is the one of the sample vault. Then its office sends by a relay, which is a process with a command that a
person can type, and by a USB stick, which a courier copies. At the end, the demo searches every written file and the
arguments of the relay for the sentences of the story.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from attrs import field, frozen, mutable

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange, sticks
from app.actions.sample import sample_vault
from app.actions.sample.sample_clock import SampleClock
from app.actions.vault import integrity_check, lifecycle
from app.cli.output import CommandResult
from app.cli.searcher import search
from app.domain.record import Record
from app.errors import AppError, Fault, InputRefused, StorageFailed
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

PHOTO = "house.jpg"
"""A photograph of the arrest, with its title in the story."""


@mutable
class _Story:
    """The steps done and verified, in order; a line is shown immediately on a terminal."""

    steps: list[dict[str, str]] = field(factory=list)

    def tell(self, did: str, verified: str) -> None:
        self.steps.append({"did": did, "verified": verified})
        if sys.stderr.isatty():
            print(f"{len(self.steps)}. {did}", file=sys.stderr, flush=True)


@frozen
class _Scene:
    """The folder with everything that the demo writes, and the open vaults of the office and of two contacts."""

    folder: Path
    office: Vault
    north: Vault
    lantern: Vault

    def share(self, title: str, name: str) -> str:
        """Share an incident of the office with a contact, and return the id of the report."""
        to = contact_cards.find_by_name(self.office, name).record.ref
        return sharing.share(self.office, [_incident(self.office, title).ref], [to], "internal")[0].report.hex()

    def state(self, report: str) -> str:
        """Return the delivery state of a report of the office."""
        return delivery_history.of_report(self.office, report)[0].delivery.state


def _incident(vault: Vault, title: str) -> Record:
    return next(row for row in records.find(vault, Query("event", limit=None)) if row.title == title)


def _accept(vault: Vault) -> None:
    for one in inbox.list_reports(vault, "delivered"):
        inbox.accept(vault, one.arrived.report.hex())


def _holds(true: bool, what: str) -> None:
    """Raise Fault if a required condition is not met."""
    if not true:
        raise Fault(f"The demo failed: {what}.", "To see its files, add --keep DIR.")


def demo(keep: Path | None) -> CommandResult:
    """Play the main job and return its steps with their checks; `keep` is a folder to leave everything in."""
    began = time.monotonic()
    story = _Story()
    try:
        if keep is not None:
            if keep.exists() and any(keep.iterdir()):
                raise InputRefused(f"{keep} is not empty.", "Name a new folder to keep the demo in.")
            keep.mkdir(parents=True, exist_ok=True)
            _play(keep.resolve(), story)
        else:
            with tempfile.TemporaryDirectory(prefix="amparo-demo-") as folder:
                _play(Path(folder).resolve(), story)
    except OSError as error:
        raise StorageFailed(
            f"The demo could not write ({error.strerror}).", "No vault of yours was touched."
        ) from error
    except (InputRefused, StorageFailed):
        raise
    except AppError as failed:
        fault: dict[str, object] = {"code": failed.code, "message": failed.message, "hint": failed.hint}
        return CommandResult({"ok": False, "steps": story.steps, "error": fault}, failed.exit_code)
    seconds = round(time.monotonic() - began, 1)
    return CommandResult({"ok": True, "steps": story.steps, "seconds": seconds, "kept": str(keep) if keep else None})


def _play(folder: Path, story: _Story) -> None:
    clock = SampleClock(time.time)
    words = secrets.token_hex(16)
    office = lifecycle.create(folder / "office", words, start.vocabularies(), kdf_mib=sample_vault.KDF_MIB, clock=clock)
    with closing(office), sample_vault.play(office, folder, clock) as vaults, _relay(folder) as (url, pid):
        scene = _Scene(folder, **vaults)
        _tell_story(scene, story)
        _by_relay(scene, url, story)
        _by_stick(scene, story)
        _nothing_twice(scene, story)
        _nothing_plain(scene, pid, story)


@contextmanager
def _relay(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a separate relay process on loopback; yield its URL and process number."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    command = [*program, "relay", "serve", "--data", str(folder / "relay"), "--listen", "127.0.0.1:0"]
    fresh = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(folder))
    path = {"PYTHONPATH": str(start.resources().parent), "PYTHONUTF8": "1"}
    environment = {**os.environ, **fresh, **path}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            _holds(url.startswith("http://127.0.0.1:"), "the relay did not start")
            yield url, process.pid
        finally:
            process.terminate()


def _tell_story(scene: _Scene, story: _Story) -> None:
    """Check what the story left: reports that came by a USB stick, and records that a search finds."""
    events = records.find(scene.office, Query("event", limit=None))
    waiting = len(inbox.list_reports(scene.office, "delivered"))
    _holds(waiting > 0, "no report waits for the office")
    seen = f"{len(events)} incidents, {waiting} reports to read; the newest incident: {events[0].title}"
    story.tell("An office writes down the story of the sample; two contacts report to it by USB stick.", seen)
    found = records.find(scene.office, Query("actor", text="marula"))
    _holds([row.title for row in found] == ["Marula"], "the person is not found")
    story.tell("The office searches for a person.", f"{found[0].title}, {found[0].ref}")


def _by_relay(scene: _Scene, url: str, story: _Story) -> None:
    """Send an incident with its evidence by the relay, and receive the acknowledgement."""
    office, lantern = scene.office, scene.lantern
    for vault in (office, lantern):
        mailbox_registration.add(vault, url)
    there, _ = contact_cards.add(office, contact_cards.my_card(lantern).file)
    here, _ = contact_cards.add(lantern, contact_cards.my_card(office).file)
    number = contact_cards.safety_number(office, there)
    _holds(there.state == "verified" and number == contact_cards.safety_number(lantern, here), "the numbers differ")
    story.tell(f"The office and Lantern make a mailbox at a relay ({url}).", f"both see the number {' '.join(number)}")
    report = scene.share("Arrest, Tres Ceibas", "Lantern")
    _holds(scene.state(report) == "queued", "the report is not in the outbox")
    _holds(exchange.sync(office).sent != 0 and scene.state(report) == "relayed", "the report is not on the relay")
    story.tell("The office shares an arrest with its evidence. A connection comes: it goes to the relay.",
               "the relay signed receipts; it does not count as delivered")  # fmt: skip
    _holds(exchange.sync(lantern).received != 0, "Lantern did not receive the report")
    _accept(lantern)
    (photo,) = [one for one in evidence.of_record(lantern, _incident(office, "Arrest, Tres Ceibas").id)
                if one.record.fields["file_name"] == PHOTO]  # fmt: skip
    with evidence.reader(lantern, photo) as reader:
        shown = reader.read_at(0, photo.file.size if photo.file else 0)
    original = start.resources() / "sample" / PHOTO
    _holds(shown == original.read_bytes(), "the photograph is not the same file")
    story.tell("Lantern accepts it, and opens the photograph.", f"the same file, {len(original.read_bytes()):,} bytes")
    exchange.sync(lantern)
    _holds(exchange.sync(office).acknowledged > 0 and scene.state(report) == "accepted", "no word came back")
    story.tell("The acknowledgement comes back by the relay.", "the office sees the report as accepted")


def _by_stick(scene: _Scene, story: _Story) -> None:
    """Send an incident on a USB stick with a courier, and receive its acknowledgement the same way."""
    office, north, stick, carrier = scene.office, scene.north, scene.folder / "stick", scene.folder / "carrier"
    report = scene.share("Death threat, Oyalé", "Team North")
    stick.mkdir()
    sticks.write(office, stick)
    _holds(scene.state(report) == "exported", "the report is not on the stick")
    shutil.copytree(stick, carrier)
    checked = sticks.check(carrier)
    _holds(checked.whole > 0 and not checked.torn, "the stick is not whole")
    story.tell("A threat goes on a stick; a courier copies and carries it.", "read back, and checked without any key")
    _holds(sticks.read(north, carrier).received != 0, "Team North did not find the report")
    _accept(north)
    mine, theirs = (_incident(vault, "Death threat, Oyalé").fields["description"] for vault in (office, north))
    _holds(mine == theirs, "Team North reads something else")
    story.tell("Team North reads the stick and accepts the report.", f"the same words: {theirs}")
    sticks.write(north, carrier)
    sticks.read(office, carrier)
    _holds(scene.state(report) == "accepted", "no acknowledgement came back by the stick")
    story.tell("The stick goes back with the acknowledgement.", "the office sees the report as accepted")


def _nothing_twice(scene: _Scene, story: _Story) -> None:
    """Receive everything again by both ways, and verify the vaults."""
    again = [sticks.read(scene.north, scene.folder / "carrier"), exchange.sync(scene.lantern)]
    _holds(all(tally.received == 0 for tally in again), "something arrived twice")
    health = [integrity_check.check(vault) for vault in (scene.office, scene.north, scene.lantern)]
    _holds(not any(one.damaged for one in health), "a vault is damaged")
    whole = f"nothing arrived twice; {sum(one.records for one in health)} records in three vaults are whole"
    story.tell("Both ways bring everything again.", whole)


def _nothing_plain(scene: _Scene, pid: int, story: _Story) -> None:
    """Search all written data for the sentences; first check that the searcher finds one that is put there."""
    pids = [pid] if Path(f"/proc/{pid}/cmdline").exists() else []
    planted = sample_vault.list_sentences()
    bait = scene.folder / "bait"
    bait.write_bytes(planted[0].encode("utf-16-le"))
    _holds(len(search(planted, [scene.folder], pids)) == 1, "the searcher does not find exactly what was planted")
    bait.unlink()
    hits = search(planted, [scene.folder], pids)
    _holds(not hits, f"plain text was found: {[hit.where for hit in hits[:3]]}")
    size = sum(path.stat().st_size for path in scene.folder.rglob("*") if path.is_file())
    story.tell("All vaults, sticks and the relay are searched for the sentences of the story.",
               f"none of {len(planted)}, in UTF-8, UTF-16, hex or base64, in {size:,} bytes; one put there for a trial "
               "was found")  # fmt: skip
