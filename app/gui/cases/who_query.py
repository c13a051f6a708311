"""The data of who did what to whom in some incidents: the matrix, its cells, and the time line."""

from collections.abc import Iterable, Sequence

from app.actions.kernel import records
from app.actions.records import record_counts
from app.domain import act_counts as rules
from app.domain.act_counts import ActCount, Matrix
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.gui.cases.cases_query import WhoPage
from app.gui.incidents.incidents_query import place_words, verification_icon
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import BadgeOf, RowView
from app.store.vault.open_vault import Vault

MOST_COLUMNS = 12
"""Columns of the matrix; if there are more, the last one combines the others."""
MOST_LINES = 100
"""The number of acts of a cell that are listed."""
MOST_ENTRIES = 300
"""The number of newest entries that the time line shows."""
_UNDATED = 1 << 20
"""A day after all days."""


def page(vault: Vault, tr: Text, key: str) -> WhoPage:
    """Return who did what to whom in the incidents of a case, or in one incident."""
    shown = records.show(vault, key)
    parts = [part for _, part in shown.parts]
    events = [part.id for part in (shown.record, *parts) if part.kind == "event"]
    deeds = [deed for deed in record_counts.deeds(vault, events) if deed.first("act")]
    found = rules.matrix(deeds)
    columns = _columns(vault, tr, found)
    acts_of = {
        (r, c): acts
        for r, row in enumerate(found.rows)
        for c, (keys, _) in enumerate(columns)
        if (acts := _acts(found, row, keys))
    }
    steps = {part.id: part for part in parts if part.kind == "intervention"}
    for event in events if shown.record.kind == "case" else ():
        steps |= {p.id: p for _, p in records.show(vault, event.hex()).parts if p.kind == "intervention"}
    entries = _entries(vault, tr, deeds, steps.values())
    many = len(found.columns) > MOST_COLUMNS
    rows = tuple(found.names[row] if row else tr("Not known") for row in found.rows)
    by_row, by_column = found.acts(0), found.acts(1)
    others = tr.listed(_by(vault, tr, found, key) for key in columns[-1][0]) if many else ""
    return WhoPage(
        title_words(vault, tr, shown.record), _second(tr, found, len(deeds)),
        tr("Each act with its methods. Acts that are not verified are included"), rows,
        tuple(name for _, name in columns),
        {at: len(acts) for at, acts in acts_of.items()},
        {at: tuple(_line(vault, tr, deed) for deed in acts[:MOST_LINES]) for at, acts in acts_of.items()},
        tuple(len(by_row[row]) for row in found.rows),
        tuple(len(set().union(*(by_column[key] for key in keys))) for keys, _ in columns), len(deeds),
        _months(entries[-MOST_ENTRIES:]), others, max(0, len(entries) - MOST_ENTRIES),
    )  # fmt: skip


def _second(tr: Text, found: Matrix, acts: int) -> str:
    return tr.line(
        tr("{n} victim or group|{n} victims or groups", n=sum(map(bool, found.rows))),
        tr("{n} perpetrator|{n} perpetrators", n=sum(map(bool, found.columns))),
        tr("{n} act|{n} acts", n=acts),
    )


def _columns(vault: Vault, tr: Text, found: Matrix) -> list[tuple[Sequence[str], str]]:
    """Return the keys and the title of each shown column."""
    columns: list[tuple[Sequence[str], str]] = [((key,), _by(vault, tr, found, key)) for key in found.columns]
    if len(columns) <= MOST_COLUMNS:
        return columns
    return [*columns[: MOST_COLUMNS - 1], (found.columns[MOST_COLUMNS - 1 :], tr("Others"))]


def _by(vault: Vault, tr: Text, found: Matrix, key: str) -> str:
    if key.startswith("type:"):
        return label(vault, tr, "perp_type", key.removeprefix("type:"))
    return found.names[key] if key else tr("Not known")


def _acts(found: Matrix, row: str, keys: Iterable[str]) -> list[ActCount]:
    acts = {deed.core.id: deed for key in keys for deed in found.cells.get((row, key), ())}
    return list(acts.values())


def _line(vault: Vault, tr: Text, deed: ActCount) -> RowView:
    event = deed.parts["event"][0]
    where = place_words(deed.first("place"))
    title = _what(vault, tr, deed.core)
    return RowView("document", title, tr.line(_date(tr, deed), where), _badge(vault, tr, deed), key=event.id.hex())


def _what(vault: Vault, tr: Text, act: Record) -> str:
    code = str(act.fields.get("violation", ""))
    return vault.words["violation"].noun(code, tr.language) if code else str(act.fields.get("violation_text", "…"))


def _date(tr: Text, deed: ActCount) -> str:
    date = _dated(deed)
    return moment_words(tr, date) if date else ""


def _dated(deed: ActCount) -> str:
    return str(deed.core.fields.get("date_start") or deed.parts["event"][0].fields.get("date_start") or "")


def _badge(vault: Vault, tr: Text, deed: ActCount) -> BadgeOf:
    """Return the verification of an act: the number of sources if only they decide it, otherwise its label."""
    verdict = deed.verdict
    counted = not verdict.by_hand and verdict.code in ("one_source", "corroborated")
    sources = tr("{n} source|{n} sources", n=verdict.sources)
    words = sources if counted else label(vault, tr, "verification", verdict.code)
    return verification_icon(verdict.code), words, "neutral"


_Entry = tuple[int, str, RowView]
"""A day, the label of its month, and its line."""


def _entries(vault: Vault, tr: Text, deeds: Iterable[ActCount], steps: Iterable[Record]) -> list[_Entry]:
    """Return acts and interventions, oldest first, those without a date last."""
    entries: list[_Entry] = []
    for deed in deeds:
        line = _line(vault, tr, deed)
        whom = ", ".join(record.title for record in deed.parts.get("victim", ()))
        by = ", ".join(record.title for record in deed.parts.get("perpetrator", ()))
        title = tr.line(line.title, whom)
        second = tr.line(line.second, tr("by {who}", who=by) if by else "")
        entries.append(_entry(tr, _dated(deed), RowView("alert", title, second, line.badge, key=line.key)))
    for step in steps:
        date = str(step.fields.get("date", ""))
        response = step.fields.get("response")
        answered = response if isinstance(response, list) else []
        words = tr.listed(label(vault, tr, "response", str(code)) for code in answered)
        told = tr.line(moment_words(tr, date) if date else "", tr("Action taken"))
        badge = ("mail-check", words, "neutral") if answered else ("clock", tr("No response yet"), "edge")
        entries.append(_entry(tr, date, RowView("send", title_words(vault, tr, step), told, badge, key=step.id.hex())))
    return sorted(entries, key=lambda entry: entry[0])


def _months(entries: Iterable[_Entry]) -> tuple[tuple[str, tuple[RowView, ...]], ...]:
    by_month: dict[str, list[RowView]] = {}
    for _, month, line in entries:
        by_month.setdefault(month, []).append(line)
    return tuple((month, tuple(lines)) for month, lines in by_month.items())


def _entry(tr: Text, date: str, line: RowView) -> _Entry:
    """Return an entry with its place in time and the label of its month."""
    if not date:
        return _UNDATED, tr("Without a date"), line
    point = parse_moment(date).start or parse_moment(date).end
    month = point and (f"{point.year:04}-{point.month:02}" if point.month else f"{point.year:04}")
    return parse_moment(date).sort_day, moment_words(tr, month or date, long=True), line
