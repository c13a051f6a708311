"""Make the notice about a withdrawn paper: its reference and copy, never the person or the contents."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import evolve

from app.actions.kernel import clock
from app.actions.outgoing.addressees import Addressee, read_addressee
from app.actions.outgoing.frames import make_frame
from app.actions.outgoing.output import ALL_LANGUAGES, OfThisVault, Output, OutputResult
from app.actions.paper_parts import passages
from app.actions.papers import register
from app.domain.date_text import moment_phrase
from app.domain.fields import Value
from app.domain.frame import audience_mark
from app.domain.record import Record
from app.domain.sheet import Block, Items, Sheet, SheetFacts, SheetProse
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

ANSWER_DAYS = 14
"""Days for the answer to a notice."""
_TITLES = {
    "denunciation-letter": Phrase("Complaint about attacks, with a request to act"),
    "embassy-letter": Phrase("A request to an embassy"), "briefing-note": Phrase("Briefing note"),
    "emergency-report": Phrase("Emergency report"), "incident-report": Phrase("Incident report"),
    "public-case-sheet": Phrase("Case of a human rights defender"), "press-release": Phrase("Press release"),
    "mission-report": Phrase("Mission report"), "follow-ups": Phrase("Promises, requests and answers"),
    "evidence-index": Phrase("Index of the evidence"), "visit-programme": Phrase("Joint visit"),
    "appeal-letter": Phrase("Urgent appeal"), "appeal-update": Phrase("Further information on the urgent appeal"),
    "appeal-closing": Phrase("Closing notice of the urgent appeal"),
}  # fmt: skip
"""The titles of papers that often go out; a notice about another paper has its reference only."""
_BODIES = ("un", "regional")
"""Audiences that transmit and publish what they get."""


def _form(_: Vault) -> Sheet:
    """Return a notice without a paper: its words are translated like those of each other paper."""
    return _sheet({"reference": "", "output": "", "made_on": "", "given_on": "", "audience": ""})


def _sheet(fields: Mapping[str, Value], to: Sequence[Addressee] = (), until: str = "", language: str = "en") -> Sheet:
    copy = Phrase("{n} of {all}", n=str(fields.get("copy", 1)), all=str(fields.get("copies", 1)))
    facts = [(Phrase("Reference of the withdrawn paper"), str(fields["reference"])), (Phrase("Copy"), copy),
             (Phrase("Made on"), moment_phrase(str(fields["made_on"])))]  # fmt: skip
    if title := _TITLES.get(str(fields["output"])):
        facts.insert(1, (Phrase("Kind of paper"), title))
    if "given_on" in fields:
        facts.append((Phrase("Given to you on"), moment_phrase(str(fields["given_on"]))))
    asks = [
        Phrase("Destroy the paper named above and every copy of it, immediately."),
        Phrase("Do not pass it on, and do not publish it."),
        Phrase("Tell us what you did, and who else has it."),
    ]  # fmt: skip
    if fields["audience"] in _BODIES:
        asks[1] = Phrase("Please do not transmit it and do not publish it. Tell us what was already done.")
    blocks: list[Block] = [
        passages.greet(to, language),
        SheetProse(Phrase("A person in the paper named below withdrew consent to it.")),
        SheetFacts(tuple(facts)), Items(tuple(asks), first=1),
    ]  # fmt: skip
    lines = tuple(Phrase(line) for line in to[0].lines) if to else ()  # the own words of the addressee
    return Sheet(Phrase("Withdrawal of a paper"), "", tuple(blocks), "", "withdrawal", "letter", lines, until)


OUTPUT = Output(
    "withdrawal-notice", "Withdrawal notice", "Asks the recipient of a paper to destroy it, without a name.",
    OfThisVault(_form), forms=("pdf", "docx", "html", "txt"),
)  # fmt: skip
"""A paper about a row of the register, so that it is in no list of papers about records."""


def _read_recipient(vault: Vault, paper: Record) -> Sequence[Addressee]:
    """Return the recipient of a copy as a letter names it; a contact only by the listed name."""
    found = (store.load(vault.con, link.target) for link in store.links_of(vault.con, paper.id) if link.role == "to")
    known = [read_addressee(vault, one) for one in found if one is not None]
    return known or [Addressee((said,)) for said in (str(paper.fields.get("to_text", "")),) if said]


def make_notice(
    vault: Vault, paper: Record, language: str = "en", letterhead: int = 0, reference: str = ""
) -> OutputResult:
    """Return the notice about a withdrawn paper, with the `reference` of its preview.

    Raises InputRefused for another paper and an unknown language.
    """
    if paper.fields.get("state") in register.OPEN:
        raise InputRefused("Withdraw the paper first.", "Nothing was written.")
    if language not in ALL_LANGUAGES:
        raise InputRefused(Phrase("The notice has no translation for {language}.", language=language),
                           "Nothing was written.")  # fmt: skip
    audience, until = str(paper.fields["audience"]), clock.today(vault) + timedelta(days=ANSWER_DAYS)
    sheet = _sheet(paper.fields, _read_recipient(vault, paper), until.isoformat(), language)
    frame = make_frame(vault, audience, language, letterhead, reference)
    return OutputResult(OUTPUT, evolve(sheet, mark=audience_mark(audience)), (), (), frame)
