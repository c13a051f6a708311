"""The data of the pages of an accompaniment, its log and a risk assessment, and the form of an entry."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from app.actions.field import accompaniments, daily_log
from app.actions.field.accompaniments import Accompaniment, OpenRisk
from app.actions.field.daily_log import LogCheck
from app.actions.field.daily_log import LogEntryView as Entry
from app.actions.kernel import clock
from app.actions.kernel.records import find
from app.domain import accompaniment_rules
from app.domain.moment import parse_moment
from app.domain.roster import Day
from app.gui.records.parts_query import say_field, value_words
from app.gui.style.dates import clock_words, moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.records.search import Query
from app.store.vault import identity
from app.store.vault.open_vault import Vault

WEEK = 7
CHOICES = 2000
"""Places that are offered."""
MOST = 30
"""The number of newest log entries that are shown."""
_MONTHS = 6


@frozen
class RosterDay:
    """One day of a roster: its date, the people on duty, and its problems (empty if there are none)."""

    day: str
    stands: str
    care: str = ""


@frozen(eq=False)
class AccompanimentPage:
    """An accompaniment: missing data, people on duty, open risks, counts of the log and the log.

    `late` says that it has begun although data is missing. `roster` is one week from `first` (a day's text). `counted`
    are rows of month and numbers under `kinds`. `checked` is the result of a check of the log; `sound`: it is good.
    `risks` are all open risks.
    """

    key: str
    title: str
    second: str
    missing: tuple[str, ...]
    late: bool
    first: str
    roster: tuple[RosterDay, ...]
    risks: tuple[RowView, ...]
    kinds: tuple[str, ...]
    counted: tuple[tuple[str, ...], ...]
    checked: str
    sound: bool
    log: tuple[RowView, ...]
    older: int = 0


@frozen(eq=False)
class LogForm:
    """The form for a log entry: choices as (code, label), places as (id, name), the author and the time.

    `risks` are the open risks that a handover carries on; `handover`: the entry is a handover.
    """

    key: str
    title: str
    kinds: tuple[tuple[str, str], ...]
    counterparts: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    at: str
    author: str
    places: tuple[tuple[str, str], ...] = ()
    handover: bool = False
    risks: tuple[str, ...] = ()


@frozen
class ThreatLine:
    """One threat: kind and source, text, formula of its score, score as text, tone, measure, and change.

    `key` is the id of its record in hex; empty for a threat that is gone.
    """

    title: str
    second: str
    formula: str
    score: str
    tone: str
    measure: str = ""
    move: str = ""
    key: str = ""


@frozen(eq=False)
class RiskPage:
    """A risk assessment: every threat, the highest score first, and those of the earlier version that are gone."""

    key: str
    title: str
    second: str
    threats: tuple[ThreatLine, ...]
    gone: tuple[ThreatLine, ...] = ()
    earlier: str = ""


@frozen(eq=False)
class PatternPage:
    """Common features of security incidents: the rule, and for each pattern its text and its incidents.

    `levels` are the levels of areas with their names, and `level` is the chosen one.
    """

    title: str
    rule: str
    patterns: tuple[tuple[str, str, tuple[RowView, ...]], ...]
    levels: tuple[tuple[str, str], ...] = ()
    level: str = ""


def page(vault: Vault, tr: Text, key: str, first: str = "") -> AccompanimentPage:
    """Return the page of an accompaniment, its roster from the day `first` on (default: the week that counts now)."""
    shown = accompaniments.show(vault, key)
    days, names = accompaniments.roster_of(vault, key, first, WEEK)
    begin = first or (date.fromordinal(days[0].day) if days else clock.today(vault)).isoformat()
    checked = daily_log.check(vault, key)
    kind, fields = vault.kinds["accompaniment"], shown.record.fields
    state = say_field(vault, tr, shown.record, "status")
    second = tr.line(shown.record.ref, tr(kind.label), state)
    return AccompanimentPage(
        key, title_words(vault, tr, shown.record), second, tuple(map(tr.phrase, shown.missing)),
        accompaniment_rules.has_begun(fields) and bool(shown.missing), begin,
        tuple(_day(tr, day, names) for day in days), tuple(_risk(vault, tr, one) for one in shown.open_risks),
        tuple(value_words(vault, tr, vault.kinds["log_entry"], "kind", code) for code in accompaniment_rules.COUNTED),
        tuple(_counted(tr, shown)), _found(tr, checked), not checked.breaks,
        tuple(_entry(vault, tr, line) for line in checked.lines[::-1][:MOST]), max(0, len(checked.lines) - MOST),
    )  # fmt: skip


def step(first: str, weeks: int) -> str:
    """Return the day `weeks` after another, as text."""
    return date.fromordinal(parse_moment(first).first_day + WEEK * weeks).isoformat()


def _day(tr: Text, day: Day, names: Mapping[str, str]) -> RosterDay:
    said = []
    for one in day.stands:
        who = tr.listed(names[name] for name in one.shift.who if name in names) or tr("nobody yet")
        times = tr("{first} to {last}", first=clock_words(tr, one.start), last=clock_words(tr, one.end))
        said.append(tr("{name}: {value}", name=times, value=who))
    care = [tr("booked twice: {names}", names=tr.listed(names[name] for name in day.twice if name in names))]
    care = care if day.twice else []
    if day.gaps and not any(one.shift.who for one in day.stands):
        care.append(tr("no one on duty"))
    elif day.gaps:
        gaps = tr.listed(
            tr("{first} to {last}", first=clock_words(tr, a), last=clock_words(tr, b)) for a, b in day.gaps
        )
        care.append(tr("no one on duty: {times}", times=gaps))
    return RosterDay(moment_words(tr, date.fromordinal(day.day).isoformat(), long=True), tr.line(*said), tr.line(*care))


def _risk(vault: Vault, tr: Text, one: OpenRisk) -> RowView:
    kind = vault.kinds[one.record.kind]
    what = one.text.split("\n")[0] or title_words(vault, tr, one.record)
    second = tr.line(tr(kind.label), moment_words(tr, one.when, long=True) if one.when else "", one.record.ref)
    return RowView("alert", what, second, key=one.record.id.hex())


def _counted(tr: Text, shown: Accompaniment) -> list[tuple[str, ...]]:
    rows = []
    for month in accompaniment_rules.months(shown.entries)[:_MONTHS]:
        counted = accompaniment_rules.package(shown.entries, month)
        if counted.total:
            said = moment_words(tr, month) if month else tr("Month not known")
            rows.append((said, *(tr.number(n) for n in counted.kinds.values())))
    return rows


def _found(tr: Text, checked: LogCheck) -> str:
    if not checked.lines:
        return tr("The log is empty. Each entry is signed, and none can be changed afterwards.")
    if not checked.breaks:
        return tr("{n} signed entry|{n} signed entries", n=len(checked.lines))
    ref, why = checked.breaks[0]
    said = tr("{name}: {value}", name=ref, value=tr.phrase(why))
    more = len(checked.breaks) - 1
    return tr.line(said, tr("{n} more|{n} more", n=more) if more else "")


def _entry(vault: Vault, tr: Text, line: Entry) -> RowView:
    fields, kind = line.record.fields, vault.kinds["log_entry"]
    what = str(fields.get("situation", "")).split("\n")[0]
    told = [value_words(vault, tr, kind, name, fields[name]) for name in ("kind", "counterpart") if name in fields]
    right = tr("corrected by {refs}", refs=", ".join(row.ref for row in line.corrected_by)) if line.corrected_by else ""
    trouble = tr.phrase(line.trouble) if line.trouble else ""
    second = tr.line(
        moment_words(tr, str(fields.get("at", "")), long=True), *told[: 2 if what else 0], line.signer, right
    )
    far = trouble and tr("review it")
    ink = "amb" if trouble else "ink2"
    shown = tr.line(second, trouble)
    icon = "shield-alert" if trouble else "check"
    return RowView(icon, what or tr.line(*told), shown, far=far, ink=ink, key=line.record.id.hex())


def form(vault: Vault, tr: Text, key: str, handover: bool = False) -> LogForm:
    """Return the form of an entry; for a handover with every risk that the log left open."""
    shown = accompaniments.show(vault, key)
    kind = vault.kinds["log_entry"]
    choices = {
        name: tuple((code, value_words(vault, tr, kind, name, code)) for code in vault.words[scheme].codes)
        for name, scheme in (("kind", "log_kind"), ("counterpart", "counterpart"), ("risk_level", "threat_level"))
    }
    kinds = tuple(
        row for row in choices["kind"] if row[0] != accompaniment_rules.HANDOVER
    )  # a handover has a separate form
    at = clock.local_minute(vault)
    risks = tuple(dict.fromkeys(one.text or one.record.title for one in shown.open_risks)) if handover else ()
    author = identity.name(vault)
    places = tuple((one.id.hex(), one.title) for one in find(vault, Query("place", limit=CHOICES)))
    name = title_words(vault, tr, shown.record)
    return LogForm(key, name, kinds, choices["counterpart"], choices["risk_level"], at, author, places, handover, risks)
