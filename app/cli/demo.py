"""The main job end to end on this computer: two vaults, one relay, one USB stick, each step checked.

Every step is a separate process with a command that a person can type, with a fresh HOME and temporary folder. The
relay is a process too. Words, a file's name and bytes of a picture are planted as plain text. At the end, the demo
searches for them in the vaults, relay, stick, HOME, temporary folder and the relay's arguments.
"""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen, mutable

from app import start
from app.cli.output import CommandResult
from app.cli.searcher import search
from app.errors import AppError, Fault, InputRefused, StorageFailed

PLANTED = (
    "Night raid at the water office",
    "They broke the door of the water office",
    "Samira al-Katib",
    "سميرة الكاتب",
    "plate 4471 of the blue van",
    "Qasr Bridge district",
    "Threat by telephone on Sunday",
    "a voice said: stop filing complaints",
    "IMG-raid-at-night",
    "Made by the camera of Samira",
)
"""The data that a person enters here; later it must not be found as plain text."""

_TIMEOUT = 60.0
"""Maximum seconds of one command."""


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
    """The folders of one run: the program writes only in `searched`, and a person's files are outside."""

    folder: Path

    def at(self, name: str) -> Path:
        """Return a folder of this run, made if it is missing."""
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return path

    @property
    def searched(self) -> list[Path]:
        """Return every place that could contain some of the entered data."""
        return [self.at(name) for name in ("ana", "desk", "relay", "stick", "carrier", "home", "temp")]

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every process: a fresh HOME and temporary folder, nothing of the person's."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        home, temp = str(self.at("home")), str(self.at("temp"))
        fresh = {"HOME": home, "USERPROFILE": home, "TMPDIR": temp, "TEMP": temp, "TMP": temp}
        return {**kept, **fresh, "PYTHONPATH": str(start.resources().parent), "PYTHONUTF8": "1"}


def _command() -> list[str]:
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]


@frozen
class _DemoPerson:
    """A person who has a vault and types commands."""

    scene: _Scene
    name: str

    def does(self, *words: str, given: object = None) -> dict[str, object]:
        """Run one command (`given` on its standard input, as JSON) and return its answer; raises Fault if it fails."""
        passphrase = self.scene.at("passphrases") / f"{self.name}.txt"
        passphrase.write_text(f"{self.name} has six quiet words of her own\n", "utf-8")
        mine = ["--vault", str(self.scene.at(self.name)), "--passphrase-file", str(passphrase), "--json"]
        done = subprocess.run(
            [*_command(), *mine, *words],
            input=json.dumps(given), capture_output=True, encoding="utf-8", env=self.scene.environment,
            timeout=_TIMEOUT, check=False,
        )  # fmt: skip
        answer: dict[str, object] = json.loads(done.stdout) if done.stdout else {"error": {"message": done.stderr}}
        if done.returncode != 0:
            if done.returncode == Fault.exit_code:
                print(done.stderr, file=sys.stderr)
            raise Fault(f"`{' '.join(words[:2])}` of {self.name} failed: {answer.get('error')}")
        return answer

    def states(self) -> list[str]:
        """Return the states of all outgoing reports, newest first."""
        return [str(row["state"]) for row in _rows(self.does("outbox"), "reports")]


def _rows(answer: dict[str, object], name: str) -> list[dict[str, object]]:
    rows = answer[name]
    if not isinstance(rows, list):
        raise Fault(f"The answer's {name} is not a list.")
    return rows


def _holds(true: bool, what: str) -> None:
    """Raise Fault if a required condition is not met."""
    if not true:
        raise Fault(f"The demo failed: {what}.", "To see its files, add --keep DIR.")


def photo() -> bytes:
    """Return a small picture (PNG, grey noise) with a line of text in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + os.urandom(256) for _ in range(256))
    text = b"Comment\0" + PLANTED[-1].encode("latin-1")
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"tEXt", text) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


@contextmanager
def _relay(scene: _Scene) -> Iterator[tuple[str, int]]:
    """Run a separate relay process on loopback; yield its URL and process number."""
    command = [*_command(), "relay", "serve", "--data", str(scene.at("relay")), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=scene.environment) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            _holds(url.startswith("http://127.0.0.1:"), "the relay did not start")
            yield url, process.pid
        finally:
            process.terminate()


def demo(keep: Path | None) -> CommandResult:
    """Play the main job and return its steps with their checks; `keep` is a folder to leave everything in."""
    began = time.monotonic()
    story = _Story()
    try:
        if keep is not None:
            if keep.exists() and any(keep.iterdir()):
                raise InputRefused(f"{keep} is not empty.", "Name a new folder to keep the demo in.")
            keep.mkdir(parents=True, exist_ok=True)
            _play(_Scene(keep.resolve()), story)
        else:
            with tempfile.TemporaryDirectory(prefix="amparo-demo-") as folder:
                _play(_Scene(Path(folder).resolve()), story)
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


def _play(scene: _Scene, story: _Story) -> None:
    ana, desk = _DemoPerson(scene, "ana"), _DemoPerson(scene, "desk")
    with _relay(scene) as (url, pid):
        _meet(ana, desk, url, story)
        _by_relay(ana, desk, story)
        _by_stick(ana, desk, story)
        _nothing_twice(ana, desk, story)
        _nothing_plain(scene, pid, story)


def _meet(ana: _DemoPerson, desk: _DemoPerson, url: str, story: _Story) -> None:
    """Make two vaults and mailboxes, exchange cards, and compare the numbers."""
    for person in (ana, desk):
        person.does("vault", "create", "--kdf-mib", "64", "--name", person.name.title())
        _holds(person.does("vault", "info")["kdf_mib"] == 64, "the vault's passphrase costs less than asked for")
    story.tell("A defender and a desk each make a vault.", "each opens with its passphrase, at 64 MiB of Argon2id")
    for person in (ana, desk):
        person.does("relay", "add", url)
    cards = ana.scene.at("cards")
    card = {p.name: str(cards / f"{p.name}.card") for p in (ana, desk)}
    ana.does("card", "show", "--file", card["ana"])
    desk.does("card", "show", "--desk", "--file", card["desk"])
    seen = {
        ana.name: str(ana.does("contact", "add", card["desk"])["number"]),
        desk.name: str(desk.does("contact", "add", card["ana"])["number"]),
    }
    _holds(seen["ana"] == seen["desk"], "the two sides see different numbers")
    _holds(ana.does("contact", "verify", "Desk", "--number", seen["desk"])["state"] == "verified", "not verified")
    _holds(desk.does("contact", "verify", "Ana", "--number", seen["ana"])["state"] == "verified", "not verified")
    story.tell(f"Both make a mailbox at a relay ({url}) and exchange cards.", f"both see the number {seen['ana']}")


def _by_relay(ana: _DemoPerson, desk: _DemoPerson, story: _Story) -> None:
    """Send an incident with people and a photograph by the relay, and receive the desk's acknowledgement."""
    picture = ana.scene.at("camera") / f"{PLANTED[8]}.png"
    picture.write_bytes(photo())
    sha256 = hashlib.sha256(picture.read_bytes()).hexdigest()
    perpetrator = {"type": ["010102"], "description": PLANTED[4], "perpetrator": {"alias": "two men in plain clothes"}}
    act = {"violation_text": "arrest", "victim": {"alias": PLANTED[2], "description": PLANTED[3]},
           "involvement": perpetrator}  # fmt: skip
    incident = {"title": PLANTED[0], "date_start": "2026-03", "description": PLANTED[1],
                "place": {"name": PLANTED[5]}, "act": act}  # fmt: skip
    event = str(ana.does("add", "event", given=incident)["id"])
    added = ana.does("evidence", "add", str(picture), "--to", event)
    _holds(added["sha256"] == sha256, "the photograph's hash is another one")
    _holds(ana.does("search", "samira", "--kind", "actor")["total"] == 1, "the person is not found")
    story.tell("Offline, the defender records an incident with its people and a photograph.",
               f"found again by name; SHA-256 of the original {sha256[:16]}…")  # fmt: skip
    ana.does("share", event, "--to", "Desk")
    _holds(ana.states() == ["queued"], "what was shared is not queued")
    _holds(ana.does("sync")["sent"] != 0 and ana.states() == ["relayed"], "the report is not on the relay")
    story.tell("A connection comes: it goes to the relay.", "the relay signed receipts; it does not count as delivered")
    _desk_takes(desk, event, sha256, desk.does("sync"), story)
    desk.does("sync")
    _holds(_number(ana.does("sync"), "acknowledged") > 0 and ana.states() == ["accepted"], "no word came back")
    story.tell("The desk's acknowledgement comes back by the relay.", "the defender sees the report as accepted")


def _desk_takes(desk: _DemoPerson, event: str, sha256: str, came: dict[str, object], story: _Story) -> None:
    """Let the desk open the received report, accept it, and compare the photograph byte for byte."""
    _holds(came["received"] == 1, "the desk did not receive one report")
    (report,) = [row for row in _rows(desk.does("inbox"), "reports") if row["state"] == "delivered"]
    desk.does("accept", str(report["report"]))
    shown = desk.does("show", event)
    item = next(row for row in _rows(shown, "parts") if row["kind"] == "evidence_item")
    exported = str(desk.does("evidence", "export", str(item["id"]), str(desk.scene.at("printed")))["file"])
    _holds(hashlib.sha256(Path(exported).read_bytes()).hexdigest() == sha256, "the photograph is not the same file")
    _holds(desk.does("search", "الكاتب", "--kind", "actor")["total"] == 1, "the person is not found at the desk")
    story.tell("The desk opens and accepts it.", "people and text found; the photograph's SHA-256 is the same")


def _by_stick(ana: _DemoPerson, desk: _DemoPerson, story: _Story) -> None:
    """Send another incident on a USB stick with a courier, and its acknowledgement the same way back."""
    incident = {"title": PLANTED[6], "date_start": "2026-03-08", "description": PLANTED[7]}
    event = str(ana.does("add", "event", given=incident)["id"])
    ana.does("share", event, "--to", "Desk")
    stick = ana.scene.at("stick")
    ana.does("bundle", "write", str(stick))
    _holds(ana.states()[0] == "exported", "the second report is not on the stick")
    carrier = _carried(ana, stick)
    story.tell("Another incident goes on a stick; a third person copies and carries it.",
               "written, read back and whole, checked without any key")  # fmt: skip
    _holds(desk.does("bundle", "read", str(carrier))["received"] == 1, "the desk did not find the report")
    (report,) = [row for row in _rows(desk.does("inbox"), "reports") if row["state"] == "delivered"]
    desk.does("accept", str(report["report"]))
    fields = desk.does("show", event)["fields"]
    _holds(isinstance(fields, dict) and fields["description"] == PLANTED[7], "the desk reads something else")
    story.tell("The desk reads the stick and accepts the report.", "the same words as the defender wrote")
    desk.does("bundle", "write", str(carrier))
    ana.does("bundle", "read", str(carrier))
    _holds(ana.states() == ["accepted", "accepted"], "no acknowledgement came back by the stick")
    story.tell("The stick goes back with the acknowledgement.", "the defender sees both reports as accepted")


def _carried(person: _DemoPerson, stick: Path) -> Path:
    """Copy a stick like a courier without a key, and check its contents."""
    carrier = person.scene.at("carrier")
    shutil.copytree(stick, carrier, dirs_exist_ok=True)
    checked = person.does("bundle", "check", str(carrier))
    _holds(_number(checked, "whole") > 0 and not checked["torn"], "the stick is not whole")
    return carrier


def _nothing_twice(ana: _DemoPerson, desk: _DemoPerson, story: _Story) -> None:
    """Receive everything again by both ways, and verify both vaults."""
    again = [desk.does("bundle", "read", str(desk.scene.at("carrier"))), desk.does("sync"), ana.does("sync")]
    _holds(all(answer["received"] == 0 for answer in again), "something arrived twice")
    _holds(len(_rows(desk.does("inbox"), "reports")) == 2, "the inbox does not hold two reports")
    _holds(desk.does("count", "event")["total"] == 2, "the desk does not have two incidents")
    for person in (ana, desk):
        _holds(not person.does("vault", "check")["damaged"], "a vault is damaged")
    story.tell("Both ways bring everything again.", "nothing arrived twice; both vaults whole to every page and file")


def _nothing_plain(scene: _Scene, pid: int, story: _Story) -> None:
    """Search all written data for the entered data; first check that the searcher finds a planted marker."""
    pids: Sequence[int] = [pid] if Path(f"/proc/{pid}/cmdline").exists() else []
    bait = scene.at("temp") / "bait"
    bait.write_bytes(PLANTED[3].encode("utf-16-le"))
    _holds(len(search(PLANTED, scene.searched, pids)) == 1, "the searcher does not find exactly what was planted")
    bait.unlink()
    hits = search(PLANTED, scene.searched, pids)
    _holds(not hits, f"plain text was found: {[hit.where for hit in hits[:3]]}")
    size = sum(path.stat().st_size for folder in scene.searched for path in folder.rglob("*") if path.is_file())
    story.tell("Vaults, relay, stick, HOME and the temporary folder are searched for what was entered.",
               f"none of {len(PLANTED)} markers, in UTF-8, UTF-16, hex or base64, in {size:,} bytes; "
               "one planted for a trial was found")  # fmt: skip


def _number(answer: dict[str, object], name: str) -> int:
    value = answer[name]
    return value if isinstance(value, int) else 0
