"""Demands as their receivers read them: the words, the source, the body, the state with its steps, and the reply."""

from collections.abc import Iterable, Sequence

from app.actions.casework.demands import find_paragraph
from app.actions.kernel.view_rows import as_of_day, count_late_days
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.paper_parts import custody, passages
from app.actions.paper_parts.deeds import find_country
from app.actions.paper_parts.demands import TO_YOU
from app.actions.papers.declared import say, say_state, table
from app.domain.appeal_texts import say_authorities
from app.domain.casework import tracker
from app.domain.record import Record
from app.domain.sheet import Block, Heading, SheetFacts, SheetProse
from app.domain.views import DUE, STATE, Column
from app.phrase import Phrase

_PARAGRAPHS = Phrase("“Plan 1998” is the Plan of Action of the Human Rights Defenders Summit, Paris, December 1998.")
TOO_SENSITIVE = Phrase("Not in this paper: it is too sensitive.")
STATES = (Column(DUE, Phrase("Due date")), Column(STATE, Phrase("Status")))
SOURCES = (Column("reference", Phrase("Source")), Column("addressee by", Phrase("Asked of")), *STATES)
"""The columns after the words of a demand."""
ASKED = (Column("text text_open", Phrase("Demand")), *SOURCES)
_TO_OTHERS = ("demand", "ask", "recommendation", "award", "promise")
REPLY = {
    "authority": Phrase("We ask you to carry out these demands, and to tell us the next step and its date."),
    "donor": Phrase("We ask you to make these demands part of your talks with those whom you pay."),
    "network": Phrase("We ask you to tell us each step that you take or know of."),
    "public": Phrase("We publish these demands so that everybody can follow them. No answer is needed."),
}
"""The request to each kind of reader; `_RAISE` for the others."""
_RAISE = Phrase(
    "We ask you to raise these demands in your own words with those named under “Asked of”. Do not hand over this "
    "paper."
)

_RAISE_FACTS = Phrase(
    "We ask you to raise these facts in your own words with those named under “Run by” and “Paid by”. Do not hand over "
    "this paper."
)


def say_asked(leaving: OutgoingData, one: Record, column: Column) -> str:
    """Return the words of a column; a state has its last two steps, or the day of the demand and “no answer”."""
    paths = column.of(one.kind)
    if "reference" in paths:
        return say(leaving, one, column) or find_paragraph(one.fields)
    if "addressee" in paths:
        country, named = leaving.said(one, "country"), leaving.number(one, "organisation")
        unsaid = say_authorities(country) if country else custody.NOT_TOLD if named else ""
        return say(leaving, one, column) or unsaid
    if STATE not in paths:
        return say(leaving, one, column) or (custody.NOT_TOLD if "text" in paths else "")
    code = str(one.fields.get("status", tracker.OPEN))
    late = count_late_days(leaving, one, leaving.today)
    state = say_state(leaving, one) if late else leaving.words["undertaking_status"].label(code, leaving.language)
    steps = sorted(leaving.parts(one, "step", "of"), key=lambda step: str(step.fields.get("date", "")))
    more = [_say_step(leaving, step) for step in steps[-2:]]
    if not more:
        day, known = leaving.said(one, "made_on"), leaving.number(one, "step") or "outcome" in leaving.outline(one)
        ours = one.fields.get("kind") not in _TO_OTHERS
        more += [Phrase("asked on {day}", day=day)] if day and not ours else []
        none = Phrase("no step yet") if ours else Phrase("no answer")
        more += [none] if code == tracker.OPEN and not known else []
    return Phrase("{state} ({more})", state=state, more=tuple(more)) if more else state


def _say_step(leaving: OutgoingData, step: Record) -> str:
    day, said = leaving.said(step, "date"), passages.first_said(leaving, step, "text", "text_open")
    return Phrase("{label}: {text}", label=day, text=said.rstrip(".")) if said else day


def list_asked(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the demands and promises of the paper: others cannot read which record each is about."""
    found = [as_of_day(leaving, one, leaving.today) for one in leaving.of_kind("undertaking")]
    told = [one for one in found if say(leaving, one, ASKED[0])]
    return [*table(leaving, Phrase("Demands and promises"), told, ASKED, words=say_asked), *explain_plan(told)]


def explain_plan(found: Iterable[Record]) -> list[Block]:
    """Return the words about “Plan 1998” if one of these records comes from it."""
    used = any(str(one.fields.get("reference") or find_paragraph(one.fields)).startswith("Plan 1998") for one in found)
    return [SheetProse(_PARAGRAPHS)] if used else []


def tell_matter(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the title if only its absence can be told, the State, and the period of the demands."""
    found, label = leaving.parts(root, "undertaking", "of"), leaving.kinds[root.kind].label
    days = sorted(str(one.fields["made_on"]) for one in found if "made_on" in one.fields)
    bodies = (body for one in found for body in leaving.linked(one, "by"))
    asked = leaving.join(dict.fromkeys(filter(None, (leaving.said(one, "country") for one in (root, *found, *bodies)))))
    country = asked or find_country(leaving, leaving.parts(root, "event", "case"))
    today = leaving.when(leaving.today.isoformat())
    silent = root.kind != "case" or leaving.profile.name == "public"
    unsaid = "" if silent else custody.NOT_TOLD if leaving.staying("place") else custody.NOT_KNOWN
    rows = (
        (Phrase("Title"), "" if country or leaving.title(root) != label else TOO_SENSITIVE),
        (Phrase("State concerned"), country or unsaid),
        (Phrase("First demand or measure"), leaving.when(days[0]) if days else ""),
        (Phrase("Status"), Phrase("As of {day}", day=today) if tells_states(leaving) else ""),
    )  # fmt: skip
    return [SheetFacts(tuple(row for row in rows if row[1]))]


def tells_states(leaving: OutgoingData) -> bool:
    """Return False for an audience that reads no state: it must not read that all demands are open."""
    return leaving.profile.own or leaving.profile.facets["code_inside"] == "+"


def ask(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the request to the reader, and the day of the answer."""
    if leaving.profile.own:
        return []
    asked = root.kind != "context" or any(say(leaving, one, ASKED[0]) for one in leaving.of_kind("undertaking"))
    usual = REPLY.get(leaving.profile.name, _RAISE)
    said = SheetProse(usual if asked or leaving.profile.name == "network" else _RAISE_FACTS)
    until = answer_day(leaving)
    return [Heading(TO_YOU), said, passages.ask_for_answer(leaving, until)] if until else [said]


def answer_day(leaving: OutgoingData) -> str:
    """Return the day of the answer; empty if none is asked for."""
    return "" if leaving.profile.own or leaving.profile.name == "public" else passages.answer_day(leaving, None)
