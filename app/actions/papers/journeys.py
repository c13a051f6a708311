"""Papers for travellers and for the base: the check-in card and the escalation script.

Both are made from outgoing data, as every paper, so they have no code word. The one sheet with the code words is made
separately (`app.actions.papers.base_copy`).
"""

import itertools
from collections.abc import Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.addressees import NO_NUMBER
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts.passages import LINE
from app.domain import channel_order, schedule, zones
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase
from app.store.records.links import list_sources, list_targets
from app.store.vault.open_vault import Vault

_MOST_STEPS = 200
"""Steps and log entries of one plan."""
_WRITE = Phrase("{line} (write the number here before you leave)", line=LINE)
MOST = 60
"""The maximum times on a card; the rule describes the rest of a long plan."""
DAYS = 8
"""The maximum rows of days on the travelling sheet, which has one page."""


def plans(leaving: OutgoingData) -> list[Record]:
    """Return the plans of a paper: the requested ones, or those of the requested missions."""
    found = [plan for root in leaving.roots if root.kind == "mission" for plan in leaving.parts(root, "checkin_plan")]
    return [*(root for root in leaving.roots if root.kind == "checkin_plan"), *found]


def checkin_card(leaving: OutgoingData) -> Sheet:
    """Return the card for travellers: the facts, the numbers of the base, and the times of each check-in plan."""
    blocks: list[Block] = []
    for plan in plans(leaving):
        base = [row for who in leaving.linked(plan, "monitor") for row in _numbers(leaving, who)]
        labels = (Phrase("Call this number"), Phrase("If that fails"))
        rows = tuple(zip(labels, dict.fromkeys(base or [_WRITE]), strict=False)) if leaving.profile.own else ()
        late = leaving.said(plan, "grace_minutes")
        rule = Phrase("If you do not call, we wait {n} minutes. Then we act.", n=int(late)) if late else ""
        told = [SheetFacts(row) for row in (rows, facts(leaving, plan)) if row]
        blocks += [Heading(leaving.title(plan)), *told, *([SheetProse(rule)] if rule else []), *times(leaving, plan)]
    blocks.append(
        SheetProse(Phrase("Call before it is due. Late is better than not at all: say that you are late, but well."))
    )
    return Sheet(Phrase("Check-in card"), leaving.code(leaving.roots[0]), tuple(blocks), leaving.mark, "card")


def facts(leaving: OutgoingData, plan: Record) -> tuple[tuple[str, str], ...]:
    """Return the facts of a plan, without any code word."""
    return leaving.facts(plan, "starts", "ends", "time_zone", "every_minutes", "times", "grace_minutes", "channel")


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
    """Return the steps of the base after a missed check-in; a list of the steps without a number comes first."""
    blocks: list[Block] = []
    for plan in plans(leaving):
        rows = ladder(leaving, plan)
        steps = enumerate(_steps(leaving, plan), 1)
        dead = tuple(Phrase("Step {n}: {who} has no number that works.", n=n, who=who) if who else
                     Phrase("Step {n}: no one can be reached.", n=n)
                     for n, step in steps if _is_dead(leaving, step)
                     for who in [leaving.titles(leaving.linked(step, "who"))])  # fmt: skip
        leaving.warnings += dead
        if dead:
            blocks[:0] = [Heading(Phrase("Mend this first: {party}", party=leaving.title(plan))), Items(dead)]
        who = leaving.facts(plan, "traveller", "monitor", "number")
        blocks += [Heading(leaving.title(plan)), SheetFacts((*facts(leaving, plan), *who)), *rows]
    return Sheet(Phrase("If nobody calls"), leaving.code(leaving.roots[0]), tuple(blocks), leaving.mark, "script")


def ladder(leaving: OutgoingData, plan: Record) -> list[Block]:
    """Return the escalation steps of a plan, each with the name, the numbers, the hours and the languages."""
    blocks: list[Block] = []
    for n, step in enumerate(_steps(leaving, plan), 1):
        minutes = int(str(step.fields.get("after_minutes", 0)))
        blocks += [Heading(Phrase("Step {n}: {minutes} minutes after the waiting time", n=n, minutes=minutes)),
                   SheetFacts(_step(leaving, step))]  # fmt: skip
    return blocks


def _steps(leaving: OutgoingData, plan: Record) -> list[Record]:
    return sorted(leaving.parts(plan, "escalation_step"), key=lambda one: int(str(one.fields.get("after_minutes", 0))))


def _is_dead(leaving: OutgoingData, step: Record) -> bool:
    """Return True for a step that needs a person, without a channel that passed its last test."""
    rows = [row for who in leaving.linked(step, "who") for row in leaving.parts(who, "channel")]
    works = any(row.fields.get("address") and channel_order.works(row.fields) for row in rows)
    return step.fields.get("kind") != "wait" and not works and not _team_number(leaving, step)


def _team_number(leaving: OutgoingData, step: Record) -> list[str]:
    """Return the number of the travellers for a step that calls them and names nobody else."""
    calls = step.fields.get("kind") == "team" and not leaving.linked(step, "who")
    return [said for plan in leaving.linked(step, "plan") if calls and (said := leaving.said(plan, "number"))]


def _reach(leaving: OutgoingData, step: Record) -> list[str]:
    found = leaving.linked(step, "who")
    return _team_number(leaving, step) or [said for who in found for said in _numbers(leaving, who)]


def _numbers(leaving: OutgoingData, who: Record) -> list[str]:
    """Return the channels of a contact, telephones first, then in their order; failed channels are last."""
    rows = sorted(leaving.parts(who, "channel"), key=lambda one: channel_order.rank(one.fields))
    return [
        Phrase("{kind} {number} (failed its last test)", kind=leaving.said(one, "kind"), number=address)
        if not channel_order.works(one.fields) else f"{leaving.said(one, 'kind')} {address}"
        for one in rows if (address := leaving.said(one, "address"))
    ]  # fmt: skip


def _step(leaving: OutgoingData, step: Record) -> tuple[tuple[str, str], ...]:
    found = leaving.linked(step, "who")
    numbers = _reach(leaving, step)
    more = [*numbers[:2], *[""] * (2 - len(numbers))]
    rows = [(Phrase("Action"), leaving.said(step, "kind")), (Phrase("Name"), leaving.titles(found))]
    rows += [(Phrase("Role"), leaving.said(who, "role")) for who in found]
    rows += [(Phrase("Number"), more[0]), (Phrase("Second number"), more[1])]
    if _is_dead(leaving, step) and not numbers:
        rows.append((Phrase("Number"), NO_NUMBER))
    for who in found:
        hours = [said for name in ("hours", "time_zone") if (said := leaving.said(who, name))]
        rows += [(Phrase("Hours"), leaving.join(hours)), (Phrase("Languages"), leaving.said(who, "languages"))]
    rows += [(Phrase("Instructions"), leaving.said(step, "what")), (Phrase("Done by, at"), LINE)]
    return tuple(row for row in rows if row[1])


def list_reached(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the contacts of the steps and the watchers of the chosen plans: their channels leave with them."""
    chosen = [record_of(vault, handle) for handle in handles]
    plan_ids = [one.id for one in chosen if one.kind == "checkin_plan"]
    for mission in (one.id for one in chosen if one.kind == "mission"):
        plan_ids += list_sources(vault.con, mission, "mission", _MOST_STEPS)
    found = [id_ for plan in plan_ids for id_ in list_targets(vault.con, plan, "monitor")]
    for plan in plan_ids:
        for step in list_sources(vault.con, plan, "plan", _MOST_STEPS):
            found += list_targets(vault.con, step, "who")
    return [id_.hex() for id_ in dict.fromkeys(found)]


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
           checkin_card, _ABOUT, profiles=("internal", "network"), also=list_reached),
    Output("escalation-script", Phrase("If nobody calls"),
           Phrase("For the person who watches: the steps in order, with names, numbers and hours."),
           escalation_script, _ABOUT, profiles=("internal",), also=list_reached),
    Output("checkin-log", Phrase("Log of the check-ins"),
           Phrase("Check-ins and actions, in order of time."), checkin_log, _ABOUT, profiles=("internal",)),
)  # fmt: skip
