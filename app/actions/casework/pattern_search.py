"""Search for acts that might belong together, and keep the answer of a person.

Amparo only asks. No answer changes a level, an alert or a paper.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from attrs import frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.kernel.record_context import Inside
from app.actions.records import areas
from app.domain.areas import LEVELS
from app.domain.casework.pattern_rules import (
    AFTER,
    COUNTED,
    RULES,
    PatternAct,
    PatternReason,
    Question,
    Statement,
    ask,
    find_marks,
    run_rule,
    say_usual,
)
from app.domain.moment import EXACT, first_day, parse_moment
from app.domain.patterns import LEVEL, find_area
from app.domain.record import Record
from app.errors import InputRefused, NotFound, Stopped
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

KIND = "pattern"
ANSWERS: Mapping[str, str] = {"they-do": "related", "chance": "chance", "not-sure": "unsure"}
"""The codes of the answers, by their words in a command."""
_CONTEXT, _BEFORE = "in_context", "01"
_MOST = 500
"""Acts and statements in the line of one person."""
Pairs = Mapping[bytes, Sequence[bytes]]


@frozen(eq=False)
class PatternSearch:
    """The open questions, the rules that did not run, and the numbers of acts that were read and that have no day."""

    questions: tuple[Question, ...]
    not_run: tuple[str, ...] = ()
    acts: int = 0
    without_day: int = 0


def find(
    vault: Vault, db: Db | None = None, told: Told = ignore_progress, rules: Sequence[str] = RULES, of: str = ""
) -> PatternSearch:
    """Return the questions without an answer, about all acts or those of a record. Stop ends after the current rule."""
    db, steps = db or direct_db(vault), len(rules) + 1
    known = db(lambda vault: bytes(records.record_of(vault, of).id) if of else b"")
    acts, without = _read_acts(db)
    statements, answered = db(_read_statements), db(_read_answered)
    reasons, ran = list[PatternReason](), 0
    try:
        for ran, rule in enumerate(rules):
            told(ran + 1, steps)
            reasons += run_rule(rule, acts, statements)
        ran = len(rules)
    except Stopped:
        pass
    found = [one for one in ask(reasons) if not any({act.id for act in one.acts} <= seen for seen in answered)]
    kept = tuple(one for one in found if not known or _is_about(one, known))
    return PatternSearch(kept, tuple(rules[ran:]), len(acts), without)


def _is_about(question: Question, id_: bytes) -> bool:
    named = ((act.id.hex(), act.event.hex(), *act.victims, *act.doers, *act.contexts) for act in question.acts)
    return any(id_.hex() in names for names in named)


# Read.


def _targets(db: Db, kind: str, role: str) -> Pairs:
    found: dict[bytes, list[bytes]] = {}
    for source, target in db(lambda vault: links.list_pairs(vault.con, vault.kinds[kind].number, role)):
        found.setdefault(source, []).append(target)
    return found


def _read_acts(db: Db) -> tuple[list[PatternAct], int]:
    """Return the acts with an exact day, and the number of the others. It reads no whole record."""
    names = ("date_start", "violation", "method")
    rows = db(lambda vault: record_lists.list_linked_values(vault.con, "act", "event", names))
    days = dict(db(lambda vault: record_lists.list_values(vault.con, "event", "date_start")))
    linked = {
        name: _targets(db, *name)
        for name in (("act", "victim"), ("act", "place"), ("event", "place"), ("event", _CONTEXT),
                     ("involvement", "perpetrator"), ("actor", "organisation"))
    }  # fmt: skip
    doers, marks = _read_involved(db, linked["involvement", "perpetrator"])
    area = db(_read_areas)
    step = cache(db(lambda vault: vault.words)["violation"].step)
    acts, without = list[PatternAct](), 0
    for id_, event, (day, violation, method) in rows:
        when = _when(day or days.get(event, ""))
        if event not in days or when is None:
            without += event in days
            continue
        victims = linked["act", "victim"].get(id_, ())
        places = linked["act", "place"].get(id_) or linked["event", "place"].get(event, ())
        homes = (home for who in victims for home in linked["actor", "organisation"].get(who, ()))
        acts.append(PatternAct(
            id_, event, when[0], step(violation), tuple(json.loads(method)) if method else (),
            _hexes([*victims, *homes]), _hexes(doers.get(id_, ())), _hexes(linked["event", _CONTEXT].get(event, ())),
            marks.get(id_, ()), area(places[0]) if places else "", when[1],
        ))  # fmt: skip
    return acts, without


def _hexes(ids: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_.hex() for id_ in ids))


def _when(text: str) -> tuple[int, int | None] | None:
    """Return the day of an exact date and the quarter of that day; None for other dates."""
    moment = parse_moment(text) if text else None
    if moment is None or moment.precision != EXACT or moment.start is None:
        return None
    minute = moment.start.minute
    return moment.first_day, None if minute is None else minute // 360


def _read_involved(db: Db, perpetrators: Pairs) -> tuple[Pairs, Mapping[bytes, tuple[str, ...]]]:
    """Return the perpetrators of each act, and the plates and other marks in their descriptions."""
    rows = db(lambda vault: record_lists.list_linked_values(vault.con, "involvement", "act", ("description",)))
    doers: dict[bytes, list[bytes]] = {}
    marks: dict[bytes, tuple[str, ...]] = {}
    for id_, act, (text,) in rows:
        doers.setdefault(act, []).extend(perpetrators.get(id_, ()))
        if text and (seen := find_marks(text)):
            marks[act] = (*marks.get(act, ()), *seen)
    return doers, marks


def _read_areas(vault: Vault) -> Callable[[bytes], str]:
    """Return the function from a place to its district, or to the next wider area below the country."""
    number = vault.kinds["place"].number
    within: dict[bytes, list[bytes]] = {}
    for place, area in links.list_pairs(vault.con, number, "within"):
        within.setdefault(place, []).append(area)
    places, tree = {row.id: row for row in record_lists.list_kind(vault.con, number)}, areas.read_tree(vault)

    def name(place: bytes) -> str:
        path = areas.find_path(tree, places[place], within.get(place, ())) if place in places else ()
        area = find_area(path, LEVEL)
        return area.id if area is not None and area.step != LEVELS[0] else ""

    return cache(name)


def _read_statements(vault: Vault) -> list[Statement]:
    rows: dict[tuple[bytes, str], list[bytes]] = {}
    for id_, who, (day,) in record_lists.list_linked_values(vault.con, "statement", "names", ("date",)):
        rows.setdefault((id_, day), []).append(who)
    return [Statement(when[0], _hexes(who)) for (_, day), who in rows.items() if (when := _when(day))]


def _read_answered(vault: Vault) -> list[set[bytes]]:
    """Return the acts of each answer."""
    found: dict[bytes, set[bytes]] = {}
    for id_, act in links.list_pairs(vault.con, vault.kinds[KIND].number, "act"):
        found.setdefault(id_, set()).add(act)
    return list(found.values())


# Say.


def say(vault: Vault, reason: PatternReason, language: str = "en") -> Phrase:
    """Return a reason as one sentence."""
    named = dict(zip(("who", "other"), (_name(vault, one, language) for one in reason.key), strict=False))
    given = {"n": reason.incidents, "days": reason.days, **named}
    said = {
        "r1": lambda: Phrase("Incidents by {who} within {days} days: {n}.", **given),
        "r2": lambda: Phrase("Incidents by {who} with the method “{other}” within {days} days: {n}.", **given),
        "r3": lambda: Phrase("Incidents by {who} in {other} within {days} days: {n}.", **given),
        "r4": lambda: Phrase("Incidents with the method “{who}” in {other} within {days} days: {n}.", **given),
        "r5": lambda: Phrase("Incidents in {who} at the same time of day within {days} days: {n}.", **given),
        "r6": lambda: Phrase("Incidents against {who} within {days} days: {n}.", **given),
        "r7": lambda: Phrase("Incidents with the same mark {who}: {n}.", **given),
        "r8": lambda: Phrase("Incidents against {who} after a hostile statement: {n}.", **given),
        "r9": lambda: Phrase("Incidents against {who}, from light to serious, within {days} days: {n}.", **given),
        "r10": lambda: Phrase("Incidents in the context of {who} within {days} days: {n}.", **given),
    }[reason.rule]()  # fmt: skip
    if not reason.expected:
        return said
    return Phrase("{said} Usual number in such a window: {usual}.", said=said, usual=say_usual(reason.expected))


def _name(vault: Vault, key: str, language: str) -> str:
    """Return the name of one key: a record, a method, an area or a mark."""
    if len(key) == 32 and (found := record_lists.load_all(vault.con, [bytes.fromhex(key)])):
        return next(iter(found.values())).title
    if key in vault.words["method"]:
        return vault.words["method"].label(key, language)
    area = areas.read_tree(vault).get(key)
    return area.name if area is not None else key


@frozen
class LineRow:
    """An act or a statement against somebody: its day as text, its step, and the record with its page."""

    day: str
    step: int
    record: Record
    page: bytes


def read_line(vault: Vault, handle: str) -> list[LineRow]:
    """Return the acts against a person or organisation, and the statements that name them, by day."""
    id_, around, rows = records.record_of(vault, handle).id, Inside(vault), list[LineRow]()
    found = [one for role in ("victim", "names") for one in links.list_sources(vault.con, id_, role, _MOST)]
    for one in record_lists.load_all(vault.con, found).values():
        if one.kind not in ("act", "statement"):
            continue
        rows.append(_line_row(vault, around, one))
    return sorted(rows, key=lambda row: (first_day(row.day) or 0, row.record.id))


def _line_row(vault: Vault, around: Inside, one: Record) -> LineRow:
    event = next(iter(around.linked(one, "event")), one)
    day = one.fields.get("date_start") or one.fields.get("date") or event.fields.get("date_start", "")
    step = vault.words["violation"].step(str(one.fields.get("violation", "")))
    return LineRow(str(day), step, one, event.id if one.kind == "act" else one.id)


def list_statements(vault: Vault, answer: Record) -> list[Record]:
    """Return the hostile statements about the victims, from AFTER days before the first act up to the last one."""
    around = Inside(vault)
    acts = around.linked(answer, "act") or [act for event in around.linked(answer, "event")
                                            for act in around.parts(event, "act")]  # fmt: skip
    days = [first_day(row.day) or 0 for row in (_line_row(vault, around, act) for act in acts) if row.day]
    victims = dict.fromkeys(one.id for act in acts for one in around.linked(act, "victim"))
    ids = [id_ for who in victims for id_ in links.list_sources(vault.con, who, "names", _MOST)]
    found = record_lists.load_all(vault.con, ids).values()
    return [one for one in found if one.kind == "statement" and days
            and min(days) - AFTER <= (first_day(str(one.fields.get("date", ""))) or 0) <= max(days)]  # fmt: skip


# Answer.


def answer(vault: Vault, question: Question, state: str, words: str = "") -> tuple[Record, Changed]:
    """Keep the answer to a question; nothing else changes."""
    lead = question.reasons[0]
    day = (date.fromordinal(act.day).isoformat() for act in (question.acts[0], question.acts[-1]))
    given = {
        "rule": lead.rule, "state": state, "key": list(lead.key), "looked_on": clock.today(vault).isoformat(),
        "seen": len({act.event for act in question.acts}),
        "expected": round(lead.expected, 1) if lead.rule in COUNTED else None,
        "first": next(day), "last": next(day), "text": words or None, "act": [act.id.hex() for act in question.acts],
        "event": list(_hexes(act.event for act in question.acts)),
    }  # fmt: skip
    return records.add(vault, KIND, given)


def answer_by_id(vault: Vault, handle: str, state: str, words: str = "") -> tuple[Record, Changed]:
    """Keep the answer to a question by its short name. Raises NotFound if it is not open."""
    found = next((one for one in find(vault).questions if one.id == handle), None)
    if found is None:
        said = Phrase("There is no open question {id}.", id=handle)
        raise NotFound(said, "A new act changes its name. See: amparo patterns")
    return answer(vault, found, state, words)


def link_incidents(vault: Vault, handle: str) -> Changed:
    """Link each incident of an answer with the next one, unless they are linked. Raises InputRefused."""
    record = records.record_of(vault, handle)
    if record.kind != KIND:
        raise InputRefused(Phrase("{ref} is no answer about a pattern.", ref=record.ref), "Nothing was changed.")
    found = record_lists.load_all(vault.con, links.list_targets(vault.con, record.id, "event")).values()
    ordered = sorted(found, key=lambda one: (str(one.fields.get("date_start", "")), one.id))
    number, changed = vault.kinds["event_link"].number, Changed()
    first, other = (dict(links.list_pairs(vault.con, number, role)) for role in ("event", "other"))
    known = {frozenset((first[id_], other[id_])) for id_ in first.keys() & other.keys()}
    with vault.transaction():
        for one, then in pairwise(ordered):
            if frozenset((one.id, then.id)) not in known:
                given = {"event": one.id.hex(), "other": then.id.hex(), "relation": _BEFORE}
                changed |= records.add(vault, "event_link", given)[1]
    return changed
