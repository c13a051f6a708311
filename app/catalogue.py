"""Translate phrases with their values into one language without a window, for papers and messages.

The window has the same catalogues, with the digits and direction marks of its locale (`app.gui.style.text`). They are
gettext catalogues (`resources/translations/<language>.po`), with the plural rules of CLDR. Set-up compiles them
(`python -m app.catalogue`); a start loads only the compiled one of its language.
"""

import os
import re
import struct
from contextlib import suppress
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from app.phrase import Phrase

FOLDER = Path(__file__).parents[1] / "resources" / "translations"
_PLACE = re.compile(r"\{(\w+)\}")


def load(language: str, folder: Path = FOLDER) -> NullTranslations:
    """Return the catalogue of a language, which gives the English source of a string that it does not have.

    A catalogue that was changed after set-up is compiled again, and a damaged one: the program starts without it.
    """
    source, made = folder / f"{language}.po", compiled_file(folder, language)
    if made.exists() and not (source.exists() and made.stat().st_mtime <= source.stat().st_mtime):
        with suppress(OSError, ValueError, LookupError, struct.error), made.open("rb") as file:
            return GNUTranslations(file)
    if not source.exists():
        return NullTranslations()
    data = compile_catalogue(source)
    with suppress(OSError):  # a tree that cannot be written is only slower
        _write(made, data)
    return GNUTranslations(BytesIO(data))


def translate(words: NullTranslations, source: str, n: int | None = None, context: str = "") -> str:
    """Return a string of a catalogue. `n` chooses between the forms of a source `one|other`.

    `context` tells apart equal English words with two meanings.
    """
    one, _, other = source.partition("|") if n is not None and "{n}" in source else (source, "", "")
    if not one:
        return one  # gettext keeps its header under the empty string
    if not other:
        return words.pgettext(context, one) if context else words.gettext(one)
    count = abs(n or 0)
    return words.npgettext(context, one, other, count) if context else words.ngettext(one, other, count)


def compiled_file(folder: Path, language: str) -> Path:
    """Return the place of a compiled catalogue; the folder `build` is absent in a bare tree."""
    return folder.parents[1] / "build" / "translations" / f"{language}.mo"


def compile_catalogue(source: Path) -> bytes:
    """Return a catalogue in gettext's binary form (.mo), only with strings that a person translated."""
    from babel.messages import mofile, pofile  # only where it is needed: it takes longer than all of a start

    made = BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(made, pofile.read_po(file))
    return made.getvalue()


def build(folder: Path = FOLDER) -> list[Path]:
    """Compile every catalogue and return the files. Raises OSError if they cannot be written."""
    made = []
    for source in sorted(folder.glob("*.po")):
        made.append(compiled_file(folder, source.stem))
        _write(made[-1], compile_catalogue(source))
    return made


def _write(target: Path, data: bytes) -> None:
    """Replace a file as a whole, which each account can read: another process can read it now."""
    from tempfile import mkstemp

    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class Catalogue:
    """A translator of phrases into one language, as plain text."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._words = load(language)

    def __call__(self, words: str) -> str:
        """Return a phrase in this language with its values; a text without a translation is unchanged."""
        said = Phrase.of(words)
        n = said.values.get("n")
        text = translate(self._words, said.template, n if isinstance(n, int) else 0)
        return _PLACE.sub(lambda place: self._value(said.values[place[1]]), text) if said.values else text

    def _value(self, value: str | int | tuple[str, ...]) -> str:
        if isinstance(value, tuple):
            return self("; ").join(map(self, value))
        return self(value) if isinstance(value, Phrase) else str(value)


if __name__ == "__main__":
    print(*build(), sep="\n")
