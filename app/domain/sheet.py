"""A sheet: what is printed or saved of records, as blocks, before it has any format.

Texts that are `Phrase` are the program's own and are said in the reader's language; all others stand as written.
"""

from collections.abc import Sequence

from attrs import frozen


@frozen
class Heading:
    """The head of a section."""

    text: str


@frozen
class Prose:
    """Running text; an empty line parts paragraphs."""

    text: str


@frozen
class Facts:
    """Short facts, each with its label."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Items:
    """A list of sentences, numbered or not."""

    rows: tuple[str, ...]
    numbered: bool = False


@frozen
class Table:
    """A table; `note` says below it what was counted, and by which rule."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


Block = Heading | Prose | Facts | Items | Table


def filled(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    """Return a table under its heading without the columns in which nothing stands; nothing where none has anything."""
    used = [at for at in range(len(header)) if any(row[at] for row in rows)]
    kept = tuple(tuple(row[at] for at in used) for row in rows)
    return [Heading(title), Table(tuple(header[at] for at in used), kept)] if used else []


@frozen
class Sheet:
    """One paper: its title, one line below it, its blocks, and for whose eyes it is, which stands on every page."""

    title: str
    second: str
    blocks: tuple[Block, ...]
    mark: str
    name: str = "sheet"
    """What its file is called without anything else: neutral, for it is seen in a folder."""
