"""The data of cases, organisations, interventions and documents: derived from the declaration of their kind."""

from collections.abc import Mapping

from attrs import frozen

from app.actions.casework import demands
from app.actions.field import checkin_board, checkins
from app.actions.kernel import clock, records, view_rows
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import RecordDetails
from app.actions.records import record_counts
from app.domain import zones
from app.domain.fields import Type, Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.views import View
from app.gui.cases import casework_query, library_query
from app.gui.cases.detention_query import NO_LINES, PageLines
from app.gui.field import security_query
from app.gui.records import sent_query
from app.gui.records.parts_query import (
    date_words,
    kept_words,
    late_words,
    list_facts,
    parts,
    ref_words,
    second_line,
)
from app.gui.records.steps_query import KIND, read_steps
from app.gui.style.dates import moment_words, relative_time, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3, Part, RowList, RowView
from app.gui.widgets.rows import Row
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MOST = 200
"""Rows of a list."""


@frozen(eq=False)
class RecordPage:
    """A record of any kind: short values as facts, long ones as texts with labels, and its parts.

    `acts` is the number of acts in its incidents; with one or more, the page of who did what to whom is not empty.
    """

    key: str
    kind: str
    title: str
    second: str
    facts: tuple[Fact3, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    acts: int = 0
    kept: tuple[Fact3, ...] = ()
    """Original words of the source, by column."""
    checkins: tuple[str, str] = ("", "")
    """The state of the check-ins of a mission, and the ground of its strip: `red`, `amber` or `box`."""
    lines: PageLines = NO_LINES
    """Computed lines of a detention, or of a promise or demand."""
    keeps_danger: bool = False
    """True for a danger check-in or its plan, as long as the alarm is on."""


@frozen(eq=False)
class WhoPage:
    """Who did what to whom: the matrix, the acts of each of its cells, and the time line by month.

    Rows and columns are titles. `numbers` and `cells` have the number of acts by number of row and column, and a line
    for each of the first acts. Totals count each act once; they can be less than the sum. If there are many people,
    `note` lists those that the last column combines. `left_out` is the number of older entries that the time line does
    not show.
    """

    title: str
    second: str
    rule: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Mapping[tuple[int, int], int]
    cells: Mapping[tuple[int, int], tuple[RowView, ...]]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    months: tuple[tuple[str, tuple[RowView, ...]], ...] = ()
    note: str = ""
    left_out: int = 0


def listing(vault: Vault, tr: Text, kind_name: str, text: str, view: View | None = None) -> RowList:
    """Return the records of a list, or those of a kind, newest first, for a search text."""
    if view is not None:
        found = view_rows.find(vault, view, text=text)
        several = "{n} record|{n} records"
        counted = tr(vault.kinds[view.kinds[0]].counted if len(view.kinds) == 1 else several, n=len(found))
        idle = view_rows.list_idle(vault, view)
        return RowList(tuple(_late_row(vault, tr, record, idle.get(record.id, 0)) for record in found[:MOST]), counted)
    query = Query(kind_name, text=text, limit=MOST)
    rows = tuple(_row(vault, tr, record) for record in records.find(vault, query))
    return RowList(rows, tr(vault.kinds[kind_name].counted, n=records.count_matches(vault, query)))


def _in_words(tr: Text, record: Record) -> Record:
    """Return a paper of the register with its stored names in the language of the window; another record as it is."""
    name = str(record.fields.get("paper", ""))
    if not name:
        return record
    said: dict[str, Value] = {
        "paper": tr(name),
        "names_checked": {"no": tr("No"), "there are none": ""}.get(str(record.fields["names_checked"]), tr("Yes")),
    }  # fmt: skip
    fields = {field: value for field, value in {**record.fields, **said}.items() if value}
    return record._replace(title=tr(name) + record.title.removeprefix(name), fields=fields)


def _late_row(vault: Vault, tr: Text, found: Record, idle: int) -> Row:
    """Return a row with the number of days that the record is late, or without a new step."""
    row, days = _row(vault, tr, found), view_rows.count_late(vault, found)
    said = late_words(tr, days) if days else tr("no step for {n} day|no step for {n} days", n=idle) if idle else ""
    return row._replace(second=tr.line(said, row.second)) if said else row


def _row(vault: Vault, tr: Text, found: Record) -> Row:
    record = _in_words(tr, found)
    tracked = record.kind == demands.KIND and demands.find_asked(Inside(vault), record, clock.today(vault))
    return Row(
        record.id.hex(),
        title_words(vault, tr, record),
        date_words(vault, tr, record),
        tr.line(second_line(vault, tr, record), tr("asked, no answer") if tracked else ""),
        icon=vault.kinds[record.kind].icon,
    )


def page(vault: Vault, tr: Text, key: str) -> RecordPage:
    """Return all data of the page of a record."""
    shown = records.show(vault, key)
    shown = shown._replace(record=_in_words(tr, shown.record))
    record, kind = shown.record, vault.kinds[shown.record.kind]
    filled = () if kind.registered else kind.filled
    long = (Type.PROSE, Type.ROWS, Type.HASH) if kind.registered else (Type.PROSE,)
    shorts = [f for f in kind.own if f.name in record.fields and f.type not in long and f.name not in filled]
    told = [f for f in shorts if f.name not in kind.title or f.type is Type.CODES or f.name in kind.registered]
    facts = list_facts(vault, tr, record, (f.name for f in told))
    texts = [(tr(f.label), str(record.fields[f.name])) for f in kind.fields.values()
             if f.type is Type.PROSE and f.name in record.fields]  # fmt: skip
    events = [part.id for part in (record, *(part for _, part in shown.parts)) if part.kind == "event"]
    saved = tr("saved {at}", at=relative_time(tr, record.updated, vault.now()))
    sent_there = sent_query.part(vault, tr, [part for role, part in shown.parts if role == sent_query.ROLE])
    others = shown._replace(parts=tuple(row for row in shown.parts if row[0] != sent_query.ROLE))
    second = tr.line(ref_words(vault, tr, record), tr(kind.label), saved)
    lines = casework_query.read_lines(vault, tr, shown.record, kind)
    listed = {line.key for _, rows in lines.rows for line in rows}
    others = others._replace(parts=tuple(row for row in others.parts if row[1].id.hex() not in listed))
    title = title_words(vault, tr, record)
    stage, steps = read_steps(vault, tr, record)
    return RecordPage(
        key, kind.name, library_query.shorten(title) if kind.order else title, second,
        (*facts, *stage, *_links(vault, tr, kind, shown)),
        (*security_query.incident_patterns(vault, tr, record), *library_query.read_difference(vault, tr, record),
         *texts),
        (*sent_there, *parts(vault, tr, others, (KIND,) if steps else ()), *steps),
        sum(deed.first("act") is not None for deed in record_counts.deeds(vault, events)) if events else 0,
        kept_words(tr, record), _checkins(vault, tr, shown), lines,
        checkins.keeps_danger(vault, record),
    )  # fmt: skip


def _checkins(vault: Vault, tr: Text, shown: RecordDetails) -> tuple[str, str]:
    """Return the state of the most urgent check-in plan of a record, with the times of the travellers' place."""
    plans = [part for role, part in shown.parts if role == "mission" and part.kind == "checkin_plan"]
    rows = checkin_board.order(checkin_board.rows_of(vault, plans, int(clock.read_steady_time(vault).at)))
    if not rows:
        return "", ""
    row, name = rows[0], str(rows[0].record.fields["title"])
    party, alarm = row.party, row.party.alarm
    due = alarm.due if alarm else party.next.at if party.next else party.plan.ends
    at = moment_words(tr, zones.local_minute(due, party.plan.zone), long=True)
    if alarm is not None:
        missed = tr("{name}: no check-in, was due {time}", name=name, time=at)
        return tr("{name}: they used the danger word", name=name) if alarm.duress else missed, "red"
    if party.next is None:
        return tr("{name}: the check-ins have ended", name=name), "box"
    return tr("{name}: next check-in {time}", name=name, time=at), "amber" if row.gaps else "box"


def _links(vault: Vault, tr: Text, kind: Kind, shown: RecordDetails) -> list[Fact3]:
    by_role: dict[str, list[str]] = {}
    for role, other in shown.links:
        by_role.setdefault(role, []).append(title_words(vault, tr, other))
    return [(tr(role.label), tr.listed(by_role[role.name]), "") for role in kind.roles if role.name in by_role]
