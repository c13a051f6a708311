"""Changes and their merge: pure, field by field, and blind to clocks.

A change names, for each field it touches, the changes it replaced. Two changes of one field, neither an
ancestor of the other, are a conflict whatever the clocks say, unless their values are the same; stamps and
counters only order what is shown (crypto.md i, Change).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Value


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


def _reach(start: bytes, edges: Mapping[bytes, Iterable[bytes]]) -> set[bytes]:
    """Return what can be reached from start by one step or more."""
    seen: set[bytes] = set()
    todo = list(edges.get(start, ()))
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo.extend(edges.get(at, ()))
    return seen


def heads(name: str, changes: Sequence[Change]) -> list[Change]:
    """Return the changes of one field that no other replaces; those that name each other replace nothing."""
    having = {change.id: change for change in changes if name in change.fields}
    edges = {
        id_: [r for r in change.fields[name].replaced if r in having and r != id_] for id_, change in having.items()
    }
    named = {r for below in edges.values() for r in below}
    if len(named) == len(having) - 1 and all(len(below) <= 1 for below in edges.values()):
        chain_end = [change for id_, change in having.items() if id_ not in named]
        if len(chain_end) == 1 and len(_reach(chain_end[0].id, edges)) == len(named):
            return chain_end
    below = {id_: _reach(id_, edges) for id_ in having}
    return [
        change
        for id_, change in having.items()
        if not any(id_ in reach and other not in below[id_] for other, reach in below.items() if other != id_)
    ]


def merge(changes: Iterable[Change], preferred: Callable[[Change], bool] = lambda change: False) -> Merged:
    """Merge all changes of one record, in any order and with repeats.

    Of a conflict the version `preferred` marks is shown first (a vault prefers its own), then the later one;
    the others stay beside it until a person's change replaces them all.
    """
    unique = list({change.id: change for change in changes}.values())
    values: dict[str, Value] = {}
    conflicts: dict[str, tuple[Version, ...]] = {}
    tips: dict[str, tuple[bytes, ...]] = {}
    for name in sorted({name for change in unique for name in change.fields}):
        top = heads(name, unique)
        versions: list[tuple[Value | None, list[Change]]] = []
        for change in top:
            value = change.fields[name].value
            same = next((row for row in versions if row[0] == value and type(row[0]) is type(value)), None)
            if same:
                same[1].append(change)
            else:
                versions.append((value, [change]))
        ranked = sorted(
            (Version(value, tuple(rows)) for value, rows in versions),
            key=lambda version: (any(map(preferred, version.changes)), version.last.order),
            reverse=True,
        )
        tips[name] = tuple(sorted(change.id for change in top))
        if ranked[0].value is not None:
            values[name] = ranked[0].value
        if len(ranked) > 1:
            conflicts[name] = tuple(ranked)
    return Merged(values, conflicts, tips)


def difference(old: Merged, new: Mapping[str, Value], named: Iterable[str]) -> dict[str, Edit]:
    """Return the edits that make the `named` fields as `new` says; a field in conflict that is named is settled."""
    edits = {}
    for name in named:
        value = new.get(name)
        if name in old.conflicts or old.values.get(name) != value:
            edits[name] = Edit(old.heads.get(name, ()), value)
    return edits
