"""Assign incidents to people at the desk; the name is private to the desk, and no public share contains it."""

import json
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen, mutable

from app.actions.kernel.records import kind_named, record_of, write_records
from app.domain.fields import Value
from app.errors import InputRefused
from app.store.records import record_rows as store
from app.store.vault import identity
from app.store.vault.open_vault import Vault

FIELD = "assigned"
_KEPT = "desk_names"
"""Setting of the vault: the names that incidents were assigned to, the latest first, as JSON."""
MOST_NAMES = 100
AT_ONCE = 50
"""Incidents in one transaction."""


@mutable
class Assigned:
    """The result of assigning: for each changed incident, the name before (None: no one)."""

    before: dict[bytes, Value | None] = field(factory=dict)


@frozen
class Names:
    """The names for assignments: `me` from our own card (can be empty), and all names, our own first."""

    me: str
    all: tuple[str, ...]


def names(vault: Vault) -> Names:
    """Return the names for assignments: our own, then those used before, the latest first."""
    me = identity.card(vault).name
    kept: list[str] = json.loads(vault.get(_KEPT) or b"[]")
    return Names(me, tuple(dict.fromkeys(name for name in (me, *kept) if name)))


def assign(vault: Vault, handles: Sequence[str], name: str) -> Iterator[tuple[Assigned, int]]:
    """Assign incidents to a person, or with an empty name to no one.

    Yields the result so far and the number of all incidents, after each transaction. Raises InputRefused for a name
    that is not a line of text, and NotFound for an unknown incident, before anything is changed.
    """
    kept, refused = kind_named(vault, "event").checked({FIELD: name}, vault.words)
    if refused:
        raise InputRefused(refused[FIELD], "Nothing was changed.")
    ids = [record_of(vault, handle).id for handle in handles]
    if FIELD in kept:
        _remember(vault, str(kept[FIELD]))
    return _give(vault, dict.fromkeys(ids, kept.get(FIELD)))


def restore(vault: Vault, done: Assigned) -> Iterator[tuple[Assigned, int]]:
    """Assign incidents to the people who had them before."""
    return _give(vault, done.before)


def _give(vault: Vault, wanted: Mapping[bytes, Value | None]) -> Iterator[tuple[Assigned, int]]:
    done, rows = Assigned(), list(wanted.items())
    for at in range(0, len(rows), AT_ONCE):
        with write_records(vault) as writer:
            for id_, name in rows[at : at + AT_ONCE]:
                record = store.load(vault.con, id_)
                if record is not None and writer.edit(record, {} if name is None else {FIELD: name}, [FIELD]):
                    done.before[id_] = record.fields.get(FIELD)
        yield done, len(rows)


def _remember(vault: Vault, name: str) -> None:
    known = [name, *(other for other in names(vault).all if other != name)]
    vault.set(_KEPT, json.dumps(known[:MOST_NAMES], ensure_ascii=False).encode())
