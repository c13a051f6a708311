"""Export tables: the records of a kind become a CSV or XLSX file outside of the vault.

Reading from the store and writing to the disk are two steps, so that a slow USB stick does not block the store. A table
for other readers is a paper: it has a row in the register, which is stored before the file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, frozen

from app.actions.kernel import records
from app.actions.kernel.external_files import new_file
from app.actions.mail import sharing
from app.actions.outgoing.frames import make_frame
from app.actions.outgoing.output import Output, OutputResult
from app.actions.papers import register
from app.actions.records.tables import FORMATS, Imported, known_form
from app.actions.release import consent_rules
from app.actions.release.consent_rules import SpokenPerson
from app.actions.release.leak_check import CLEAN, LeakReport, check_records, let_leave
from app.domain.fields import Level
from app.domain.kind import Kind
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES, marked_above
from app.errors import InputRefused
from app.exchange.csv_ import write_csv
from app.exchange.export_columns import COLUMNS, Linked
from app.exchange.rows import refused_rows, to_cell
from app.exchange.xlsx import write_xlsx
from app.phrase import Phrase
from app.store.mail import retractions
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

_IDS = ("id", "ref")
"""The last words of the columns with ids of records."""
_OUTPUT = Output("table", "Table", "The records of a kind for other readers.", lambda _: "", forms=tuple(FORMATS))
"""The name of a table in the register of papers."""


@frozen
class TableExport:
    """A table for export: a column for each used field.

    Links have the column `role.id`, and `role.field` too if a role takes one. For other readers, it has its people with
    their consents, and the leak check.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    people: tuple[SpokenPerson, ...] = ()
    leaks: LeakReport = CLEAN
    held: int = 0
    """The number of records that stay in the vault."""


def export_table(
    vault: Vault,
    path: Path,
    form: str,
    kind_name: str = "event",
    where: Sequence[tuple[str, str]] = (),
    text: str = "",
    told: Told = ignore_progress,
    audience: str = "internal",
    answers: LeakAnswers = LeakAnswers(),
) -> int:
    """Write the records of a kind to a table outside the vault, in one of FORMATS; return their number.

    Only records that match `where` and contain `text`, as the audience can see them. For other readers than ourselves,
    the register of papers has a row before there is a file.
    """
    known_form(form)
    query = Query(kind_name, text=text, where=tuple(where), limit=None)
    if sharing.profile_of(audience).own:
        sheet = gather(vault, query)
        write_sheet(path, form, sheet, told)
    else:
        sheet, file = gather_for(vault, query, audience, answers), BytesIO()
        _fill(file, form, sheet, told)
        made = OutputResult(_OUTPUT, "", (), (), make_frame(vault, audience), sheet.leaks, people=sheet.people)
        register.save(vault, register.PaperFile(path, made, form, file.getvalue()))
    return len(sheet.rows)


def gather(vault: Vault, query: Query, told: Told = ignore_progress) -> TableExport:
    """Return the results of a query as a table for our own use. Records that stay in the vault are not in it.

    These are withdrawn, marked by a person, or about a person who refused that we keep the data.
    """
    kind = _find_kind(vault, query)
    closed, subjects = consent_rules.list_closed(vault), consent_rules.find_subjects(vault)
    withheld = {*retractions.list_withheld_records(vault.con), *closed}

    def stays(record: Record) -> bool:
        marked = record.id in withheld or marked_above(vault.kinds[record.kind], record, PROFILES["internal"])
        return marked or (bool(closed) and not closed.isdisjoint(who.id for who in subjects.people(record)))

    asked = records.find(vault, query)
    found = [record for record in asked if not stays(record)]
    cells = []
    for number, record in enumerate(found):
        told(number, len(found))
        cells.append(_cells(vault, kind, record, _linked(vault, kind, record, stays)))
    return evolve(_table(vault, kind, cells), held=len(asked) - len(found))


def gather_for(vault: Vault, query: Query, audience: str, answers: LeakAnswers = LeakAnswers()) -> TableExport:
    """Return the results of a query as an audience can see them, with the answers to the leak check.

    Raises LeaksFound without an answer to each finding, InputRefused for an unknown audience. Ids of records are in the
    table only if the audience can have them.
    """
    kind, profile = _find_kind(vault, query), sharing.profile_of(audience)
    found = [record.id for record in records.find(vault, query)]
    if not found:
        return TableExport((), ())
    view = sharing.preview(vault, [id_.hex() for id_ in found], profile)
    chosen, leaks = check_records(vault, view.selection, profile, (), answers)
    let_leave(vault, leaks, f"table, {profile.name}")
    leaving = {record.id: record for record in chosen.records}
    linked: dict[bytes, dict[str, list[Record]]] = {}
    for link in chosen.links:
        linked.setdefault(link.source, {}).setdefault(link.role, []).append(leaving[link.target])
    shown = [leaving[id_] for id_ in found if id_ in leaving]
    cells = [_cells(vault, kind, record, linked.get(record.id, {})) for record in shown]
    table = _table(vault, kind, cells if profile.facets["short_code"] == "+" else [_without_ids(row) for row in cells])
    there = [*shown, *(to for record in shown for row in linked.get(record.id, {}).values() for to in row)]
    people = consent_rules.list_spoken(vault, there, consent_rules.make_paper(vault, profile))
    return evolve(table, people=people, leaks=leaks)


def _find_kind(vault: Vault, query: Query) -> Kind:
    """Return the kind of a table. Raises InputRefused for one whose records never leave the vault."""
    kind = records.kind_named(vault, str(query.kind))
    if kind.registered:
        raise InputRefused(Phrase("{kind}: this list stays in this vault.", kind=Phrase(kind.plural)),
                           "Nothing was written.")  # fmt: skip
    return kind


def _without_ids(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if name.rpartition(".")[2] not in _IDS}


def _table(vault: Vault, kind: Kind, cells: Sequence[Mapping[str, str]]) -> TableExport:
    header = _header(vault, kind, cells)
    return TableExport(tuple(header), tuple(tuple(row.get(name, "") for name in header) for row in cells))


def write_sheet(path: Path, form: str, sheet: TableExport, told: Told = ignore_progress) -> None:
    """Write a table in one of FORMATS: a complete file, or none if it is stopped or the disk fails.

    Text that a spreadsheet could execute is made harmless, and an import restores it. No vault is touched.
    """
    known_form(form)
    with new_file(path) as file:
        _fill(file, form, sheet, told)


def _fill(file: BinaryIO, form: str, sheet: TableExport, told: Told) -> None:
    def rows() -> Iterator[Sequence[str]]:
        for number, row in enumerate(sheet.rows):
            told(number, len(sheet.rows))
            yield row

    if form == "xlsx":
        write_xlsx(file, sheet.header, rows())
    else:
        file.writelines(write_csv(sheet.header, rows()))


def _linked(vault: Vault, kind: Kind, record: Record, stays: Callable[[Record], bool]) -> Linked:
    linked: dict[str, list[Record]] = {}
    for link in store.links_of(vault.con, record.id):
        target = store.load(vault.con, link.target)
        if kind.role(link.role) and target and not target.removed and not stays(target):
            linked.setdefault(link.role, []).append(_without_secrets(vault.kinds[target.kind], target))
    return linked


def _cells(vault: Vault, kind: Kind, record: Record, linked: Linked) -> dict[str, str]:
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
