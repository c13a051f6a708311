"""The data of the page of a mission's plan."""

from collections.abc import Sequence

from attrs import frozen

from app.actions.field import missions
from app.actions.field.missions import FindingStatus, MissionStatus
from app.actions.records.interviews import Interview
from app.domain import journey_plan
from app.domain.journey_plan import DAY, Leg
from app.domain.record import Record, words_of
from app.gui.records.parts_query import date_words, second_line
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

Span = tuple[int, int]
"""From one minute of a day to another, 0 to 1440."""
PLANNED = ("", "planned")
"""States of a mission that is not approved yet."""
MOST = 31
"""Days of a route that are drawn."""


@frozen
class RouteDay:
    """One day of the route: its legs with their numbers, times without signal, and the first dark minute."""

    word: str
    legs: tuple[tuple[int, int, str], ...] = ()
    silent: tuple[Span, ...] = ()
    dark: int | None = None


@frozen
class LegLine:
    """One leg as a row; `next` is the time to record next (`depart`, `arrive` or empty)."""

    key: str
    title: str
    second: str
    doubts: tuple[str, ...] = ()
    next: str = ""


@frozen(eq=False)
class MissionPlan:
    """A mission: missing data, route by day and by leg, people, meetings, interviews, findings and promises."""

    key: str
    title: str
    second: str
    approved: bool
    missing: tuple[str, ...] = ()
    days: tuple[RouteDay, ...] = ()
    said: str = ""
    """The route as one sentence, for people who do not see it."""
    legs: tuple[LegLine, ...] = ()
    team: tuple[RowView, ...] = ()
    meetings: tuple[RowView, ...] = ()
    interviews: tuple[RowView, ...] = ()
    findings: tuple[RowView, ...] = ()
    undertakings: tuple[RowView, ...] = ()


def plan(vault: Vault, tr: Text, key: str) -> MissionPlan:
    """Return the plan of a mission."""
    seen = missions.read_status(vault, key, tr.language)
    mission = seen.mission
    state = str(mission.fields.get("status", ""))
    words = words_of(vault.kinds["mission"], "status", state, vault.words, tr.language) if state else ""
    dates = [
        moment_words(tr, str(mission.fields[name])) for name in ("date_start", "date_end") if name in mission.fields
    ]
    second = tr.line(mission.ref, words[:1].upper() + words[1:], " – ".join(dates))
    legs = tuple(_leg(vault, tr, seen, number) for number in range(len(seen.legs)))
    return MissionPlan(
        key, title_words(vault, tr, mission), second, state not in PLANNED,
        tuple(map(tr.phrase, seen.missing)) if state in PLANNED else (), _days(tr, seen),
        tr.listed(tr.line(leg.title, leg.second) for leg in legs), legs,
        tuple(_line(vault, tr, one, "person") for one in seen.team),
        tuple(_line(vault, tr, one, "people") for one in seen.meetings),
        tuple(_interview(vault, tr, one) for one in seen.interviews),
        tuple(_finding(vault, tr, one) for one in seen.findings),
        tuple(_line(vault, tr, one, "check") for one in seen.undertakings),
    )  # fmt: skip


def _line(vault: Vault, tr: Text, record: Record, icon: str) -> RowView:
    second = tr.line(date_words(vault, tr, record), second_line(vault, tr, record))
    return RowView(icon, title_words(vault, tr, record), second, key=record.id.hex())


def _finding(vault: Vault, tr: Text, found: FindingStatus) -> RowView:
    evidence = tr("{n} piece of evidence|{n} pieces of evidence", n=found.evidence)
    sources = tr("{n} source|{n} sources", n=found.sources)
    far = "" if found.founded else tr("Not yet founded")
    title = title_words(vault, tr, found.record)
    return RowView("check" if found.founded else "alert", title, tr.line(evidence, sources), far=far,
                ink="ink2" if found.founded else "amb", key=found.record.id.hex())  # fmt: skip


def _interview(vault: Vault, tr: Text, one: Interview) -> RowView:
    """Return a row with the missing parts, or with the consent if none are missing."""
    title = title_words(vault, tr, one.record)
    told = tr("Consent: {said}", said=tr.phrase(one.consent)) if one.consent else ""
    lacks = ""
    if one.missing:
        told = tr("missing: {what}", what=tr.listed(map(tr.phrase, one.missing)))
        lacks = tr("{n} thing is missing|{n} things are missing", n=len(one.missing))
    second = tr.line(date_words(vault, tr, one.record), second_line(vault, tr, one.record), told)
    return RowView("alert" if lacks else "person", title, second, far=lacks, ink="amb" if lacks else "ink2",
                key=one.record.id.hex())  # fmt: skip


def _leg(vault: Vault, tr: Text, seen: MissionStatus, number: int) -> LegLine:
    record, leg = seen.legs[number]
    title = tr("{n}. {start} to {end}", n=number + 1, start=leg.start or "…", end=leg.end or "…")
    times = [moment_words(tr, str(record.fields[name]), long=True) for name in ("depart_plan", "arrive_plan")
             if name in record.fields]  # fmt: skip
    second = tr.line(" – ".join(times), second_line(vault, tr, record), *_was(tr, leg))
    doubts = tuple(tr.phrase(why) for at, why in seen.doubts if at == number)
    due = "" if "arrive_actual" in record.fields else "arrive" if "depart_actual" in record.fields else "depart"
    return LegLine(record.id.hex(), title, second, doubts, due)


def _was(tr: Text, leg: Leg) -> list[str]:
    """Return the real times of a leg, compared with its plan."""
    told = []
    if (by := journey_plan.late_by(leg, "depart")) is not None:
        told.append(tr("left in time") if not by else tr("left {n} min late", n=by) if by > 0
                    else tr("left {n} min early", n=-by))  # fmt: skip
    if (by := journey_plan.late_by(leg, "arrive")) is not None:
        told.append(tr("arrived in time") if not by else tr("arrived {n} min late", n=by) if by > 0
                    else tr("arrived {n} min early", n=-by))  # fmt: skip
    return told


def _days(tr: Text, seen: MissionStatus) -> tuple[RouteDay, ...]:
    """Return the days with a leg or a section without signal, each from midnight to midnight."""
    legs = [(leg.at("depart_plan"), leg.at("arrive_plan"), number) for number, (_, leg) in enumerate(seen.legs, 1)]
    bars = [(begins, ends, tr.number(number)) for begins, ends, number in legs
            if begins is not None and ends is not None and begins < ends]  # fmt: skip
    dark = {at // DAY: at % DAY for _, leg in seen.legs if (at := journey_plan.dark_at(leg)) is not None}
    days = sorted(
        {
            day
            for begins, ends, _ in bars
            for day in range(begins // DAY, min((ends - 1) // DAY, begins // DAY + MOST) + 1)
        }
    )
    return tuple(
        RouteDay(
            moment_words(tr, journey_plan.moment_of(day * DAY).split("T")[0]),
            tuple((*span, word) for begins, ends, word in bars for span in _within(day, [(begins, ends)])),
            tuple(_within(day, seen.silences)), dark.get(day),
        )
        for day in days[:MOST]
    )  # fmt: skip


def _within(day: int, stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of sections without signal in a day, in its minutes."""
    first = day * DAY
    cut = [(max(begins - first, 0), min(ends - first, DAY)) for begins, ends in stretches]
    return [(begins, ends) for begins, ends in cut if begins < ends]
