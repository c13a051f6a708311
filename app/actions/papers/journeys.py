"""Papers for travellers and for the base: the check-in card and the escalation script.

Both are made from outgoing data, as every paper, so they have no code word. The one sheet with the code words is made
separately (`app.actions.papers.base_copy`).
"""

import itertools

from app.actions.papers.outgoing_data import OutgoingData
from app.actions.papers.output import ALL_LANGUAGES, Output
from app.domain import channel_order, schedule, zones
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

MOST = 60
"""The maximum times on a card; the rule describes the rest of a long plan."""
DAYS = 8
"""The maximum rows of days on the travelling sheet, which has one page."""


def plans(leaving: OutgoingData) -> list[Record]:
    """Return the plans of a paper: the requested ones, or those of the requested missions."""
    found = [
        plan for root in leaving.roots if root.kind != "checkin_plan" for plan in leaving.parts(root, "checkin_plan")
    ]
    return [*(root for root in leaving.roots if root.kind == "checkin_plan"), *found]


def checkin_card(leaving: OutgoingData) -> Sheet:
    """Return the card for travellers: the facts and the times of each check-in plan."""
    blocks: list[Block] = []
    for plan in plans(leaving):
        blocks += [Heading(leaving.title(plan)), SheetFacts(facts(leaving, plan)), *times(leaving, plan)]
    blocks.append(
        SheetProse(Phrase("Call before it is due. Late is better than not at all: say that you are late, but well."))
    )
    return Sheet(Phrase("Check-in card"), leaving.code(leaving.roots[0]), tuple(blocks), leaving.mark, "card")


def facts(leaving: OutgoingData, plan: Record) -> tuple[tuple[str, str], ...]:
    """Return the facts of a plan, without any code word."""
    names = (
        "starts",
        "ends",
        "time_zone",
        "every_minutes",
        "times",
        "grace_minutes",
        "channel",
        "traveller",
        "monitor",
    )
    return leaving.facts(plan, *names)


def times(leaving: OutgoingData, plan: Record) -> list[Block]:
    """Return the times of a plan as a list; empty for people who must not know them."""
    rows = [leaving.when(at) for at in _due(leaving, plan)]
    more = [Phrase("and so on until {end}", end=leaving.said(plan, "ends"))] if len(rows) > MOST else []
    return [Heading(Phrase("When to call")), Items((*rows[:MOST], *more))] if rows else []


def hours(leaving: OutgoingData, plan: Record) -> tuple[tuple[str, str], ...]:
    """Return the times of a plan in short: the hours of each day, or of a range of equal days."""
    days: dict[str, list[str]] = {}
    for at in _due(leaving, plan):
        day, _, hour = at.partition("T")
        days.setdefault(day, []).append(hour)
    rows = []
    for said, found in itertools.groupby(days.items(), key=lambda row: ", ".join(row[1])):
        same = [leaving.when(day) for day, _ in found]
        rows.append((Phrase("{start} to {end}", start=same[0], end=same[-1]) if len(same) > 1 else same[0], said))
    more = [("", Phrase("and so on until {end}", end=leaving.said(plan, "ends")))] if len(rows) > DAYS else []
    return (*rows[:DAYS], *more)


def _due(leaving: OutgoingData, plan: Record) -> list[str]:
    """Return the minutes of due check-ins; empty if a part of their rule is withheld."""
    if not leaving.profile.own or not {"starts", "ends"} <= plan.fields.keys():
        return []
    made = leaving.plan(plan)
    return [zones.local_minute(due.at, made.zone) for due in schedule.dues(made)]


def escalation_script(leaving: OutgoingData) -> Sheet:
    """Return the steps of the base after a missed check-in, with room for name and time."""
    blocks: list[Block] = []
    for plan in plans(leaving):
        blocks += [Heading(leaving.title(plan)), SheetFacts(facts(leaving, plan)), ladder(leaving, plan)]
    return Sheet(Phrase("If nobody calls"), leaving.code(leaving.roots[0]), tuple(blocks), leaving.mark, "script")


def ladder(leaving: OutgoingData, plan: Record) -> SheetTable:
    """Return the escalation steps of a plan as a table."""
    steps = sorted(leaving.parts(plan, "escalation_step"), key=lambda one: int(str(one.fields.get("after_minutes", 0))))
    header = (Phrase("Minutes after the waiting time"), Phrase("Kind of step"), Phrase("What to do"), Phrase("Person "
                                                                                                      "to reach"),
              Phrase("Done by, at"))  # fmt: skip
    return SheetTable(header, tuple(_step(leaving, one) for one in steps))


def _step(leaving: OutgoingData, step: Record) -> tuple[str, ...]:
    who = []
    for contact in leaving.linked(step, "who"):
        rows = sorted(leaving.parts(contact, "channel"), key=lambda one: channel_order.order(one.fields))
        told = [f"{leaving.said(one, 'kind')} {leaving.said(one, 'address')}".strip() for one in rows]
        who.append(f"{leaving.title(contact)}: {', '.join(told)}" if told else leaving.title(contact))
    minutes = str(step.fields.get("after_minutes", ""))
    return minutes, leaving.said(step, "kind"), leaving.said(step, "what"), "; ".join(who), ""


def checkin_log(leaving: OutgoingData) -> Sheet:
    """Return all check-ins and actions in order of time."""
    blocks: list[Block] = []
    header = (Phrase("When"), Phrase("Event"), Phrase("By"), Phrase("In words"))
    for plan in plans(leaving):
        rows = [(str(one.fields.get("at", "")), one) for kind in ("checkin", "watch_entry")
                for one in leaving.parts(plan, kind)]  # fmt: skip
        told = [_logged(leaving, one) for _, one in sorted(rows, key=lambda row: (row[0], row[1].created))]
        blocks += [Heading(leaving.title(plan)), SheetTable(header, tuple(told))]
    return Sheet(Phrase("Log of the check-ins"), leaving.code(leaving.roots[0]), tuple(blocks), leaving.mark, "log")


def _logged(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    what = leaving.said(one, "state" if one.kind == "checkin" else "action")
    step = leaving.titles(leaving.linked(one, "step")) if one.kind == "watch_entry" else ""
    told = f"{what}: {step}" if step else what
    words = [leaving.said(one, name) for name in ("text", "position", "to") if name in one.fields]
    return leaving.said(one, "at"), told, leaving.said(one, "by"), ". ".join(words)


_ABOUT = ("checkin_plan", "mission")
OUTPUTS = (
    Output("checkin-card", Phrase("Check-in card"),
           Phrase("For the people who travel: when to call, and how. It has no code words."),
           checkin_card, _ABOUT, profiles=("internal", "network"), languages=ALL_LANGUAGES),
    Output("escalation-script", Phrase("If nobody calls"),
           Phrase("For the person who watches: the steps in order, with the people to reach."),
           escalation_script, _ABOUT, profiles=("internal",), languages=ALL_LANGUAGES),
    Output("checkin-log", Phrase("Log of the check-ins"),
           Phrase("Check-ins and actions, in order of time."), checkin_log, _ABOUT, profiles=("internal",)),
)  # fmt: skip
