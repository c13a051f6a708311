"""Backups on the command line, and on disks that are full, fail, or take less than they are given."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.vault import backups
from app.errors import StorageFailed
from app.store.upkeep import backup as store
from app.store.upkeep import restore
from app.store.vault import open_vault as vaults
from tests.flow.cast import WORDS, Person

SAFE = "The vault is untouched, and a backup that was there before is whole."


@pytest.fixture
def ana(tmp_path: Path) -> Person:
    """A vault with an incident and a photograph."""
    person = Person(tmp_path, "ana").creates()
    _adds(person, 300_000)
    return person


def _adds(person: Person, size: int) -> None:
    photo = person.base / "photo.jpg"
    photo.write_bytes(os.urandom(size))
    person.does("evidence", "add", str(photo), "--to", person.adds(title=f"with {size} bytes"))


def _fill(file: Path, size: int) -> None:
    """Write so many bytes, or as many as there is room for: what is tested writes at the same time."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as out:
        out.write(bytes(size))


def _limited(person: Person, *verb: str, largest: int) -> tuple[int, dict]:
    """Run a command whose files are cut short at `largest` bytes, as a write on a failing disk is."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *person.words(*verb)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def test_backup_and_restore_by_the_command_line(ana: Person, tmp_path: Path) -> None:
    words, other = tmp_path / "words", tmp_path / "other"
    words.write_text("four words for backups\n")
    other.write_text("words of the new machine\n")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "letter.txt").write_text("mine")
    made = ana.does("vault", "backup", str(stick))
    assert (made["backup"], made["files"], made["damaged"]) == (str(stick / "backup"), 1, [])
    assert made["bytes"] > 300_000 and "same disk" in made["warnings"][0]
    assert ana.tries("vault", "restore", str(stick))[0] == 5  # there is a vault
    new = Person(tmp_path, "new")
    shutil.copy(ana.passphrase, tmp_path / "new.pass")
    back = new.does("vault", "restore", str(stick), "--kdf-mib", "64", "--new-passphrase-file", str(other))
    assert (back["vault"], back["records"], back["files"], back["damaged"]) == (str(new.vault), 2, 1, [])
    shutil.copy(other, tmp_path / "new.pass")
    assert new.does("vault", "check")["ok"]
    again = ana.does("vault", "backup", str(stick), "--backup-passphrase-file", str(words), "--full-check")
    assert again["backup"] == made["backup"]
    third = Person(tmp_path, "third")
    assert third.tries("vault", "restore", str(stick))[0] == 3
    shutil.copy(words, tmp_path / "third.pass")
    assert third.does("vault", "restore", str(stick), "--to", str(third.vault), "--kdf-mib", "64")["records"] == 2
    assert third.tries("vault", "restore", str(tmp_path / "nowhere"), "--to", str(tmp_path / "x"))[0] == 4


def test_a_damaged_original_is_named_and_the_answer_says_so(ana: Person, tmp_path: Path) -> None:
    (path,) = (path for path in (ana.vault / "blobs").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    code, document = ana.tries("vault", "backup", str(tmp_path / "stick"))
    assert code == 6 and not document["ok"] and len(document["damaged"]) == 1
    assert document["error"]["message"] == "Done, but 1 file was damaged before, and is not in the backup."


def test_a_disk_that_fills_meanwhile_leaves_the_backup_before_whole(ana: Person, disk: Path) -> None:
    filler = disk / "filler"
    with ana.opened() as vault:
        backups.set_passphrase(vault, "four words")
        backups.back_up(vault, disk / "stick")
    _adds(ana, 1_500_000)
    with ana.opened() as vault:
        for full_at in (0, 1_500_000):  # in the middle of a file, and of the database

            def fills(done: int, total: int, full_at: int = full_at) -> None:
                if done >= full_at and not filler.exists():
                    _fill(filler, shutil.disk_usage(disk).free - 8192)

            with pytest.raises(StorageFailed) as failed:
                backups.back_up(vault, disk / "stick", told=fills)
            full = ("No space left on device", "database or disk is full")[full_at > 0]
            assert failed.value.exit_code == 8
            assert failed.value.message == f"Amparo could not write to the disk ({full})."
            assert len(restore.open_backup(disk / "stick", "four words").files) == 1
            with pytest.raises(StorageFailed, match="MB more than are free there"):
                backups.back_up(vault, disk / "stick")
            filler.unlink()
        backups.back_up(vault, disk / "stick")
    assert len(restore.open_backup(disk / "stick", "four words").files) == 2


def test_a_full_disk_ends_a_restore_and_the_next_goes_on(ana: Person, tmp_path: Path, disk: Path) -> None:
    _adds(ana, 2_000_000)
    with ana.opened() as vault:
        backups.set_passphrase(vault, "four words")
        backups.back_up(vault, tmp_path / "stick")
    filler = disk / "filler"

    def fills(done: int, total: int) -> None:
        if done > 1_000_000 and not filler.exists():
            _fill(filler, shutil.disk_usage(disk).free)

    with pytest.raises(StorageFailed, match=r"Amparo could not write to the disk \(No space left on device\)"):
        backups.restore(tmp_path / "stick", disk / "new", "four words", "new words", WORDS, kdf_mib=64, told=fills)
    assert not vaults.exists(disk / "new")
    filler.unlink()
    back = backups.restore(tmp_path / "stick", disk / "new", "four words", "new words", WORDS, kdf_mib=64)
    assert (back.records, back.files, back.damaged) == (4, 2, ())


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system")
def test_short_writes_end_in_one_sentence_and_the_backup_before_is_whole(ana: Person, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    made = ana.does("vault", "backup", str(stick))
    _adds(ana, 3_000_000)
    code, document = _limited(ana, "vault", "backup", str(stick), largest=2_000_000)
    assert (code, document["error"]["code"]) == (8, "storage")
    assert document["error"]["hint"].startswith(SAFE)
    assert len(restore.open_backup(stick, ana.passphrase.read_text()).files) == made["files"] == 1
    assert ana.does("vault", "backup", str(stick))["files"] == 2
    new = Person(tmp_path, "new")
    shutil.copy(ana.passphrase, tmp_path / "new.pass")
    code, document = _limited(new, "vault", "restore", str(stick), "--kdf-mib", "64", largest=2_000_000)
    assert (code, document["error"]["code"]) == (8, "storage") and not vaults.exists(new.vault)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system")
def test_a_disk_says_whether_it_holds_so_large_a_file(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    script = (
        "import resource, sys; from pathlib import Path; from app.store.upkeep.backup import takes\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2**32 - 1,) * 2)\n"
        "print(takes(Path(sys.argv[1]), 2**32 - 1), takes(Path(sys.argv[1]), 2**32))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"] and list((tmp_path / "db").iterdir()) == []
    assert store.takes(tmp_path, 2**33)


def test_a_machine_that_is_lost_comes_back_by_shares(ana: Person, tmp_path: Path) -> None:
    shares = ana.does("vault", "recovery", "make", "--threshold", "2", "--shares", "3")["shares"]
    ana.does("vault", "backup", str(tmp_path / "stick"))
    restore.open_backup(tmp_path / "stick", ana.passphrase.read_text())  # by the vault's own words too
    shutil.rmtree(ana.vault)
    new, some = tmp_path / "new.pass", tmp_path / "two"
    new.write_text("words on the new machine")
    some.write_text("\n".join(share["words"] for share in shares[1:]))
    there = tmp_path / "there"
    common = [sys.executable, "-m", "app", "--vault", str(there), "--json"]
    words = ["vault", "restore", str(tmp_path / "stick"), "--kdf-mib", "64", "--new-passphrase-file", str(new)]
    few = tmp_path / "one"
    few.write_text(shares[0]["words"])
    done = subprocess.run([*common, *words, "--share-file", str(few)], capture_output=True, text=True, check=False)
    assert done.returncode == 3 and not (there / "vault.hdr").exists()
    done = subprocess.run([*common, *words, "--share-file", str(some)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for how in (["--passphrase-file", str(new)], ["--share-file", str(some)]):
        done = subprocess.run([*common, *how, "list", "event"], capture_output=True, text=True, check=False)
        assert json.loads(done.stdout)["total"] == 1, done.stdout


def test_the_first_backup_takes_the_words_that_opened_the_vault(ana: Person, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, ana.passphrase.read_bytes())
    os.close(write)
    done = subprocess.run(
        [sys.executable, "-m", "app", "--vault", str(ana.vault), "--json", "--passphrase-fd", str(read), "vault",
         "backup", str(tmp_path / "stick")], pass_fds=[read], capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(read)
    assert done.returncode == 0, done.stdout
    restore.open_backup(tmp_path / "stick", ana.passphrase.read_text())
