"""The data of early warning: levels with their rules as sentences, and an alert with its recipients."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import frozen

from app.actions.field import alerts, warning
from app.actions.field.alerts import AlertContact
from app.actions.field.warning import AreaLevel, IndicatorResult, Observed
from app.actions.kernel import clock, records
from app.actions.records.areas import read_tree
from app.domain import warning as rules
from app.domain.areas import AreaTree
from app.domain.record import Record
from app.gui.records.parts_query import date_words, list_facts, value_words
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import BadgeOf, RowView
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

Option = tuple[str, str]
"""A key and its label."""
SEEN = 8
"""The number of observations in the list."""
MONTHS = 6
PLACES = 300
"""The maximum of offered places."""


@frozen
class AreaCard:
    """The level of one area, the rules behind it, and the running alert for it, if there is one.

    `area` is the word with which an alert starts; `rises`: the level is not calm.
    """

    area: str
    name: str
    level: BadgeOf
    rules: tuple[RowView, ...]
    rises: bool
    alert: str = ""
    alert_title: str = ""


@frozen
class SeenRow:
    """An observation; `event` is the incident it became."""

    line: RowView
    event: bool


@frozen
class Months:
    """Observations by area and month: labels of rows and columns, and numbers by number of row and column."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    numbers: Mapping[tuple[int, int], int] = {}

    @property
    def totals(self) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """The totals of each row and each column, and of all."""
        cells = self.numbers.items()
        by_row = tuple(sum(n for (row, _), n in cells if row == at) for at in range(len(self.rows)))
        by_column = tuple(sum(n for (_, column), n in cells if column == at) for at in range(len(self.columns)))
        return by_row, by_column, sum(by_row)


@frozen
class WarningPage:
    """Early warning: areas, running alerts, the newest observations, months, and what a new observation can name."""

    title: str
    second: str
    areas: tuple[AreaCard, ...]
    alerts: tuple[RowView, ...]
    seen: tuple[SeenRow, ...]
    months: Months
    indicators: tuple[Option, ...] = ()
    places: tuple[Option, ...] = ()
    sources: tuple[Option, ...] = ()
    trust: tuple[Option, ...] = ()


@frozen
class TreeRow:
    """A member of a contact tree: the channel, and the result of the last test.

    `by_hand`: a person calls them, and the test waits for the result.
    """

    key: str
    name: str
    second: str
    answer: BadgeOf | None
    by_hand: bool


@frozen
class TreePage:
    """An alert with its contact tree, members without a channel separately; `sealed` is the number with a card."""

    key: str
    title: str
    second: str
    facts: tuple[tuple[str, str, str], ...]
    members: tuple[TreeRow, ...]
    gaps: tuple[TreeRow, ...]
    sealed: int
    sent: str = ""
    ended: bool = False


def page(vault: Vault, tr: Text) -> WarningPage:
    """Return the page of early warning."""
    levels, running, seen = warning.levels(vault), alerts.list_open_alerts(vault), warning.observations(vault)
    known = read_tree(vault)
    areas = tuple(_area(vault, tr, one, running, known) for one in levels)
    said = tr.line(
        tr("{n} area|{n} areas", n=len(areas)),
        tr("{n} active alert|{n} active alerts", n=len(running)) if running else "",
    )
    shown = tuple(_alert(vault, tr, one) for one in running)
    rows = tuple(_seen(vault, tr, one) for one in reversed(seen[-SEEN:]))
    indicators = tuple((one.id.hex(), one.title) for one in records.find(vault, Query("indicator", limit=PLACES)))
    places = tuple((one.id.hex(), one.title) for one in records.find(vault, Query("place", limit=PLACES)))
    return WarningPage(
        tr("Early warning"), said, areas, shown, rows, _months(vault, tr, seen, known), indicators, places,
        _codes(vault, tr, "observation_source"), _codes(vault, tr, "reliability"),
    )  # fmt: skip


def _codes(vault: Vault, tr: Text, scheme: str) -> tuple[Option, ...]:
    words = vault.words[scheme]
    return tuple((code, words.label(code, tr.language)) for code in words.codes)


def badge(vault: Vault, tr: Text, level: str, covered: bool = True) -> BadgeOf:
    """Return a level as a badge: it is coloured, with an alert icon, only if a person must act."""
    word = vault.words["threat_level"].label(level, tr.language)
    if covered or not rules.height(level):
        return ("shield" if rules.height(level) else "check", word, "neutral")
    return ("alert", word, "red" if level == rules.LEVELS[-1] else "amb")


def area_name(tr: Text, area: str) -> str:
    """Return the name of an area."""
    return area or tr("Place not said")


def _area(vault: Vault, tr: Text, one: AreaLevel, running: list[Record], known: AreaTree) -> AreaCard:
    here = (alert for alert in running if one.level != rules.CALM and alerts.covers(alert, one, known))
    alert = next(here, None)
    return AreaCard(
        one.area, area_name(tr, one.area), badge(vault, tr, one.level, alert is not None),
        tuple(_standing(vault, tr, standing) for standing in one.standings), one.level != rules.CALM,
        alert.id.hex() if alert else "", alert.title if alert else "",
    )  # fmt: skip


def _standing(vault: Vault, tr: Text, one: IndicatorResult) -> RowView:
    label = vault.words["threat_level"].label(one.rule.level, tr.language)
    met = one.level != rules.CALM
    since = date.fromordinal(one.since).isoformat() if met and one.since else ""
    counted = tr("{n} observation counts now|{n} observations count now", n=one.counted)
    others = one.seen - one.counted
    left = tr("{n} observation does not count|{n} observations do not count", n=others) if others else ""
    second = tr.line(
        tr.phrase(one.rule.sentence(label)), counted, left,
        tr("since {date}", date=moment_words(tr, since)) if since else "",
    )  # fmt: skip
    return RowView("alert" if met else "check", one.indicator.title, second, key=one.indicator.id.hex())


def _alert(vault: Vault, tr: Text, alert: Record) -> RowView:
    kind = vault.kinds["alert"]
    level = value_words(vault, tr, kind, "level", alert.fields.get("level", rules.CALM))
    sent = tr("sent") if "report" in alert.fields else tr("not sent")
    second = tr.line(level, date_words(vault, tr, alert), sent)
    return RowView("shield-alert", alert.title, second, key=alert.id.hex())


def _seen(vault: Vault, tr: Text, one: Observed) -> SeenRow:
    event = any(role == "event" for role, _ in records.show(vault, one.record.id.hex()).links)
    trust = "" if one.seen.reliable else tr("does not count: the source is not reliable")
    second = tr.line(date_words(vault, tr, one.record), area_name(tr, one.seen.area), trust)
    return SeenRow(RowView("eye", one.record.title, second, key=one.record.id.hex()), event)


def _months(vault: Vault, tr: Text, seen: list[Observed], known: AreaTree) -> Months:
    """Return observations by area and month, for the last months; the area with the most observations first."""
    today = clock.today(vault)
    last = today.year * 12 + today.month - 1
    wanted = range(last - MONTHS + 1, last + 1)
    cells: Counter[tuple[str, int]] = Counter()
    spelled: dict[str, str] = {}
    for one in seen:
        day = date.fromordinal(one.seen.last)
        month = day.year * 12 + day.month - 1
        if month in wanted and one.seen.last - one.seen.first < 31:
            cells[spelled.setdefault(known.key(one.seen.area), one.seen.area), month] += 1
    names = sorted(spelled.values(), key=lambda name: (-sum(n for (area, _), n in cells.items() if area == name), name))
    columns = tuple(moment_words(tr, f"{month // 12:04}-{month % 12 + 1:02}") for month in wanted)
    numbers = {(names.index(area), month - wanted[0]): n for (area, month), n in cells.items()}
    return Months(tuple(area_name(tr, name) for name in names), columns, numbers)


def tree(vault: Vault, tr: Text, key: str) -> TreePage:
    """Return the page of an alert's contact tree."""
    found = alerts.tree(vault, key)
    alert = found.alert
    facts = tuple(list_facts(vault, tr, alert, ("level", "area", "groups", "reason", "actions")))
    ended = "ended" in alert.fields
    state = tr("over") if ended else tr("active")
    return TreePage(
        key, alert.title, tr.line(alert.ref, date_words(vault, tr, alert), state), facts,
        tuple(_row(vault, tr, one) for one in found.members), tuple(_row(vault, tr, one) for one in found.gaps),
        sum(one.sealed for one in found.members), tr("sent") if "report" in alert.fields else "", ended,
    )  # fmt: skip


def _row(vault: Vault, tr: Text, one: AlertContact) -> TreeRow:
    fields, kind = one.contact.fields, vault.kinds["contact"]
    told = ("reach", "can_do", "languages", "speed", "hours")
    does = [value_words(vault, tr, kind, name, fields[name]) for name in told if name in fields]
    way = tr("sealed, to their card") if one.sealed else one.channel.title if one.channel else tr("no channel works")
    waits = not one.sealed and one.answer == "waiting"
    return TreeRow(one.contact.id.hex(), one.contact.title, tr.line(way, *does), _answer(tr, one.answer), waits)


def _answer(tr: Text, answer: str) -> BadgeOf | None:
    return {
        "waiting": ("clock", tr("test not answered yet"), "edge"), "answered": ("checks", tr("answered"), "neutral"),
        "reached": ("check", tr("reached"), "neutral"), "failed": ("close", tr("not reached"), "amb"),
    }.get(answer)  # fmt: skip
