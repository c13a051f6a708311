"""The data of the page of papers, as plain values."""

from attrs import frozen

from app.domain.sheet import Sheet


@frozen
class PaperChoice:
    """One paper that can be made: its key, name and one line, its formats, and its audiences (key and name)."""

    key: str
    name: str
    help: str
    forms: tuple[str, ...]
    audiences: tuple[tuple[str, str], ...]


@frozen
class PapersPage:
    """The papers that can be made of some records, by their ids in hex."""

    keys: tuple[str, ...]
    title: str
    papers: tuple[PaperChoice, ...]


@frozen
class PaperShown:
    """A paper as it will be made: a sheet, or the text of another format; withheld data, each with its reason.

    `refused` is the reason if there is no paper.
    """

    content: Sheet | str = ""
    held: tuple[tuple[str, str], ...] = ()
    held_count: int = 0
    warnings: tuple[str, ...] = ()
    refused: str = ""
