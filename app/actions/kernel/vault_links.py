"""The links of records in the whole vault, and whom a working copy of this vault hides.

An answer after which a copy needs no yes counts only from the time at which the copy was made. The signed line of
custody names the links of these answers. So a later link opens nothing. The line also names each known no of an absent
person. A later no holds the copy back.
"""

import hashlib
from collections.abc import Iterable, Sequence

from app.actions.kernel.dates import list_answers
from app.actions.kernel.owned_records import BEREFT
from app.domain.leaks.leak_values import GAP
from app.domain.record import Link, Record
from app.domain.release.consents import has_refused, is_refusal
from app.domain.release.copies import UNSEEN
from app.store.records import custody
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry

_DESTROYED = Record(bytes(16), "actor", "", {}, GAP)
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def still_decides(record: Record) -> bool:
    """Return True for a record that was not removed, and for each person: a removed person decides as before."""
    return not record.removed or record.kind == "actor"


def name_answers(linked: Iterable[Link]) -> str:
    """Return the code of the hidden people for a line of custody, empty without one; only the vault can check it."""
    ids = sorted(one.id for one in linked if one.role in UNSEEN)
    return f"hides_{_spell(b''.join(ids), 32)}" if ids else ""


def name_noes(vault: Vault, person: bytes) -> list[str]:
    """Return a code for each no of a person, as it is now, for a line of custody; empty after a yes to all again."""
    who, rows = store.load(vault.con, person), list_answers(vault, person)
    torn = [row for row in rows if not {"state", "withdrawn_on"}.isdisjoint(row.conflicts)]
    if who is None or not (torn or has_refused(who, [(person, row) for row in rows])):
        return []
    noes = [row for row in rows if row in torn or is_refusal(row)]
    return [f"no_{_spell(row.id + row.version.to_bytes(8), 16)}" for row in noes]


def _spell(data: bytes, most: int) -> str:
    return hashlib.sha256(data).hexdigest()[:most].translate(_LETTERS)


def _find_line(vault: Vault, copy: Record) -> CustodyEntry | None:
    made, sha256 = (Action.REDACTED, Action.COPIED), copy.fields.get("sha256")
    lines = custody.entries(vault.con, copy.id)
    return next((one for one in lines if one.action in made and one.sha256.hex() == sha256), None)


def is_ours(vault: Vault, copy: Record) -> bool:
    """Return True if the chain of custody says that this vault made a copy with these bytes."""
    return _find_line(vault, copy) is not None


def find_hidden_people(vault: Vault, copy: Record) -> frozenset[bytes]:
    """Return the people whom a copy hides by its line of custody; nobody if one answer was added or removed later."""
    return frozenset(one.target for one in _list_signed(vault, copy)[0]) - find_late_refusals(vault, copy)


def find_late_refusals(vault: Vault, copy: Record) -> frozenset[bytes]:
    """Return the absent people of a copy with a later no."""
    linked, told = _list_signed(vault, copy)
    absent = (one.target for one in linked if one.role == "absent")
    return frozenset(person for person in absent if not told.issuperset(name_noes(vault, person)))


def _list_signed(vault: Vault, copy: Record) -> tuple[Sequence[Link], frozenset[str]]:
    """Return the links of hidden people that the line of custody of a copy names, and its codes."""
    line = _find_line(vault, copy)
    linked = [one for one in store.links_of(vault.con, copy.id) if one.role in UNSEEN]
    codes = line.reason.partition(" kept: ")[0].split() if line is not None else []
    return (linked if codes[2:3] == [name_answers(linked)] else ()), frozenset(codes)


class VaultSurroundings:
    """The links of records in the whole vault, each record loaded once; removed people still decide."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self._loaded = vault, dict[bytes, Record | None]()

    def _load(self, id_: bytes) -> Record | None:
        if id_ not in self._loaded:
            found = store.load(self._vault.con, id_)
            self._loaded[id_] = found if found is not None and still_decides(found) else None
        return self._loaded[id_]

    def list_targets(self, record: Record) -> Sequence[tuple[str, Record]]:
        """Return the roles of a record with the linked records; an act also has its earlier and destroyed victims."""
        links = store.links_of(self._vault.con, record.id)
        lost = record.kind == "act" and self._vault.get(BEREFT + record.id.hex()) is not None
        links += self._list_earlier_victims(record, links)
        rows = ((link.role, self._load(link.target)) for link in links)
        found = [(role, one) for role, one in rows if one is not None]
        return [*found, ("victim", _DESTROYED)] if lost else found

    def _list_earlier_victims(self, record: Record, links: Sequence[Link]) -> Sequence[Link]:
        """Return the removed victims of an act without a victim."""
        if record.kind != "act" or any(link.role == "victim" for link in links):
            return ()
        return [one for one in store.list_removed_links(self._vault.con, record.id) if one.role == "victim"]

    def list_parts(self, record: Record, kind: str) -> Sequence[Record]:
        """Return the parts of a record with this kind."""
        parts = map(self._load, store.parts_of(self._vault.con, record.id))
        return [part for part in parts if part is not None and part.kind == kind]

    def is_ours(self, copy: Record) -> bool:
        """Return True if this vault made a copy."""
        return is_ours(self._vault, copy)

    def list_hidden(self, copy: Record) -> frozenset[bytes]:
        """Return the people whom a copy of this vault hides since it was made."""
        return find_hidden_people(self._vault, copy)
