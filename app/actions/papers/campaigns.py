"""Papers of campaigns: the plan for those who carry it out, and a short text for social media."""

import re
from collections.abc import Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import incident_words, passages
from app.actions.papers.advocacy.asked import TOO_SENSITIVE, answer_day, ask, tell_matter
from app.actions.papers.advocacy.plans import list_measures, tell_basis
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows
from app.actions.papers.incident_papers import ask_least, say_who
from app.catalogue import Catalogue
from app.domain.record import Record
from app.domain.sheet import Block, SheetFacts, SheetProse, filled_table
from app.domain.totals import Total, add_up
from app.domain.views import Column
from app.phrase import Phrase

LETTERS = 280
"""The most letters of a text for social media."""
_SAFE = Phrase("Do not do any of this alone. If it becomes dangerous, stop and tell the person responsible.")
_CALL = Phrase("Do not do any of this alone. If it becomes dangerous, stop and call us: {number}")


def _warn(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    number = leaving.letterhead.telephone if leaving.letterhead else ""
    return [SheetProse(Phrase(_CALL, number=Phrase(number)) if number else _SAFE)]


def _goal(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    said = passages.sections(leaving, root, "goal") or passages.sections(leaving, root, "text_open")
    return said or (passages.section(Phrase("Goal"), TOO_SENSITIVE) if "goal" in leaving.outline(root) else [])


def _messages(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return each audience with its message and the way to it: a line has the three with a semicolon between them."""
    said = leaving.said(root, "audiences")
    rows = [[*(part.strip() for part in line.split(";", 2)), "", ""][:3] for line in said.splitlines() if line.strip()]
    header = (Phrase("Target group"), Phrase("Our message"), Phrase("Way"))
    return filled_table(Phrase("Target groups and messages"), header, rows)


def _risks(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.sections(leaving, root, "risks", "outcome")


def _sums(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the sum of the budget for each currency."""
    found = add_up((one.fields for one in leaving.parts(root, "budget_line")), Total("amount", "", "currency"))
    rows = tuple((Phrase("Budget, in all"), f"{span} {code}".strip()) for code, span in sorted(found.spans.items()))
    return [SheetFacts(rows)] if rows else []


def social_text(leaving: OutgoingData) -> str:
    """Return the most urgent incident, and the request, in at most LETTERS letters."""
    events, say = passages.list_events(leaving), Catalogue(leaving.language)
    if not events:
        passages.refuse_without_fact(leaving, [one for one in leaving.roots if one.kind in ("case", "event")])
    event = min(reversed(events), key=lambda one: one.fields.get("danger") != "now")
    told = leaving.said(event, "description_open")
    acts = say(Phrase("{who}: {what}", who=say_who(leaving, event), what=passages.say_acts(leaving, event)))
    warn = Phrase("Not confirmed yet.") if incident_words.warn_public(leaving, [event])[0] else ""
    head = Phrase("{where}, {when}.", where=passages.say_area(leaving, event), when=leaving.said(event, "date_start"))
    asked = (leaving.said(one, "text_open") for one in leaving.of_kind("undertaking")
             if one.fields.get("kind") in ("demand", "recommendation"))  # fmt: skip
    least, issuer = say(ask_least(leaving, [event])), leaving.letterhead
    whats = [*_list_beginnings(told), f"{acts[:1].upper()}{acts[1:]}."]
    by = (issuer.name(leaving.language), issuer.site or issuer.mail) if issuer else ()
    signed = (" · ".join(filter(None, by)), by[0] if by else "", "")
    texts = (" ".join(filter(None, (say(head), say(warn), what, end, sign)))
             for end in (next(filter(None, asked), least), least) for what in whats for sign in signed)  # fmt: skip
    return next((text for text in texts if len(text) <= LETTERS), f"{say(head)} {least}")


def _list_beginnings(prose: str) -> list[str]:
    """Return the whole text, then the text without its last sentence, and so on."""
    parts = re.split(r"(?<=[.!?؟])\s+", prose.strip()) if prose else []
    return [" ".join(parts[:n]) for n in range(len(parts), 0, -1)]


_FACTS = FieldFacts("kind status date_start date_end area country lead network partner next_review",
                    Phrase("The campaign"))  # fmt: skip
OUTPUTS = (
    Output("campaign-plan", Phrase("Plan of a campaign"),
           Phrase("The goal, the target groups, the steps with their dates, the budget and the risks."),
           FilePaper(Phrase("Plan of a campaign"), (
               _warn, tell_matter, _goal, _FACTS,
               _messages,
               tell_basis,
               list_measures,
               _risks,
               LinkedRows(Phrase("Budget"), "budget_line", (
                   Column("kind"), Column("text"), Column("state"), Column("amount~", Phrase("Amount")),
                   Column("paid~"), Column("provider"))),
               _sums,
               LinkedRows(Phrase("Published so far"), "intervention", (
                   Column("date"), Column("published_in addressee", Phrase("Published in")),
                   Column("reached_people"))),
               ask,
           ), answer_day, (_warn, tell_matter, _FACTS, tell_basis, ask),
               Phrase("This campaign has no goal, step or message for this reader.")),
            ("programme",), profiles=("internal", "network")),
    Output("social-text", Phrase("Text for social media"),
           Phrase("One incident and the request, in at most 280 letters."), social_text, ("case", "event"), ("txt",),
           ("public",), second_reader=True),
)  # fmt: skip
"""The papers of this module."""
