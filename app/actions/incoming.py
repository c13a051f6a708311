"""This vault's inbox in a round: opens what came, and commits each step.

Implements the `Inbox` port of sync. Its methods may run on a network thread: every touch of the database goes through
`db`, which runs a function of the vault on the thread that owns it; bulk work on files stays outside, so the store
lane never waits for it.
"""

from collections.abc import Sequence
from functools import partial
from typing import NoReturn

import crypto
from app.actions import arrivals, serving
from app.actions.arrivals import Letter, Wanted
from app.actions.db import Db
from app.actions.permits import Permit, always
from app.store.blobs import StoredBlob, import_pieces
from app.store.coming import Part
from app.store.vault import Vault
from crypto.blob import PIECE
from sync.ports import Arrival, Outcome


class Incoming:
    """The inbox of one vault for one round; `db` runs a function on the vault's own thread.

    `shared`: it is a desk's, and what does not open may be sealed to keys that are still on their way to us.

    `permit` raises NotNow where a rule keeps something back.
    """

    def __init__(
        self,
        db: Db,
        vault: Vault,
        permit: Permit = always,
        shared: bool = False,
    ) -> None:
        self._db = db
        self._permit = permit
        self._shared = shared
        self._vault = vault
        self._keysets: list[crypto.PrivateKeyset] | None = None

    def known(self, object_id: bytes) -> bool:
        """Return whether an object was dealt with before; NotNow where a rule lets nothing more come."""

        def seen(vault: Vault) -> bool:
            found = vault.con.execute("SELECT 1 FROM seen WHERE object_id = ?", (object_id,)).fetchone() is not None
            if not found:
                self._permit(vault, 0)
            return found

        return self._db(seen)

    def opened(self, object_id: bytes, data: bytes, via: str) -> Letter:
        """Open one envelope, outside of the store's thread."""
        if self._keysets is None:
            self._keysets = self._db(serving.opening)
        letter = arrivals.open_(object_id, data, self._keysets, via)
        return arrivals.waits(letter) if self._shared else letter

    def commit(self, opened: Sequence[object]) -> list[Outcome]:
        """Commit what was opened, in one transaction."""
        self._keysets = None
        letters = [letter if isinstance(letter, Letter) else _not_ours(letter) for letter in opened]
        return self._db(lambda vault: arrivals.take(vault, letters))

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        """Return those of these objects that a report lacks: verified contacts and new reports first."""
        return self._db(lambda vault: arrivals.lacking(vault, objects))

    def blob(self, arrival: Arrival) -> Outcome:
        """Decrypt, verify and re-encrypt a file into the vault, streamed; then commit it.

        A large one goes on where it broke off: what came before is here, sealed, whatever happened to this process.
        """
        fits = False
        for wanted, places in self._db(lambda vault: arrivals.wanted(vault, arrival.object_id)).items():
            try:
                blob = self._fetched(arrival, wanted)
            except crypto.CryptoError:
                self._db(partial(arrivals.ask_again, places=places, object_id=arrival.object_id, sha256=wanted.sha256))
            else:
                fits = True
                self._db(partial(arrivals.keep_blob, places=places, blob=blob))
        if fits:
            return Outcome()
        return Outcome(aside="a file is damaged: its bytes are not those its report names; it is asked for again")

    def _fetched(self, arrival: Arrival, wanted: Wanted) -> StoredBlob:
        """Return a file that is whole here and has no row yet."""

        def read(offset: int, n: int) -> bytes:
            if self._permit is not always:
                self._db(lambda vault: self._permit(vault, n))
            return arrival.read(offset, n)

        named = (arrival.length, wanted.k_blob, wanted.size, wanted.sha256)
        if wanted.size <= PIECE:
            return import_pieces(self._vault.folder, crypto.open_blob(read, *named), self._vault.random)
        begun = self._db(lambda vault: arrivals.begin(vault, arrival.object_id, wanted.sha256))
        with Part(self._vault.folder, begun, PIECE, self._vault.random) as part:
            part.take(crypto.open_blob(read, *named, have=part.have(wanted.size)))
            return part.finish(wanted.sha256)


def _not_ours(item: object) -> NoReturn:
    raise TypeError(f"not mail of this vault: {item!r}")
