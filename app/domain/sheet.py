"""A paper made from records: blocks to print or save, before they have a format.

A `Phrase` is the program's text and is shown in the reader's language; all other texts are unchanged.
"""

from collections.abc import Sequence

from attrs import frozen


@frozen
class Heading:
    """The heading of a section."""

    text: str


@frozen
class SheetProse:
    """Running text; an empty line separates paragraphs. A `strong` one is a caution in bold."""

    text: str
    strong: bool = False


@frozen
class SheetTimeLine(SheetProse):
    """A drawn line of time over its text, for the rows of the next table.

    `marks` are the share of the time from the left (0 to 1) and the step (0 to 5) of each row.
    """

    marks: tuple[tuple[float, int], ...] = ()


@frozen
class SheetFacts:
    """Short facts, each with its label."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Items:
    """A list of sentences, numbered from `first` on or, if it is 0, not at all."""

    rows: tuple[str, ...]
    first: int = 0


@frozen
class SheetTable:
    """A table; `note` states below it the counted units and the rule.

    `drawing` are points of a body map, numbered as its rows; `drawn` is the text for a reader who does not see it.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    drawing: tuple[tuple[float, float], ...] = ()
    drawn: str = ""


@frozen
class FormQuestion:
    """A question of a form with its answer, its limit ("at most 200 words"), and its id in the mechanism."""

    question: str
    answer: str
    limit: str = ""
    id: str = ""


@frozen
class Sign:
    """Places for signatures, one for each typed name."""

    names: tuple[str, ...]


Block = Heading | SheetProse | SheetFacts | Items | SheetTable | FormQuestion | Sign


def filled_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    """Return a table under its heading without its empty columns, or an empty list if all are empty."""
    used = [at for at in range(len(header)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    return [Heading(title), SheetTable(tuple(header[at] for at in used), kept)] if used else []


@frozen
class Sheet:
    """One paper: its title, one line below it, its blocks, and the mark of its audience on every page."""

    title: str
    second: str
    blocks: tuple[Block, ...]
    mark: str
    name: str = "sheet"
    """The file name without its extension: neutral, because other people can see it in a folder."""
    template: str = ""
    """The page layout: a file of `resources/papers`. If it is empty, the name and the content decide."""
    addressee: tuple[str, ...] = ()
    """The lines of the address of a letter, or the reader of another paper."""
    answer_by: str = ""
    """The last day for an answer, as a moment; empty if no answer is asked for."""
    notes: tuple[str, ...] = ()
    """Sentences after the last block about the words in it."""
    top: str = ""
    """The mark of confidentiality above the title; empty for that of the audience."""
    apart: str = ""
    """The line of the pages of a confidential part, from the only heading on. The issuer is in no other part."""
