"""Merge changes field by field, without clocks. Pure.

A change names, for each field it touches, the changes it replaced. Two changes of one field are in conflict if neither
is an ancestor of the other and their values differ. Clocks do not matter: stamps and counters only order the display
(crypto.md i, Change).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.fields import Value
from app.domain.kind import Kind


class FieldEdit(NamedTuple):
    """The effect of one change on one field: the ids it replaced, and the new value (None: cleared)."""

    replaced: tuple[bytes, ...]
    value: Value | None


class Change(NamedTuple):
    """One change of one record. `author` is H("id", id_pk) (32 bytes) or a device (16); `stamp` is in ms."""

    id: bytes
    record: bytes
    author: bytes
    stamp: int
    counter: int
    fields: Mapping[str, FieldEdit]

    @property
    def order(self) -> tuple[int, int, bytes]:
        """Return the sort key for the display of changes; the merge does not use it to decide."""
        return (self.stamp, self.counter, self.id)


class Version(NamedTuple):
    """One value of a field that no change has replaced, and the changes that gave it."""

    value: Value | None
    changes: tuple[Change, ...]

    @property
    def last(self) -> Change:
        """Return the change to show next to the value."""
        return max(self.changes, key=lambda change: change.order)


class Merged(NamedTuple):
    """A record after the merge: values to show, every version of a field in conflict, and current change ids."""

    values: Mapping[str, Value]
    conflicts: Mapping[str, tuple[Version, ...]]
    heads: Mapping[str, tuple[bytes, ...]]


def _reach(starts: Iterable[bytes], edges: Mapping[bytes, Iterable[bytes]], closed: set[bytes]) -> set[bytes]:
    """Return `starts` and all changes that are reachable from them without entering `closed`."""
    seen = set(starts)
    todo = list(seen)
    while todo:
        fresh = [at for at in edges.get(todo.pop(), ()) if at not in seen and at not in closed]
        seen.update(fresh)
        todo += fresh
    return seen


def _finished(starts: Iterable[bytes], edges: Mapping[bytes, Sequence[bytes]]) -> list[bytes]:
    """Return all changes that are reachable from `starts`, each after the unvisited changes below it."""
    order: list[bytes] = []
    met: set[bytes] = set()
    for start in starts:
        todo = [(start, iter(edges[start]))] if start not in met else []
        met.add(start)
        while todo:
            at, below = todo[-1]
            step = next((one for one in below if one not in met), None)
            if step is None:
                order.append(at)
                todo.pop()
            else:
                met.add(step)
                todo.append((step, iter(edges[step])))
    return order


def _rings(left: set[bytes], below: Mapping[bytes, Sequence[bytes]]) -> set[bytes]:
    """Return the heads among changes that others name: rings that no change outside them names.

    Kosaraju's strong components, linear: in this order, each change that names a ring is assigned before the ring.
    """
    inner = {id_: [one for one in below[id_] if one in left] for id_ in left}
    above: dict[bytes, list[bytes]] = {id_: [] for id_ in left}
    for id_, named in inner.items():
        for one in named:
            above[one].append(id_)
    top: set[bytes] = set()
    done: set[bytes] = set()
    for id_ in reversed(_finished(sorted(left), inner)):
        if id_ not in done:
            ring = _reach((id_,), above, done)
            if not any(one in done for member in ring for one in above[member]):
                top |= ring
            done |= ring
    return top


def heads(name: str, changes: Iterable[Change]) -> list[Change]:
    """Return the changes of one field that no other replaces, by id; those that name each other replace nothing.

    A named change that is missing is no ancestor until it arrives. Linear in changes and names.
    """
    having = {change.id: change for change in changes if name in change.fields}
    below = {
        id_: [one for one in change.fields[name].replaced if one in having and one != id_]
        for id_, change in having.items()
    }
    free = having.keys() - {one for named in below.values() for one in named}
    left = having.keys() - _reach(free, below, set())
    return [having[id_] for id_ in sorted(free | (_rings(left, below) if left else set()))]


def merge(changes: Iterable[Change], preferred: Callable[[Change], bool] = lambda change: False) -> Merged:
    """Merge all changes of one record, in any order and with repeats.

    In a conflict the version that `preferred` marks is shown first (a vault prefers its own), then the later one. The
    other versions stay until a person's change replaces them all. Values are the same if their JSON is.
    """
    by_field: dict[str, dict[bytes, Change]] = {}
    for change in changes:
        for name in change.fields:
            by_field.setdefault(name, {})[change.id] = change
    values: dict[str, Value] = {}
    conflicts: dict[str, tuple[Version, ...]] = {}
    tips: dict[str, tuple[bytes, ...]] = {}
    for name in sorted(by_field):
        top = heads(name, by_field[name].values())
        same: dict[str, list[Change]] = {}
        for change in top:
            same.setdefault(json.dumps(change.fields[name].value), []).append(change)
        ranked = sorted(
            (Version(rows[0].fields[name].value, tuple(rows)) for rows in same.values()),
            key=lambda version: (any(map(preferred, version.changes)), version.last.order),
            reverse=True,
        )
        tips[name] = tuple(change.id for change in top)
        if ranked[0].value is not None:
            values[name] = ranked[0].value
        if len(ranked) > 1:
            conflicts[name] = tuple(ranked)
    return Merged(values, conflicts, tips)


def merge_changes(
    kind: Kind, changes: Sequence[Change], preferred: Callable[[Change], bool] = lambda change: False
) -> Merged:
    """Merge all changes of one record by the rule of its kind, given in the order of arrival.

    In an append-only kind the first value of a field wins, and nothing is in conflict.
    """
    if not kind.append_only:
        return merge(changes, preferred)
    first: dict[str, tuple[Value, bytes]] = {}
    for change in changes:
        for name, edit in change.fields.items():
            if edit.value is not None and name not in first:
                first[name] = (edit.value, change.id)
    values = {name: value for name, (value, _) in sorted(first.items())}
    return Merged(values, {}, {name: (id_,) for name, (_, id_) in sorted(first.items())})


def list_contradictions(changes: Sequence[Change]) -> list[Change]:
    """Return the changes of an append-only record that contradict an earlier value of it."""
    first: dict[str, Value | None] = {}
    found = []
    for change in changes:
        if any(first.setdefault(name, edit.value) != edit.value for name, edit in change.fields.items()):
            found.append(change)
    return found


def difference(old: Merged, new: Mapping[str, Value], named: Iterable[str]) -> dict[str, FieldEdit]:
    """Return the edits that give the `named` fields the values of `new`; a named field in conflict is settled."""
    edits = {}
    for name in named:
        value = new.get(name)
        if name in old.conflicts or old.values.get(name) != value:
            edits[name] = FieldEdit(old.heads.get(name, ()), value)
    return edits
