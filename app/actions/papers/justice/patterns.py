"""The sheet of a pattern: a question with its acts by day, their steps, what they have in common, and open points."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.domain.casework.pattern_rules import RULE, STEPS
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase
from app.store.records.links import list_targets
from app.store.vault.open_vault import Vault

_HEAD = Phrase("This sheet is a question, not a finding. It does not show that the acts belong together.")
_OPEN = (
    Phrase("Did more people report in this time than before? New sources make waves of reports."),
    Phrase("Are there acts with the same features outside of these days?"),
    Phrase("Is there another explanation, for example an election or one unit with many posts?"),
)


def make_sheet(leaving: OutgoingData) -> Sheet:
    """Return the question and its answer, the acts, what they have in common, the rule and the open points."""
    root = leaving.roots[0]
    events = {act.id: event for event in leaving.of_kind("event") for act in leaving.parts(event, "act")}
    known = leaving.linked(root, "act") or [act for event in leaving.linked(root, "event")
                                            for act in leaving.parts(event, "act")]  # fmt: skip
    acts = sorted(known, key=lambda act: (_day(events, act), leaving.entered(act)))
    sources = {one.id for act in acts for whole in (act, events.get(act.id)) if whole is not None
               for said in leaving.parts(whole, "information") for one in leaving.linked(said, "source")}  # fmt: skip
    facts = (*leaving.facts(root, "rule", "state", "looked_on", "by", "seen", "expected", "first", "last"),
             (Phrase("Sources of these acts"), str(len(sources) or "")))  # fmt: skip
    blocks: list[Block] = [SheetProse(_HEAD, strong=True), SheetFacts(tuple(row for row in facts if row[1]))]
    blocks += _list_acts(leaving, acts, events)
    blocks += _list_common(leaving, acts, events)
    blocks += [Heading(Phrase("Rule")), SheetProse(RULE), Heading(Phrase("Open points")), Items(_OPEN)]
    blocks += passages.section(Phrase("Notes"), passages.first_said(leaving, root, "text", "text_open"))
    return Sheet(Phrase("Pattern: a question"), leaving.named(root), tuple(blocks), leaving.mark)


def _day(events: dict[bytes, Record], act: Record) -> str:
    whole = events.get(act.id)
    return str(act.fields.get("date_start") or (whole.fields.get("date_start", "") if whole else ""))


def _doers(leaving: OutgoingData, act: Record) -> list[Record]:
    return [one for part in leaving.parts(act, "involvement") for one in leaving.linked(part, "perpetrator")]


def _list_acts(leaving: OutgoingData, acts: Sequence[Record], events: dict[bytes, Record]) -> list[Block]:
    """Return the acts by day, each with its step."""
    head = (Phrase("Day"), Phrase("Act"), Phrase("Step"), Phrase("Who was harmed"), Phrase("Who did it"),
            Phrase("Incident"))  # fmt: skip
    rows = [
        (leaving.when(day) if (day := _day(events, act)) else "", leaving.said(act, "violation"),
         STEPS.get(leaving.words["violation"].step(str(act.fields.get("violation", ""))), ""),
         leaving.titles(leaving.linked(act, "victim")), leaving.titles(_doers(leaving, act)),
         leaving.code(events[act.id]) if act.id in events else "")
        for act in acts
    ]  # fmt: skip
    return filled_table(Phrase("Acts by day"), head, rows)


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


def _list_events(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the incidents of the answers; their acts come with them."""
    return [id_.hex() for handle in handles for id_ in list_targets(vault.con, record_of(vault, handle).id, "event")]


OUTPUTS = (
    Output("pattern-sheet", Phrase("Pattern: a question"),
           Phrase("Acts by day with their steps, what they have in common, the usual number and open points."),
           make_sheet, ("pattern",), profiles=("internal",), also=_list_events),
)  # fmt: skip
"""The paper of this module."""
