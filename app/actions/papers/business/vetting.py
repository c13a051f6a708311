"""The answer to an organisation that asks about names: possible or nothing found, with its limits, and no more.

It is made of the asked names and their answers only: no record, no reason and no source can be in it.
"""

from collections.abc import Sequence

from attrs import evolve

from app.actions.casework import companies, vetting
from app.actions.kernel.record_context import Inside
from app.actions.outgoing.addressees import read_addressee
from app.actions.outgoing.frames import make_frame
from app.actions.outgoing.output import ALL_LANGUAGES, OfThisVault, Output, OutputResult
from app.actions.paper_parts import passages
from app.domain.date_text import moment_phrase
from app.domain.frame import audience_mark
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_SAYS = {
    vetting.POSSIBLE: Phrase("Possible"),
    vetting.ONE_WORD: Phrase("Possible, one word only"),
    vetting.NOTHING: Phrase("Nothing found (see “Limits of this answer”)"),
}
_INVOLVED = Phrase("The asker, or a company above it, is in records of a case: {names}. It can ask to learn what you "
                   "know. Decide with another person before you answer.")  # fmt: skip


def _form(_: Vault) -> Sheet:
    """Return an answer without names: its words are translated like those of each other paper."""
    return _sheet("2026-01-01", [vetting.NameAnswer("", code) for code in _SAYS], [])


def _sheet(day: str, answers: list[vetting.NameAnswer], before: list[Block]) -> Sheet:
    rows = [(str(n), one.name, _SAYS[one.answer]) for n, one in enumerate(answers, 1)]
    hits = sum(one.answer != vetting.NOTHING for one in answers)
    limits = (
        Phrase("“Possible” means that a name in our records of acts against people is similar. It is no finding "
               "about a person: several people can have the same name."),
        Phrase("“Nothing found” is no proof of good conduct. Our records are not complete."),
        Phrase("There can be records about each name here, also under another spelling."),
        Phrase("We compared spellings and scripts by a rule. Nicknames and married names can be missed."),
        Phrase("Do not hire, refuse or dismiss anyone because of this answer alone. Make your own inquiry, and hear "
               "the person."),
        Phrase("We name no victim and no source, even on request."),
    )  # fmt: skip
    blocks = [
        *before,
        SheetProse(Phrase("You asked us about the names below. We compared them with our own records.")),
        SheetFacts(((Phrase("Day and reference of your question"), passages.LINE),
                    (Phrase("Day of the comparison"), moment_phrase(day)),
                    (Phrase("Names asked about"), str(len(rows))), (Phrase("Of these possible"), str(hits)))),
        *filled_table(Phrase("Answers"), (Phrase("Line"), Phrase("Name as you wrote it"), Phrase("Answer")), rows),
        Heading(Phrase("How to ask us")),
        SheetProse(Phrase("For each name with “possible”, ask us before you decide, by a way that you knew before. "
                          "Give the line, the place and the years of service. We tell you then what we can share.")),
        Heading(Phrase("Limits of this answer")), Items(limits),
        SheetProse(Phrase("Yours faithfully,")),
    ]  # fmt: skip
    return Sheet(Phrase("Answer about names"), "", tuple(blocks), audience_mark("authority"), "answer", "letter")


OUTPUT = Output(
    "vetting-answer", Phrase("Answer about names"), Phrase("The asked names, each possible or nothing found."),
    OfThisVault(_form), forms=("pdf", "docx", "html", "txt"), profiles=("authority",),
)  # fmt: skip
"""A paper about a question that never leaves, so that it is in no list of papers about records."""


def _warn_of_ties(vault: Vault, asker: Record) -> Sequence[str]:
    """Return a warning if the asker or a company above it did an act, or has an effect or a request with us."""
    around, above = Inside(vault), companies.read_tree(vault, asker.ref).rows
    chain = [asker, *(row.record for row in above if row.relation == companies.OWNER)]
    tied = [one.title for one in chain if around.parts(one, "involvement") or companies.list_effects(around, one)
            or around.parts(one, "undertaking", "by")]  # fmt: skip
    return (Phrase(_INVOLVED, names=", ".join(tied)),) if tied else ()


def make_answer(
    vault: Vault, record: Record, language: str = "en", letterhead: int = 0, reference: str = ""
) -> OutputResult:
    """Return the answer to a question, with the `reference` of its preview.

    Raises InputRefused for another record, an unknown language, and before the organisation decided to answer.
    """
    if record.kind != vetting.KIND:
        raise InputRefused("This is no question about names.", "Nothing was written. See: amparo vetting list")
    if not vetting.may_answer(vault):
        raise InputRefused(
            "Your organisation has not decided to answer companies.",
            "Nothing was written. A company then learns that a file exists. Decide first: amparo vetting allow yes",
        )
    if language not in ALL_LANGUAGES:
        said = Phrase("The answer has no translation for {language}.", language=language)
        raise InputRefused(said, "Nothing was written.")
    askers = Inside(vault).linked(record, "for")
    to = [read_addressee(vault, one) for one in askers]
    warned = tuple(said for one in askers for said in _warn_of_ties(vault, one))
    answers = [vetting.NameAnswer(one.name, one.answer) for one in vetting.read_answers(vault, record)]
    sheet = _sheet(str(record.fields["asked_on"]), answers, [passages.greet(to, language)])
    sheet = evolve(sheet, addressee=tuple(Phrase(line) for line in to[0].lines) if to else ())
    return OutputResult(OUTPUT, sheet, (), warned, make_frame(vault, "authority", language, letterhead, reference))
