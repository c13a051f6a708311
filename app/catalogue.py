"""Translate phrases with their values into one language without a window, for papers and messages.

The window has the same catalogue, with the digits and direction marks of its locale (`app.gui.style.text`).
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from app.phrase import Phrase

FOLDER = Path(__file__).parents[1] / "resources" / "translations"
Forms = str | Mapping[str, str]
_PLACE = re.compile(r"\{(\w+)\}")


def plural_form(language: str, n: int) -> str:
    """Return the CLDR plural category of a whole number."""
    return _RULES.get(language, _RULES["en"])(abs(n))


def _arabic(n: int) -> str:
    if n <= 2:
        return ("zero", "one", "two")[n]
    tail = n % 100
    return "few" if 3 <= tail <= 10 else "many" if tail >= 11 else "other"


_RULES: Mapping[str, Callable[[int], str]] = {
    "en": lambda n: "one" if n == 1 else "other",
    "fr": lambda n: "one" if n < 2 else "other",
    "es": lambda n: "one" if n == 1 else "other",
    "ar": _arabic,
}


def forms(language: str, folder: Path = FOLDER) -> dict[str, Forms]:
    """Return every translated string of a language by its English source; empty for English."""
    file = folder / f"{language}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


class Catalogue:
    """A translator of phrases into one language, as plain text."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._forms = forms(language)

    def __call__(self, words: str) -> str:
        """Return a phrase in this language with its values; a text without a translation is unchanged."""
        said = Phrase.of(words)
        n = said.values.get("n")
        text = self._form(said.template, n if isinstance(n, int) else 0)
        return _PLACE.sub(lambda place: self._value(said.values[place[1]]), text) if said.values else text

    def _form(self, source: str, n: int) -> str:
        found = self._forms.get(source, source)
        if isinstance(found, str):
            one, _, other = found.partition("|") if "{n}" in found else (found, "", "")
            return one if n == 1 or not other else other
        return found.get(plural_form(self.language, n), found["other"])

    def _value(self, value: str | int | tuple[str, ...]) -> str:
        if isinstance(value, tuple):
            return self("; ").join(map(self, value))
        return self(value) if isinstance(value, Phrase) else str(value)
