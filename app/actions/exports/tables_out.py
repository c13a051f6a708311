"""Export tables: the records of a kind become a CSV or XLSX file outside of the vault.

Reading from the store and writing to the disk are two steps, so that a slow USB stick does not block the store.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.external_files import refuse_other
from app.actions.records.tables import Imported, known_form
from app.domain.fields import Level, Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.redact import PROFILES, marked_above
from app.exchange.csv_ import write_csv
from app.exchange.rows import refused_rows, to_cell
from app.exchange.xlsx import write_xlsx
from app.store.mail import retractions
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress


@frozen
class TableExport:
    """A table for export: a column for each used field.

    Links have the column `role.id`, and `role.field` too if a role takes one.
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
    told: Told = ignore_progress,
) -> int:
    """Write the records of a kind to a table outside the vault, in one of FORMATS; return their number.

    Only records that match `where` and contain `text`.
    """
    known_form(form)
    sheet = gather(vault, Query(kind_name, text=text, where=tuple(where), limit=None))
    write_sheet(path, form, sheet, told)
    return len(sheet.rows)


def gather(vault: Vault, query: Query, told: Told = ignore_progress) -> TableExport:
    """Return the results of a query as a table, without withdrawn records and those that must not leave the vault."""
    kind = records.kind_named(vault, str(query.kind))
    withheld = retractions.list_withheld_records(vault.con)
    found = [record for record in records.find(vault, query) if not _stays(vault, record, withheld)]
    cells = []
    for number, record in enumerate(found):
        told(number, len(found))
        cells.append(_cells(vault, kind, record, withheld))
    header = _header(vault, kind, cells)
    return TableExport(tuple(header), tuple(tuple(row.get(name, "") for name in header) for row in cells))


def write_sheet(path: Path, form: str, sheet: TableExport, told: Told = ignore_progress) -> None:
    """Write a table in one of FORMATS: a complete file, or none if it is stopped or the disk fails.

    Text that a spreadsheet could execute is made harmless, and an import restores it. No vault is touched.
    """
    known_form(form)
    refuse_other(path)

    def rows() -> Iterator[Sequence[str]]:
        for number, row in enumerate(sheet.rows):
            told(number, len(sheet.rows))
            yield row

    with translate_errors():
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


def _stays(vault: Vault, record: Record, withheld: Collection[bytes]) -> bool:
    """Return True if a record must not leave: it is withdrawn, or a person marked it for the vault only."""
    return record.id in withheld or marked_above(vault.kinds[record.kind], record, PROFILES["internal"])


def _cells(vault: Vault, kind: Kind, record: Record, withheld: Collection[bytes]) -> dict[str, str]:
    cells = {"id": record.id.hex(), "ref": record.ref}
    cells |= dict(_field_cells("", kind, record.fields))
    for link in store.links_of(vault.con, record.id):
        role = kind.role(link.role)
        target = store.load(vault.con, link.target)
        if role is None or target is None or target.removed or _stays(vault, target, withheld):
            continue
        name = f"{role.name}.{role.identity.name}"
        cells[name] = "; ".join(filter(None, (cells.get(name), target.id.hex())))
        if not role.many:
            cells |= dict(_field_cells(f"{role.name}.", vault.kinds[target.kind], target.fields))
    return cells | kept_cells(record)


def kept_cells(record: Record) -> dict[str, str]:
    """Return the kept text of a record by export columns, whose names no field has (`table.KEPT`)."""
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
    """Yield the cells of a record, except fields that must stay in the vault, for example a code word."""
    names = (name for name in fields if name != "source_row" and kind.field_level(name) < Level.V)
    return ((prefix + name, to_cell(fields[name])) for name in names)


def _header(vault: Vault, kind: Kind, cells: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the columns in the order of the declaration, then all other columns of the rows."""
    used = dict.fromkeys(name for row in cells for name in row)
    declared = ["id", "ref", *(f.name for f in kind.own)]
    for role in kind.roles:
        fields = (f for to in role.to for f in vault.kinds[to].own)
        declared += [f"{role.name}.{f.name}" for f in (role.identity, *fields)]
    order = {name: place for place, name in enumerate(declared)}
    return sorted(used, key=lambda name: order.get(name, len(order)))


def write_refused(path: Path, done: Imported, say: Callable[[str], str] = str) -> None:
    """Write the refused rows of an import to a CSV file outside the vault, each with its reasons.

    `say` translates a reason. A corrected file can be imported.
    """
    if done.table is not None:
        header, *rows = refused_rows(done.table, done.refused, say)
        write_sheet(path, "csv", TableExport(header, tuple(rows)))
