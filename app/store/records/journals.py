"""Sign and check the log entries of a vault: the seal of each entry, and errors of an entry or of the order.

A log belongs to one record (role `of`), and each signer has a separate chain in it (`crypto.signed_log`). The functions
do not begin or commit: a seal belongs to the transaction of its entry.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Value
from app.domain.kind import SEAL
from app.store.tables.schema import NUM_MASK
from app.store.vault.open_vault import Vault
from crypto.errors import CryptoError
from crypto.signed_log import HEAD_0, Seal, SignedLogEntry, check, next_head, read_seal
from crypto.signed_log import seal as signed

LOG = "of"
"""The role in which an entry links to the record of its log."""


@frozen
class Written:
    """One entry as stored here: its id, its fields, all links it ever had, and its seal if it can be read."""

    id: bytes
    fields: Mapping[str, Value]
    links: frozenset[tuple[str, bytes]]
    seal: Seal | None

    @property
    def entry(self) -> SignedLogEntry:
        """Return the content that the seal signs, as stored here; an empty entry if there is no seal."""
        if self.seal is None:
            return SignedLogEntry(0, bytes(16), self.id, {}, ())
        fields = {name: self.fields[name] for name in self.seal.names if name in self.fields}
        return SignedLogEntry(self.seal.n, log_of(self.seal), self.id, fields, self.seal.links)

    @property
    def lacks(self) -> bool:
        """Return True if signed data did not arrive here, so that no one here can check the seal."""
        return self.seal is not None and not (
            self.fields.keys() >= set(self.seal.names) and self.links >= set(self.seal.links)
        )

    @property
    def added(self) -> tuple[str, ...]:
        """Return the fields without a signature."""
        return tuple(sorted(self.fields.keys() - {SEAL, *(self.seal.names if self.seal else ())}))

    @property
    def holds(self) -> bool:
        """Return True if the seal's signer signed this entry."""
        if self.seal is None or self.lacks:
            return False
        try:
            check(self.seal, self.entry)
        except (CryptoError, ValueError, TypeError):
            return False
        return True

    @property
    def head(self) -> bytes:
        """Return the head of its signer's log after it."""
        return next_head(self.seal.before if self.seal else HEAD_0, self.entry.encode())


def log_of(seal: Seal) -> bytes:
    """Return the record of the log that a seal names; zeros if it names none."""
    return next((target for role, target in seal.links if role == LOG), bytes(16))


def seal(vault: Vault, id_: bytes, fields: Mapping[str, Value], links: Sequence[tuple[str, bytes]]) -> str:
    """Return the seal of a new entry: signed by this vault, after our last entry in the same log."""
    log = next((target for role, target in links if role == LOG), bytes(16))
    ours = vault.identity()
    last = next((row for row in _newest(vault, log) if row.seal is not None and row.seal.signer == ours.public), None)
    n, before = (last.seal.n + 1, last.head) if last is not None and last.seal is not None else (1, HEAD_0)
    told = {name: value for name, value in fields.items() if name != SEAL}
    made = signed(ours, SignedLogEntry(n, log, id_, told, tuple(sorted(set(links)))), before)
    return urlsafe_b64encode(made.encode()).decode().rstrip("=")


def list_written_entries(vault: Vault, log: bytes) -> list[Written]:
    """Return every entry that is or ever was in a log, also those with a removed link; the oldest first."""
    return list(_newest(vault, log))[::-1]


def _newest(vault: Vault, log: bytes) -> Iterator[Written]:
    numbers = [kind.number for kind in vault.kinds.values() if kind.signed]
    marks = ",".join("?" * len(numbers))
    rows = vault.con.execute(
        f"SELECT DISTINCT r.id, r.sort & {NUM_MASK} FROM link l JOIN record r ON r.id = l.source"
        f" WHERE l.target = ? AND l.role = ? AND r.kind IN ({marks}) ORDER BY 2 DESC",
        (log, LOG, *numbers),
    ).fetchall()
    for id_, _ in rows:
        yield read_entry(vault, bytes(id_))


def read_entry(vault: Vault, id_: bytes) -> Written:
    """Return one entry as stored here."""
    (body,) = vault.con.execute("SELECT body FROM record WHERE id = ?", (id_,)).fetchone()
    links = vault.con.execute("SELECT role, target FROM link WHERE source = ?", (id_,))
    fields = json.loads(body)
    return Written(id_, fields, frozenset((role, bytes(target)) for role, target in links), _read(fields.get(SEAL)))


def _read(text: object) -> Seal | None:
    try:
        return read_seal(urlsafe_b64decode(f"{text}==")) if text else None
    except (CryptoError, Error, ValueError):
        return None
