"""SIGKILL while a vault is being written: nothing that was answered is lost, and every file says what it was.

Also of a changed passphrase: at every moment one of the two opens, and once success was shown only the new one.
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import crypto
from app.actions.kernel import records
from app.actions.papers import paper_makers, register
from app.actions.records import evidence
from app.actions.vault import lifecycle as health
from app.store.records import files
from app.store.vault import blobs, header
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import Person

_EACH = 3
"""Records and files that one life saves."""


def saves(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who saves records and takes files in; return how often, and how much of it all was answered."""
    dice = random.Random(seed)
    ana = Person(base, "ana").creates()
    source = base / "photo.jpg"
    answered: list[str] = []
    whole = live(_saving(ana, source, 0), base)
    for number, step in enumerate(spread(times, whole.steps, dice), 1):
        life = live(_saving(ana, source, number), base, step)
        answered += life.answers
        with ana.opened() as vault:
            assert vault.con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            for line in life.answers:
                kind, name = line.split(" ")
                if kind == "record":
                    assert records.record_of(vault, name).fields["title"] == f"save {number}"
                else:
                    assert files.by_hash(vault, bytes.fromhex(name)) is not None, (
                        "an original that was answered is gone"
                    )
    with ana.opened() as vault:
        assert health.check(vault).damaged == ()
        known = {row.blob_id for row in files.list_files(vault)}
        left = {path for path in (ana.vault / "blobs").rglob("*") if path.is_file()}
        gone = blobs.collect(ana.vault, known, time.time() + 2 * blobs.DAY)
        assert len(left) - len(gone) == len(known), "a file that no row knows stayed, or one that a row knows went"
        assert health.check(vault).damaged == ()
    return {"kills": times, "answered": len(answered), "orphans collected": len(gone)}


def _saving(ana: Person, source: Path, number: int) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        with ana.opened() as vault:
            steps.watch(vault)
            for _ in range(_EACH):
                record, _ = records.add(vault, "event", {"title": f"save {number}", "place": {"name": "here"}})
                tell(f"record {record.id.hex()}")
                source.write_bytes(os.urandom(40_000))
                item, _ = evidence.add(vault, source, record.id.hex())
                tell(f"file {item.fields['sha256']}")

    return work


def papers(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who saves papers: each file that was left, also an unfinished one, has a row."""
    dice = random.Random(seed)
    ana, folder = Person(base, "ana").creates(), base / "papers"
    with ana.opened() as vault:
        case, _ = records.add(vault, "case", {"title": "River", "summary_open": "They asked for water."})
    whole = live(_writing_papers(ana, folder, case.ref), base)
    assert {file.name for file in folder.iterdir()} == {"note-1.txt", "note-2.txt"}
    counts = {"kills": times, "named": 0, "unfinished": 0}
    for step in spread(times, whole.steps, dice):
        shutil.rmtree(folder)
        live(_writing_papers(ana, folder, case.ref), base, step)
        with ana.opened() as vault:
            assert vault.con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            for file in folder.iterdir():
                if data := file.read_bytes().strip(b"\0"):
                    assert register.check_file(vault, data).says == "ours", f"{file.name} has no row"
                    counts["unfinished" if file.suffix == ".part" else "named"] += 1
    return counts


def _writing_papers(ana: Person, folder: Path, case: str) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, _: Callable[[str], None]) -> None:
        last, steps.last = steps.last, 0  # the steps of the save alone count
        folder.mkdir()
        with ana.opened() as vault:
            made = paper_makers.make(vault, "briefing-note", [case], "internal")
            copies = paper_makers.number_copies(folder / "note.txt", made, 2)
            painted = [register.paint(file, copy) for file, copy in copies]
            steps.count, steps.last = 0, last
            steps.watch(vault)
            register.save(vault, *painted)

    return work


def passphrase(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who rewrites the header; Argon2id runs once for each passphrase, what is killed is the writing."""
    dice = random.Random(seed)
    ana = Person(base, "ana").creates()
    path = ana.vault / "vault.hdr"
    first = header.read(path)
    m_kib, passes, salt = header.costs(first)
    secrets = [crypto.derive(text, salt, m_kib, passes) for text in (ana.passphrase.read_text(), "another six words")]
    counts = {"kills": times, "old": 0, "new": 0}
    for _ in range(times):
        before = header.read(path)
        opened = crypto.open_header(before, secrets[0])
        changed = crypto.with_slot(before, opened, opened.slot, crypto.SlotSecret(secrets[1]))
        at = dice.uniform(0, 0.004)
        life = live(_rewriting(path, changed), base, after=at)
        opens = [_opens(path, secret) for secret in secrets]
        assert opens.count(True) == 1, "neither opens, or both do"
        assert not life.answers or opens == [False, True], "the old passphrase opens after success was shown"
        counts["new" if opens[1] else "old"] += 1
        header.rewrite(path, crypto.settle_header(header.read(path)))
        assert [_opens(path, secret) for secret in secrets] == opens, "healing changed what opens"
        secrets = secrets[::-1] if opens[1] else secrets
        opened.vmk.clear()
    return counts


def _rewriting(path: Path, data: bytes) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        header.rewrite(path, data)
        tell("changed")

    return work


def _opens(path: Path, secret: "crypto.Secret") -> bool:
    try:
        opened = crypto.open_header(header.read(path), secret)
    except crypto.CannotOpen:
        return False
    opened.vmk.clear()
    return True
