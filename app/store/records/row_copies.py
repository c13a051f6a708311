"""Copy all rows of some records, and put them back: the undo of an action that added changes of others.

The search index, titles and counts are not copied: they follow from the rows.
"""

from collections.abc import Collection, Mapping
from typing import Any

from app.store.records.record_rows import Writer, wholes_of
from app.store.vault import index
from app.store.vault.connection import VaultConnection

Rows = Mapping[str, frozenset[tuple[Any, ...]]]
"""The rows by their table."""
_TABLES = {
    "record": ("id",), "change": ("record",), "conflict": ("record",), "shared": ("record",), "proposal": ("record",),
    "other_ref": ("record",), "team_record": ("record",), "custody_came": ("item",), "link": ("source", "target"),
}  # fmt: skip
"""The tables with rows of records, and the columns with the id of a record."""


def copy_rows(con: VaultConnection, ids: Collection[bytes]) -> Rows:
    """Return all rows of these records and of the links from and to them."""
    return {
        table: frozenset(
            tuple(row)
            for column in columns
            for id_ in ids
            for row in con.execute(f"SELECT * FROM {table} WHERE {column} = ?", (id_,))
        )
        for table, columns in _TABLES.items()
    }


class RowWriter(Writer):
    """A writer that can put copied rows back, inside one open transaction."""

    def put_back(self, ids: Collection[bytes], now: Rows, before: Rows) -> None:
        """Replace the present rows of these records by those of a copy. Call `finish` afterwards."""
        for sort, *_ in now["record"]:
            index.drop(self._con, sort)
        near = {bytes(id_) for rows in (now, before) for link in rows["link"] for id_ in (link[1], link[3])} | {*ids}
        wholes = {whole for id_ in near for whole in wholes_of(self._con, id_)}
        for table, columns in _TABLES.items():
            for column in columns:
                self._con.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(id_,) for id_ in ids])
            for row in sorted(before[table], key=repr):
                self._con.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
        for rows, step in ((now, -1), (before, 1)):
            for _, _, _, kind, _, _, _, removed, *_ in rows["record"]:
                if not removed:
                    self._count(self._kinds.numbered(kind), step)
        wholes |= {whole for id_ in near for whole in wholes_of(self._con, id_)}
        for stale in near | wholes:
            self._retitle[stale] = None
            self._touch(stale)
