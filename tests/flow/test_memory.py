"""Two vaults over memory: the same rounds as over a relay, with a box that loses and damages what it is given."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from attrs import evolve

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.rounds import sticks
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.store.mail import outbox
from app.store.mail.inbox import PATIENCE
from app.store.records import files
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault
from sync import exchange as rounds
from sync.errors import NotDelivered
from sync.ports import Arrival, Parcel
from sync.sync_report import Tally
from tests.actions.pairs import pair_at
from tests.flow.cast import Person, meet
from tests.memory_transport import MemoryTransport

Pair = tuple[Vault, Vault]


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[Pair]:
    ana, desk = Person(tmp_path, "ana").creates(), Person(tmp_path, "desk").creates()
    meet(ana, desk)
    with ExitStack() as stack:
        yield stack.enter_context(ana.opened()), stack.enter_context(desk.opened())


def _round(vault: Vault, box: MemoryTransport) -> rounds.Tally:
    return rounds.run_sync(Outgoing(direct_db(vault), vault), Incoming(direct_db(vault), vault), box)


def _with_photo(ana: Vault, folder: Path) -> bytes:
    record, _ = records.add(ana, "event", {"title": "With a photograph"})
    (folder / "photo.jpg").write_bytes(bytes(range(256)) * 500)
    evidence.add(ana, folder / "photo.jpg", record.id.hex())
    sharing.share(ana, [record.id.hex()], ["desk"])
    return record.id


def _state(vault: Vault) -> str:
    return outbox.deliveries(vault.con)[-1].state


def test_out_and_back_once(vaults: Pair, tmp_path: Path) -> None:
    ana, desk = vaults
    there, back = MemoryTransport(), MemoryTransport()
    record = _with_photo(ana, tmp_path)
    assert _round(ana, there).sent and _state(ana) == "relayed"
    for expected in (1, 0, 0):
        assert rounds.receive(Incoming(direct_db(desk), desk), there).received == expected
    assert rounds.send(Outgoing(direct_db(desk), desk), back).sent == 1
    assert rounds.receive(Incoming(direct_db(ana), ana), back).acknowledged == 1 and _state(ana) == "delivered"
    (came,) = inbox.list_reports(desk)
    inbox.accept(desk, came.arrived.report.hex())
    rounds.send(Outgoing(direct_db(desk), desk), back)
    rounds.receive(Incoming(direct_db(ana), ana), back)
    assert _state(ana) == "accepted"
    (item,) = evidence.of_record(desk, record)
    assert item.file is not None and evidence.reader(desk, item).read_at(0, 1 << 20) == bytes(range(256)) * 500


@pytest.mark.parametrize("damage", ["lost", "damaged"])
def test_a_file_that_does_not_arrive_is_asked_for_and_sent_again(vaults: Pair, tmp_path: Path, damage: str) -> None:
    ana, desk = vaults
    there, back = MemoryTransport(), MemoryTransport()
    _with_photo(ana, tmp_path)
    _round(ana, there)
    largest = max(there.objects, key=lambda name: len(there.objects[name]))
    whole = there.objects.pop(largest)
    if damage == "damaged":
        there.objects[largest] = whole[:-1] + bytes([whole[-1] ^ 1])
    first = rounds.receive(Incoming(direct_db(desk), desk), there)
    assert first.received == 1 and bool(first.kept_aside) == (damage == "damaged")
    (came,) = inbox.list_reports(desk)
    assert (came.arrived.state, came.missing) == ("incomplete", 1)
    with ana.transaction() as con:  # a new card to tell of, and with it what is unacknowledged
        con.execute("UPDATE card SET our_seq_sent = 1")
    with desk.transaction() as con:
        con.execute("UPDATE arrived SET at = at - ?", (PATIENCE,))
    rounds.send(Outgoing(direct_db(ana), ana), there)
    rounds.receive(Incoming(direct_db(desk), desk), there)
    rounds.send(Outgoing(direct_db(desk), desk), back)
    rounds.receive(Incoming(direct_db(ana), ana), back)
    assert _state(ana) == "relayed", "missing is not delivered"
    there.objects.pop(largest, None)
    rounds.send(Outgoing(direct_db(ana), ana), there)
    assert there.objects[largest] == whole, "the same bytes again"
    rounds.receive(Incoming(direct_db(desk), desk), there)
    (came,) = inbox.list_reports(desk)
    assert (came.arrived.state, came.missing) == ("delivered", 0)


class Breaking(MemoryTransport):
    """A box whose line breaks once, at the act of this number: a put or a read."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 0

    def _act(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise NotDelivered("the line broke")

    def put(self, parcel: Parcel) -> bytes | None:
        self._act()
        return super().put(parcel)

    def arrivals(self) -> Iterator[Arrival]:
        for arrival in super().arrivals():
            yield evolve(arrival, read=lambda at, n, read=arrival.read: (self._act(), read(at, n))[1])  # type: ignore[misc]


def test_wherever_the_line_breaks_once_a_report_is_acknowledged_in_a_few_rounds(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair:
        photo, box, tallies = tmp_path / "photo.jpg", Breaking(), [Tally(failures=["as yet"])]
        for number in count(1):
            if not any(tally.failures for tally in tallies):
                break
            event, _ = records.add(pair.ana, "event", {"title": f"photo {number}"})
            photo.write_bytes(f"{number}".encode() * 50_000)
            evidence.add(pair.ana, photo, event.ref)
            pair.clock.now += 86_400
            keysets.renew(
                pair.ben.con, pair.ben.now(), pair.ben.random
            )  # a word that Ben owes before he has the file, and another one after
            contact_cards.add(pair.ana, identity.card(pair.ben).file)
            pair.share(event.ref)
            box.left = number
            tallies = []
            for _ in range(4):  # Ana asks for nothing: that would bring what Ben wrongly takes for said
                if _state(pair.ana) in outbox.HELD:
                    tallies.append(rounds.send(Outgoing(direct_db(pair.ana), pair.ana), box))
                tallies.append(_round(pair.ben, box))
                tallies.append(rounds.receive(Incoming(direct_db(pair.ana), pair.ana), box))
            assert _state(pair.ana) == "delivered", f"not after a break at act {number}"
        assert number >= 8


def test_a_word_that_was_heard_early_does_not_silence_the_last_one(vaults: Pair, tmp_path: Path) -> None:
    ana, desk = vaults
    there, back, stick = MemoryTransport(), MemoryTransport(), tmp_path / "stick"
    stick.mkdir()
    _with_photo(ana, tmp_path)
    _round(ana, there)
    rounds.receive(Incoming(direct_db(desk), desk), there)
    rounds.send(Outgoing(direct_db(desk), desk), back)
    _round(ana, back)
    assert _state(ana) == "delivered"
    (came,) = inbox.list_reports(desk)
    inbox.accept(desk, came.arrived.report.hex())
    sticks.write(desk, stick)  # and this one is lost
    _round(desk, back)
    rounds.receive(Incoming(direct_db(ana), ana), back)
    assert _state(ana) == "accepted"


def test_what_a_crash_left_behind_goes_after_a_day(vaults: Pair, tmp_path: Path) -> None:
    from app.actions.vault import lifecycle as health
    from app.store.vault.blobs import import_file

    ana, _ = vaults
    _with_photo(ana, tmp_path)
    (tmp_path / "other.jpg").write_bytes(b"never committed")
    import_file(ana.folder, tmp_path / "other.jpg")
    assert files.sweep(ana) == 0
    ana.clock = lambda: 4_000_000_000.0
    assert health.check(ana).damaged == ()
    assert (
        len([path for path in (ana.folder / "blobs").rglob("*") if path.is_file()]) == len(files.list_files(ana)) == 1
    )
