"""In which order things go: urgent first, letters before files, small before large; and a file gives way."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.store.vault.open_vault import Vault
from sync.ports import Parcel
from tests.actions.pairs import Pair, go, know, pair_at
from tests.memory_transport import MemoryTransport
from tests.relay import live

SEGMENT = 1 << 20


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


class Watched(MemoryTransport):
    """A box that remembers in which order objects came: envelopes as 0, files as their length."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[int] = []

    def put(self, parcel: Parcel) -> bytes | None:
        self.order.append(0 if parcel.envelope else parcel.length)
        return super().put(parcel)


def shared(pair: Pair, folder: Path, size: int, urgent: bool = False) -> str:
    """Let Ana share an incident with a file of so many bytes, none for 0; return the report's id."""
    event, _ = records.add(pair.ana, "event", {"title": f"With {size}"})
    if size:
        file = folder / f"{size}.mp4"
        file.write_bytes(os.urandom(size))
        evidence.add(pair.ana, file, event.ref)
    return sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal", urgent=urgent)[0].report.hex()


def test_letters_go_before_files_and_small_files_before_large(pair: Pair, tmp_path: Path) -> None:
    for size in (900_000, 0, 20_000):
        shared(pair, tmp_path, size)
    shared(pair, tmp_path, 300_000, urgent=True)
    box = Watched()
    go(pair.ana, box)
    letters, files = box.order[:-3], box.order[-3:]
    assert letters and set(letters) == {0}
    assert files[0] > files[1] < files[2]  # the urgent one's first, though it is not the smallest
    assert 300_000 < files[0] < 900_000 < files[2]


def test_urgent_goes_first_then_acknowledgements_then_the_small(pair: Pair, tmp_path: Path) -> None:
    large, small = shared(pair, tmp_path, 200_000), shared(pair, tmp_path, 0)
    urgent = shared(pair, tmp_path, 100_000, urgent=True)
    ready = Outgoing(direct_db(pair.ana), pair.ana).ready("memory")
    numbers = dict(pair.ana.con.execute("SELECT num, hex(report) FROM delivery").fetchall())
    assert [numbers.get(mail.delivery, "control").lower() for mail in ready] == [  # type: ignore[attr-defined]
        urgent, "control", small, large,
    ]  # fmt: skip


def test_files_of_verified_contacts_and_of_new_reports_are_fetched_first(pair: Pair, tmp_path: Path) -> None:
    reports = [shared(pair, tmp_path, size) for size in (30_000, 40_000)]
    box = MemoryTransport()
    go(pair.ana, box)
    inbox_of = Incoming(direct_db(pair.ben), pair.ben)
    letters = {name: data for name, data in box.objects.items() if data[:6] == b"AMPENV"}
    go(pair.ben, box_of(letters))
    rows = pair.ben.con.execute("SELECT lower(hex(report)), object_id FROM expected").fetchall()
    named = {report: bytes(object_id) for report, object_id in rows}
    ids = [named[report] for report in reports]
    pair.ben.con.execute("UPDATE arrived SET at = at + 60 WHERE lower(hex(report)) = ?", (reports[1],))
    assert list(inbox_of.lacking([*ids, os.urandom(32)])) == [ids[1], ids[0]]
    pair.ben.con.execute("UPDATE arrived SET contact = NULL WHERE lower(hex(report)) = ?", (reports[1],))
    assert list(inbox_of.lacking(ids)) == ids


def box_of(objects: dict[bytes, bytes]) -> MemoryTransport:
    box = MemoryTransport()
    box.objects = dict(objects)
    return box


def test_a_film_gives_way_to_what_is_urgent_and_goes_on_where_it_was(pair: Pair, tmp_path: Path) -> None:
    """The contact reads at two relays; the film is on its way to one, the urgent report goes to both at once."""
    with (
        live.relay(tmp_path / "a", clock=pair.clock) as first,
        live.relay(tmp_path / "b", clock=pair.clock) as second,
    ):
        for url in (first, second):
            mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        film, urgent, order = shared(pair, tmp_path, 6 * SEGMENT), list[str](), list[tuple[str, bool, str]]()
        steps = 0

        def db(step: Callable[[Vault], object]) -> object:
            """Queue something urgent after some pieces of the film; note in which order objects are placed."""
            nonlocal steps
            done = step(pair.ana)
            rows = pair.ana.con.execute(
                "SELECT lower(hex(d.report)), p.object_id IN (SELECT object_id FROM attachment), p.route FROM placed p"
                " JOIN delivery d ON d.num = p.delivery"
            ).fetchall()
            order.extend(row for row in rows if row not in order)
            steps += len(rows) == 2  # the film's letter is at both
            if steps == 8 and not urgent:
                urgent.append(shared(pair, tmp_path, 0, urgent=True))
            return done

        assert exchange.sync(pair.ana, db).failures == []
        assert [row[:2] for row in order] == [(film, 0)] * 2 + [(urgent[0], 0)] * 2 + [(film, 1)]
        exchange.sync(pair.ben)
        assert {inbox.look(pair.ben, report).arrived.state for report in (film, urgent[0])} == {"delivered"}
