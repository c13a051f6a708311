"""Phrases that can be translated later: English as text, the window's language from template and values."""

from collections.abc import Mapping


class Phrase(str):
    """A phrase or sentence with its values filled in; a `str`, so the command line and JSON use it unchanged.

    A value that is a `Phrase` or an error is translated too, and so is each value in a tuple. Typed text, names and
    codes stay unchanged. A plain text is a phrase without values.
    """

    template: str
    values: Mapping[str, str | int | tuple[str, ...]]

    def __new__(cls, template: str, **values: object) -> "Phrase":
        """Put the values into the template's places, `{name}`; semicolons separate those of a tuple."""
        kept = {name: _kept(value) for name, value in values.items()}
        english = {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in kept.items()}
        said = super().__new__(cls, template.format(**english) if values else template)
        said.template, said.values = template, kept
        return said

    @classmethod
    def of(cls, words: str | BaseException) -> "Phrase":
        """Return a text, or the text of an error; the errors of `sync` have their own template and values."""
        said = str(words)
        return said if isinstance(said, cls) else cls(getattr(words, "template", said), **getattr(words, "values", {}))

    def __str__(self) -> str:
        """Return the phrase itself, so that `str(error)` still has its template."""
        return self


def _kept(value: object) -> str | int | tuple[str, ...]:
    if isinstance(value, BaseException):
        return Phrase.of(value)
    return value if isinstance(value, str | int | tuple) else str(value)
