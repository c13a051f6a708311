"""The sheet of a pattern: a question or its answer, acts and statements by day, common features, and open points."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from app.actions.casework import pattern_search
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.domain.casework.pattern_rules import COUNTED, RULE, STEPS, say_usual
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase
from app.store.records.links import list_targets
from app.store.vault.open_vault import Vault

_HEAD = Phrase("This sheet is a question, not a finding. It does not show that the acts belong together.")
_ANSWER = Phrase("The answer of a person: {answer}. It is the view of this person, not a finding.")
_ORDER = Phrase("The order of the days shows no cause.")
_CHECK = Phrase("Please check these points. If you know more, change the answer in this record.")
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
    """Return the acts and the hostile statements in one order of days, then the words of each statement."""
    head = (Phrase("Day"), Phrase("Act"), Phrase("Step"), Phrase("Who was harmed"), Phrase("Who did it"),
            Phrase("Incident"))  # fmt: skip
    rows = [
        (_day(events, act),
         (leaving.when(day) if (day := _day(events, act)) else "", leaving.said(act, "violation"),
          STEPS.get(leaving.words["violation"].step(str(act.fields.get("violation", ""))), ""),
          leaving.titles(leaving.linked(act, "victim")), leaving.titles(_doers(leaving, act)),
          leaving.code(events[act.id]) if act.id in events else ""))
        for act in acts
    ]  # fmt: skip
    said = sorted(leaving.of_kind("statement"), key=lambda one: str(one.fields.get("date", "")))
    rows += [
        (str(one.fields.get("date", "")),
         (leaving.said(one, "date"), Phrase("hostile statement"), "", leaving.titles(leaving.linked(one, "names")),
          leaving.join(leaving.said(one, name) for name in ("speaker", "office")), leaving.code(one)))
        for one in said
    ]  # fmt: skip
    ordered = [row for _, row in sorted(rows, key=lambda row: row[0][:10])]
    words = [[leaving.said(one, name) for name in ("date", "speaker", "office", "medium", "words")] for one in said]
    labels = [Phrase(leaving.kinds["statement"].fields[name].label)
              for name in ("date", "speaker", "office", "medium", "words")]  # fmt: skip
    blocks = filled_table(Phrase("Acts and statements by day") if said else Phrase("Acts by day"), head, ordered)
    blocks += [SheetProse(_ORDER)] if said else []
    return [*blocks, *filled_table(Phrase("Hostile statements"), labels, words)]


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
