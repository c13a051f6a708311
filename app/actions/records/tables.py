"""Import tables: a mapping turns a CSV or XLSX file into records; every refused row is listed, and no text is lost.

The command line and the window use the same four steps. `read_table` reads the file, `mapping.guess` completes its
mapping, `judge` checks its rows, and `take_in` saves the valid ones. Only the last step touches the vault. One import
is one transaction. A row with a known key updates its record or changes nothing.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial as later
from pathlib import Path
from types import MappingProxyType

from attrs import field, frozen, mutable

from app.actions.kernel import dates, records
from app.actions.kernel.change_set import Changed
from app.actions.records import mappings as kept
from app.actions.records.duplicates import find_same
from app.domain.kind import Kind, Kinds, Role
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused, NotFound
from app.exchange import file_forms
from app.exchange import mapping as mappings
from app.exchange.csv_ import read_csv
from app.exchange.questions import doubtful_dates
from app.exchange.rows import Mapped, RowRefusal, map_rows
from app.exchange.table import Table
from app.exchange.workbook import read_workbook
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.records import record_rows as store
from app.store.vault.connection import part
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

MOST_BYTES = 512 << 20
FORMATS = (file_forms.CSV, file_forms.XLSX)


@frozen
class Edited:
    """A record that an import changed: its earlier and new values; None is absent, a role has ids."""

    id: bytes
    before: Mapping[str, object]
    after: Mapping[str, object]


@mutable
class Imported:
    """The result of an import or a dry run: rows read, records added, updated, unchanged, and every refusal."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RowRefusal] = field(factory=list)
    blank: list[RowRefusal] = field(factory=list)
    """Invalid cells of imported rows; their text is kept."""
    mapping: mappings.Mapping | None = None
    stored: bool = False
    table: Table | None = None
    made: list[bytes] = field(factory=list)
    """All new records, also those that rows link to."""
    edited: list[Edited] = field(factory=list)


@frozen
class Judged:
    """The rows of a table under a mapping: the valid ones, and the reasons for the others."""

    table: Table
    mapping: mappings.Mapping
    good: tuple[Mapped, ...]
    refused: tuple[RowRefusal, ...]


class _TakenBack(Exception):
    """Rolls back the transaction of a dry run or of a refused import."""


def import_table(
    vault: Vault,
    path: Path,
    *,
    form: str | None = None,
    map_file: Path | None = None,
    saved: str = "",
    kind: str | None = None,
    dry_run: bool = False,
    partial: bool = False,
    strict: bool = False,
    calendars: Mapping[str, str] = MappingProxyType({}),
    told: Told = ignore_progress,
) -> tuple[Imported, Changed]:
    """Import a table, or contacts from vCards; the content decides the format, and `form` must not contradict it.

    The mapping is that of `map_file`, or the stored mapping `saved`; missing parts are guessed.

    `calendars` gives the calendar of doubtful years for each field; without a decision, raises InputRefused. An
    invalid cell leaves its field blank; with `strict` it refuses its row.

    With refused rows nothing is stored unless `partial`; a dry run stores nothing. `told` gets row numbers. If it
    stops the import, nothing is stored.
    """
    content = _content(path, form)
    if content[0] == file_forms.CARDS:
        from app.actions.records import vcard_import

        return take_in(vault, vcard_import.judge(vault, content[1]), dry_run=dry_run, partial=partial, told=told)
    text = kept.find_by_name(vault, saved).file if saved else read_bytes(map_file) if map_file else b"{}"
    mapping = mappings.parse_mapping(text, vault.kinds, kind)
    table = _table(content, mapping)
    whole, today = mappings.with_calendars(mappings.guess(mapping, table), calendars), dates.today(vault)
    _ask_calendars(whole, table, today)
    judged = judge(table, whole, vault.words, today=today, strict=strict)
    return take_in(vault, judged, dry_run=dry_run, partial=partial, told=told)


def _ask_calendars(mapping: mappings.Mapping, table: Table, today: date) -> None:
    """Raise InputRefused if years are doubtful and no person chose their calendar."""
    rows: list[dict[str, object]] = []
    for asked in doubtful_dates(mapping, table, today):
        if asked.calendar is not None:
            continue
        means = tuple(f"{calendar}: {text}" for calendar, text in asked.means.items())
        why = Phrase("{n} dates have unusual years; {cell} can be {means}", n=asked.n, cell=asked.cell, means=means)
        rows.append({"field": asked.path, "reason": why})
    if rows:
        first = tuple(Phrase("{field} {reason}", field=row["field"], reason=row["reason"]) for row in rows[:3])
        raise InputRefused(
            Phrase("How do these years count? {first}.", first=first),
            "Nothing was stored. Say for each field --calendar FIELD=NAME: gregorian, jalali, hijri or blank.",
            rows,
        )


def read_table(path: Path, mapping: mappings.Mapping, form: str | None = None) -> Table:
    """Read a file with its mapping; its content decides the format. Raises NotFound, InputRefused."""
    return _table(_content(path, form), mapping)


def _content(path: Path, said: str | None) -> tuple[str, bytes]:
    """Return the format and the bytes of a file. Raises InputRefused if the format differs from `said`."""
    if said is not None and said != file_forms.CARDS:
        known_form(said)
    data = read_bytes(path)
    form = file_forms.form_of(data)
    if said not in (None, form):
        raise InputRefused(
            Phrase("This file is of the format {form}, not {said}.", form=form, said=said), "Nothing was stored."
        )
    return form, data


def _table(content: tuple[str, bytes], mapping: mappings.Mapping) -> Table:
    form, data = content
    if form == file_forms.XLSX:
        table = read_workbook(data, sheet=mapping.sheet, skip_rows=mapping.skip_rows)
    elif form == file_forms.CSV:
        table = read_csv(data, encoding=mapping.encoding, delimiter=mapping.delimiter, skip_rows=mapping.skip_rows)
    else:
        raise InputRefused("This file has vCards, not a table.", "Nothing was stored. Import them by the command line.")
    if not table.rows:
        raise InputRefused("This file has no rows.", "Nothing was stored. Choose another file or sheet.")
    return table


def mapping_file(path: Path, kinds: Kinds, kind: str) -> dict[str, object]:
    """Return the content of a mapping file, with `kind` if it has none. Raises NotFound, InputRefused."""
    text = read_bytes(path)
    mappings.parse_mapping(text, kinds, kind)
    said = {"kind": kind, **json.loads(text)}
    return said if said.get("fields") else {name: said[name] for name in said if name != "fields"}


def known_form(form: str) -> None:
    """Raise InputRefused if a format is not in FORMATS."""
    if form not in FORMATS:
        raise InputRefused(
            Phrase("The format {form} is not known.", form=form), "Formats: csv, xlsx. Nothing was stored."
        )


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises InputRefused for one of more than MOST_BYTES, and NotFound."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputRefused(
                Phrase("{name} is larger than 512 MiB.", name=path.name),
                "Split the table into smaller files. Nothing was saved.",
            )
        return path.read_bytes()
    except OSError as error:
        raise NotFound(
            Phrase("Amparo cannot read {path} ({text}).", path=path, text=error.strerror), "Nothing was stored."
        ) from error


def judge(
    table: Table, mapping: mappings.Mapping, words: Vocabularies, between: Callable[[], None] = lambda: None, *,
    today: date | None = None, strict: bool = False,
) -> Judged:  # fmt: skip
    """Split the rows into valid and refused ones; `mapping` went through `guess`.

    With `strict`, a row with an invalid cell is refused. `between` runs before each row, so that other tasks can run.
    """
    good: list[Mapped] = []
    refused: list[RowRefusal] = []
    for row in map_rows(table, mapping, words, today):
        between()
        if isinstance(row, Mapped) and not (strict and row.blank):
            good.append(row)
        else:
            refused += row.blank if isinstance(row, Mapped) else row
    return Judged(table, mapping, tuple(good), tuple(refused))


def take_in(
    vault: Vault, judged: Judged, *, dry_run: bool = False, partial: bool = False, told: Told = ignore_progress
) -> tuple[Imported, Changed]:
    """Save the valid rows, as `import_table` says; the vault's own refusals are listed with the others."""
    done = Imported(len(judged.table.rows), refused=list(judged.refused), mapping=judged.mapping, table=judged.table)
    try:
        with vault.transaction():
            for number, row in enumerate(judged.good):
                told(number, len(judged.good))
                _take(vault, judged.mapping.kind, row, done)
            done.refused.sort(key=lambda refusal: refusal.row)
            if dry_run or (done.refused and not partial):
                raise _TakenBack
    except _TakenBack:
        done.made.clear()
        done.edited.clear()
        if not dry_run:
            done.added = done.updated = done.unchanged = 0
        return done, Changed()
    done.stored = True
    return done, Changed(frozenset(vault.kinds), ())


def _take(vault: Vault, kind: Kind, row: Mapped, done: Imported) -> None:
    """Save one row; a refused row leaves no data, and is listed."""
    made, edited = len(done.made), len(done.edited)
    try:
        with part(vault.con):
            given = _named(vault, kind, row.given, done)
            here = find_imported_record(vault, kind, row.key) or find_same(vault, kind, given)
            if here is None:
                done.made += records.add(vault, kind.name, given, import_key=row.key)[1].ids
                done.added += 1
                done.updated += len(done.edited) > edited  # a new row that changes an existing record counts here too
            elif _update(vault, here, given, done) or len(done.edited) > edited:
                done.updated += 1
            else:
                done.unchanged += 1
        done.blank += row.blank
    except (InputRefused, NotFound) as refusal:
        del done.made[made:], done.edited[edited:]
        done.refused.append(RowRefusal(row.row, refusal.message))


def find_imported_record(vault: Vault, kind: Kind, key: str | None) -> Record | None:
    """Return the record that an earlier import made with this key, or the record with this id."""
    if key is None:
        return None
    made = record_lists.find_imported(vault.con, kind.number, key)
    if made is not None:
        return store.load(vault.con, made)
    found = store.find(vault.con, key)
    return found if found is not None and found.kind == kind.name else None


def _named(vault: Vault, kind: Kind, given: Mapping[str, object], done: Imported) -> dict[str, object]:
    """Replace linked records that a row names by "ROLE.id" by their ids."""
    named = dict(given)
    for name, inner in given.items():
        if not isinstance(inner, dict):
            continue
        role = kind.role(name)
        if role is None:  # a part, whose own links can name others
            named[name] = _named(vault, vault.kinds[name], inner, done)
        elif (said := inner.get(role.identity.name)) is not None:
            keys = said if isinstance(said, list) else [said]
            rest = {field: value for field, value in inner.items() if field != role.identity.name}
            named[name] = [_target(vault, role, key, rest, done) for key in keys]
    return named


def _target(vault: Vault, role: Role, key: str, said: Mapping[str, object], done: Imported) -> str:
    """Return the id of the record that a row names, and set the row's values in it.

    A missing record is made from these values; its own table will find it by the same key.
    """
    record = next((found for to in role.to if (found := find_imported_record(vault, vault.kinds[to], key))), None)
    if record is None and not said:
        raise NotFound(Phrase("{role}: there is no record {key}. Import its table first.", role=role.name, key=key))
    if record is None:
        record, changes = records.add(vault, records.choose_part_kind(vault, role, said).name, said, import_key=key)
        done.made += changes.ids
    else:
        _update(vault, record, said, done)
    return record.id.hex()


def _update(vault: Vault, record: Record, given: Mapping[str, object], done: Imported) -> bool:
    """Set changed values of a row, in the record and its linked records; return True if anything changed."""
    kind = vault.kinds[record.kind]
    fields = {name: value for name, value in given.items() if name in kind.fields and record.fields.get(name) != value}
    before: dict[str, object] = {name: record.fields.get(name) for name in fields}
    changed = bool(fields)
    for name, inner in given.items():
        if kind.role(name) is None or not isinstance(inner, (dict, list)):
            continue
        linked = _linked(vault, record, name)
        if isinstance(inner, list):  # ids: if a role takes many, a table adds links and removes none
            if set(inner) - set(linked):
                fields[name], before[name] = inner, linked or None
                changed = True
            continue
        target = store.load(vault.con, bytes.fromhex(linked[0])) if linked else None
        if target is None:
            fields[name], before[name] = inner, None
            changed = True
        else:
            changed = _update(vault, target, inner, done) or changed
    for name, rows in given.items():
        if kind.role(name) is None and name not in kind.fields and isinstance(rows, list):
            changed = _update_parts(vault, record, vault.kinds[name], rows, done) or changed
    if fields:
        _, changes = records.edit(vault, record.id.hex(), fields)
        done.made += [id_ for id_ in changes.ids if id_ != record.id]
        after = {name: _linked(vault, record, name) if kind.role(name) else value for name, value in fields.items()}
        done.edited.append(Edited(record.id, before, after))
    return changed


def _update_parts(vault: Vault, whole: Record, kind: Kind, rows: list[Mapping[str, object]], done: Imported) -> bool:
    """Set changed values in the parts of a record, and add new parts; none is removed.

    A part is the same if its required fields are equal: for a channel, its kind and address.
    """
    here = [part for _, part in records.show(vault, whole.id.hex()).parts if part.kind == kind.name]
    needed, changed = [f.name for f in kind.own if f.required], False
    for row in rows:
        same = next((p for p in here if all(p.fields.get(name) == row.get(name) for name in needed)), None)
        if same is None:
            done.made += records.edit(vault, whole.id.hex(), {kind.name: [row]})[1].ids[1:]
            changed = True
        else:
            changed = _update(vault, same, row, done) or changed
    return changed


def _linked(vault: Vault, record: Record, role: str) -> list[str]:
    return [link.target.hex() for link in store.links_of(vault.con, record.id) if link.role == role]


def take_back(vault: Vault, done: Imported, told: Told = ignore_progress) -> Changed:
    """Archive the records of an import and restore its earlier values, in one transaction; destroy nothing.

    Later changes in an imported field are reverted too; `history` still shows them.
    """
    return _turn(vault, done, records.remove, lambda edited: edited.before, told)


def bring_again(vault: Vault, done: Imported, told: Told = ignore_progress) -> Changed:
    """Undo `take_back`."""
    return _turn(vault, done, records.restore, lambda edited: edited.after, told)


def _turn(
    vault: Vault, done: Imported, turn: Callable[[Vault, str], object],
    side: Callable[[Edited], Mapping[str, object]], told: Told,
) -> Changed:  # fmt: skip
    here = later(record_lists.is_here, vault.con)
    steps: list[Callable[[], object]] = [later(turn, vault, id_.hex()) for id_ in done.made if here(id_)]
    steps += [later(_set, vault, edited.id, side(edited)) for edited in done.edited if here(edited.id)]
    with vault.transaction():
        for number, step in enumerate(steps):
            told(number, len(steps))
            step()
    return Changed(frozenset(vault.kinds), ())


def _set(vault: Vault, id_: bytes, values: Mapping[str, object]) -> None:
    """Set fields and links to exactly these values; `edit` would add to a role that takes many."""
    record = store.load(vault.con, id_)
    assert record is not None  # noqa: S101 - looked for before
    roles = (vault.kinds[record.kind].role(name) for name in values)
    if many := {role.name: None for role in roles if role is not None and role.many}:
        records.edit(vault, id_.hex(), many)
    records.edit(vault, id_.hex(), values)
