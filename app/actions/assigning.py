"""Assigning: who at the desk works on an incident. A name of the desk's own, which no public share carries."""

import json
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen, mutable

from app.actions.records import kind_named, record_of, writing
from app.domain.fields import Value
from app.errors import InputRefused
from app.store import identity
from app.store import records as store
from app.store.vault import Vault

FIELD = "assigned"
_KEPT = "desk_names"
"""Setting of the vault: the names that work was given to, the latest first, as JSON."""
MOST_NAMES = 100
AT_ONCE = 50
"""Incidents in one transaction."""


@mutable
class Assigned:
    """What assigning did: of each incident that changed, who worked on it before (None: nobody)."""

    before: dict[bytes, Value | None] = field(factory=dict)


@frozen
class Names:
    """Whom work can be given to: `me` as our own card calls us (may be empty), and all names, our own first."""

    me: str
    all: tuple[str, ...]


def names(vault: Vault) -> Names:
    """Return the names that work can be given to: our own, then those it was given to, the latest first."""
    me = identity.card(vault).name
    kept: list[str] = json.loads(vault.get(_KEPT) or b"[]")
    return Names(me, tuple(dict.fromkeys(name for name in (me, *kept) if name)))


def assign(vault: Vault, handles: Sequence[str], name: str) -> Iterator[tuple[Assigned, int]]:
    """Give incidents to somebody, or with an empty name to nobody.

    Gives what was done so far and how many were asked for, after each transaction. Raises InputRefused for a name that
    is no line of text, NotFound for an incident that is not here; what was done before stays.
    """
    kept, refused = kind_named("event").checked({FIELD: name}, vault.words)
    if refused:
        raise InputRefused(refused[FIELD], "Nothing was changed.")
    ids = [record_of(vault, handle).id for handle in handles]
    if FIELD in kept:
        _remember(vault, str(kept[FIELD]))
    return _give(vault, dict.fromkeys(ids, kept.get(FIELD)))


def restore(vault: Vault, done: Assigned) -> Iterator[tuple[Assigned, int]]:
    """Give incidents back to those who worked on them before."""
    return _give(vault, done.before)


def _give(vault: Vault, wanted: Mapping[bytes, Value | None]) -> Iterator[tuple[Assigned, int]]:
    done, rows = Assigned(), list(wanted.items())
    for at in range(0, len(rows), AT_ONCE):
        with writing(vault) as writer:
            for id_, name in rows[at : at + AT_ONCE]:
                record = store.load(vault.con, id_)
                if record is not None and writer.edit(record, {} if name is None else {FIELD: name}, [FIELD]):
                    done.before[id_] = record.fields.get(FIELD)
        yield done, len(rows)


def _remember(vault: Vault, name: str) -> None:
    known = [name, *(other for other in names(vault).all if other != name)]
    vault.set(_KEPT, json.dumps(known[:MOST_NAMES], ensure_ascii=False).encode())
