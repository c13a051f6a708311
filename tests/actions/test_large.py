"""A large file on its way: its sealed form is made anew as it goes, and no second copy lies anywhere."""

from collections.abc import Callable
from pathlib import Path

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.store.vault.open_vault import Vault
from tests.actions.pairs import know, pair_at
from tests.relay import live

SIZE = 64 << 20
SLACK = 3 << 20
"""Bytes for the log of the database and the like."""


def used(folder: Path) -> int:
    """Return the bytes that the files of a folder take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def test_neither_sending_nor_fetching_a_large_file_takes_room_for_a_second_copy(tmp_path: Path) -> None:
    with pair_at(tmp_path) as pair, live.relay(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        event, _ = records.add(pair.ana, "event", {"title": "On film"})
        film = tmp_path / "film.mp4"
        with film.open("wb") as file:
            file.truncate(SIZE)
        evidence.add(pair.ana, film, event.ref)
        report = sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")[0].report.hex()

        def most(vault: Vault) -> int:
            """Return how much a round made the vault's folder grow at most."""
            before, seen = used(vault.folder), list[int]()

            def db(step: Callable[[Vault], object]) -> object:
                seen.append(used(vault.folder))
                return step(vault)

            assert exchange.sync(vault, db).failures == []
            assert len(seen) > SIZE >> 20  # it was looked at between any two pieces
            return max(*seen, used(vault.folder)) - before

        assert most(pair.ana) < SLACK
        assert SIZE <= most(pair.ben) < SIZE * 1.06 + SLACK
        assert inbox.look(pair.ben, report).arrived.state == "delivered"
