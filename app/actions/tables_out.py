"""Tables out: the records of a kind become a CSV or XLSX file outside of the vault.

What is read in the store and what is written to a disk are two steps, so that a slow stick holds nothing up.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from app.actions import records
from app.actions.outside import refuse_other
from app.actions.tables import Imported, known_form
from app.domain.fields import Level, Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import PROFILES, marked_above
from app.exchange.csv_ import write_csv
from app.exchange.rows import refused_rows, to_cell
from app.exchange.xlsx import write_xlsx
from app.store import records as store
from app.store import retractions
from app.store.connection import translated
from app.store.search import Query
from app.store.vault import Vault
from sync.ports import Told, untold


@frozen
class Sheet:
    """A table that is ready to be written: a column for each field that is used.

    What is linked has `role.id` and, where a role takes one, `role.field`.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def export_table(
    vault: Vault,
    path: Path,
    form: str,
    kind_name: str = "event",
    where: Sequence[tuple[str, str]] = (),
    text: str = "",
    told: Told = untold,
) -> int:
    """Write the records of a kind to a table outside the vault, in one of FORMATS, and return how many.

    Only those that fit `where` and in which `text` is found.
    """
    known_form(form)
    sheet = gather(vault, Query(kind_name, text=text, where=tuple(where), limit=None))
    write_sheet(path, form, sheet, told)
    return len(sheet.rows)


def gather(vault: Vault, query: Query, told: Told = untold) -> Sheet:
    """Return what a query finds as a table, without what is withdrawn or marked as of the vault alone."""
    kind = records.kind_named(str(query.kind))
    withheld = retractions.withheld(vault.con)
    found = [record for record in records.find(vault, query) if not _stays(record, withheld)]
    cells = []
    for number, record in enumerate(found):
        told(number, len(found))
        cells.append(_cells(vault, kind, record, withheld))
    header = _header(kind, cells)
    return Sheet(tuple(header), tuple(tuple(row.get(name, "") for name in header) for row in cells))


def write_sheet(path: Path, form: str, sheet: Sheet, told: Told = untold) -> None:
    """Write a table in one of FORMATS: a whole file or, where it is stopped or the disk fails, none.

    Text that a spreadsheet would run is made harmless and read back as it was. No vault is touched.
    """
    known_form(form)
    refuse_other(path)

    def rows() -> Iterator[Sequence[str]]:
        for number, row in enumerate(sheet.rows):
            told(number, len(sheet.rows))
            yield row

    with translated():
        temporary = path.with_name(path.name + ".part")
        try:
            with temporary.open("wb") as file:
                if form == "xlsx":
                    write_xlsx(file, sheet.header, rows())
                else:
                    file.writelines(write_csv(sheet.header, rows()))
                file.flush()
                os.fsync(file.fileno())
            refuse_other(path)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _stays(record: Record, withheld: Collection[bytes]) -> bool:
    """Return whether a record leaves by no way: it is withdrawn, or a person marked it as of the vault alone."""
    return record.id in withheld or marked_above(record, PROFILES["internal"])


def _cells(vault: Vault, kind: Kind, record: Record, withheld: Collection[bytes]) -> dict[str, str]:
    cells = {"id": record.id.hex(), "ref": record.ref}
    cells |= dict(_field_cells("", kind, record.fields))
    for link in store.links_of(vault.con, record.id):
        role = kind.role(link.role)
        target = store.load(vault.con, link.target)
        if role is None or target is None or target.removed or _stays(target, withheld):
            continue
        name = f"{role.name}.{role.identity.name}"
        cells[name] = "; ".join(filter(None, (cells.get(name), target.id.hex())))
        if not role.many:
            cells |= dict(_field_cells(f"{role.name}.", KINDS[target.kind], target.fields))
    return cells | kept_cells(record)


def kept_cells(record: Record) -> dict[str, str]:
    """Return the kept words of a record by the columns of an export, which no field is called like (`table.KEPT`)."""
    cells: dict[str, str] = {}
    pairs = record.fields.get("source_row")
    for name, text in [pair for pair in pairs if isinstance(pair, list)] if isinstance(pairs, list) else ():
        column, n = f"source_row.{name}", 1
        while column in cells:
            n += 1
            column = f"source_row[{n}].{name}"
        cells[column] = text
    return cells


def _field_cells(prefix: str, kind: Kind, fields: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Give the cells of a record; what is of the vault alone, a code word, stands in no file outside of it."""
    names = (name for name in fields if name != "source_row" and kind.field_level(name) < Level.V)
    return ((prefix + name, to_cell(fields[name])) for name in names)


def _header(kind: Kind, cells: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the columns in the order of the declaration, then whatever else the rows brought along."""
    used = dict.fromkeys(name for row in cells for name in row)
    declared = ["id", "ref", *(f.name for f in kind.own)]
    for role in kind.roles:
        declared += [f"{role.name}.{f.name}" for f in (role.identity, *(f for t in role.to for f in KINDS[t].own))]
    order = {name: place for place, name in enumerate(declared)}
    return sorted(used, key=lambda name: order.get(name, len(order)))


def write_refused(path: Path, done: Imported, say: Callable[[str], str] = str) -> None:
    """Write the rows of an import that were refused to a CSV file outside the vault, each with its reasons.

    `say` gives a reason in the words of who reads it. Put right there, it can be imported in its turn.
    """
    if done.table is not None:
        header, *rows = refused_rows(done.table, done.refused, say)
        write_sheet(path, "csv", Sheet(header, tuple(rows)))
