"""The ways in by the command line: each opens every verb, each wrong one is exit 3 with its own sentence."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from tests.flow.cast import ROOT, Person


@pytest.fixture
def ana(tmp_path: Path) -> Person:
    return Person(tmp_path, "ana").creates()


def said(ana: Person, *words: str) -> tuple[int, dict]:
    """Run a command on Ana's vault, whoever opens it, and return the exit code and the one JSON document."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main(["--vault", str(ana.vault), "--json", *words])
    return code, json.loads(out.getvalue())


def mine(ana: Person, *words: str) -> tuple[int, dict]:
    """The same with Ana's own passphrase; not by `tries`, which opens the vault for the verb."""
    return said(ana, "--passphrase-file", str(ana.passphrase), *words)


def does(ana: Person, *words: str) -> dict:
    code, document = mine(ana, *words)
    assert code == 0, document
    return document


def file(ana: Person, name: str, text: str) -> str:
    (ana.base / name).write_text(text, "utf-8")
    return str(ana.base / name)


def shares(ana: Person, *more: str) -> list[str]:
    made = does(ana, "vault", "recovery", "make", "--threshold", "2", "--shares", "3", *more)
    return [share["words"] for share in made["shares"]]


def test_every_command_says_first_that_an_older_header_was_put_back_until_the_key_is_new(ana: Person) -> None:
    header = ana.vault / "vault.hdr"
    before = header.read_bytes()
    does(ana, "vault", "slots", "add", "--new-passphrase-file", file(ana, "new", "another phrase"))
    assert careful(ana, "list", "event") == []
    header.write_bytes(before)
    for words in (("list", "event"), ("list", "actor"), ("show", "nothing"), ("vault", "check")):
        said = careful(ana, *words)
        assert len(said) == len(set(said)) == 5 and "older copy" in said[0] and "vault rotate" in said[-1], words
    careful(ana, "vault", "rotate", "--new-passphrase-file", str(ana.passphrase))
    assert careful(ana, "list", "event") == []


def careful(ana: Person, *words: str) -> list[str]:
    """Run a command and return what it warns of."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        main(["--vault", str(ana.vault), "--passphrase-file", str(ana.passphrase), *words])
    return [line for line in told.getvalue().splitlines() if line.startswith("Careful: ")]


def test_another_passphrase_with_a_key_file_opens_every_verb_and_goes_again(ana: Person) -> None:
    new, stick = file(ana, "new", "another phrase"), ana.base / "stick"
    added = does(
        ana, "vault", "slots", "add", "--name", "Office", "--new-passphrase-file", new, "--new-keyfile", str(stick)
    )
    assert added["opens"] == "passphrase and key file" and len(stick.read_bytes()) == 64
    by_stick = ["--passphrase-file", new, "--keyfile", str(stick)]
    code, listed = said(ana, *by_stick, "vault", "slots")
    assert code == 0 and {slot["slot"] for slot in listed["slots"] if slot["used_now"]} == {added["slot"]}
    assert said(ana, *by_stick, "list", "event")[0] == 0
    code, refused = said(ana, "--passphrase-file", new, "list", "event")
    assert code == 3 and refused["error"]["message"] == "This password did not open the vault."
    code, refused = said(ana, "--passphrase-file", new, "--keyfile", new, "list", "event")
    assert code == 3 and "key file" in refused["error"]["message"]
    assert said(ana, "--passphrase-file", new, "--keyfile", str(ana.base / "gone"), "list", "event")[0] == 4
    does(ana, "vault", "slots", "remove", str(added["slot"]))
    assert said(ana, *by_stick, "list", "event")[0] == 3
    assert mine(ana, "vault", "slots", "remove", str(added["slot"]))[0] == 4


def test_a_key_file_that_was_made_for_nothing_is_not_left(ana: Person) -> None:
    stick = ana.base / "stick"
    used = mine(ana, "vault", "slots", "add", "--new-passphrase-file", str(ana.passphrase), "--new-keyfile", str(stick))
    assert used[0] == 5 and not stick.exists()


def test_shares_open_every_verb_and_set_a_new_passphrase(ana: Person) -> None:
    first, second, _ = shares(ana, "--holder", "Heron")
    one = file(ana, "one", f"# a note\n\n{first}\n")
    two = file(ana, "two", f"{second}\n")
    by_shares = ["--share-file", one, "--share-file", two]
    assert said(ana, *by_shares, "list", "event")[0] == 0
    assert said(ana, "list", "event", "--share-file", file(ana, "both", f"{first}\n{second}"))[0] == 0
    new = file(ana, "new", "words known again")
    assert said(ana, *by_shares, "vault", "passphrase", "--new-passphrase-file", new)[0] == 0
    assert said(ana, "--passphrase-file", new, "list", "event")[0] == 0
    assert mine(ana, "list", "event")[0] == 3
    assert said(ana, *by_shares, "--passphrase-file", new, "list", "event")[0] == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda a, b: [a.replace(a.split()[0], "zebraa", 1), b], "word 1: “zebraa”"),
        (lambda a, b: [a.rsplit(" ", 1)[0], b], "has 32 words"),
        (lambda a, b: [a, a], "the same share twice: 1 and 2"),
        (lambda a, b: [a], "Missing: 1."),
        (lambda a, b: [" ".join(reversed(a.split())), b], "Share 1 has a mistake in its words"),
    ],
)
def test_wrong_shares_are_exit_3_with_what_is_wrong(ana: Person, wrong: object, message: str) -> None:
    first, second, _ = shares(ana)
    assert callable(wrong)
    code, refused = said(ana, "--share-file", file(ana, "shares", "\n".join(wrong(first, second))), "list", "event")
    assert code == 3 and message in refused["error"]["message"]


def test_older_shares_are_dead_and_a_drill_tells(ana: Person) -> None:
    old = file(ana, "old", "\n".join(shares(ana)[:2]))
    assert does(ana, "vault", "recovery", "status")["recovery"]["drilled"] is None
    assert does(ana, "vault", "recovery", "drill", "--share-file", old)["drilled"]
    again = does(ana, "vault", "recovery", "make", "--threshold", "2", "--shares", "2")
    assert any("no longer open" in warning for warning in again["warnings"])
    code, refused = mine(ana, "vault", "recovery", "drill", "--share-file", old)
    assert code == 3 and "do not open this vault" in refused["error"]["message"]
    assert said(ana, "vault", "recovery", "drill", "--share-file", old)[0] == 3
    new = file(ana, "new", "\n".join(share["words"] for share in again["shares"]))
    assert said(ana, "vault", "recovery", "drill", "--share-file", new)[0] == 0
    assert does(ana, "vault", "recovery", "status")["recovery"]["drilled"]
    assert mine(ana, "vault", "recovery", "drill")[0] == 2


def test_shares_go_into_files_of_their_own_that_others_cannot_read(ana: Person) -> None:
    out = ana.base / "out"
    make = ("vault", "recovery", "make", "--threshold", "2", "--shares", "3", "--holder", "Heron", "--out", str(out))
    made = does(ana, *make)
    files = [Path(share["file"]) for share in made["shares"]]
    assert files == sorted(out.iterdir()) and not any("words" in share for share in made["shares"])
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not any("Heron" in path.read_text() for path in files)  # who finds one does not learn who holds the others
    by_shares = [word for path in files[1:] for word in ("--share-file", str(path))]
    assert said(ana, *by_shares, "list", "event")[0] == 0
    before = (ana.vault / "vault.hdr").read_bytes()
    code, refused = mine(ana, *make)  # they are there already
    assert code == 8 and refused["error"]["hint"].startswith("Nothing was changed")
    assert (ana.vault / "vault.hdr").read_bytes() == before and len(list(out.iterdir())) == 3


def test_shares_that_open_nothing_are_not_left_in_files(ana: Person) -> None:
    for n in range(7):
        does(ana, "vault", "slots", "add", "--new-passphrase-file", file(ana, "new", f"phrase number {n}"))
    out = ana.base / "out"
    assert mine(ana, "vault", "recovery", "make", "--threshold", "2", "--shares", "3", "--out", str(out))[0] == 5
    assert list(out.iterdir()) == []


def test_a_passphrase_by_a_descriptor_is_read_once_and_serves_twice(ana: Person) -> None:
    """It opens the vault and says again how it is opened; a pipe has it once."""
    new = file(ana, "new", "another phrase")
    reader, writer = os.pipe()
    os.write(writer, ana.passphrase.read_bytes())
    os.close(writer)
    done = subprocess.run(
        [sys.executable, "-m", "app", "--vault", str(ana.vault), "--passphrase-fd", str(reader), "--json",
         "vault", "passphrase", "--new-passphrase-file", new],
        cwd=ROOT, pass_fds=[reader], capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(reader)
    assert done.returncode == 0, done.stderr
    assert said(ana, "--passphrase-file", new, "list", "event")[0] == 0


def test_without_a_terminal_shares_are_not_asked_for(ana: Person) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--vault", str(ana.vault), "--ask-shares", "--json", "list", "event"],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3 and "--share-file" in json.loads(done.stdout)["error"]["hint"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_at_a_terminal_a_wrong_share_is_asked_for_again(ana: Person) -> None:
    first, second, _ = shares(ana)
    mistyped = first.replace(first.split()[3], "zzzz", 1)
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--vault", str(ana.vault), "--ask-shares", "--json", "vault", "slots"],
        cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as asked:  # fmt: skip
        os.write(ours, "".join(f"{line}\n" for line in (mistyped, first, second)).encode())
        out, err = asked.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert asked.returncode == 0 and {slot["opens"] for slot in json.loads(out)["slots"]} == {"passphrase", "recovery"}
    assert err.count("Share 1: ") == 2 and "word 4: “zzzz”" in err and "Share 2: " in err and "Share 3" not in err


def test_words_of_the_list_open_in_capitals_and_other_words_do_not(ana: Person) -> None:
    for name, new, typed, code in (
        ("listed", "agreement ahead ahoy", "Agreement  AHEAD Ahoy", 0),
        ("other", "agreement ahead xyzzy", "Agreement Ahead Xyzzy", 3),
    ):
        does(ana, "vault", "slots", "add", "--new-passphrase-file", file(ana, name, new))
        assert said(ana, "--passphrase-file", file(ana, f"{name}-typed", typed), "list", "event")[0] == code
