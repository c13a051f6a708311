"""Computed columns of an exported table: columns that are no field of the record.

To add a column, add an entry to COLUMNS. An export writes it before the fields, and an import does not store it. Its
name must not be the name or the label of a field.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from attrs import frozen

from app.domain.record import Record

Linked = Mapping[str, Sequence[Record]]
"""The linked records by their role, without records that must not leave the vault."""


@frozen
class ExportColumn:
    """The name of a column, and the text of its cell. The records have no fields that must stay in the vault."""

    name: str
    cell: Callable[[Record, Linked], str]


COLUMNS: Final = (
    ExportColumn("id", lambda record, _: record.id.hex()),
    ExportColumn("ref", lambda record, _: record.ref),
)
"""The columns in their order."""


def computed_columns(header: Collection[str]) -> set[str]:
    """Return the computed columns of an Amparo export, or none if the header has no id and ref."""
    return {column.name for column in COLUMNS} if "id" in header and "ref" in header else set()
