"""Phrases that can be translated later: English as text, the window's language from template and values."""

from collections.abc import Iterable, Mapping


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


def join_lines(said: Iterable[str], between: str = "\n") -> str:
    """Return texts in lines; a phrase in them stays one, so that its words are none of a record."""
    kept = [one for one in said if one]
    if len(kept) < 2 or not any(isinstance(one, Phrase) for one in kept):
        return between.join(kept) if len(kept) != 1 else kept[0]
    return Phrase(between.join(f"{{t{n}}}" for n in range(len(kept))), **{f"t{n}": one for n, one in enumerate(kept)})
