"""SIGKILL while a backup is made, and while a vault is made of one.

Held each time: the vault is untouched and whole; the backup before opens until the new one does, and all its files are
whole; there is no half vault that looks like one; what was answered is there. What goes on after a death ends as what
was never killed.
"""

import hashlib
import random
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import crypto
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import backups
from app.actions.vault import lifecycle as health
from app.cli.searcher import search
from app.store.records import files
from app.store.upkeep import blob_copy, restore
from app.store.vault import header
from app.store.vault import open_vault as vaults
from app.store.vault.blobs import blob_path
from app.store.vault.open_vault import Vault
from tests.flow.boundary import Boundaries, live, spread
from tests.flow.cast import WORDS, Person

SECRET = "Nadia of the mill quarter"
OPENS, NEW = "four words for backups", "words chosen at the new machine"
_BY_TIME = 1 / 3
"""Part of the deaths that come after a random time: between two writes of SQLite or of a large file."""


def backup(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who backs a vault up that grows meanwhile; return how often the backup was the new one already."""
    dice = random.Random(seed)
    ana, stick = Person(base, "ana").creates(), base / "stick"
    with ana.opened() as vault:
        backups.set_passphrase(vault, OPENS)
        _grow(vault, base, dice)
        backups.back_up(vault, stick)
        _grow(vault, base, dice)
    whole = live(_backing(ana, stick), base)
    counts, held = {"kills": 0, "old": 0, "new": 0}, _holds(stick, _secret(stick, OPENS))
    for number, step in enumerate(spread(times, whole.steps, dice)):
        with ana.opened() as vault:
            before = _grow(vault, base, dice, shrink=number % 3 == 2)
        by_time = dice.random() < _BY_TIME
        life = live(
            _backing(ana, stick), base, 0 if by_time else step, dice.uniform(0, whole.lasted) if by_time else None
        )
        counts["kills"] += life.killed
        found = _holds(stick, _secret(stick, OPENS))
        assert found in (held, before) and (found == before or not life.answers), (found, held, before, life)
        held = found
        counts["new" if found == before else "old"] += 1
        if number % 2:
            with ana.opened() as vault:
                assert health.check(vault).damaged == ()
                backups.back_up(vault, stick)
                held = _holds(stick, _secret(stick, OPENS))
                assert held == before
    with ana.opened() as vault:
        backups.back_up(vault, stick)
        fresh = backups.back_up(vault, base / "fresh").folder
        assert _evidence(stick) == _evidence(fresh) == _evidence(ana.vault)
        assert len(list((stick / "db").iterdir())) == 1
        assert health.check(vault).damaged == ()
    assert not search([SECRET], [ana.vault, stick, fresh])
    return counts


def restoring(times: int, base: Path, seed: int = 0) -> dict[str, int]:
    """Kill one who makes a vault out of a backup; return how often it stood already."""
    dice = random.Random(seed)
    ana, stick = Person(base, "ana").creates(), base / "stick"
    with ana.opened() as vault:
        backups.set_passphrase(vault, OPENS)
        for _ in range(6):
            count = _grow(vault, base, dice)
        backups.back_up(vault, stick)
    kept, secret = _content(stick), _secret(stick, OPENS)
    whole = live(_restoring(stick, secret, base / "whole"), base)
    counts = {"kills": 0, "none": 0, "whole": 0}
    for number, step in enumerate(spread(times, whole.steps, dice)):
        folder, by_time = base / f"new {number}", dice.random() < _BY_TIME
        for again in range(2):
            by_time = by_time or bool(again)
            after = dice.uniform(0, whole.lasted) if by_time else None
            life = live(_restoring(stick, secret, folder), base, 0 if by_time else step, after)
            counts["kills"] += life.killed
            stands = vaults.exists(folder)
            assert stands or not life.answers, "what was answered is not there"
            counts["whole" if stands else "none"] += 1
            if stands:
                break
        if not vaults.exists(folder):
            restore.restore(restore.open_backup(stick, secret), folder, NEW, WORDS, kdf_mib=64)
        _is_the_vault(folder, count)
        assert _content(stick) == kept
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    return counts


def _grow(vault: Vault, base: Path, dice: random.Random, shrink: bool = False) -> int:
    """Add an incident with a photograph, or one without while an older photograph goes; return how many there are."""
    record, _ = records.add(vault, "event", {"title": SECRET})
    photo = base / "photo.jpg"
    if not shrink:
        photo.write_bytes(dice.randbytes(dice.choice((9_000, 40_000, 3_000_000))) + SECRET.encode())
        evidence.add(vault, photo, record.id.hex())
    else:
        gone = files.list_files(vault)[0]
        vault.con.execute("DELETE FROM blob WHERE id = ?", (gone.blob_id,))
        blob_path(vault.folder, gone.blob_id).unlink()
    photo.unlink(missing_ok=True)
    return int(vault.con.execute("SELECT count(*) FROM record WHERE title = ?", (SECRET,)).fetchone()[0])


def _backing(ana: Person, stick: Path) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        with ana.opened() as vault:
            steps.watch(vault)
            backups.back_up(vault, stick)
            tell("made")

    return work


def _restoring(stick: Path, secret: crypto.Secret, folder: Path) -> Callable[[Boundaries, Callable[[str], None]], None]:
    def work(steps: Boundaries, tell: Callable[[str], None]) -> None:
        opened = restore.open_backup(stick, secret)
        restore.restore(opened, folder, NEW, WORDS, kdf_mib=64)
        tell("restored")

    return work


@cache
def _derived(passphrase: str, salt: bytes, m_kib: int, passes: int) -> crypto.Secret:
    return crypto.derive(passphrase, salt, m_kib, passes)


def _secret(folder: Path, passphrase: str) -> crypto.Secret:
    """Return what Argon2id makes of a passphrase for this header, once."""
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return _derived(passphrase, salt, m_kib, passes)


def _holds(stick: Path, secret: crypto.Secret) -> int:
    """Open a backup, look at every page and file of it, and return how many incidents it holds."""
    opened = restore.open_backup(stick, secret)
    assert restore.copies.damaged_pages(opened.database, opened.key) == []
    for blob in opened.files:
        assert blob_copy.is_whole(blob_path(stick, blob.blob_id), blob)
    with closing(restore.copies.open_immutable(opened.database, opened.key)) as con:
        (count,) = con.execute("SELECT count(*) FROM record WHERE title = ?", (SECRET,)).fetchone()
    return int(count)


def _is_the_vault(folder: Path, count: int) -> None:
    with closing(vaults.open_(folder, _secret(folder, NEW), WORDS)) as vault:
        assert health.check(vault).damaged == ()
        (found,) = vault.con.execute("SELECT count(*) FROM record WHERE title = ?", (SECRET,)).fetchone()
        assert found == count and len(files.list_files(vault)) == count
        databases = {path.name.split("-")[0] for path in (folder / "db").iterdir()}
        assert len(databases) == 1, databases
    left = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    assert len(left) == count


def _evidence(folder: Path) -> dict[str, str]:
    return {name: sum_ for name, sum_ in _content(folder).items() if name.startswith("blobs")}


def _content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
