"""The shelf of small objects: what lies on it stays what it is, whatever comes and goes beside it."""

from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sync.relay.segment_file import BOARD, Shelf
from tests.relay import live
from tests.relay.peer import Peer

SIZES = st.lists(st.integers(1, 5 * BOARD), min_size=1, max_size=6)


def test_what_lies_there_is_untouched_by_all_that_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "small"

    class Use(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            path.unlink(missing_ok=True)
            self.shelf = Shelf(path, [])
            self.there: dict[int, bytes] = {}
            self.count = 0

        @rule(sizes=SIZES, kept=st.booleans())
        def transaction(self, sizes: list[int], kept: bool) -> None:
            self.count += 1
            new = {self.shelf.place(data): data for data in (bytes([self.count % 255 + 1]) * size for size in sizes)}
            assert len(new) == len(sizes)
            if kept:
                self.shelf.flush()
                self.there |= new
            else:
                self.shelf.forget()

        @rule(which=st.sets(st.integers(0, 30), max_size=5))
        def deletion(self, which: set[int]) -> None:
            gone = {start: self.there.pop(start) for i, start in enumerate(sorted(self.there)) if i in which}
            self.shelf.free((start, len(data)) for start, data in gone.items())
            assert not any(any(self.shelf.read(start, len(data))) for start, data in gone.items())

        @rule()
        def restart(self) -> None:
            self.shelf.close()
            self.shelf = Shelf(path, [(start, len(data)) for start, data in self.there.items()])
            ends = [-(-(start + len(data)) // BOARD) * BOARD for start, data in self.there.items()]
            assert path.stat().st_size == max(ends, default=0)

        @invariant()
        def all_of_it_is_there(self) -> None:
            assert {start: self.shelf.read(start, len(data)) for start, data in self.there.items()} == self.there

        def teardown(self) -> None:
            self.shelf.close()

    run_state_machine_as_test(Use, settings=settings(max_examples=60, stateful_step_count=20))


def test_free_places_are_taken_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "small", [])
    places = [shelf.place(bytes(size)) for size in (BOARD, BOARD + 1, 3 * BOARD)]
    assert places == [0, BOARD, 3 * BOARD]
    shelf.flush()
    shelf.free([(BOARD, BOARD + 1)])
    assert [shelf.place(bytes(BOARD)) for _ in range(3)] == [BOARD, 2 * BOARD, 6 * BOARD]
    shelf.close()


def test_what_was_deleted_is_wiped(peer: Peer) -> None:
    item = live.parcel(peer.transport, 5000)
    peer.transport.put(item)
    shelf = peer.folder / "objects" / "small"
    assert live.whole(item) in shelf.read_bytes()
    peer.transport.settle(list(peer.transport.arrivals()))
    assert not any(shelf.read_bytes())


def test_bytes_that_are_not_the_object_are_not_given_out(peer: Peer) -> None:
    item = live.parcel(peer.transport, 5000)
    peer.transport.put(item)
    shelf = peer.folder / "objects" / "small"
    shelf.write_bytes(bytes(1) + shelf.read_bytes()[1:])
    target = f"/v1/m/{peer.transport.mid.hex()}/o/{item.object_id.hex()}"
    assert peer.ask("GET", target, headers=peer.proof("GET", target))[0] == 404
