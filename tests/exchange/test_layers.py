"""Hostile code in the child that reads foreign files reaches nothing: by all layers, and by each one alone."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records.evidence_text import NOT_OPENED, look_in
from app.errors import InputRefused
from app.exchange import layers
from app.exchange.content import MOST_TEXT
from app.exchange.sandbox_client import NotConfined, Reader
from app.exchange.workbook import read_workbook
from app.store.vault.open_vault import open_
from tests.exchange import hostile
from tests.exchange.test_confined import process
from tests.exchange.test_xlsx import HEAD, book
from tests.vaults import PASSPHRASE, WORDS, vault_at

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
CHILD = [sys.executable, "-m", "tests.exchange.hostile"]
ENDING = ("x32", "of_32_bits")


@pytest.fixture
def victim() -> Iterator[Path]:
    """A file beside another one, in a folder where every user may do everything."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # others have no way into the folder of the tests
        folder = Path(name)
        folder.chmod(0o777)
        for file in (folder / "file", folder / "other"):
            file.write_text("secret")
            file.chmod(0o666)
        yield folder / "file"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("who", [[], ["--user"]])
def test_a_reader_that_is_taken_over_can_do_nothing(who: list[str], victim: Path, port: int) -> None:
    with Reader(command=[*CHILD, *who]) as reader:
        said = {}
        for name in hostile.ATTACKS.keys() - set(ENDING):
            said[name] = reader.words(f"{name} {port if name == 'connect' else victim}".encode())
        assert {name: what for name, what in said.items() if what != "EPERM"} == {}
        assert reader.words(b"still here") == "still here"
    assert sorted(path.name for path in victim.parent.iterdir()) == ["file", "other"] and victim.read_text() == "secret"


def test_what_it_answers_is_cut_and_one_that_says_too_much_is_ended() -> None:
    with Reader(command=CHILD) as reader:
        assert len(reader.words(b"many %d" % (3 * MOST_TEXT))) == MOST_TEXT
        first = reader.ready()
        assert reader.words(b"many %d" % (4 * MOST_TEXT + 1)) == ""
        assert first.returncode is not None and reader.words(b"next") == "next"


@pytest.mark.parametrize("name", ENDING)
def test_a_call_of_another_machine_ends_it(name: str) -> None:
    if hostile.ARM and name != "x32":
        pytest.skip("of x86 only")
    with Reader(command=CHILD) as reader:
        child = reader.ready()
        assert reader.words(name.encode()) == ""
        assert child.returncode == -signal.SIGSYS


def alone(layer: str, *attacks: str) -> list[str]:
    """Return whether the layers hold and how each attack went, by an ordinary user, with no other layer."""
    done = subprocess.run(
        [*CHILD, "--only", layer, *attacks], capture_output=True, text=True, check=True, timeout=20
    )  # fmt: skip
    return done.stdout.splitlines()


def on_files(victim: Path) -> list[str]:
    """Return the attacks on files."""
    own = [f"{name} {victim}" for name in ("close_and_open", "mkdir", "link", "unlink")]
    return [*own, f"rename {victim.with_name('other')}"]


def test_without_a_layer_each_attack_works(victim: Path, port: int) -> None:
    said = alone("", f"connect {port}", "fork", "keyctl", "other_code", *on_files(victim))
    assert said == ["held", "done", "done", "done", "done", "done: secret", "done", "done", "done", "done"]


def test_each_layer_holds_alone(victim: Path, port: int) -> None:
    read, there = f"close_and_open {victim}", f"connect {port}"
    _, kernel_has_landlock, system_allows_namespace = alone("", "landlock", "own_network")
    assert alone("limits", read, there, "fork") == ["held", "EMFILE", "EMFILE", "EAGAIN"]
    if kernel_has_landlock == "done":
        assert alone("no_new_privs landlock", there, "exec", *on_files(victim)) == ["held", *["EACCES"] * 7]
    if system_allows_namespace == "done":
        assert alone("namespace", there) in (["held", "ECONNREFUSED"], ["held", "ENETUNREACH"])
    assert alone("no_new_privs seccomp", read, there, "fork", "keyctl", "other_code") == ["held", *["EPERM"] * 5]


def test_it_has_the_layers_that_it_says_it_has() -> None:
    with Reader() as reader:
        reader.words(b"x")
        lines = (process(reader) / "status").read_text().splitlines()
        status = dict(line.split(":\t") for line in lines if ":\t" in line)
        assert (status["NoNewPrivs"], status["Seccomp"], status["CapEff"]) == ("1", "2", "0" * 16)
        apart = (process(reader) / "ns/net").stat().st_ino != Path("/proc/self/ns/net").stat().st_ino
        assert (layers.NAMESPACE in reader.layers) is apart
        assert not layers.missing_layers(reader.layers)


@pytest.mark.parametrize("names", [[layers.LANDLOCK], [layers.NAMESPACE], [layers.LANDLOCK, layers.NAMESPACE]])
def test_a_layer_that_the_kernel_has_not_is_told_and_files_are_read(names: list[str]) -> None:
    with Reader(command=[*CHILD, "--without", *names]) as reader:
        assert reader.words(b"read") == "read"
        assert not reader.layers & {*names}


@pytest.mark.parametrize("name", [layers.NO_NEW_PRIVS, layers.LIMITS, layers.SECCOMP])
def test_without_a_layer_that_is_required_no_file_is_opened_and_it_is_said(name: str) -> None:
    with Reader(command=[*CHILD, "--without", name]) as reader:
        with pytest.raises(NotConfined) as refused:
            reader.words(b"never read")
        assert name in refused.value.missing


def test_a_workbook_that_is_not_opened_for_want_of_a_layer_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputRefused, match=r"safely \(seccomp\)") as said:
        read_workbook(book(HEAD), command=[*CHILD, "--without", layers.SECCOMP])
    assert "CSV" in said.value.hint


def test_the_command_line_says_that_files_were_not_opened(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault") as vault:
        record, _ = records.add(vault, "event", {"title": "One"})
    (tmp_path / "words").write_text(PASSPHRASE)
    (tmp_path / "paper.txt").write_text("The convoy came from Tierra Alta")
    said = []
    for words in (["evidence", "add", str(tmp_path / "paper.txt"), "--to", record.ref], ["vault", "info"]):
        common = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / "words"), "--json"]
        command = [*CHILD, "--system", layers.SECCOMP, *words, *common]
        said.append(json.loads(subprocess.check_output(command, timeout=60)))
    assert said[0]["warnings"] == [NOT_OPENED]
    (row,) = (row for row in said[1]["machine"] if row["key"] == "reader")
    assert row["state"] == "care" and "does not open files" in row["said"] and "seccomp" in row["means"]
    again = open_(tmp_path / "vault", PASSPHRASE, WORDS)
    assert look_in(again) == 1, "what was not opened is read when it can be"
    again.close()


def test_other_systems_are_not_said_to_be_confined() -> None:
    assert layers.missing_layers((), "win32") == frozenset() == layers.confine("win32")
    assert layers.missing_layers((), "darwin") == {layers.LIMITS}
    assert [name for name, _ in layers.order("darwin")] == [layers.LIMITS, layers.MEMORY]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_allows_twelve_calls_on_each_machine(machine: str) -> None:
    column, arch = layers.MACHINES[machine]
    steps = layers.build_filter(column, arch)
    plain = {numbers[column] for numbers in layers.CALLS.values()}
    careful = {layers.MMAP[column], layers.PRLIMIT64[column]}
    assert {nr for nr in range(1000) if verdict(steps, nr, arch) == layers.ALLOW} == plain | careful
    assert {verdict(steps, nr, arch, 1, 1, 4) for nr in (*careful, layers.FUTEX[column])} == {layers.REFUSE}
    private_wake = 1 | 128  # futex(2): FUTEX_WAKE | FUTEX_PRIVATE_FLAG
    allowed = {op for op in range(4096) if verdict(steps, layers.FUTEX[column], arch, 0, op, 0) == layers.ALLOW}
    assert allowed == {private_wake}
    assert {verdict(steps, nr, arch ^ 1) for nr in plain} == {layers.KILL}
    assert {verdict(steps, nr | 1 << 30, arch) for nr in plain} == {layers.KILL}, "a call of x32"


def verdict(steps: list[tuple[int, int, int, int]], nr: int, arch: int, *arguments: int) -> int:
    """Run a filter as the kernel does: its answer to a call."""
    words = {0: nr, 4: arch, **dict(zip((16, 24, 32), arguments or (0, 0, 0), strict=True))}
    at = held = 0
    while True:
        code, yes, no, value = steps[at]
        if code == 0x06:
            return value
        if code == 0x20:
            held, hit = words[value], None
        else:
            hit = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
        at += 1 + (0 if hit is None else yes if hit else no)
