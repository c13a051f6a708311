"""Phrases that can be said again: English by themselves, in the window's language from their template and values."""

from collections.abc import Mapping


class Phrase(str):
    """A phrase or sentence with its values in their places; a `str`, so the command line and JSON take it as it is.

    A value that is `Phrase` itself, or an error, is translated too, and several in a tuple one after another; what
    a person typed, names and codes stay as they are. A plain text is one without values.
    """

    template: str
    values: Mapping[str, str | int | tuple[str, ...]]

    def __new__(cls, template: str, **values: object) -> "Phrase":
        """Put the values into the template's places, `{name}`; those of a tuple are parted by semicolons."""
        kept = {name: _kept(value) for name, value in values.items()}
        english = {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in kept.items()}
        said = super().__new__(cls, template.format(**english) if values else template)
        said.template, said.values = template, kept
        return said

    @classmethod
    def of(cls, words: str | BaseException) -> "Phrase":
        """Return a text, or what an error says; the errors of `sync` carry a template and values of their own."""
        said = str(words)
        return said if isinstance(said, cls) else cls(getattr(words, "template", said), **getattr(words, "values", {}))

    def __str__(self) -> str:
        """Stay what it is, so that `str(error)` still has its template."""
        return self


def _kept(value: object) -> str | int | tuple[str, ...]:
    if isinstance(value, BaseException):
        return Phrase.of(value)
    return value if isinstance(value, str | int | tuple) else str(value)
