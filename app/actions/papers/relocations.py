"""The paper of a relocation: the request to a host or a fund, and for us the whole file with the missing items."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows, table
from app.actions.submissions.plan_sources import list_needs
from app.domain.casework.stages import COVERED, FAMILY, PASSPORT
from app.domain.moment import first_day, last_day
from app.domain.record import Record
from app.domain.sheet import Block, SheetFacts, SheetProse, filled_table
from app.domain.totals import AmountRange, Total, add_up
from app.domain.views import Column
from app.phrase import Phrase

_AMOUNT = Total("amount", "", "currency")
CHECKS = LinkedRows(Phrase("Papers and steps before the move"), "requirement", (
    Column("kind"), Column("for"), Column("state"), Column("due"), Column("expires")))  # fmt: skip
_NEED = (Column("kind"), Column("text"), Column("state"), Column("amount~", Phrase("Amount")), Column("paid~"),
         Column("provider"))  # fmt: skip
_NONE = AmountRange(Decimal(), Decimal())
_ASK = Phrase("We ask you to help this person to move to safety. Tell us the needs below that you can cover, and the "
              "number of people whom you can receive.")  # fmt: skip
_SHOW = Phrase("Show this paper only to people who help with the move. Arrange the help and each meeting through us.")
_NO_PLACES = (Phrase("Places"), Phrase("not in this paper: ask us"))
_URGENT, _DAYS = "01", 2
"""The most urgent need, and the days for an answer about it."""
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"")
_NO_QUOTES = Phrase("We leave out the words of callers and letters: they can point at the person.")
_SHORT = Phrase("A passport in this paper ends before the stay, or within {n} days of it.", n=PASSPORT)
_NO_RATES = Phrase("Each currency has its own total. No currency is converted.")


def _open(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    head = [] if leaving.profile.own else [SheetProse(_ASK), SheetProse(_SHOW)]
    return [*head, *passages.list_people(leaving, [root])]


def _travellers(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the family who travels too: the relation, age group and sex of each, and the number of all."""
    found = [one for one in leaving.parts(root, "participant") if one.fields.get("kind") in FAMILY]
    rows = [[leaving.said(one, name) for name in ("kind", "age_group", "sex")] for one in found]
    head = (Phrase("Relation"), Phrase("Age group"), Phrase("Sex"))
    everybody = SheetFacts(((Phrase("People who travel, in all"), str(len(found) + 1)),))
    known = bool(found) or root.fields.get("alone") is True
    return [*filled_table(Phrase("Family who travels too"), head, rows), *([everybody] if known else [])]


def _tell_needs(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return table(leaving, Phrase("Needs and costs"), list_needs(leaving, root), _NEED)


def list_totals(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the sums for each currency: all needs, those with a promise, and those without."""
    lines = [one.fields for one in list_needs(leaving, root)]
    whole = add_up(lines, _AMOUNT)
    sure = add_up((one for one in lines if one.get("state") in COVERED), _AMOUNT).spans
    open_ = add_up((one for one in lines if one.get("state") not in COVERED), _AMOUNT).spans
    rows = [[code, *(str(of.get(code, _NONE)) for of in (whole.spans, sure, open_))] for code in sorted(whole.spans)]
    head = (Phrase("Currency"), Phrase("All needs"), Phrase("Promised or given"), Phrase("Not covered yet"))
    blocks = filled_table(Phrase("Totals for each currency"), head, rows)
    without = [SheetFacts(((Phrase("Lines without an amount"), str(whole.without)),))] if whole.without else []
    return [*blocks, *without, *([SheetProse(_NO_RATES)] if len(rows) > 1 else [])]


def _words(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the reasons and plans; outside without quotations, which a caller would know again."""
    told = passages.sections(
        leaving, root, "reason", "options", "destination_why", "cover_why", "return_plan", "result"
    )
    if leaving.profile.own:
        return told
    bare = [evolve(one, text=_QUOTED.sub("(…)", one.text)) if isinstance(one, SheetProse) else one for one in told]
    return [*bare, *([SheetProse(_NO_QUOTES)] if bare != told else [])]


def _review(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return our next review or the withheld places, and warn of a passport that ends too early."""
    stay = max(str(root.fields.get(name, "")) for name in ("leave_by", "arrived_on", "stays_until"))
    day, held = first_day(stay), leaving.parts(root, "requirement")
    ends = [last_day(one.fields.get("expires")) for one in held if one.fields.get("kind") == "passport"]
    if day is not None and any(one is not None and one < day + PASSPORT for one in ends):
        leaving.warnings += (_SHORT,)
    rows = leaving.facts(root, "next_review")
    if not leaving.profile.own:
        rows = () if leaving.facts(root, "origin", "destination") else (_NO_PLACES,)
    return [SheetFacts(rows)] if rows else []


def list_consents(leaving: OutgoingData) -> Sequence[Block]:
    """Return the days on which the people agreed to this reader."""
    said = [yes for one in leaving.of_kind("actor") if (yes := leaving.read_yes(one)) is not None]
    days = dict.fromkeys(str(yes.fields["given_on"]) for yes in said if "given_on" in yes.fields)
    told = tuple((Phrase("Consent given on"), leaving.when(day)) for day in days)
    return [SheetFacts(told)] if told and not leaving.profile.own else []


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    if leaving.profile.own:
        return []
    return [*list_consents(leaving), passages.ask_for_answer(leaving, _answer(leaving))]


def choose_day(leaving: OutgoingData, needs: Sequence[Record]) -> str:
    """Return the day of the answer about some needs: sooner for an urgent one."""
    day, soon = passages.answer_day(leaving, None), (leaving.today + timedelta(_DAYS)).isoformat()
    return min(day, soon) if any(one.fields.get("urgency") == _URGENT for one in needs) else day


def _answer(leaving: OutgoingData) -> str:
    """Return the day of the answer: soon, and not after the last safe day."""
    if leaving.profile.own:
        return ""
    needs = list_needs(leaving, leaving.roots[0])
    day, last = choose_day(leaving, needs), str(leaving.roots[0].fields.get("leave_by", ""))
    return min(day, last) if leaving.today.isoformat() <= last else day


OUTPUTS = (
    Output("relocation-request", Phrase("Request for a relocation"),
           Phrase("The person, the reason, the family, the papers, and the needs with their totals."),
           FilePaper(Phrase("Request for a relocation"), (
               _open,
               FieldFacts("kind leave_by origin destination arrived_on stays_until continues_work "
                          "returned_on safe_way host travel risk contact_after", Phrase("The move")),
               _review,
               _words,
               _travellers,
               CHECKS,
               _tell_needs,
               list_totals,
               LinkedRows(Phrase("Steps so far"), "step", (Column("date"), Column("state"), Column("text text_open"))),
               _close,
           ), _answer), ("relocation",), profiles=("service", "internal"), asks=True),
)  # fmt: skip
"""The papers of this module."""
