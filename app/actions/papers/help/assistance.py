"""The support plan for ourselves, and the referral letter: one need for one provider, with the yes of the person.

The letter has only the words that were written for the provider. No situation, wish, result or note is in it.
"""

from collections.abc import Sequence

from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers.declared import FieldFacts, FilePaper, LinkedRows
from app.actions.papers.relocations import choose_day, list_consents, list_totals
from app.actions.release import consent_rules
from app.domain.casework.aid import HELPED, THIN
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_REFER = Phrase("We ask you to help this person. The person agreed to this letter, and chose what it tells you.")
_REFER_ALL = Phrase("We ask you to help these people. Each agreed to this letter, and chose what it tells you.")
_REFER_THIN = Phrase("We ask you to help this person. The person agreed to this letter.")
_REFER_ALL_THIN = Phrase("We ask you to help these people. Each agreed to this letter.")
_KEEP = Phrase("Show this letter only to people who help with this need, and do not copy it.")
_REPLY = Phrase(
    "Arrange the help and each meeting through us, and contact nobody else about it. Tell us if you cannot help, so "
    "that we can ask somebody else."
)

_PAST = Phrase("This help was given already: write the letter about help that is still to come.")


def _people(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    lead = () if leaving.linked(root, "lead") else ((Phrase("Person responsible"), Phrase("not recorded")),)
    facts = SheetFacts((*lead, (Phrase("By whom"), Phrase("not in this paper"))))
    return [*passages.list_people(leaving, [root]), SheetProse(passages.OUR_NAMES), facts]


def _words(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return passages.sections(leaving, root, "situation", "wish", "outcome_text")


def make_referral(leaving: OutgoingData) -> Sheet:
    """Return the letter about one need. Raises InputRefused without the consent of each person."""
    line = leaving.roots[0]
    leaving.need_consent(line)
    until, first = choose_day(leaving, [line]), str(line.fields.get("from", ""))
    until = min(until, first) if leaving.today.isoformat() <= first else until
    rows = leaving.facts(line, "kind", "urgency", "from", "until")
    if line.fields.get("state") in HELPED:
        leaving.warnings += (_PAST,)
    words, begin = leaving.said(line, "text_open"), (_REFER_ALL if leaving.several else _REFER)
    if not words:
        begin = _REFER_ALL_THIN if leaving.several else _REFER_THIN
        leaving.warnings += (THIN,)
    blocks: list[Block] = [
        passages.greet((), leaving.language), SheetProse(begin),
        *passages.list_people(leaving, [line], work=False),
        Heading(Phrase("Help that we ask for")), SheetFacts(rows),
        *passages.section(Phrase("More about the need"), words),
        *list_consents(leaving),
        SheetProse(_KEEP), SheetProse(_REPLY), passages.ask_for_answer(leaving, until),
        SheetProse(Phrase("Yours faithfully,")),
    ]  # fmt: skip
    return Sheet(Phrase("Referral letter"), "", tuple(blocks), leaving.mark, "letter", "letter",
                 tuple(map(Phrase, leaving.paper.readers)), until)  # fmt: skip


def _list_people(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    """Return the people of a need: the letter has them, and not their plan."""
    return [who.id.hex() for handle in handles for who in consent_rules.people(vault, record_of(vault, handle))]


def find_provider(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    """Return the provider of a need, the only reader of its letter. Raises InputRefused without one."""
    line = record_of(vault, handles[0]) if handles else None
    found = [store.load(vault.con, id_) for id_ in links.list_targets(vault.con, line.id, "provider")] if line else []
    if line is not None and line.kind == "budget_line" and (not any(found) or line.fields.get("ours") is True):
        why = Phrase("“{need}” has no provider outside.", need=line.title)
        raise InputRefused(why, "Nothing was written. Choose the provider of the need.",
                           [{"field": "provider", "reason": why}])  # fmt: skip
    return [one.title for one in found if one is not None]


OUTPUTS = (
    Output("support-plan", Phrase("Support plan"),
           Phrase("The situation, the wish, the needs with providers and totals, and the steps. For us only."),
           FilePaper(Phrase("Support plan"), (
               _people,
               FieldFacts("opened where urgency lead clinician next_review outcome"),
               _words,
               LinkedRows(Phrase("Needs and costs"), "budget_line", (
                   Column("kind"), Column("text"), Column("urgency"), Column("provider"), Column("state"),
                   Column("amount~", Phrase("Amount")), Column("paid~"), Column("follow_up_on"), Column("outcome"))),
               list_totals,
               LinkedRows(Phrase("Papers and checks"), "requirement", (
                   Column("kind"), Column("for"), Column("state"), Column("due"), Column("expires"))),
               LinkedRows(Phrase("Steps so far"), "step", (Column("date"), Column("state"), Column("text text_open"))),
           )), ("support_plan",), profiles=("internal",)),
    Output("referral-letter", Phrase("Referral letter"),
           Phrase("One need, for its provider, with the facts that the person agreed to."),
           make_referral, ("budget_line",), profiles=("service",), readers=find_provider, also=_list_people),
)  # fmt: skip
"""The papers of this module."""
