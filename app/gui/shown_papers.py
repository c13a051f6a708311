"""What the page of papers shows, as plain values."""

from attrs import frozen

from app.domain.sheet import Sheet


@frozen
class PaperChoice:
    """One paper that can be made: its key, name and one line, its formats, and for whose eyes (key and name)."""

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
    """A paper as it would leave: a sheet, or the text of another format; what stays back, each with its reason.

    `refused` says instead why there is none.
    """

    content: Sheet | str = ""
    held: tuple[tuple[str, str], ...] = ()
    held_count: int = 0
    warnings: tuple[str, ...] = ()
    refused: str = ""
