"""The declaration of one paper, and of what it is made into."""

from collections.abc import Callable, Sequence

from attrs import frozen

from app.actions.papers.outgoing_data import OutgoingData
from app.actions.papers.tallies import Tallies
from app.actions.release.leak_check import CLEAN, LeakReport
from app.domain.redact import WithheldItem
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.exchange import sheets
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

SHEET_FORMS = ("pdf", "html", "txt", "csv")
"""Formats of a sheet; a PDF is painted by the window."""


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
    profiles: tuple[str, ...] = ("internal", "network", "authority", "public")
    roots: Callable[[Vault], Sequence[str]] | None = None
    audiences: Callable[[Vault], Sequence[str]] | None = None
    """Of a directory: for whom it can be made, in the words of those who are listed; a profile is one of these then."""
    also: Callable[[Vault, Sequence[str]], Sequence[str]] | None = None
    """Returns further records for the output, such as the earlier version of a record."""


@frozen
class OutputResult:
    """The result of an output: a sheet or a finished text, withheld items with their reasons, and warnings.

    Its text has the answers to the leak check. Without an answer to each finding, it has no bytes.
    """

    output: Output
    content: Sheet | str
    held_back: tuple[WithheldItem, ...]
    warnings: tuple[str, ...]
    leaks: LeakReport = CLEAN

    def data(self, form: str, say: sheets.Say = str, language: str = "en", rtl: bool = False) -> bytes:
        """Return the bytes of a file; LeaksFound without answers, InputRefused for a format that it does not have."""
        self.leaks.need_answers()
        if form not in self.output.forms:
            known = ", ".join(self.output.forms)
            raise InputRefused(Phrase("There is no {form} of it.", form=form), Phrase("Formats: {known}.", known=known))
        if isinstance(self.content, str):
            return self.content.encode()
        if form == "pdf":
            raise InputRefused(
                "You can make a PDF only in the window.", "Nothing was written. Choose html, txt or csv."
            )
        if form == "html":
            return sheets.as_html(self.content, say, language, rtl).encode()
        if form == "csv":
            return b"".join(sheets.as_csv(self.content, say))
        return sheets.as_text(self.content, say).encode()
