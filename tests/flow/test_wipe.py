"""The vault is destroyed from the command line: with nothing but a word, whoever has it open, on any disk."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli import wipe as verb
from app.store.vault import device_settings, wipe
from tests.flow.cast import ROOT, Person
from tests.flow.test_refusals import said

posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, pseudo terminals and mounts of POSIX")


@pytest.fixture
def ana(tmp_path: Path) -> Person:
    return Person(tmp_path, "ana").creates()


def whole(person: Person) -> bool:
    """Return whether the vault is there and opens."""
    return person.tries("vault", "check")[0] == 0


def at_a_terminal(person: Person, typed: str, *words: str) -> tuple[int, str]:
    """Type at the verb in a terminal; a `^C` is Ctrl C, once the countdown is seen. Return its code and its words."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests may have it ignored
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "app", "--vault", str(person.vault), "vault", "wipe", *words])
    seen = b""
    for line, after in zip(typed.split("|"), ("to confirm: ", "Ctrl C cancels"), strict=False):
        while after.encode() not in seen:
            seen += os.read(terminal, 1000)
        os.write(terminal, b"\x03" if line == "^C" else f"{line}\n".encode())
    while True:
        try:
            piece = os.read(terminal, 1000)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()


def test_without_a_terminal_it_must_be_said_that_it_is_meant(ana: Person) -> None:
    done = ana.process("vault", "wipe", "--now", stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "--yes" in json.loads(done.stdout)["error"]["message"]
    assert whole(ana)


def test_it_is_gone_and_every_verb_says_that_there_is_no_vault(ana: Person) -> None:
    done = ana.process("vault", "wipe", "--yes", "--now")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"ok": True, "wiped": str(ana.vault)})
    assert not ana.vault.exists()
    for words in (("vault", "info"), ("list", "event"), ("lock",), ("vault", "wipe", "--yes")):
        assert ana.process(*words).returncode == 4


@posix
def test_a_person_types_the_word_and_has_seconds_to_think_better_of_it(ana: Person) -> None:
    assert at_a_terminal(ana, "yes")[0] == 130 and whole(ana)
    code, seen = at_a_terminal(ana, "wipe|^C")
    assert code == 130 and "Nothing was destroyed." in seen and "in 5 s" in seen and whole(ana)
    began = time.monotonic()
    code, seen = at_a_terminal(ana, "Wipe ", "--wait", "1")
    assert code == 0 and time.monotonic() - began > 1 and not ana.vault.exists()


@posix
def test_who_has_it_open_is_ended_whatever_it_does(ana: Person) -> None:
    words = [sys.executable, "-m", "app", *ana.words("sync", "--watch")]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:
        while json.loads(ana.process("vault", "info").stdout)["open_by"] != other.pid:
            assert other.poll() is None
        done = ana.process("vault", "wipe", "--yes", "--now")
        assert other.wait(5) == -signal.SIGKILL
    assert done.returncode == 0 and not ana.vault.exists()


def test_what_was_begun_is_finished_by_any_verb(ana: Person) -> None:
    wipe.destroy_header(ana.vault)
    assert said("--vault", str(ana.vault), "--json", "vault", "info")[0] == 4
    assert not ana.vault.exists()


def test_after_a_wipe_that_was_cut_a_new_vault_can_be_made_in_its_folder(ana: Person) -> None:
    wipe.destroy_header(ana.vault)
    assert ana.process("vault", "create", "--kdf-mib", "64").returncode == 0
    assert whole(ana)


def test_wrong_words_make_the_next_try_wait(ana: Person, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("something else")
    common = ("--vault", str(ana.vault), "--json", "--passphrase-file")
    for _ in range(3):
        code, answer, _ = said(*common, str(wrong), "list", "event")
        assert code == 3 and answer["error"]["message"] == "This password did not open the vault."
    assert said(*common, str(ana.passphrase), "list", "event")[0] == 0, "three slips in a row cost nothing"
    for _ in range(4):
        assert said(*common, str(wrong), "list", "event")[0] == 3
    code, answer, _ = said(*common, str(ana.passphrase), "list", "event")
    assert code == 3 and "you must wait 32 s" in answer["error"]["message"]
    device_settings.change(ana.vault, wrong_at=int(time.time()) - 32)
    assert said(*common, str(ana.passphrase), "list", "event")[0] == 0
    assert device_settings.read(ana.vault) == {}


@posix
def test_it_starts_without_anything_that_could_open_a_vault(ana: Person) -> None:
    program = (
        "import sys; from app.cli import wipe; code = wipe.main(sys.argv[1:]);"
        "sys.exit(code or bool({'sqlcipher3', 'nacl', 'cryptography', 'PySide6'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", program, *ana.words("vault", "wipe", "--yes", "--now")]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["vault", "wipe"], True),
        (["--vault", "vault", "--json", "vault", "wipe", "--yes"], True),
        (["--vault", "wipe", "vault", "info"], False),
        (["search", "vault", "wipe"], False),
        (["vault", "info", "wipe"], False),
        (["vault"], False),
        ([], False),
    ],
)
def test_only_the_verb_itself_starts_it(words: list[str], wanted: bool) -> None:
    assert verb.is_wanted(words) is wanted


def on(disk: Path) -> Person:
    """Make a vault on a small disk of its own, its passphrase too."""
    return Person(disk, "ana").creates()


def test_on_a_full_disk_it_is_destroyed_as_ever(disk: Path) -> None:
    ana = on(disk)
    with pytest.raises(OSError), (disk / "rest").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    assert ana.process("vault", "wipe", "--yes", "--now").returncode == 0 and not ana.vault.exists()


def test_on_a_disk_that_cannot_be_written_it_is_said_that_it_is_as_it_was(disk: Path) -> None:
    ana = on(disk)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    done = ana.process("vault", "wipe", "--yes", "--now")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    error = json.loads(done.stdout)["error"]
    assert done.returncode == 8 and "Read-only" in error["message"] and "opens it" in error["hint"]
    assert whole(ana)


def test_a_header_that_cannot_be_written_is_said_and_nothing_else_was_touched(disk: Path) -> None:
    ana = on(disk)
    header = ana.vault / "vault.hdr"
    subprocess.run(["mount", "--bind", "/dev/full", header], check=True)
    done = ana.process("vault", "wipe", "--yes", "--now")
    subprocess.run(["umount", header], check=True)
    assert done.returncode == 8 and whole(ana)
