"""Rebuild a record with a lost row from its changes, under the same id, reference and order key."""

from app.domain.change import merge_changes
from app.store.records.record_rows import Writer, body_of, changes_of


class Rebuilder(Writer):
    """A writer that also rebuilds rows."""

    def rebuild(self, id_: bytes, ref: str, sort: int, removed: bool) -> bool:
        """Rebuild a lost row from the changes of its record; return True if there are any."""
        known = changes_of(self._con, id_)
        if not known:
            return False
        merged = merge_changes(self._kinds.numbered(sort >> 56), known, self._mine)
        first, last = min(known, key=lambda change: change.stamp), max(change.stamp for change in known)
        self._con.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, NULL, NULL)",
            (sort, id_, ref, sort >> 56, body_of(merged.values), len(known), int(removed),
             None if first.author == self._author else first.author, first.stamp // 1000, last // 1000),
        )  # fmt: skip
        self._conflicts(id_, merged)
        self._retitle[id_] = None
        self._touch(id_)
        return True
