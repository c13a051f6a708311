"""The answer to an organisation that asks about names: possible or nothing found, with its limits, and no more.

It is made of the asked names and their answers only: no record, no reason and no source can be in it.
"""

from attrs import evolve

from app.actions.casework import vetting
from app.actions.kernel.record_context import Inside
from app.actions.outgoing.addressees import read_addressee
from app.actions.outgoing.frames import make_frame
from app.actions.outgoing.output import ALL_LANGUAGES, OfThisVault, Output, OutputResult
from app.actions.paper_parts import passages
from app.domain.casework.name_match import MAY_BE
from app.domain.date_text import moment_phrase
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, filled_table
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_SAYS = {
    vetting.POSSIBLE: Phrase("Possible"),
    vetting.ONE_WORD: Phrase("Possible, one word only"),
    vetting.NOTHING: Phrase("Nothing found. {rest}", rest=MAY_BE),
}
_MARK = Phrase(
    "CONFIDENTIAL. For the organisation that asked. Do not give this paper to others, and do not publish it."
)


def _form(_: Vault) -> Sheet:
    """Return an answer without names: its words are translated like those of each other paper."""
    return _sheet("2026-01-01", [vetting.NameAnswer("", code) for code in _SAYS], [])


def _sheet(day: str, answers: list[vetting.NameAnswer], before: list[Block]) -> Sheet:
    rows = [(str(n), one.name, _SAYS[one.answer]) for n, one in enumerate(answers, 1)]
    hits = sum(one.answer != vetting.NOTHING for one in answers)
    limits = (
        Phrase("“Possible” means that a name in our records of acts against people is written alike. It is no finding "
               "about a person: several people can have the same name."),
        Phrase("“Nothing found” is no proof of good conduct. Our records are not complete."),
        Phrase("We compared spellings and scripts by a rule. Nicknames and married names can be missed."),
        Phrase("Do not hire, refuse or dismiss anyone because of this answer alone. Make your own inquiry, and hear "
               "the person."),
        Phrase("We name no victim and no source, also on request."),
    )  # fmt: skip
    blocks = [
        *before,
        SheetProse(Phrase("You asked us about the names below. We compared them with our own records.")),
        SheetFacts(((Phrase("Day of the comparison"), moment_phrase(day)),
                    (Phrase("Names asked about"), str(len(rows))), (Phrase("Of these possible"), str(hits)))),
        *filled_table(Phrase("Answers"), (Phrase("Line"), Phrase("Name as you wrote it"), Phrase("Answer")), rows),
        Heading(Phrase("How to ask us")),
        SheetProse(Phrase("For each name with “possible”, ask us before you decide. Use the contact in this paper and "
                          "give the line, the place and the years of service. We tell you then what we can share.")),
        Heading(Phrase("Limits of this answer")), Items(limits),
        SheetProse(Phrase("Yours faithfully,")),
    ]  # fmt: skip
    return Sheet(Phrase("Answer about names"), "", tuple(blocks), _MARK, "answer", "letter")


OUTPUT = Output(
    "vetting-answer", Phrase("Answer about names"), Phrase("The asked names, each possible or nothing found."),
    OfThisVault(_form), forms=("pdf", "docx", "html", "txt"), profiles=("authority",),
)  # fmt: skip
"""A paper about a question that never leaves, so that it is in no list of papers about records."""


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
    to = [read_addressee(vault, one) for one in Inside(vault).linked(record, "for")]
    answers = [vetting.NameAnswer(one.name, one.answer) for one in vetting.read_answers(vault, record)]
    sheet = _sheet(str(record.fields["asked_on"]), answers, [passages.greet(to, language)])
    sheet = evolve(sheet, addressee=tuple(Phrase(line) for line in to[0].lines) if to else ())
    return OutputResult(OUTPUT, sheet, (), (), make_frame(vault, "authority", language, letterhead, reference))
