"""Who reads what a command says goes away: no traceback, its work is done, its exit code is that of the work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.vault import wipe
from tests.flow.cast import ROOT, Person

posix = pytest.mark.skipif(os.name != "posix", reason="a pipe with its reader gone is made by hand")


@pytest.fixture
def kurt(tmp_path: Path) -> Person:
    return Person(tmp_path, "kurt").creates()


def unread(*words: str, errors_too: bool = False) -> tuple[int, str]:
    """Run a command whose standard output nobody reads; return its exit code and what it says on standard error."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app", *words], cwd=ROOT, check=False, text=True, stdin=subprocess.DEVNULL,
            stdout=writer, stderr=writer if errors_too else subprocess.PIPE,
        )  # fmt: skip
    finally:
        os.close(writer)
    return done.returncode, done.stderr or ""


@posix
@pytest.mark.parametrize("words", [("kinds",), ("kinds", "event"), ("--help",), ("share", "--help")])
def test_what_was_said_to_nobody_is_no_mistake(kurt: Person, words: tuple[str, ...]) -> None:
    assert unread(*kurt.words(*words)) == (0, "")
    assert unread(*kurt.words(*words)[: -1 - len(words)], *words) == (0, "")  # as text


@posix
def test_its_work_is_done_all_the_same(kurt: Person) -> None:
    event = kurt.base / "event.json"
    event.write_text('{"title": "March"}', "utf-8")
    assert unread(*kurt.words("add", "event", str(event))) == (0, "")
    assert [row["title"] for row in kurt.does("list", "event")["records"]] == ["March"]
    assert unread(*kurt.words("show", "EV-AAAAA")) == (4, ""), "what went wrong is told by the code"


@posix
def test_a_wipe_that_nobody_reads_goes_on(kurt: Person) -> None:
    assert unread("vault", "wipe", "--vault", str(kurt.vault), "--yes", "--wait", "1", errors_too=True)[0] == 0
    assert not (kurt.vault / wipe.HEADER).exists()


@posix
def test_the_first_lines_of_a_long_answer_are_read_by_head(kurt: Person) -> None:
    command = " ".join([sys.executable, "-m", "app", *kurt.words("kinds")])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -c 10"], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b'{"ok": tru', b"")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_an_answer_that_a_full_disk_does_not_take_is_told(kurt: Person) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *kurt.words("kinds")], cwd=ROOT, check=False, text=True, stdout=full,
            stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 8 and "Traceback" not in done.stderr and "command finished" in done.stderr


@posix
def test_one_that_talks_on_its_way_ends_where_nobody_listens(kurt: Person) -> None:
    code, _ = unread(*kurt.words("nearby", "open", "--listen", "127.0.0.1"), errors_too=True)
    assert code == 130
