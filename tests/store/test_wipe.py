"""A wiped vault opens with nothing, whatever happened on the way; what is not the vault's stays."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import crypto
from app.actions.vault import unlock_methods
from app.errors import AppError, CannotUnlock, NotFound, NotOpened, StorageFailed, VaultBusy
from app.store.upkeep import backup_archive, restore
from app.store.vault import blobs, device_settings, header, lockfile, wipe
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from tests.vaults import PASSPHRASE, WORDS, vault_at

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, links and modes of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with a file, a write-ahead log, and settings beside it."""
    source = tmp_path / "photo"
    source.write_bytes(b"a photograph")
    with vault_at(tmp_path / "v") as vault:
        blobs.import_file(vault.folder, source)
        device_settings.change(vault.folder, name="Field notes")
    return tmp_path / "v"


def opens(folder: Path) -> bool:
    try:
        store.open_(folder, PASSPHRASE, WORDS).close()
    except AppError:
        return False
    return True


def test_nothing_is_left_and_nothing_was_asked_for(folder: Path) -> None:
    assert wipe.wipe(folder) == ("", [])
    assert not folder.exists()
    with pytest.raises(NotFound):
        wipe.wipe(folder)


def test_the_header_is_written_over_where_it_lies_before_anything_else(folder: Path) -> None:
    with (folder / "vault.hdr").open("rb") as seen:
        before = seen.read()
        wipe.destroy_header(folder)
        seen.seek(0)
        after = seen.read()  # the same file, by the same descriptor
    assert len(after) == wipe.SECTOR and wipe.is_marked(after)
    assert not set(_pieces(after)) & set(_pieces(before))
    assert not opens(folder) and len(list((folder / "db").iterdir())) == 1


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + 16] for at in range(0, len(data), 16)]


@pytest.mark.parametrize("sector", [0, 1, 63, 64, 127])
def test_a_power_cut_in_the_middle_is_a_wipe_too(folder: Path, sector: int) -> None:
    path = folder / "vault.hdr"
    data = bytearray(path.read_bytes())
    wipe.destroy_header(folder)
    data[sector * 512 : (sector + 1) * 512] = path.read_bytes()
    path.write_bytes(data)
    assert wipe.has_begun(folder)
    assert wipe.finish(folder) == [] and not folder.exists()


def test_damage_is_no_wipe(folder: Path) -> None:
    path = folder / "vault.hdr"
    for data in (os.urandom(header.SIZE), b"", os.urandom(512), bytes(header.SIZE)):
        path.write_bytes(data)
        assert not wipe.has_begun(folder) and wipe.finish(folder) is None
        with pytest.raises(NotOpened):
            store.open_(folder, PASSPHRASE, WORDS)
    path.unlink()
    assert wipe.finish(folder) is None and len(list((folder / "db").iterdir())) == 1


def test_what_was_begun_is_finished_and_then_nothing_is_there(folder: Path) -> None:
    wipe.destroy_header(folder)
    assert wipe.finish(folder) == []
    assert not folder.exists() and wipe.finish(folder) is None


def test_a_lock_file_alone_is_put_away(folder: Path) -> None:
    wipe.wipe(folder)
    folder.mkdir()
    (folder / "lock").write_text("")
    assert wipe.finish(folder) == [] and not folder.exists()


@posix
def test_links_are_not_followed_and_what_is_not_ours_stays(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "ab").mkdir(parents=True)
    kept = outside / "ab" / ("ab" * 16)
    kept.write_text("not the vault's")
    free = next(f"{n:02x}" for n in range(0xAC, 256) if not (folder / "blobs" / f"{n:02x}").exists())
    (folder / "blobs" / free).symlink_to(outside / "ab")
    (folder / "blobs" / "ab").mkdir(exist_ok=True)
    (folder / "blobs" / "ab" / ("ab" * 16)).symlink_to(kept)
    (folder / "db" / ("ef" * 16)).symlink_to(kept)
    (folder / "my letter.odt").write_text("mine")
    (folder / "db" / "my notes").write_text("mine")
    assert wipe.wipe(folder) == ("", [])
    assert kept.read_text() == "not the vault's"
    left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    assert left == ["db", "db/my notes", "my letter.odt"]


@posix
def test_a_header_that_is_a_link_is_not_followed_and_that_is_said(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.hdr"
    (folder / "vault.hdr").rename(real)
    (folder / "vault.hdr").symlink_to(real)
    before = real.read_bytes()
    why, left = wipe.wipe(folder)
    assert why and left == [] and not folder.exists() and real.read_bytes() == before


@posix
def test_a_vault_reached_by_a_link_leaves_its_folder_to_make_another_in(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert wipe.wipe(tmp_path / "link") == ("", [])
    assert list(folder.iterdir()) == []


@posix
def test_a_header_that_may_only_be_read_is_destroyed_too(folder: Path) -> None:
    (folder / "vault.hdr").chmod(0o400)
    assert wipe.wipe(folder) == ("", []) and not folder.exists()


def test_where_it_cannot_be_written_over_it_is_put_away_and_that_is_said(folder: Path) -> None:
    path = folder / "vault.hdr"
    path.rename(folder / "old")
    path.mkdir()  # no file: it can neither be written nor replaced
    (folder / "old").rename(path / "old")
    with pytest.raises(StorageFailed, match=r"Amparo could not destroy the vault \(Is a directory\)"):
        wipe.wipe(folder)
    assert (path / "old").stat().st_size == header.SIZE and len(list((folder / "db").iterdir())) == 1


def test_nobody_who_rewrites_the_header_brings_it_back(folder: Path) -> None:
    path = folder / "vault.hdr"
    first = header.read(path)
    for turn in range(40):
        path.write_bytes(first)
        begun, stop = threading.Barrier(3), threading.Event()

        def rewrite(begun: threading.Barrier = begun, stop: threading.Event = stop) -> None:
            begun.wait()
            while not stop.is_set():
                try:
                    header.rewrite(path, first)
                except NotFound:
                    return

        threads = [threading.Thread(target=rewrite) for _ in range(2)]
        for thread in threads:
            thread.start()
        begun.wait()
        time.sleep(turn * 0.0003)
        wipe.destroy_header(folder)
        at_once = path.read_bytes()
        stop.set()
        for thread in threads:
            thread.join()
        assert wipe.is_marked(at_once) and path.read_bytes() == at_once, f"turn {turn}: the header came back"


def test_a_new_passphrase_does_not_bring_a_wiped_vault_back(folder: Path) -> None:
    vault = store.open_(folder, PASSPHRASE, WORDS)
    data = header.read(folder / "vault.hdr")
    wipe.destroy_header(folder)
    with pytest.raises(AppError):
        unlock_methods.change_passphrase(vault, UnlockSecret(PASSPHRASE), "another phrase")
    with pytest.raises(NotFound):
        header.rewrite(folder / "vault.hdr", data)
    vault.close()
    assert wipe.has_begun(folder)


@posix
def test_who_has_it_open_is_ended_and_a_rewrite_of_theirs_is_undone(folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from app.store.vault import header, lockfile; folder = pathlib.Path(sys.argv[1]);"
        "lock = lockfile.LockFile(folder / 'lock'); data = header.read(folder / 'vault.hdr');"
        "path = folder / 'vault.hdr'; print('open', flush=True)\n"
        "while True:\n path.write_bytes(data)"  # ruder than anything of ours
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        why, left = wipe.wipe(folder)
        assert other.wait(5) == -signal.SIGKILL
    assert (why, left) == ("", []) and not folder.exists()


def test_while_another_finishes_it_nobody_else_does(folder: Path) -> None:
    wipe.destroy_header(folder)
    lock = lockfile.LockFile(folder / "lock")
    with pytest.raises(VaultBusy):
        wipe.finish(folder)
    lock.release()
    assert wipe.finish(folder) == []


def _wiping_slot(folder: Path, words: str) -> None:
    data = header.read(folder / "vault.hdr")
    opened = crypto.open_header(data, PASSPHRASE)
    m_kib, passes, salt = header.costs(data)
    free = next(i for i in range(16) if opened.mask >> i & 1 and i != opened.slot)
    secret = crypto.SlotSecret(crypto.derive(words, salt, m_kib, passes), flags=crypto.WIPE)
    header.rewrite(folder / "vault.hdr", crypto.with_slot(data, opened, free, secret))


def test_a_slot_that_wipes_says_what_a_wrong_passphrase_says(folder: Path) -> None:
    _wiping_slot(folder, "burn it all")
    said = []
    for words in ("something else", "burn it all"):
        with pytest.raises(CannotUnlock) as refused:
            store.open_(folder, words, WORDS)
        said.append((type(refused.value), refused.value.message, refused.value.hint))
    assert said[0] == said[1]
    assert wipe.has_begun(folder) and not opens(folder) and wipe.finish(folder) == []


def test_a_right_passphrase_beside_a_slot_that_wipes_still_opens(folder: Path) -> None:
    _wiping_slot(folder, "burn it all")
    assert opens(folder) and not wipe.has_begun(folder)


def test_whatever_other_parts_of_the_store_leave_in_the_folder_goes_too(folder: Path) -> None:
    (database,) = (path for path in (folder / "db").iterdir() if "-" not in path.name)
    left = [database.with_name(f"{database.name}{end}") for end in (".new", ".before-1", ".before-1.part", "-wal")]
    left += [folder / restore.BEGUN, folder / wipe.WORK / backup_archive.HEADER, folder / wipe.WORK / database.name]
    left += [
        folder / wipe.WORK / f"0a1b2c3d{backup_archive.SUFFIX}",
        folder / "db" / "probe",
        folder / "aside" / ("ab" * 16),
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left by a crash")
    assert wipe.wipe(folder) == ("", []) and not folder.exists()


def test_every_sector_is_noise_of_its_own() -> None:
    drawn: list[int] = []

    def random(n: int) -> bytes:
        drawn.append(n)
        return os.urandom(n)

    made: Callable[[int, Callable[[int], bytes]], bytes] = wipe._marked
    data = made(wipe.SIZE, random)
    assert len(data) == wipe.SIZE and sum(drawn) == 128 * 480 and len(set(_pieces(data))) == 4096


def test_what_a_crossing_was_being_made_of_opens_no_more_either(folder: Path) -> None:
    work = folder / wipe.WORK
    work.mkdir()
    for name in ("vault.hdr", f"0123abcd{backup_archive.SUFFIX}"):
        (work / name).write_bytes((folder / "vault.hdr").read_bytes() * 2)
    wipe.destroy_header(folder)
    assert [wipe.is_marked(path.read_bytes()) for path in work.iterdir()] == [True, True]
    assert {path.stat().st_size for path in work.iterdir()} == {wipe.SECTOR}


def test_who_was_slow_in_the_middle_of_the_header_does_not_bring_it_back(folder: Path) -> None:
    path = folder / "vault.hdr"
    old, inside = path.read_bytes(), threading.Event()

    def slow() -> None:
        with path.open("r+b", buffering=0) as file, lockfile.lock_for_writing(file.fileno(), 5) as alone:
            assert alone
            inside.set()
            time.sleep(0.3)  # past the first step's patience
            wipe.write_at(file.fileno(), 0, old)

    thread = threading.Thread(target=slow)
    thread.start()
    inside.wait()
    wipe.destroy_header(folder)
    thread.join()
    assert wipe.is_marked(path.read_bytes()) and path.stat().st_size < header.SIZE
