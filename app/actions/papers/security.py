"""Papers of security: an assessment compared with the earlier one, the plan, the arrest page, the incidents."""

from collections.abc import Sequence
from fractions import Fraction

from app.actions.field import risks, security_incidents
from app.actions.field.risks import Assessment, format_score
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers import gender
from app.domain import risk
from app.domain.patterns import RULE, describe_pattern
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

_ARREST = ("arrest", "family", "legal", "witness")
"""Items of a plan that belong on the page for an arrest."""


def _scored(score: Fraction | None) -> str:
    return Phrase("{score}, {band}", score=format_score(score), band=risk.WORDS[risk.band(score)]) if score else ""


def risk_sheet(leaving: OutgoingData) -> Sheet:
    """Return every threat of an assessment with score and measure, then its change since the earlier version."""
    shown = Assessment(leaving.roots[0], leaving)
    record = shown.record
    blocks: list[Block] = [SheetFacts(leaving.facts(record, "about", "date", "reason", "overall", "next_review",
                                               "gender_factor"))]  # fmt: skip
    header = (Phrase("Threat of an assessment"), Phrase("Source"), Phrase("T x V / C"), Phrase("Score of risk"),
              Phrase("Measure"), Phrase("Person responsible"), Phrase("Due date"), Phrase("Progress"))  # fmt: skip
    rows = tuple(_threat(leaving, shown.rows[row.id], row.source, row.score) for row in shown.threats)
    note = Phrase("T is likelihood x impact. The score orders the rows, and never removes a row.")
    blocks += [Heading(Phrase("Threats by their score")), SheetTable(header, rows, note)]
    if before := shown.previous:
        moved = tuple(
            (leaving.said((before.rows | shown.rows)[row.id], "threat_kind"), row.source,
             _scored(move.before.score) if move.before else "", _scored(move.after.score) if move.after else "",
             risk.MOVES[move.word])
            for move in shown.moves if (row := move.after or move.before)
        )  # fmt: skip
        head = (Phrase("Threat of an assessment"), Phrase("Source"), Phrase("Before then"), Phrase("Score of risk"),
                Phrase("Change"))  # fmt: skip
        blocks += [Heading(Phrase("Since the earlier version")), SheetTable(head, moved, before.record.ref)]
    blocks += passages.section(Phrase("Context and stakeholders"), leaving.said(record, "context"))
    return passages.page_about(leaving, Phrase("Risk assessment"), blocks)


def _threat(leaving: OutgoingData, row: Record, source: str, score: Fraction | None) -> tuple[str, ...]:
    told = [str(row.fields.get(name, "?")) for name in risk.SCALE]
    formula = f"{told[0]} x {told[1]} x {told[2]} / {told[3]}"
    what = join_phrases([said for name in ("threat_kind", "text") if (said := leaving.said(row, name))])
    return (what, source, formula, _scored(score),
            *(leaving.said(row, name) for name in ("measure", "owner", "due", "status")))  # fmt: skip


def security_plan(leaving: OutgoingData) -> Sheet:
    """Return a security plan: its rules, then every item with the responsible person and the test date."""
    plan = leaving.roots[0]
    blocks: list[Block] = [SheetFacts(leaving.facts(plan, "for", "date", "next_review", "assessment", "gender_factor"))]
    blocks += passages.section(Phrase("Rules of every day"), leaving.said(plan, "rules"))
    items = leaving.parts(plan, "plan_item", "plan")
    blocks += [Heading(Phrase("Items of the plan")), _items(leaving, items)]
    blocks += passages.sections(leaving, plan, "if_arrested", "keys", "family", "statement")
    return passages.page_about(leaving, Phrase("Security plan"), blocks)


def _items(leaving: OutgoingData, items: list[Record]) -> SheetTable:
    header = (Phrase("Subject"), Phrase("Action"), Phrase("Person responsible"), Phrase("Due date"),
              Phrase("Progress"), Phrase("Tested on"))  # fmt: skip
    rows = tuple(
        tuple(leaving.said(item, name) for name in ("kind", "text", "owner", "due", "state", "tested_on"))
        for item in items
    )
    tested = sum(item.fields.get("state") == "tested" for item in items)
    return SheetTable(header, rows, Phrase("Tested: {n} of {all}.", n=tested, all=len(items)))


def if_arrested(leaving: OutgoingData) -> Sheet:
    """Return the one page for colleagues after an arrest."""
    plan = leaving.roots[0]
    blocks = passages.sections(leaving, plan, "if_arrested", "keys", "family", "statement")
    items = [item for item in leaving.parts(plan, "plan_item", "plan") if item.fields.get("kind") in _ARREST]
    if items:
        steps = tuple(
            join_phrases([said for name in ("text", "owner") if (said := leaving.said(item, name))]) for item in items
        )
        blocks += [Heading(Phrase("Action")), Items(steps, 1)]
    return passages.page_about(leaving, Phrase("If somebody is arrested"), blocks)


def incident_list(leaving: OutgoingData) -> Sheet:
    """Return the log of security incidents by date, with its patterns."""
    rows = sorted(
        leaving.of_kind("security_incident"), key=lambda row: (str(row.fields.get("date", "")), leaving.entered(row))
    )
    header = (Phrase("When"), Phrase("Place"), Phrase("What happened"), Phrase("Kind of threat"), Phrase("Assessed as"),
              Phrase("Reaction within a day"))  # fmt: skip
    told = tuple(
        (leaving.said(row, "date"), leaving.titles(leaving.linked(row, "place")), leaving.said(row, "what"),
         leaving.said(row, "threat_kind"), leaving.said(row, "assessed"), leaving.said(row, "reaction"))
        for row in rows
    )  # fmt: skip
    blocks: list[Block] = [SheetTable(header, told, Phrase("Security incidents: {n}.", n=len(rows)))]
    found = security_incidents.find_patterns(rows, leaving, leaving.words, lambda: leaving.areas, leaving.area_level)
    blocks.append(Heading(Phrase("Common features")))
    blocks.append(Items(tuple(
        Phrase("{n} with {shared}: {refs}", n=len(one.records), shared=describe_pattern(*one.words(leaving.language)),
               refs=", ".join(row.ref for row in one.records)) for one in found
    ) or (Phrase("Nothing that the rule points out."),)))  # fmt: skip
    blocks.append(SheetProse(RULE))
    kinds = [(row, gender.codes_of(row, "threat_kind")) for row in rows]
    blocks += gender.split(leaving, Phrase("Kind of threat"), "threat_kind", kinds)
    return Sheet(Phrase("Security incidents"), "", tuple(blocks), leaving.mark)


def _earlier(vault: Vault, handles: Sequence[str]) -> list[str]:
    found = [risks.show(vault, handle).previous for handle in handles if record_of(vault, handle).kind == risks.KIND]
    return [one.record.ref for one in found if one is not None]


def _every(vault: Vault) -> list[str]:
    return [record.ref for record in record_lists.list_kind(vault.con, vault.kinds["security_incident"].number)]


_INSIDE = ("internal", "network")
OUTPUTS = (
    Output("risk-sheet", Phrase("Risk assessment"), Phrase("Every threat with its score and its change since "
                                                           "the last version."),
           risk_sheet, ("risk_assessment",), profiles=_INSIDE, also=_earlier),
    Output("security-plan", Phrase("Security plan"), Phrase("Rules and items, with people responsible and tests."),
           security_plan, ("security_plan",), profiles=_INSIDE),
    Output("if-arrested", Phrase("If somebody is arrested"), Phrase("One page for the people who must act "
                                                                    "after an arrest."),
           if_arrested, ("security_plan",), profiles=("internal",)),
    Output("security-incidents", Phrase("Security incidents"), Phrase("The log by date, and what the rule points out."),
           incident_list, ("security_incident",), profiles=_INSIDE, roots=_every),
)  # fmt: skip
"""The papers of security."""
