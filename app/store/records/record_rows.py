"""Write records, their changes and their links, each set in one transaction.

A record's row is the merge of its changes and can be rebuilt from them. A save writes the record, the change, the
search index and the counts together, or nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.domain import change as changes
from app.domain.change import Change, FieldEdit, Merged
from app.domain.fields import Value
from app.domain.kind import Kind, Kinds
from app.domain.moment import parse_moment
from app.domain.record import Link, Record, iterate_search_texts, title_of
from app.domain.vocabulary import Vocabularies
from app.store.records import change_rows, other_refs, proposals, titles, verification_status
from app.store.records.change_rows import edits_from_json, edits_to_json
from app.store.tables.schema import NUM_MASK, sort_key
from app.store.vault import index, keysets
from app.store.vault.connection import VaultConnection, require_own_kind

_COLUMNS = (
    "r.id, r.kind, r.ref, r.body, r.title, r.version, r.origin, r.created, r.updated, r.removed, r.verdict,"
    f" r.sort & {NUM_MASK}, (SELECT group_concat(c.field, char(10)) FROM conflict c WHERE c.record = r.id)"
)
_REF_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
OF_RECORD = (
    ("record", "id"), ("change", "record"), ("conflict", "record"), ("shared", "record"), ("proposal", "record"),
    ("link", "source"), ("link", "target"), ("team_root", "record"), ("team_record", "record"), ("team_known", "item"),
    ("team_delivery", "file"), ("other_ref", "record"), ("custody_came", "item"),
)  # fmt: skip
"""The tables with rows of one record, and the column of its id."""
_AT_ONCE = 10_000
"""The number of rows in one query: SQLite accepts some 32,000 values."""
_DAY_ONE = 719163  # 1970-01-01 as a proleptic ordinal


def _record(kinds: Kinds, row: Sequence[Any]) -> Record:
    id_, kind, ref, body, title, version, origin, created, updated, removed, verdict, entry, conflicts = row
    return Record(
        id=bytes(id_),
        kind=kinds.numbered(int(kind)).name,
        ref=str(ref),
        fields=json.loads(str(body)),
        title=str(title),
        version=int(version),
        origin=bytes(origin) if isinstance(origin, bytes) else None,
        created=int(created),
        updated=int(updated),
        removed=bool(removed),
        verdict=verdict or "",
        conflicts=tuple(sorted(conflicts.split("\n"))) if conflicts else (),
        entry=int(entry),
    )


def load(con: VaultConnection, id_: bytes) -> Record | None:
    """Return one record, archived or not, or None."""
    row = con.execute(f"SELECT {_COLUMNS} FROM record r WHERE r.id = ?", (id_,)).fetchone()
    return _record(con.kinds, row) if row else None


def load_rows(con: VaultConnection, sorts: Sequence[int]) -> list[Record]:
    """Return the records with these order keys, in this order, without missing ones."""
    found: dict[int, Record] = {}
    for at in range(0, len(sorts), _AT_ONCE):
        some = list(sorts[at : at + _AT_ONCE])
        marks = ",".join("?" * len(some))
        rows = con.execute(f"SELECT r.sort, {_COLUMNS} FROM record r WHERE r.sort IN ({marks})", some)
        found |= {row[0]: _record(con.kinds, row[1:]) for row in rows}
    return [found[sort] for sort in sorts if sort in found]


def find(con: VaultConnection, handle: str) -> Record | None:
    """Return the record with this id (32 hex digits, dashes allowed) or short code.

    The code of another person for the record is valid too, if only one record has it.
    """
    text = handle.strip()
    plain = text.replace("-", "").lower()
    if len(plain) == 32 and not set(plain) - set("0123456789abcdef"):
        return load(con, bytes.fromhex(plain))
    row = con.execute(f"SELECT {_COLUMNS} FROM record r WHERE r.ref = ?", (text.upper(),)).fetchone()
    if row is None and len(others := other_refs.list_records(con, text.upper())) == 1:
        return load(con, others[0])
    return _record(con.kinds, row) if row else None


def changes_of(con: VaultConnection, id_: bytes) -> list[Change]:
    """Return every change of a record, in the order of arrival."""
    rows = con.execute(
        "SELECT id, record, author, stamp, counter, body FROM change WHERE record = ? ORDER BY num", (id_,)
    )
    return [
        Change(bytes(id_), bytes(record), bytes(author), stamp, counter, edits_from_json(body))
        for id_, record, author, stamp, counter, body in rows
    ]


class Writer:
    """A writer of records inside one open transaction; it refreshes dependent data once, at the end."""

    def __init__(
        self, con: VaultConnection, words: Vocabularies, author: bytes, now_ms: int, random: Callable[[int], bytes]
    ) -> None:
        self._con, self._kinds = con, con.kinds
        self._words = words
        self._author, self._ours = author, {author, *keysets.list_former_ids(con, None)}
        self._now_ms = now_ms
        self._random = random
        self._stale: dict[bytes, None] = {}
        self._retitle: dict[bytes, None] = {}

    def create(
        self, kind: Kind, fields: Mapping[str, Value], *, import_key: str | None = None, id_: bytes = b""
    ) -> bytes:
        """Create one of our records and return its id, random unless its encrypted data was bound to a given id."""
        id_ = id_ or self._random(16)
        edits = {name: FieldEdit((), value) for name, value in fields.items()}
        self._change(Change(self._random(16), id_, self._author, self._now_ms, self._counter(), edits))
        self._insert(kind, id_, dict(fields), None, import_key)
        return id_

    def edit(self, record: Record, fields: Mapping[str, Value], named: Iterable[str]) -> list[str]:
        """Set the named fields (cleared if absent in `fields`) and return those that changed."""
        known = changes_of(self._con, record.id)
        edits = changes.difference(changes.merge_changes(self._kinds[record.kind], known, self._mine), fields, named)
        if not edits:
            return []
        change = Change(self._random(16), record.id, self._author, self._now_ms, self._counter(), edits)
        self._change(change)
        self.settle(record, changes.merge_changes(self._kinds[record.kind], [*known, change], self._mine))
        return sorted(edits)

    def receive(self, kind: Kind, id_: bytes, incoming: Iterable[Change], origin: bytes) -> bool:
        """Add accepted changes from elsewhere; return True if any was new."""
        record = load(self._con, id_)
        fresh = False
        for change in incoming:
            if not self._con.execute("SELECT 1 FROM change WHERE id = ?", (change.id,)).fetchone():
                self._change(change)
                fresh = True
        if not fresh:
            return False
        merged = changes.merge_changes(kind, changes_of(self._con, id_), self._mine)
        if record is None:
            self._insert(kind, id_, dict(merged.values), origin, None)
            self._conflicts(id_, merged)
        else:
            self.settle(record, merged)
        return True

    def link(self, source: bytes, role: str, target: bytes) -> bytes:
        """Add a link, or return the existing one."""
        row = self._con.execute(
            "SELECT id FROM link WHERE source = ? AND role = ? AND target = ? AND removed = 0", (source, role, target)
        ).fetchone()
        if row:
            return bytes(row[0])
        id_ = self._random(16)
        self.put_link(Link(id_, source, role, target))
        return id_

    def put_link(self, link: Link) -> None:
        """Write a link as it arrived: links are only added, and a removal is final."""
        self._con.execute(
            "INSERT INTO link VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET removed = max(removed, excluded.removed)",
            (link.id, link.source, link.role, link.target, int(link.removed)),
        )
        self._retitle |= {link.source: None, link.target: None}
        self._touch(link.source)
        self._touch(link.target)

    def unlink(self, id_: bytes) -> None:
        """Remove a link; its mark stays."""
        row = self._con.execute("SELECT source, role, target FROM link WHERE id = ?", (id_,)).fetchone()
        if row:
            self.put_link(Link(id_, bytes(row[0]), row[1], bytes(row[2]), True))

    def set_removed(self, record: Record, removed: bool) -> None:
        """Archive a record or restore it; this destroys no data."""
        if record.removed == removed:
            return
        self._con.execute(
            "UPDATE record SET removed = ?, version = version + 1, updated = ? WHERE id = ?",
            (int(removed), self._now_ms // 1000, record.id),
        )
        self._count(self._kinds[record.kind], -1 if removed else 1)
        self._touch(record.id)
        self._dependents(record.id)

    def destroy(self, record: Record) -> None:
        """Delete a record's row, history and links, and refresh the records that used its words."""
        rows = self._con.execute("SELECT source, target FROM link WHERE ? IN (source, target)", (record.id,)).fetchall()
        for near in {bytes(id_) for row in rows for id_ in row}:
            self._retitle[near] = None
            self._touch(near)
        (sort,) = self._con.execute("SELECT sort FROM record WHERE id = ?", (record.id,)).fetchone()
        index.drop(self._con, sort)
        if not record.removed:
            self._count(self._kinds[record.kind], -1)
        for table, column in OF_RECORD:
            self._con.execute(f"DELETE FROM {table} WHERE {column} = ?", (record.id,))

    def add_reference(self, id_: bytes, contact: bytes, ref: str, first: bool = False) -> None:
        """Keep the reference by which a contact knows a record; the record is found by it from now on."""
        if other_refs.add(self._con, id_, contact, ref, first):
            self._touch(id_)

    def finish(self) -> Sequence[bytes]:
        """Refresh titles, marks and search index of the touched records, and return them. Call before the commit."""
        while self._retitle:
            id_ = next(iter(self._retitle))
            del self._retitle[id_]
            self._title(id_)
        verification_status.mark(self._con, self._stale)
        touched, self._stale = list(self._stale), {}
        for id_ in touched:
            self._index(id_)
        return touched

    def _mine(self, change: Change) -> bool:
        return change.author in self._ours and not proposals.covers(self._con, change.record)

    def _counter(self) -> int:
        return change_rows.find_last_number(self._con) + 1

    def _change(self, change: Change) -> None:
        self._con.execute(
            "INSERT INTO change (id, record, author, stamp, counter, body) VALUES (?, ?, ?, ?, ?, ?)",
            (
                change.id,
                change.record,
                change.author,
                change.stamp,
                change.counter,
                edits_to_json(change.fields),
            ),
        )

    def _count(self, kind: Kind, by: int) -> None:
        if not kind.sealed:
            sql = "INSERT INTO tally VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET n = n + excluded.n"
            self._con.execute(sql, (kind.number, by))

    def _ref(self, kind: Kind) -> str:
        while True:
            letters = "".join(_REF_LETTERS[b % len(_REF_LETTERS)] for b in self._random(5))
            ref = f"{kind.prefix}-{letters}"
            if not self._con.execute("SELECT 1 FROM record WHERE ref = ?", (ref,)).fetchone():
                return ref

    def _insert(
        self, kind: Kind, id_: bytes, fields: dict[str, Value], origin: bytes | None, import_key: str | None
    ) -> None:
        require_own_kind(self._con, kind)
        (last,) = self._con.execute("SELECT value FROM meta WHERE name = 'last_num'").fetchone() or (b"",)
        num = int.from_bytes(last, "big") + 1
        self._con.execute("INSERT OR REPLACE INTO meta VALUES ('last_num', ?)", (num.to_bytes(8, "big"),))
        now = self._now_ms // 1000
        title = title_of(kind, fields, lambda role: "", self._words)
        self._con.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, 1, 0, ?, ?, ?, ?, NULL)",
            (sort_key(kind.number, self._day(kind, fields, now), num), id_, self._ref(kind), kind.number,
             body_of(fields), title, origin, now, now, import_key),
        )  # fmt: skip
        self._count(kind, 1)
        self._retitle[id_] = None
        self._touch(id_)

    def settle(self, record: Record, merged: Merged) -> None:
        """Rewrite a record's row from its merged changes; a changed date moves the row."""
        kind = self._kinds[record.kind]
        (sort,) = self._con.execute("SELECT sort FROM record WHERE id = ?", (record.id,)).fetchone()
        moved = sort_key(kind.number, self._day(kind, merged.values, record.created), sort & NUM_MASK)
        if moved != sort:
            index.drop(self._con, sort)
        self._con.execute(
            "UPDATE record SET sort = ?, body = ?, version = version + 1, updated = ? WHERE id = ?",
            (moved, body_of(merged.values), self._now_ms // 1000, record.id),
        )
        self._conflicts(record.id, merged)
        self._retitle[record.id] = None
        self._touch(record.id)

    def _conflicts(self, id_: bytes, merged: Merged) -> None:
        self._con.execute("DELETE FROM conflict WHERE record = ?", (id_,))
        self._con.executemany("INSERT INTO conflict VALUES (?, ?)", [(id_, name) for name in merged.conflicts])

    def _day(self, kind: Kind, fields: Mapping[str, Value], entered: int) -> int:
        date = fields.get(kind.date) if kind.date else None  # a stranger's field can have no name
        return parse_moment(str(date)).sort_day if date else entered // 86400 + _DAY_ONE

    def _touch(self, id_: bytes) -> None:
        """Mark a record for the index, and the records that it is a part of."""
        if id_ in self._stale:
            return
        self._stale[id_] = None
        for whole in wholes_of(self._con, id_):
            self._touch(whole)

    def _title(self, id_: bytes) -> None:
        record = load(self._con, id_)
        if record is None:
            return
        title = titles.make_title(self._con, self._words, record)
        if title == record.title:
            return
        self._con.execute("UPDATE record SET title = ? WHERE id = ?", (title, id_))
        self._touch(id_)
        self._retitle |= dict.fromkeys(wholes_of(self._con, id_))
        self._dependents(id_)

    def _dependents(self, id_: bytes) -> None:
        """Refresh the records that link to a record: their titles and search texts contain its title."""
        for source, role, kind in self._con.execute(
            "SELECT l.source, l.role, r.kind FROM link l JOIN record r ON r.id = l.source"
            " WHERE l.target = ? AND l.removed = 0",
            (id_,),
        ).fetchall():
            self._touch(bytes(source))
            linking = self._kinds.numbered(kind)
            if role in linking.title or linking.name == "event":
                self._retitle[bytes(source)] = None

    def _index(self, id_: bytes) -> None:
        row = self._con.execute("SELECT sort, removed, kind FROM record WHERE id = ?", (id_,)).fetchone()
        if row is None or self._kinds.numbered(row[2]).sealed:
            return
        index.drop(self._con, row[0])
        if not row[1]:
            index.put(self._con, row[0], gathered_text(self._con, id_))


def body_of(fields: Mapping[str, Value]) -> str:
    """Return the row form of a record's fields."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def wholes_of(con: VaultConnection, id_: bytes) -> list[bytes]:
    """Return the records that a record is a part of, one level up."""
    rows = con.execute(
        "SELECT l.target, l.role, r.kind FROM link l JOIN record r ON r.id = l.source"
        " WHERE l.source = ? AND l.removed = 0",
        (id_,),
    ).fetchall()
    return [bytes(target) for target, role, kind in rows if _is_part(con, kind, role)]


def parts_of(con: VaultConnection, id_: bytes) -> list[bytes]:
    """Return the parts of a record, one level down, without removed ones."""
    rows = con.execute(
        "SELECT l.source, l.role, r.kind FROM link l JOIN record r ON r.id = l.source"
        " WHERE l.target = ? AND l.removed = 0 AND r.removed = 0",
        (id_,),
    ).fetchall()
    return [bytes(source) for source, role, kind in rows if _is_part(con, kind, role)]


def _is_part(con: VaultConnection, kind: int, role_name: str) -> bool:
    role = con.kinds.numbered(kind).role(role_name)
    return role is not None and role.part


def links_of(con: VaultConnection, id_: bytes) -> list[Link]:
    """Return the links from a record that are not removed."""
    rows = con.execute("SELECT id, source, role, target FROM link WHERE source = ? AND removed = 0", (id_,))
    return [Link(bytes(a), bytes(b), role, bytes(c)) for a, b, role, c in rows]


def list_removed_links(con: VaultConnection, id_: bytes) -> list[Link]:
    """Return the marks of the removed links from a record."""
    rows = con.execute("SELECT id, source, role, target FROM link WHERE source = ? AND removed = 1", (id_,))
    return [Link(bytes(a), bytes(b), role, bytes(c), True) for a, b, role, c in rows]


def gathered_text(con: VaultConnection, id_: bytes) -> str:
    """Return the search text of a record: its own words, and the titles of its links and parts."""
    row = con.execute("SELECT kind, ref, title, body FROM record WHERE id = ?", (id_,)).fetchone()
    kind = con.kinds.numbered(row[0])
    around = (text for _, text in iterate_linked_titles(con, id_, kind))
    names = [row[1], *other_refs.list_of(con, id_), row[2]]
    return "\n".join([*names, *(text for _, text in iterate_search_texts(kind, json.loads(row[3]))), *around])


def iterate_linked_titles(con: VaultConnection, id_: bytes, kind: Kind, depth: int = 2) -> Iterator[tuple[str, str]]:
    """Yield the titles of the link targets of a record, by role, and of an event's parts, by kind."""
    yield from con.execute(
        "SELECT l.role, r.title FROM link l JOIN record r ON r.id = l.target WHERE l.source = ? AND l.removed = 0"
        " AND r.removed = 0", (id_,)).fetchall()  # fmt: skip
    todo = [(part, depth) for part in parts_of(con, id_)] if kind.name == "event" else []
    while todo:
        part, left = todo.pop()
        number, title = con.execute("SELECT kind, title FROM record WHERE id = ?", (part,)).fetchone()
        yield con.kinds.numbered(number).name, title
        if left > 1:
            todo += [(below, left - 1) for below in parts_of(con, part)]
