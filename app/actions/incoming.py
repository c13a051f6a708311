"""This vault's inbox in a round: opens what came, and commits each step.

Implements the `Inbox` port of sync. Its methods may run on a network thread: every touch of the database goes through
`db`, which runs a function of the vault on the thread that owns it; bulk work on files stays outside, so the store
lane never waits for it.
"""

from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

import crypto
from app.actions import arrivals
from app.actions.arrivals import Letter
from app.store import inbox, keysets
from app.store.blobs import import_pieces
from app.store.vault import Vault
from sync.ports import Arrival, Outcome

T = TypeVar("T")


class Incoming:
    """The inbox of one vault for one round; `db` runs a function on the vault's own thread."""

    def __init__(self, db: "Callable[[Callable[[Vault], object]], object]", vault: Vault) -> None:
        self._run = db
        self._vault = vault
        self._keysets: list[crypto.PrivateKeyset] | None = None

    def _db(self, step: Callable[[Vault], T]) -> T:
        return self._run(step)  # type: ignore[return-value]

    def known(self, object_id: bytes) -> bool:
        """Return whether an object was dealt with before."""
        return self._db(
            lambda vault: (
                vault.con.execute("SELECT 1 FROM seen WHERE object_id = ?", (object_id,)).fetchone() is not None
            )
        )

    def opened(self, object_id: bytes, data: bytes, via: str) -> Letter:
        """Open one envelope, outside of the store's thread."""
        if self._keysets is None:
            self._keysets = self._db(lambda vault: keysets.all_(vault.con))
        return arrivals.open_(object_id, data, self._keysets, via)

    def commit(self, opened: Sequence[object]) -> list[Outcome]:
        """Commit what was opened, in one transaction."""
        self._keysets = None
        letters = [letter if isinstance(letter, Letter) else _not_ours(letter) for letter in opened]
        return self._db(lambda vault: arrivals.take(vault, letters))

    def expects(self, object_id: bytes) -> bool:
        """Return whether a report lacks this object."""
        return self._db(lambda vault: bool(inbox.expected(vault.con, object_id)))

    def blob(self, arrival: Arrival) -> Outcome:
        """Decrypt, verify and re-encrypt a file into the vault, streamed; then commit it."""
        fits = False
        for wanted, places in self._db(lambda vault: arrivals.wanted(vault, arrival.object_id)).items():
            try:
                chunks = crypto.open_blob(arrival.read, arrival.length, wanted.k_blob, wanted.size, wanted.sha256)
                blob = import_pieces(self._vault.folder, chunks, self._vault.random)
            except crypto.CryptoError:
                self._db(lambda vault, places=places: arrivals.ask_again(vault, places))  # type: ignore[misc]
            else:
                fits = True
                self._db(lambda vault, places=places, blob=blob: arrivals.keep_blob(vault, places, blob))  # type: ignore[misc]
        if fits:
            return Outcome()
        return Outcome(aside="a file is damaged: its bytes are not those its report names; it is asked for again")


def _not_ours(item: object) -> NoReturn:
    raise TypeError(f"not mail of this vault: {item!r}")
