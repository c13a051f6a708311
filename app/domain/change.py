"""Changes and their merge: pure, field by field, and blind to clocks.

A change names, for each field it touches, the changes it replaced. Two changes of one field, neither an
ancestor of the other, are a conflict whatever the clocks say, unless their values are the same; stamps and
counters only order what is shown (crypto.md i, Change).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Value
from app.domain.kind import Kind


@frozen
class Edit:
    """What one change did to one field: the ids it replaced, and the new value (None: cleared)."""

    replaced: tuple[bytes, ...]
    value: Value | None


@frozen
class Change:
    """One change of one record. `author` is H("id", id_pk) (32 bytes) or a device (16); `stamp` is in ms."""

    id: bytes
    record: bytes
    author: bytes
    stamp: int
    counter: int
    fields: Mapping[str, Edit]

    @property
    def order(self) -> tuple[int, int, bytes]:
        """Return what changes are shown in the order of; it decides nothing."""
        return (self.stamp, self.counter, self.id)


@frozen
class Version:
    """One value of a field that nothing has replaced, and the changes that say it."""

    value: Value | None
    changes: tuple[Change, ...]

    @property
    def last(self) -> Change:
        """Return the change to show beside the value."""
        return max(self.changes, key=lambda change: change.order)


@frozen
class Merged:
    """A record as its changes say it is: values to show, and every version of a field in conflict."""

    values: Mapping[str, Value]
    conflicts: Mapping[str, tuple[Version, ...]]
    heads: Mapping[str, tuple[bytes, ...]]


def _reach(starts: Iterable[bytes], edges: Mapping[bytes, Iterable[bytes]], closed: set[bytes]) -> set[bytes]:
    """Return `starts` and what can be reached from them without entering `closed`."""
    seen = set(starts)
    todo = list(seen)
    while todo:
        fresh = [at for at in edges.get(todo.pop(), ()) if at not in seen and at not in closed]
        seen.update(fresh)
        todo += fresh
    return seen


def _finished(starts: Iterable[bytes], edges: Mapping[bytes, Sequence[bytes]]) -> list[bytes]:
    """Return what can be reached from `starts`, each after everything below it that was not met before."""
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
    """Return the heads among changes that all are named by another: rings that nothing outside them names.

    Kosaraju's strong components, linear: taken in this order, whatever names a ring was assigned before it.
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

    A change that is named and not at hand is nobody's ancestor until it arrives. Linear in changes and names.
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

    Of a conflict the version `preferred` marks is shown first (a vault prefers its own), then the later one;
    the others stay beside it until a person's change replaces them all. Values are the same where their JSON is.
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


def settled(
    kind: Kind, changes: Sequence[Change], preferred: Callable[[Change], bool] = lambda change: False
) -> Merged:
    """Merge all changes of one record as its kind has it, given in the order they came in.

    Of a kind that is only added to, what was said first of a field stands, and nothing is in conflict.
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


def tried(changes: Sequence[Change]) -> list[Change]:
    """Return the changes of a record that is only added to which would have it say something else than it does."""
    first: dict[str, Value | None] = {}
    found = []
    for change in changes:
        if any(first.setdefault(name, edit.value) != edit.value for name, edit in change.fields.items()):
            found.append(change)
    return found


def difference(old: Merged, new: Mapping[str, Value], named: Iterable[str]) -> dict[str, Edit]:
    """Return the edits that make the `named` fields as `new` says; a field in conflict that is named is settled."""
    edits = {}
    for name in named:
        value = new.get(name)
        if name in old.conflicts or old.values.get(name) != value:
            edits[name] = Edit(old.heads.get(name, ()), value)
    return edits
