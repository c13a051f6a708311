"""Export tables: the records of a kind become a CSV or XLSX file outside of the vault.

Reading from the store and writing to the disk are two steps, so that a slow USB stick does not block the store.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.external_files import new_file
from app.actions.records.tables import Imported, known_form
from app.domain.fields import Level
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.redact import PROFILES, marked_above
from app.exchange.csv_ import write_csv
from app.exchange.export_columns import COLUMNS
from app.exchange.rows import refused_rows, to_cell
from app.exchange.xlsx import write_xlsx
from app.store.mail import retractions
from app.store.records import record_rows as store
from app.store.records.search import Query
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

    def rows() -> Iterator[Sequence[str]]:
        for number, row in enumerate(sheet.rows):
            told(number, len(sheet.rows))
            yield row

    with new_file(path) as file:
        if form == "xlsx":
            write_xlsx(file, sheet.header, rows())
        else:
            file.writelines(write_csv(sheet.header, rows()))


def _stays(vault: Vault, record: Record, withheld: Collection[bytes]) -> bool:
    """Return True if a record must not leave: it is withdrawn, or a person marked it for the vault only."""
    return record.id in withheld or marked_above(vault.kinds[record.kind], record, PROFILES["internal"])


def _cells(vault: Vault, kind: Kind, record: Record, withheld: Collection[bytes]) -> dict[str, str]:
    linked: dict[str, list[Record]] = {}
    for link in store.links_of(vault.con, record.id):
        target = store.load(vault.con, link.target)
        if kind.role(link.role) and target and not target.removed and not _stays(vault, target, withheld):
            linked.setdefault(link.role, []).append(_without_secrets(vault.kinds[target.kind], target))
    shown = _without_secrets(kind, record)
    cells = {column.name: text for column in COLUMNS if (text := column.cell(shown, linked))}
    cells |= _field_cells("", shown)
    for role in kind.roles:
        targets = linked.get(role.name, [])
        if targets:
            cells[f"{role.name}.{role.identity.name}"] = "; ".join(target.id.hex() for target in targets)
        for target in targets if not role.many else ():
            cells |= _field_cells(f"{role.name}.", target)
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


def _without_secrets(kind: Kind, record: Record) -> Record:
    """Return a record without the fields that must stay in the vault, for example a code word."""
    return record._replace(fields={name: v for name, v in record.fields.items() if kind.field_level(name) < Level.V})


def _field_cells(prefix: str, record: Record) -> dict[str, str]:
    return {prefix + name: to_cell(value) for name, value in record.fields.items() if name != "source_row"}


def _header(vault: Vault, kind: Kind, cells: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the columns in the order of the declaration, then all other columns of the rows."""
    used = dict.fromkeys(name for row in cells for name in row)
    declared = [*(column.name for column in COLUMNS), *(f.name for f in kind.own)]
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
