"""Compute the early warning level of each area, the rules behind it, and the history of a rule.

Nothing is stored: levels are computed from the present indicators and observations.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.records import areas, incidents
from app.domain import warning as rules
from app.domain.record import Record
from app.domain.warning import CALM, LevelChange, ObservationInput, WarningRule
from app.errors import InputRefused
from app.store.records import links
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

ELSEWHERE = ""
"""The area of observations without a place."""


@frozen
class Observed:
    """An observation as a record, and in the form for rules; `place` is its place, if given."""

    record: Record
    seen: ObservationInput
    place: Record | None = None


@frozen
class IndicatorResult:
    """The result of one indicator for one area on a day: its level, the start (ordinal), and the reasons.

    `counted` of `seen` observations in that day's window count: the others have an unreliable source, or a kind or
    date that the rule excludes. `newest` is the last that counts.
    """

    indicator: Record
    rule: WarningRule
    area: str
    level: str
    since: int | None
    counted: int
    seen: int
    newest: Record | None = None


@frozen
class AreaLevel:
    """The level of one area: the highest level of its indicators, in order from the highest."""

    area: str
    level: str
    standings: tuple[IndicatorResult, ...]


def levels(vault: Vault, day: int | None = None, recent: bool = False) -> list[AreaLevel]:
    """Return the level of every area with an indicator, the highest first; `day` defaults to today.

    `recent`: read only observations that can count on that day. So the start of a level is unknown, and areas with
    only old observations are missing.
    """
    on = clock.today(vault).toordinal() if day is None else day
    by_area: dict[str, list[IndicatorResult]] = {}
    names: dict[str, str] = {}
    for indicator, rule, found in _watched(vault, on if recent else None):
        here: dict[str, list[Observed]] = {}
        for one in found:
            for key in rule.tree.keys(one.seen.area):
                here.setdefault(key, []).append(one)
        for area in rules.areas(rule, [one.seen for one in found]):
            key = rule.tree.key(area)
            name, there = names.setdefault(key, area), here.get(key, [])
            by_area.setdefault(name, []).append(_standing(indicator, rule, there, area, on, recent))
    ordered = [
        AreaLevel(
            area,
            rules.highest_level(one.level for one in found),
            tuple(sorted(found, key=lambda one: (-rules.height(one.level), one.indicator.title))),
        )
        for area, found in by_area.items()
    ]
    return sorted(ordered, key=lambda one: (-rules.height(one.level), one.area == ELSEWHERE, one.area))


def _watched(vault: Vault, day: int | None = None) -> list[tuple[Record, WarningRule, list[Observed]]]:
    """Return each indicator that has a rule, with its observations, oldest first; or those that can count on a day."""
    indicators = records.find(vault, Query("indicator", limit=None))
    if not any(rules.rule(one.fields) for one in indicators):
        return []
    tree = areas.read_tree(vault)
    ruled = [(one, rule) for one in indicators if (rule := rules.rule(one.fields, tree)) is not None]
    farthest = 3 * max(rule.within for _, rule in ruled)  # two windows, and a date with the uncertainty of one window
    by_indicator = _by_indicator(vault, 0 if day is None else day - farthest)
    return [(one, rule, _here(rule, by_indicator.get(one.id, ()))) for one, rule in ruled]


def _here(rule: WarningRule, found: Iterable[Observed]) -> list[Observed]:
    """Assign observations without a place to the area of an indicator that has only one area."""
    if len(rule.areas) != 1:
        return list(found)
    (area,) = rule.areas
    return [one if one.seen.area else Observed(one.record, _moved(one.seen, area), one.place) for one in found]


def _moved(seen: ObservationInput, area: str) -> ObservationInput:
    return ObservationInput(area, seen.first, seen.last, seen.value, seen.source, seen.reliability)


def _standing(
    indicator: Record, rule: WarningRule, found: Sequence[Observed], area: str, day: int, recent: bool
) -> IndicatorResult:  # fmt: skip
    """Return the result of an indicator for an area from the observations there."""
    series = [one.seen for one in found]
    there = [one for one in found if day - rule.within < one.seen.last <= day]
    counted = [one for one in there if rule.counts(one.seen)]
    level = rule.reached(series, area, day)
    since = None if recent else rules.level_start_day(rules.replay(rule, series, area), day)
    newest = counted[-1].record if counted else None
    return IndicatorResult(indicator, rule, area, level, since, len(counted), len(there), newest)


def replay(vault: Vault, handle: str) -> tuple[WarningRule, dict[str, list[LevelChange]], list[Observed]]:
    """Return an indicator's rule, the history of each area's level, and its observations, oldest first.

    Raises InputRefused for a record that is no indicator, and for one without a complete rule.
    """
    record = records.record_of(vault, handle)
    rule = rules.rule(record.fields, areas.read_tree(vault)) if record.kind == "indicator" else None
    if rule is None:
        raise InputRefused(
            "This indicator has no rule.", "An indicator needs a rule, its number, and the level it rises to."
        )
    found = _here(rule, _by_indicator(vault).get(record.id, ()))
    series = [one.seen for one in found]
    return rule, {area: rules.replay(rule, series, area) for area in rules.areas(rule, series)}, found


def observations(vault: Vault, first: int = 0) -> list[Observed]:
    """Return every dated observation, oldest first; `first` limits them to that day (ordinal) and later."""
    known = places(vault, "observation", first=first)
    since = (("since", date.fromordinal(first).isoformat()),) if first > 0 else ()
    found = []
    for record in records.find(vault, Query("observation", where=since, limit=None)):
        place = known.get(record.id)
        seen = rules.read_observation(record.fields, area_of(place))
        if seen is not None:
            found.append(Observed(record, seen, place))
    return sorted(found, key=lambda one: (one.seen.last, one.record.created))


def _by_indicator(vault: Vault, first: int = 0) -> Mapping[bytes, list[Observed]]:
    known = {one.record.id: one for one in observations(vault, first)}
    found: dict[bytes, list[Observed]] = {}
    of: dict[bytes, list[bytes]] = {}
    for source, target in links.list_pairs(vault.con, vault.kinds["observation"].number, "indicator", since=first):
        of.setdefault(source, []).append(target)
    for id_, one in known.items():
        for indicator in of.get(id_, ()):
            found.setdefault(indicator, []).append(one)
    return found


def area_of(place: Record | None) -> str:
    """Return the area of a place: its district, or its name if it has no district."""
    return str(place.fields.get("district") or place.fields.get("name") or "") if place is not None else ELSEWHERE


def places(vault: Vault, kind: str, most: int = -1, first: int = 0) -> dict[bytes, Record]:
    """Return the place of each record of a kind that has one; of the `most` newest, or from a day on."""
    known: dict[bytes, Record | None] = {}
    found: dict[bytes, Record] = {}
    for source, target in links.list_pairs(vault.con, vault.kinds[kind].number, "place", since=first, most=most):
        if target not in known:
            known[target] = store.load(vault.con, target)
        if (place := known[target]) is not None and not place.removed:
            found[source] = place
    return found


def observe(vault: Vault, text: str, indicator: str, place: str = "", value: object = None, source: str = "",
            reliability: str = "") -> tuple[Record, Changed]:  # fmt: skip
    """Record an observation of this minute with its details; `place` is an id or the name of a new one.

    Raises InputRefused that names the errors.
    """
    now = clock.local_minute(vault)
    where = _place(vault, place)
    given: dict[str, object] = {"date": now, "text": text, "value": value, "source": source, "reliability": reliability}
    given |= {"place": where} if where else {}
    return records.add(vault, "observation", given | ({"indicator": [indicator]} if indicator else {}))


def _place(vault: Vault, said: str) -> object:
    """Return the place with this id, name or district, else a new one with that name."""
    if not said.strip():
        return None
    if store.find(vault.con, said) is not None:
        return said
    known, tree = records.find(vault, Query("place", limit=None)), areas.read_tree(vault)
    found = (one for name in ("name", "district") for one in known
             if tree.key(str(one.fields.get(name, ""))) == tree.key(said))  # fmt: skip
    same = next(found, None)
    return same.id.hex() if same is not None else {"name": said.strip()}


def promote(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Make an incident from an observation with its date, place and text; link the observation to it.

    Raises InputRefused for other records, and for an observation that already is an incident.
    """
    shown = records.show(vault, handle)
    if shown.record.kind != "observation":
        raise InputRefused("Only an observation becomes an incident this way.", "Nothing was changed.")
    if any(role == "event" for role, _ in shown.links):
        raise InputRefused("This observation is an incident already.", "Nothing was changed.")
    fields = shown.record.fields
    draft = {"when": str(fields.get("date", "")), "words": str(fields.get("text", ""))}
    place = next((target.id.hex() for role, target in shown.links if role == "place"), "")
    with vault.transaction():
        event, changed = incidents.save(vault, draft | ({"where": f"id:{place}"} if place else {}), "")
        _, linked = records.edit(vault, handle, {"event": event.id.hex()})
    return event, changed | linked


def demote(vault: Vault, handle: str) -> Changed:
    """Undo `promote`: archive the incident, and remove the link of the observation."""
    shown = records.show(vault, handle)
    events = [target for role, target in shown.links if role == "event"]
    with vault.transaction():
        _, changed = records.edit(vault, handle, {"event": None})
        for event in events:
            changed |= records.remove(vault, event.id.hex())[1]
    return changed


def raised_areas(levels: Iterable[AreaLevel]) -> list[AreaLevel]:
    """Return the areas with a level that is not calm."""
    return [one for one in levels if one.level != CALM]
