"""Tables in and out: a CSV or XLSX file becomes records by a mapping, every refused row is named, and nothing is lost.

One import is one transaction. A row with a key that is here already is an update or nothing at all.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, mutable

from app.actions import records
from app.actions.changed import Changed
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused, NotFound
from app.exchange import mapping as mappings
from app.exchange.csv_ import read_csv, write_csv
from app.exchange.rows import Mapped, Refusal, map_rows, to_cell
from app.exchange.table import Table
from app.exchange.xlsx import read_xlsx, write_xlsx
from app.phrase import Phrase
from app.store import records as store
from app.store.search import Query
from app.store.vault import Vault, translated
from sync.ports import Told, untold

MOST_BYTES = 512 << 20
FORMATS = ("csv", "xlsx")


@mutable
class Imported:
    """What an import did, or would do: rows read, records added, updated, unchanged, and every refusal."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(factory=list)
    mapping: mappings.Mapping | None = None
    stored: bool = False


class _TakenBack(Exception):
    """Takes the transaction back: nothing of a dry run, or of a refused import, stays."""


def import_table(
    vault: Vault,
    path: Path,
    *,
    form: str | None = None,
    map_file: Path | None = None,
    kind: str | None = None,
    dry_run: bool = False,
    partial: bool = False,
    told: Told = untold,
) -> tuple[Imported, Changed]:
    """Import a table; `form` is one of FORMATS, left out the one that the file's name ends in.

    With refused rows nothing is stored unless `partial`; a dry run stores nothing ever. `told` hears of rows. Stopped
    by it, nothing is stored.
    """
    text = _bytes(map_file) if map_file else b"{}"
    mapping = mappings.parse_mapping(text, kind)
    table = _read(_bytes(path), form or form_of(path), mapping)
    mapping = mappings.guess(mapping, table)
    rows = list(map_rows(table, mapping, vault.words))
    done = Imported(read=len(table.rows), mapping=mapping)
    good = [row for row in rows if isinstance(row, Mapped)]
    done.refused = [refusal for row in rows if not isinstance(row, Mapped) for refusal in row]
    try:
        with vault.transaction():
            for number, row in enumerate(good):
                told(number, len(good))
                _take(vault, mapping.kind, row, done)
            done.refused.sort(key=lambda refusal: refusal.row)
            if dry_run or (done.refused and not partial):
                raise _TakenBack
    except _TakenBack:
        if not dry_run:
            done.added = done.updated = done.unchanged = 0
        return done, Changed()
    done.stored = True
    return done, Changed(frozenset(KINDS), ())


def form_of(path: Path) -> str:
    """Return the format that a file's name ends in; CSV where it says nothing."""
    form = path.suffix[1:].lower()
    return form if form in FORMATS else "csv"


def _read(data: bytes, form: str, mapping: mappings.Mapping) -> Table:
    _known(form)
    if form == "xlsx":
        return read_xlsx(data, sheet=mapping.sheet, skip_rows=mapping.skip_rows)
    return read_csv(data, encoding=mapping.encoding, delimiter=mapping.delimiter, skip_rows=mapping.skip_rows)


def _known(form: str) -> None:
    if form not in FORMATS:
        raise InputRefused(
            Phrase("The format {form} is not known.", form=form), "Formats: csv, xlsx. Nothing was stored."
        )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputRefused(
                Phrase("{name} is larger than 512 MiB.", name=path.name),
                "Part it into smaller files; nothing was stored.",
            )
        return path.read_bytes()
    except OSError as error:
        raise NotFound(
            Phrase("{path} cannot be read ({text}).", path=path, text=error.strerror), "Nothing was stored."
        ) from error


def _take(vault: Vault, kind: Kind, row: Mapped, done: Imported) -> None:
    """Take one row; one that is refused leaves nothing of itself, and is named."""
    vault.con.execute("SAVEPOINT one_row")
    try:
        existing = _existing(vault, kind, row.key)
        if existing is None:
            records.add(vault, kind.name, row.given, import_key=row.key)
            done.added += 1
        elif _update(vault, existing, row.given):
            done.updated += 1
        else:
            done.unchanged += 1
    except (InputRefused, NotFound) as refusal:
        vault.con.execute("ROLLBACK TO one_row")
        done.refused.append(Refusal(row.row, refusal.message))
    vault.con.execute("RELEASE one_row")


def _existing(vault: Vault, kind: Kind, key: str | None) -> Record | None:
    """Return the record that an earlier import of this key made, or that carries this id."""
    if key is None:
        return None
    row = vault.con.execute("SELECT id FROM record WHERE kind = ? AND import_key = ?", (kind.number, key)).fetchone()
    if row is not None:
        return store.load(vault.con, bytes(row[0]))
    found = store.find(vault.con, key)
    return found if found is not None and found.kind == kind.name else None


def _update(vault: Vault, record: Record, given: Mapping[str, object]) -> bool:
    """Set what the row says otherwise, in the record and in what it links to; return whether anything changed."""
    kind = KINDS[record.kind]
    fields = {name: value for name, value in given.items() if name in kind.fields and record.fields.get(name) != value}
    changed = bool(fields)
    for name, inner in given.items():
        if kind.role(name) is None or not isinstance(inner, dict):
            continue
        linked = [link.target for link in store.links_of(vault.con, record.id) if link.role == name]
        target = store.load(vault.con, linked[0]) if linked else None
        if target is None:
            fields[name] = inner
            changed = True
        else:
            changed = _update(vault, target, inner) or changed
    if fields:
        records.edit(vault, record.id.hex(), fields)
    return changed


def export_table(
    vault: Vault, path: Path, form: str, kind_name: str = "event", where: Sequence[tuple[str, str]] = ()
) -> int:
    """Write the records of a kind to a table outside the vault, in one of FORMATS, and return how many.

    One column for each field that is used, `role.field` for what they link to; text that a spreadsheet would run
    is made harmless and read back as it was.
    """
    _known(form)
    kind = records.kind_named(kind_name)
    rows = records.find(vault, Query(kind_name, where=tuple(where), limit=None))
    cells = [_cells(vault, kind, record) for record in rows]
    header = _header(kind, cells)
    filled = ([row.get(name, "") for name in header] for row in cells)
    with translated():
        temporary = path.with_name(path.name + ".part")
        try:
            with temporary.open("wb") as file:
                if form == "xlsx":
                    write_xlsx(file, header, filled)
                else:
                    file.writelines(write_csv(header, filled))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return len(rows)


def _cells(vault: Vault, kind: Kind, record: Record) -> dict[str, str]:
    cells = {"id": record.id.hex(), "ref": record.ref}
    cells |= dict(_field_cells("", record.fields))
    for link in store.links_of(vault.con, record.id):
        role = kind.role(link.role)
        target = store.load(vault.con, link.target)
        if role is not None and not role.many and target is not None and not target.removed:
            cells |= dict(_field_cells(f"{link.role}.", target.fields))
    pairs = record.fields.get("source_row")
    for pair in pairs if isinstance(pairs, list) else ():
        cells.setdefault(pair[0], pair[1])
    return cells


def _field_cells(prefix: str, fields: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    return ((prefix + name, to_cell(value)) for name, value in fields.items() if name != "source_row")


def _header(kind: Kind, cells: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the columns in the order of the declaration, then whatever else the rows brought along."""
    used = dict.fromkeys(name for row in cells for name in row)
    declared = ["id", "ref", *(f.name for f in kind.own)]
    declared += [f"{role.name}.{f.name}" for role in kind.roles for t in role.to for f in KINDS[t].own]
    order = {name: place for place, name in enumerate(declared)}
    return sorted(used, key=lambda name: order.get(name, len(order)))
