"""Translate texts of the window to the person's language: `tr("Lock now")`, `tr("{n} file|{n} files", n=3)`.

The English source is the key. Two English forms are written as `one|other`: the value `n` chooses between the plural
forms of a catalogue (`app.catalogue`). An English word with two meanings gets a context: `tr("Open", "state")`.
Values are wrapped in direction isolates in right-to-left languages, and if they are right-to-left themselves; numbers
follow the locale. `tests/gui/test_text.py` fails on any string that is not wrapped or not translated. `pseudo` is
English, 40 % longer and with accents: it shows texts that a longer language would cut off.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale

from app.catalogue import FOLDER as FOLDER
from app.catalogue import load, translate
from app.errors import AppError
from app.phrase import Phrase
from app.safe_text import PAGE, make_harmless

if TYPE_CHECKING:
    from app.domain.kind import Kind
    from app.store.vault.open_vault import Vault

PSEUDO = "pseudo"
LANGUAGES: Mapping[str, str] = {"en": "English", "ar": "العربية"}
"""Language code to its own name, as the language button shows it."""
WRITTEN: Mapping[str, str] = {**LANGUAGES, "fr": "Français", "es": "Español"}
"""The languages for texts to other people: more than the languages of the window."""
_RTL = frozenset({"ar", "fa", "ps", "ur"})
_LOCALES = {"en": "en_GB", "ar": "ar_LB", PSEUDO: "en_GB"}
_ISOLATE, _END = "\u2068", "\u2069"
_GROUPS = re.compile(r"(?<![0-9])\+?[0-9]+(?: [0-9]+)+")
_LEFT = "\u200e"
_HEBREW = "\u0590"
"""The first letter of the scripts that are written from right to left."""
_PLACE = re.compile(r"\{(\w+)\}")
_ACCENTS = str.maketrans("aeioucnsyAEIOUCNSY", "áéíóúçñšýÁÉÍÓÚÇÑŠÝ")
_LONGEST = 12
"""Letters of a word that the pseudo language adds: these words must wrap as other words do."""


class TextSlot(NamedTuple):
    """A placeholder in a sentence: for a value, a control or text of another weight."""

    name: str


class Text:
    """The texts of one language. A call translates; `parts` splits a sentence at its placeholders."""

    def __init__(self, language: str = "en", folder: Path = FOLDER) -> None:
        self.language = language
        self._catalogue = load(language, folder)
        self.locale = QLocale(_LOCALES.get(language, "en_GB"))

    @property
    def rtl(self) -> bool:
        """True if the language is written from right to left."""
        return self.language in _RTL

    @property
    def cursive(self) -> bool:
        """True if letters join: letter spacing must not be changed."""
        return self.rtl

    def number(self, value: int) -> str:
        """Return a whole number in the digits of the locale."""
        return self.locale.toString(value)

    def digits(self, text: str) -> str:
        """Return a text with its decimal digits replaced by those of the locale, such as a safety number."""
        return text.translate(self._digits)

    @cached_property
    def _digits(self) -> dict[int, str]:
        zero = ord(self.locale.zeroDigit()[0])
        return {ord("0") + i: chr(zero + i) for i in range(10)}

    def size(self, count: int) -> str:
        """Return a number of bytes as text, for example 6.2 MB."""
        return self.locale.formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)

    def __call__(self, source: str, context: str = "", /, **values: str | int) -> str:
        """Return `source` in this language with its values; raises KeyError for a place without a value."""
        form = self._form(source, values.get("n"), context)
        text = _PLACE.sub(lambda place: self._value(values[place[1]]), form)
        return f"\u200f{text}" if self.rtl and values and not _reads_left(form) else text

    def phrase(self, words: str) -> str:
        """Return a phrase of a lower layer in this language; a phrase without a translation is returned unchanged."""
        said = Phrase.of(words)
        if not said.values:
            return self._form(said.template, None)
        return self(said.template, **{name: self._said(value) for name, value in said.values.items()})

    def _said(self, value: str | int | tuple[str, ...]) -> str | int:
        if isinstance(value, tuple):
            return self("; ").join(self.phrase(part) for part in value)
        return self.phrase(value) if isinstance(value, Phrase) else value

    def error(self, error: BaseException, otherwise: str = "") -> str:
        """Return an AppError in words: the event and the safe state; `otherwise` is for any other error."""
        said = (error.message, error.hint) if isinstance(error, AppError) else ()
        return " ".join(map(self.phrase, filter(None, said))) or otherwise

    def parts(self, source: str) -> list[str | TextSlot]:
        """Return a sentence as its texts and placeholders, in the order of this language."""
        pieces = _PLACE.split(self._form(source, None))
        return [TextSlot(piece) if i % 2 else piece for i, piece in enumerate(pieces) if piece]

    def isolated(self, text: str) -> str:
        """Return a value whose direction and control characters cannot change the text around it."""
        text = make_harmless(text, PAGE)
        if self.rtl:  # groups of digits, as in a telephone number, would change their places
            text = _GROUPS.sub(lambda number: _LEFT + number[0].replace(" ", f" {_LEFT}"), text)
        apart = text and (self.rtl or (not text.isascii() and _reads_left(text)))
        return f"{_ISOLATE}{text}{_END}" if apart else text

    def line(self, *values: str) -> str:
        """Return values with a separator between them as one line of this direction; empty ones are left out.

        The middle dot looks like the Arabic zero, so the separator is a bar if that zero is in use.
        """
        between = " | " if self.rtl else " · "
        joined = between.join(self.isolated(value) for value in values if value)
        return f"\u200f{joined}" if self.rtl and joined else joined

    def listed(self, values: Iterable[str]) -> str:
        """Return values with the comma of the language between them."""
        joined = self(", ").join(self.isolated(value) for value in values if value)
        return f"\u200f{joined}" if self.rtl and joined else joined

    def _value(self, value: str | int) -> str:
        return self.number(value) if isinstance(value, int) else self.isolated(value)

    def _form(self, source: str, n: str | int | None, context: str = "") -> str:
        count = None if n is None else n if isinstance(n, int) else 0
        form = translate(self._catalogue, source, count, context)
        return _longer(form) if self.language == PSEUDO else form


def _reads_left(text: str) -> bool:
    """Return True if a text contains letters that are written from right to left."""
    if max(text, default="") < _HEBREW:
        return False
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _longer(english: str) -> str:
    pieces = _PLACE.split(english)
    shown = "".join(f"{{{p}}}" if i % 2 else p.translate(_ACCENTS) for i, p in enumerate(pieces))
    words = "".join(pieces[::2])
    more = "~" * max(1, round(len(words) * 0.4))
    if " " not in words:
        return shown + more
    return " ".join([shown, *(more[at : at + _LONGEST] for at in range(0, len(more), _LONGEST))])  # as words it wraps


def kind_words(tr: Text, kind: "Kind") -> str:
    """Return the name of a kind within a title."""
    return tr(kind.label)[:1].lower() + tr(kind.label)[1:]


def label(vault: "Vault", tr: Text, scheme: str, code: str) -> str:
    """Return the words of a code, with a capital where the script has them."""
    words = vault.words[scheme].label(code, tr.language)
    return words[:1].upper() + words[1:]
