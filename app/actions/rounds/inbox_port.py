"""Open received objects in a sync, and commit each step (the `Inbox` port of sync).

Its methods can run on a network thread. Every step in the database goes through `db`, which runs it on the thread that
owns the vault. Bulk work on files stays outside, so the vault's thread never waits for it.
"""

from collections.abc import Sequence
from functools import partial
from typing import NoReturn

import crypto
from app.actions.contacts import desk_reading
from app.actions.kernel.db import Db
from app.actions.mail import receive
from app.actions.mail.receive import Letter, Wanted
from app.actions.relays.network_policy import Permit, allow_always
from app.store.mail import handled_objects
from app.store.records.partial_downloads import OpenDownload
from app.store.vault.blobs import StoredBlob, import_pieces
from app.store.vault.open_vault import Vault
from crypto.blob import PIECE
from sync.ports import Arrival, Outcome


class Incoming:
    """The inbox of one vault for one sync; `db` runs a function on the vault's own thread.

    `shared`: it is a desk's, and an object that stays closed can be for keys that arrive later. `permit` raises NotNow
    if a network rule holds something.
    """

    def __init__(
        self,
        db: Db,
        vault: Vault,
        permit: Permit = allow_always,
        shared: bool = False,
    ) -> None:
        self._db = db
        self._permit = permit
        self._shared = shared
        self._vault = vault
        self._keysets: list[crypto.PrivateKeyset] | None = None

    def known(self, object_id: bytes) -> bool:
        """Return True if an object was handled before. Raises NotNow if a network rule forbids downloads."""

        def seen(vault: Vault) -> bool:
            found = handled_objects.find_outcome(vault.con, object_id) is not None
            if not found:
                self._permit(vault, 0)
            return found

        return self._db(seen)

    def opened(self, object_id: bytes, data: bytes, via: str) -> Letter:
        """Open one envelope, outside of the vault's thread."""
        if self._keysets is None:
            self._keysets = self._db(desk_reading.list_opening_keysets)
        letter = receive.open_(object_id, data, self._keysets, via)
        return receive.waits(letter) if self._shared else letter

    def commit(self, opened: Sequence[object]) -> list[Outcome]:
        """Commit the opened envelopes, in one transaction."""
        self._keysets = None
        letters = [letter if isinstance(letter, Letter) else _not_ours(letter) for letter in opened]
        return self._db(lambda vault: receive.take(vault, letters))

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        """Return the objects that a report lacks: verified contacts and new reports first."""
        return self._db(lambda vault: receive.list_missing_objects(vault, objects))

    def blob(self, arrival: Arrival) -> Outcome:
        """Decrypt, verify and encrypt again a file into the vault, streamed; then commit it.

        A large download continues after an interruption: the received part is here, encrypted, even after a crash.
        """
        fits = False
        for wanted, places in self._db(lambda vault: receive.find_wanted_files(vault, arrival.object_id)).items():
            try:
                blob = self._fetched(arrival, wanted)
            except crypto.CryptoError:
                self._db(partial(receive.ask_again, places=places, object_id=arrival.object_id, sha256=wanted.sha256))
            else:
                fits = True
                self._db(partial(receive.keep_blob, places=places, blob=blob))
        if fits:
            return Outcome()
        return Outcome(aside="a file is damaged and differs from its report. Amparo requests it again")

    def _fetched(self, arrival: Arrival, wanted: Wanted) -> StoredBlob:
        """Return a file that is complete here and has no row in the database yet."""

        def read(offset: int, n: int) -> bytes:
            if self._permit is not allow_always:
                self._db(lambda vault: self._permit(vault, n))
            return arrival.read(offset, n)

        named = (arrival.length, wanted.k_blob, wanted.size, wanted.sha256)
        if wanted.size <= PIECE:
            return import_pieces(self._vault.folder, crypto.open_blob(read, *named), self._vault.random)
        begun = self._db(lambda vault: receive.begin(vault, arrival.object_id, wanted.sha256))
        with OpenDownload(self._vault.folder, begun, PIECE, self._vault.random) as part:
            part.take(crypto.open_blob(read, *named, have=part.have(wanted.size)))
            return part.finish(wanted.sha256)


def _not_ours(item: object) -> NoReturn:
    raise TypeError(f"not mail of this vault: {item!r}")
