"""The sheet of a pattern: a question or its answer, acts and statements by day, common features, and open points."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from app.actions.casework import pattern_search
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.domain.casework.pattern_rules import COUNTED, RULE, STEPS, say_usual, share_days
from app.domain.direction import RTL_LANGUAGES
from app.domain.moment import first_day
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTimeLine, filled_table
from app.phrase import Phrase
from app.store.records.links import list_targets
from app.store.vault.open_vault import Vault

_HEAD = Phrase("This sheet is a question, not a finding. It does not show that the acts belong together.")
_ANSWER = Phrase("The answer of a person: {answer}. It is the view of this person, not a finding.")
_ORDER = Phrase("The order of the days shows no cause.")
_CHECK = Phrase("Please check these points. If you know more, change the answer in this record.")
_LINE = Phrase(
    "Line of time: the numbers are those of the table. From below, the lines are for statements and acts without a "
    "step, then for steps 1 to 5."
)
_OPEN = (
    Phrase("Did more people report in this time than before? New sources make waves of reports."),
    Phrase("Are there acts with the same features outside of these days?"),
    Phrase("Is there another explanation, for example an election or one unit with many posts?"),
)


def make_sheet(leaving: OutgoingData) -> Sheet:
    """Return the question and its answer, the acts and statements, common features, the rule and the open points."""
    root = leaving.roots[0]
    events = {act.id: event for event in leaving.of_kind("event") for act in leaving.parts(event, "act")}
    found = leaving.linked(root, "act") or [act for event in leaving.linked(root, "event")
                                            for act in leaving.parts(event, "act")]  # fmt: skip
    acts = sorted(found, key=lambda act: (_day(events, act), leaving.entered(act)))
    answered = root.fields.get("state") in ("related", "chance")
    head = Phrase(_ANSWER, answer=leaving.said(root, "state")) if answered else _HEAD
    blocks: list[Block] = [SheetProse(head, strong=True), SheetFacts(_list_facts(leaving, root, acts, events))]
    blocks += _list_acts(leaving, acts, events)
    blocks += _list_common(leaving, acts, events)
    blocks += [Heading(Phrase("Rule")), SheetProse(RULE), Heading(Phrase("Open points")), Items(_OPEN),
               SheetProse(_CHECK)]  # fmt: skip
    blocks += passages.section(Phrase("Notes"), passages.first_said(leaving, root, "text", "text_open"))
    title = Phrase("Pattern: the answer of a person") if answered else Phrase("Pattern: a question")
    return Sheet(title, leaving.named(root), tuple(blocks), leaving.mark)


def _list_facts(
    leaving: OutgoingData, root: Record, acts: Sequence[Record], events: dict[bytes, Record]
) -> tuple[tuple[str, str], ...]:
    """Return the reason to ask, the answer, the numbers of incidents and acts, and the usual number in words."""
    sources = {one.id for act in acts for whole in (act, events.get(act.id)) if whole is not None
               for said in leaving.parts(whole, "information") for one in leaving.linked(said, "source")}  # fmt: skip
    usual = root.fields.get("expected") if root.fields.get("rule") in COUNTED else None
    incidents = len({events[act.id].id for act in acts if act.id in events})
    rows = (
        *leaving.facts(root, "rule", "state", "looked_on", "by"),
        (Phrase("Incidents, each counted once"), str(incidents or "")),
        (Phrase("Acts in these incidents"), str(len(acts) or "")),
        (Phrase("Usual number of incidents in such a time"), say_usual(float(str(usual))) if usual is not None else ""),
        *leaving.facts(root, "first", "last"), (Phrase("Sources of these acts"), str(len(sources) or "")),
    )  # fmt: skip
    return tuple(row for row in rows if row[1])


def _day(events: dict[bytes, Record], act: Record) -> str:
    whole = events.get(act.id)
    return str(act.fields.get("date_start") or (whole.fields.get("date_start", "") if whole else ""))


def _doers(leaving: OutgoingData, act: Record) -> list[Record]:
    return [one for part in leaving.parts(act, "involvement") for one in leaving.linked(part, "perpetrator")]


def _list_acts(leaving: OutgoingData, acts: Sequence[Record], events: dict[bytes, Record]) -> list[Block]:
    """Return the acts and the hostile statements in one order of days with their line of time, then the words."""
    head = (Phrase("Day"), Phrase("Act"), Phrase("Step"), Phrase("Who was harmed"), Phrase("Who did it"),
            Phrase("Incident"))  # fmt: skip
    said = sorted(leaving.of_kind("statement"), key=lambda one: str(one.fields.get("date", "")))
    found = [(_day(events, act), act) for act in acts] + [(str(one.fields.get("date", "")), one) for one in said]
    found.sort(key=lambda row: row[0][:10])
    rows = [
        (leaving.when(day) if day else "",
         *(_tell_act(leaving, n, one, events) if one.kind == "act" else _tell_statement(leaving, n, one)))
        for n, (day, one) in enumerate(found, 1)
    ]  # fmt: skip
    names = ("date", "speaker", "office", "medium", "words")
    labels = [Phrase(leaving.kinds["statement"].fields[name].label) for name in names]
    title = Phrase("Acts and statements by day") if said else Phrase("Acts by day")
    told = filled_table(title, head, rows)
    told[1:1] = _draw(leaving, [(first_day(day) if day else None, _step(leaving, one)) for day, one in found])
    told += [SheetProse(_ORDER)] if said else []
    words = [[leaving.said(one, name) for name in names] for one in said]
    return [*told, *filled_table(Phrase("Hostile statements"), labels, words)]


def _step(leaving: OutgoingData, one: Record) -> int:
    return leaving.words["violation"].step(str(one.fields.get("violation", "")))


def _tell_act(leaving: OutgoingData, n: int, act: Record, events: dict[bytes, Record]) -> tuple[str, ...]:
    return (Phrase("{n}. {title}", n=n, title=leaving.said(act, "violation")), STEPS.get(_step(leaving, act), ""),
            leaving.titles(leaving.linked(act, "victim")), leaving.titles(_doers(leaving, act)),
            leaving.code(events[act.id]) if act.id in events else "")  # fmt: skip


def _tell_statement(leaving: OutgoingData, n: int, one: Record) -> tuple[str, ...]:
    speaker = leaving.join(leaving.said(one, name) for name in ("speaker", "office"))
    title = Phrase("{n}. {title}", n=n, title=Phrase("hostile statement"))
    return (title, "", leaving.titles(leaving.linked(one, "names")), speaker, leaving.code(one))


def _draw(leaving: OutgoingData, found: Sequence[tuple[int | None, int]]) -> list[Block]:
    """Return the line of time of days and steps, if it has a place for each."""
    shares, right = share_days([day for day, _ in found]), leaving.language in RTL_LANGUAGES
    marks = tuple((1 - at if right else at, step) for at, (_, step) in zip(shares, found, strict=False))
    return [SheetTimeLine(_LINE, marks=marks)] if marks else []


def _list_common(leaving: OutgoingData, acts: Sequence[Record], events: dict[bytes, Record]) -> list[Block]:
    """Return the people, units, places, methods and contexts of two and more acts, with their numbers."""

    def at(act: Record) -> list[Record]:
        return leaving.linked(act, "place") or (leaving.linked(events[act.id], "place") if act.id in events else [])

    def around(act: Record) -> list[Record]:
        return leaving.linked(events[act.id], "in_context") if act.id in events else []

    roles: tuple[tuple[Phrase, Callable[[Record], list[Record]]], ...] = (
        (Phrase("Who did it"), lambda act: _doers(leaving, act)),
        (Phrase("Who was harmed"), lambda act: leaving.linked(act, "victim")),
        (Phrase("Place"), at), (Phrase("Project, law or conflict"), around),
    )  # fmt: skip

    def rows() -> Iterator[tuple[str, str, str]]:
        for label, read in roles:
            counted = Counter(one.id for act in acts for one in {one.id: one for one in read(act)}.values())
            named = {one.id: one for act in acts for one in read(act)}
            yield from ((label, leaving.title(named[id_]), str(n)) for id_, n in counted.most_common() if n > 1)
        for said, n in Counter(said for act in acts if (said := leaving.said(act, "method"))).most_common():
            if n > 1:
                yield Phrase("Method"), said, str(n)

    return filled_table(Phrase("In common"), (Phrase("Feature"), Phrase("Name"), Phrase("Acts")), [*rows()])


def _list_further(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents of the answers, whose acts come with them, and the statements up to the last act."""
    found = list[str]()
    for root in (record_of(vault, handle) for handle in handles):
        found += [id_.hex() for id_ in list_targets(vault.con, root.id, "event")]
        found += [one.id.hex() for one in pattern_search.list_statements(vault, root)]
    return found


OUTPUTS = (
    Output("pattern-sheet", Phrase("Pattern: a question"),
           Phrase("Acts and hostile statements by day, their steps and common features, and open points."),
           make_sheet, ("pattern",), profiles=("internal",), also=_list_further),
)  # fmt: skip
"""The paper of this module."""
