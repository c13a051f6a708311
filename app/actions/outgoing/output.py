"""The declaration of one paper, and of what it is made into."""

from collections.abc import Callable, Sequence

from attrs import frozen

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.tallies import Tallies
from app.actions.outgoing.wording import PaperText
from app.actions.release.consent_rules import SpokenPerson
from app.actions.release.leak_check import CLEAN, LeakReport
from app.catalogue import Catalogue
from app.domain.frame import FramedSheet, PaperFrame, frame_sheet
from app.domain.redact import WithheldItem
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.exchange import sheets
from app.exchange.docx import as_docx
from app.exchange.paper_document import document_of
from app.exchange.pdf import as_pdf
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

OUTSIDE = ("authority", "un", "regional", "embassy")
"""Bodies that people speak to about a case; each needs a separate yes."""
SHEET_FORMS = ("pdf", "docx", "html", "txt", "csv", "xlsx")
"""Formats of a sheet; a PDF is painted in the confined child."""
ALL_LANGUAGES = ("en", "ar", "fr", "es")
"""The languages of papers to other people."""


@frozen
class OfNumbers:
    """A table of the whole vault's numbers, which is made of no record that could be named."""

    table: Callable[[Tallies], Sheet]


@frozen
class OfThisVault:
    """A paper of the machine and of how many things there are, which is made of no record's words."""

    sheet: Callable[[Vault], Sheet]


@frozen
class Output:
    """One kind of paper. It is made of one or more records of the kinds it is `about`.

    If `about` is empty, the paper is about the whole vault, and `roots` returns its records. `forms` are its formats,
    the usual one first.
    """

    name: str
    label: str
    help: str
    build: Callable[[OutgoingData], Sheet | str] | OfNumbers | OfThisVault
    about: tuple[str, ...] = ()
    forms: tuple[str, ...] = SHEET_FORMS
    profiles: tuple[str, ...] = ("internal", "network", *OUTSIDE, "public")
    languages: tuple[str, ...] = ALL_LANGUAGES
    """The languages in which each phrase and label of the paper exists; a test collects them (`paper_words`)."""
    roots: Callable[[Vault], Sequence[str]] | None = None
    audiences: Callable[[Vault], Sequence[str]] | None = None
    """Of a directory: for whom it can be made, in the words of those who are listed; a profile is one of these then."""
    counted: bool = False
    """Made of numbers only, for which silence counts: its records need not leave."""
    also: Callable[[Vault, Sequence[str]], Sequence[str]] | None = None
    """Returns further records for the output, such as the earlier version of a record."""
    head: Callable[[OutgoingData], str] | None = None
    """Returns the lines for the caller above a finished text. They are not checked: no word in them is prose."""
    second_reader: bool = False
    """Nobody saves it before a second person read it."""
    readers: Callable[[Vault, Sequence[str]], Sequence[str]] | None = None
    """Returns the names of the only readers of a paper, by its records."""
    asks: bool = False
    """Asks a service to cover the needs of a plan, so that it reads each of them."""
    calls: "tuple[Output, ...]" = ()
    """Older names of the paper, each with a different choice of records; no list shows them."""


@frozen
class OutputResult:
    """The result of an output: a sheet or a finished text, withheld items with their reasons, and warnings.

    Its text has the answers to the leak check. Without an answer to each finding, it has no bytes.
    """

    output: Output
    content: Sheet | str
    held_back: tuple[WithheldItem, ...]
    warnings: tuple[str, ...]
    frame: PaperFrame | None = None
    """Reference, date, audience, language and letterhead of the sheet."""
    leaks: LeakReport = CLEAN
    """The leak check of the content, with the answers."""
    about: tuple[bytes, ...] = ()
    """The records that a person chose for it, for the register of papers."""
    people: tuple[SpokenPerson, ...] = ()
    """The people in it, each with the consent that opened it, for the register of papers."""
    readers: tuple[str, ...] = ()
    """The names of the addressee."""
    agreed: int = 0
    """The people who agreed to be named in it, and whose real name is here."""
    texts: tuple[PaperText, ...] = ()
    """The texts of people in it, each with its wording."""
    reader: tuple[str, str] = ("", "")
    """The second reader who agreed to it, and the day of reading."""
    to_confirm: tuple[tuple[bytes, str], ...] = ()
    """The sensitive parts (record, facet) that only a second confirmation puts into it."""
    newest: int | None = None
    """The number of the last change in the vault before it; None for a file that the same call saves."""

    @property
    def framed(self) -> FramedSheet:
        """Return the sheet in its frame and language."""
        assert isinstance(self.content, Sheet)  # noqa: S101 - only sheets have a frame
        return frame_sheet(self.content, self.frame, Catalogue(self.frame.language if self.frame else "en"))

    @property
    def changed(self) -> tuple[Phrase, ...]:
        """Return one sentence about texts that changed after somebody wrote their wording, or nothing."""
        fields = tuple(Phrase(one.label) for one in self.texts if one.earlier)
        said = Phrase("Wording is not used, because the text changed after it: {fields}.", fields=fields)
        return (said,) if fields else ()

    @property
    def needs_reader(self) -> bool:
        """Return True for a paper that nobody saves before a second person read it: each public one with words."""
        public = self.frame is not None and self.frame.audience == "public"
        return self.output.second_reader or (public and not isinstance(self.output.build, OfNumbers | OfThisVault))

    def need_decisions(self) -> None:
        """Raise InputRefused if a text changed after its wording, LeaksFound if a finding has no answer."""
        for said in self.changed:
            raise InputRefused(said, "Nothing was saved. Write the wording again, or leave it empty.")
        self.leaks.need_answers()

    def data(self, form: str) -> bytes:
        """Return the bytes of a file. Painting needs every decision.

        Raises InputRefused and LeaksFound for open decisions, for a paper without its second reader, and for an unknown
        or unfit format.
        """
        self.need_decisions()
        if self.needs_reader and not all(self.reader):
            raise InputRefused(
                "A second person must read this paper before you save it.",
                "Nothing was saved. Let another person read it, and name this second reader.",
            )
        if form not in self.output.forms:
            known = ", ".join(self.output.forms)
            raise InputRefused(Phrase("There is no {form} of it.", form=form), Phrase("Formats: {known}.", known=known))
        return self.content.encode() if isinstance(self.content, str) else sheet_file(self.framed, form)


def sheet_file(paper: FramedSheet, form: str) -> bytes:
    """Return a framed paper in one of the formats of sheets; the PDF is painted in the confined child."""
    if form == "pdf":
        return as_pdf(document_of(paper))
    if form == "docx":
        return as_docx(paper)
    if form == "xlsx":
        return sheets.as_xlsx(paper)
    if form == "html":
        return sheets.as_html(paper).encode()
    if form == "csv":
        return b"".join(sheets.as_csv(paper))
    return sheets.as_text(paper).encode()
