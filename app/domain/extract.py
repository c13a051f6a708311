"""Find the search words in a record, and cut a short extract around the first one.

The matches are those of the index: words at their beginning (the last one), complete words (the others), and runs of
scripts without spaces anywhere. Folding can make a text longer or shorter; positions are those in the original text.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from app.domain.search_normalisation import fold, split_scripts

BEFORE: Final = 40
"""Maximum characters in front of the word."""
BEHIND: Final = 120
"""Maximum characters behind the word."""


@frozen
class Extract:
    """A piece of text with the search word at [start, end); `where` names its origin."""

    where: str
    text: str
    start: int
    end: int
    file: str = ""
    """The name of the file, if `where` is "file"."""


@frozen
class TextLocation:
    """A text of a record that can match: a field, a role, a kind of part by name, or "file" with its name."""

    where: str
    text: str
    file: str = ""


@frozen
class Term:
    """A word to find in folded text, complete or as a beginning; with `anywhere`, a run of a script without spaces."""

    text: str
    whole: bool = False
    anywhere: bool = False

    def find(self, folded: str) -> int:
        """Return the first position of the term, or -1."""
        at = folded.find(self.text)
        while at >= 0 and not self.anywhere:
            after = at + len(self.text)
            if not folded[at - 1 : at].isalnum() and not (self.whole and folded[after : after + 1].isalnum()):
                break
            at = folded.find(self.text, at + 1)
        return at


def terms(asked: str) -> list[Term]:
    """Return the terms of a query: its words and its runs."""
    plain, runs = split_scripts(asked)
    words = plain.split()
    found = [Term(word, whole=True) for word in words[:-1]] + [Term(word) for word in words[-1:]]
    return found + [Term(run, anywhere=True) for run in runs]


def extract(asked: Sequence[Term], places: Iterable[TextLocation], before: int = BEFORE) -> Extract | None:
    """Return the extract of the first place with the most search terms, or None if all terms are missing.

    `before` is the maximum number of characters in front of the word.
    """
    best: tuple[TextLocation, tuple[int, int]] | None = None
    most = 0
    for place in places:
        found = [span for term in asked if (span := _span(place.text, term))]
        if len(found) > most:
            best, most = (place, min(found)), len(found)
        if most == len(asked):
            break
    return _cut(*best, before) if best else None


def _span(text: str, term: Term) -> tuple[int, int] | None:
    """Return the span of a term in a text, or None.

    The text is folded only if its lower-case form does not have the term.
    """
    plain = text.lower()
    if len(plain) == len(text) and (at := term.find(plain)) >= 0:
        start, end = at, at + len(term.text)
    elif (at := term.find(fold(text))) >= 0:
        start, end = _origin(text, at), _origin(text, at + len(term.text) - 1) + 1
    else:
        return None
    while end < len(text) and not fold(text[end]):
        end += 1  # marks that folding drops belong to the letter before them
    return start, end


def _origin(text: str, at: int) -> int:
    """Return the position in a text of the character that became the one at `at` of the folded text."""
    place = min(at, len(text))
    length = len(fold(text[:place]))
    while length > at:
        place -= 1
        length -= len(fold(text[place]))
    while (more := length + len(fold(text[place]))) <= at:
        place, length = place + 1, more
    return place


def _cut(place: TextLocation, span: tuple[int, int], before: int) -> Extract:
    """Cut out the line around the word, with one space for any gap and "…" at each cut."""
    text, (start, end) = place.text, span
    head = text[text.rfind("\n", 0, start) + 1 : start].lstrip()
    tail = text[end:].partition("\n")[0].rstrip()
    if len(head) > before:
        kept = head[-before:]
        head = f"…{kept[kept.find(' ') + 1 :]}"
    if len(tail) > BEHIND:
        tail = f"{tail[:BEHIND]}…"
    head, tail = (re.sub(r"\s+", " ", piece) for piece in (head, tail))
    return Extract(place.where, f"{head}{text[start:end]}{tail}", len(head), len(head) + end - start, place.file)
