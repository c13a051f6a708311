"""Long work says how far it is and can be stopped anywhere: a stick is as it was, a vault has no half of anything."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import define, field

from app.actions.kernel import records
from app.actions.mail import delivery_history, inbox
from app.actions.records import evidence, tables
from app.actions.release import evidence_copies
from app.actions.rounds import sticks
from app.cli.progress import progress
from app.domain.record import Record
from app.errors import Stopped
from app.store.records.search import Query
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from sync.ports import Told
from tests.actions.pairs import Pair
from tests.vaults import PASSPHRASE, WORDS, vault_at

SIZE = 5 * 2**20 + 17
ROOT = Path(__file__).parents[2]


@define
class Heard:
    """What a person would see; at the `last` time it is told, the person stops it."""

    last: int = sys.maxsize
    seen: list[tuple[int, int]] = field(factory=list)

    def __call__(self, done: int, total: int) -> None:
        self.seen.append((done, total))
        if len(self.seen) >= self.last:
            raise Stopped("Stopped.")


def runs_through(heard: Heard, least: int) -> None:
    """Hold what was heard against what a bar needs: it only grows, never past its end, and comes close to it."""
    parts = [done / total for done, total in heard.seen if total]
    assert len(parts) >= least and parts == sorted(parts) and parts[0] < 0.4 and 0.9 < parts[-1] <= 1


def stopped_at_every(work: Callable[[Told], object], whole: Heard, after: Callable[[], None]) -> None:
    """Stop the work at its first, last and some middle step, and look at what is left."""
    n = len(whole.seen)
    for last in sorted({1, 2, n // 3, n // 2, 2 * n // 3, n - 1, n}):
        with pytest.raises(Stopped):
            work(Heard(last))
        after()


def film(pair: Pair, folder: Path) -> Record:
    """Give Ana an incident with a film."""
    event, _ = records.add(pair.ana, "event", {"title": "On film"})
    (folder / "film.mp4").write_bytes(os.urandom(SIZE))
    evidence.add(pair.ana, folder / "film.mp4", event.ref)
    return event


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_taking_evidence_in_is_stopped_without_a_row_or_a_file(vault: Vault, tmp_path: Path) -> None:
    event, _ = records.add(vault, "event", {"title": "On film"})
    path = tmp_path / "film.mp4"
    path.write_bytes(os.urandom(SIZE))
    whole = Heard()
    evidence.take_in(tmp_path / "elsewhere", path, told=whole)
    runs_through(whole, 6)

    def nothing() -> None:
        assert records.find(vault, Query("evidence_item")) == []
        assert vault.con.execute("SELECT count(*) FROM blob").fetchone() == (0,)
        assert [p for p in (vault.folder / "blobs").rglob("*") if p.is_file()] == []

    stopped_at_every(lambda told: evidence.add(vault, path, event.ref, told=told), whole, nothing)
    item, _ = evidence.add(vault, path, event.ref)
    assert item.fields["size"] == SIZE


def test_an_export_is_stopped_without_a_copy_or_a_line_of_custody(pair: Pair, tmp_path: Path) -> None:
    film(pair, tmp_path)
    (item,) = records.find(pair.ana, Query("evidence_item"))
    whole, out = Heard(), tmp_path / "out"
    evidence_copies.export(pair.ana, item.ref, out, whole, reason="a trial")
    copy, sums = sorted(out.iterdir(), reverse=True)
    assert copy.read_bytes() == (tmp_path / "film.mp4").read_bytes() and len(whole.seen) == 6
    lines = len(evidence.show(pair.ana, item.ref).custody)

    def nothing() -> None:
        assert sorted(out.iterdir(), reverse=True) == [copy, sums]
        assert len(evidence.show(pair.ana, item.ref).custody) == lines

    stopped_at_every(
        lambda told: evidence_copies.export(pair.ana, item.ref, out, told, reason="a trial"), whole, nothing
    )


def test_writing_a_stick_is_stopped_and_the_stick_is_as_it_was(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    pair.share(records.add(pair.ana, "event", {"title": "Went before"})[0].ref)
    sticks.write(pair.ana, stick)
    before = files_under(stick)
    pair.share(film(pair, tmp_path).ref)
    waiting = [(d.state, d.report) for d in (j.delivery for j in delivery_history.list_journeys(pair.ana))]
    with pytest.raises(Stopped):
        sticks.write(pair.ana, stick, told=Heard(2))  # while its film is hashed
    assert [(j.delivery.state, j.delivery.report) for j in delivery_history.list_journeys(pair.ana)] == waiting
    (tmp_path / "other").mkdir()
    sticks.write(pair.ana, tmp_path / "other")
    whole = Heard()
    sticks.write(pair.ana, tmp_path / "other", told=whole)
    runs_through(whole, 12)

    def as_it_was() -> None:
        assert files_under(stick) == before and len(list(stick.iterdir())) == 1

    stopped_at_every(lambda told: sticks.write(pair.ana, stick, told=told), whole, as_it_was)
    sticks.write(pair.ana, stick)
    assert sticks.read(pair.ben, stick).received == 2


def test_hashing_writing_and_reading_back_are_one_bar(pair: Pair, tmp_path: Path) -> None:
    pair.share(film(pair, tmp_path).ref)
    whole = Heard()
    (tmp_path / "stick").mkdir()
    sticks.write(pair.ana, tmp_path / "stick", told=whole)
    runs_through(whole, 18)
    assert whole.seen[0][0] < SIZE / 3


def test_reading_a_stick_is_stopped_and_read_again_for_the_rest(pair: Pair, tmp_path: Path) -> None:
    report = pair.share(film(pair, tmp_path).ref)
    stick = tmp_path / "stick"
    stick.mkdir()
    sticks.write(pair.ana, stick)
    before = files_under(stick)
    whole = Heard()
    with vault_at(tmp_path / "stranger") as stranger, pytest.raises(Exception, match="for someone else, or damaged"):
        sticks.read(stranger, stick, told=whole)
    checked = Heard()
    sticks.check(stick, checked)
    runs_through(checked, 6)
    for last in (1, 3, len(whole.seen), len(whole.seen) + 3):  # the last one while the film is taken in
        with pytest.raises(Stopped):
            sticks.read(pair.ben, stick, told=Heard(last))
        kept = {p.name for p in (pair.ben.folder / "blobs").rglob("*") if p.is_file()}
        going_on = {bytes(row[0]).hex() for row in pair.ben.con.execute("SELECT blob_id FROM coming")}
        assert kept <= going_on, "only what the next reading goes on with stays, and is sealed"
    assert inbox.look(pair.ben, report).arrived.state == "incomplete" and files_under(stick) == before
    again = Heard()
    sticks.read(pair.ben, stick, told=again)
    runs_through(again, 10)
    assert inbox.look(pair.ben, report).arrived.state == "delivered"


def test_a_table_is_stopped_and_nothing_of_it_is_stored(vault: Vault, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("alias\n" + "".join(f"Heron {n}\n" for n in range(40)), "utf-8")
    whole = Heard()
    tables.import_table(vault, table, kind="actor", dry_run=True, told=whole)
    runs_through(whole, 40)

    def nothing() -> None:
        assert records.find(vault, Query("actor")) == []

    stopped_at_every(lambda told: tables.import_table(vault, table, kind="actor", told=told), whole, nothing)


def test_ctrl_c_that_is_lost_in_a_callback_stops_at_the_next_step() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), progress("reading") as told:
        told(0, 2)
        with suppress(KeyboardInterrupt):  # as a callback of SQLite does
            signal.raise_signal(signal.SIGINT)
        told(1, 2)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_stops_a_command_that_says_how_far_it_is(tmp_path: Path) -> None:
    folder, table, words = tmp_path / "vault", tmp_path / "people.csv", tmp_path / "words"
    with vault_at(folder):
        pass
    words.write_text(PASSPHRASE)
    table.write_text("alias\n" + "".join(f"Heron {n}\n" for n in range(20_000)), "utf-8")
    try:
        watched, terminal = pty.openpty()
    except OSError:
        pytest.skip("there are no terminals on this machine")
    verb = ["--vault", str(folder), "--passphrase-file", str(words), "--json", "import", str(table), "--kind", "actor"]
    running = subprocess.Popen(
        [sys.executable, "-m", "app", *verb],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    said = b""
    while b"of 20,000 rows" not in said:
        said += os.read(watched, 4096)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    os.close(watched)
    document = json.loads(out)
    assert (running.returncode, document["ok"], document["error"]["code"]) == (130, False, "stopped")
    vault = store.open_(folder, PASSPHRASE, WORDS)
    assert records.find(vault, Query("actor")) == []
    vault.close()
