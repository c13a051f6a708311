"""Where in a record the words stand that were asked for, and a short piece of the text around the first of them.

It finds what the index found: words at their beginning (all but the last one whole), runs of scripts without spaces
anywhere. Folding may make a text longer or shorter; places are given in the text as it was written.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from app.domain.fold import fold, parted

BEFORE: Final = 40
"""Characters kept in front of the word, at most."""
BEHIND: Final = 120
"""Characters behind the word, at most."""


@frozen
class Extract:
    """A piece of text in which the word that was asked for stands at [start, end); `where` says what it is from."""

    where: str
    text: str
    start: int
    end: int
    file: str = ""
    """The name of the file it stands in, where `where` is "file"."""


@frozen
class Place:
    """A text in which a record may be found: a field, a role, a kind of part by name, or "file" with its name."""

    where: str
    text: str
    file: str = ""


@frozen
class Term:
    """A word to look for in folded text, whole or as a beginning; with `anywhere`, a run of a script without spaces."""

    text: str
    whole: bool = False
    anywhere: bool = False

    def find(self, folded: str) -> int:
        """Return where it stands first, -1 where it does not."""
        at = folded.find(self.text)
        while at >= 0 and not self.anywhere:
            after = at + len(self.text)
            if not folded[at - 1 : at].isalnum() and not (self.whole and folded[after : after + 1].isalnum()):
                break
            at = folded.find(self.text, at + 1)
        return at


def terms(asked: str) -> list[Term]:
    """Return what to look for: the words and the runs of what was asked for."""
    plain, runs = parted(asked)
    words = plain.split()
    found = [Term(word, whole=True) for word in words[:-1]] + [Term(word) for word in words[-1:]]
    return found + [Term(run, anywhere=True) for run in runs]


def extract(asked: Sequence[Term], places: Iterable[Place], before: int = BEFORE) -> Extract | None:
    """Return the extract of the first place that holds most of what was asked for, None where none holds any.

    `before` is how many characters may stand in front of the word.
    """
    best: tuple[Place, tuple[int, int]] | None = None
    most = 0
    for place in places:
        found = [span for term in asked if (span := _span(place.text, term))]
        if len(found) > most:
            best, most = (place, min(found)), len(found)
        if most == len(asked):
            break
    return _cut(*best, before) if best else None


def _span(text: str, term: Term) -> tuple[int, int] | None:
    """Return from where to where a term stands in a text; folding it all is only needed where it is spelled apart."""
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
    """Return which character of a text became the one at `at` of the folded text."""
    place = min(at, len(text))
    length = len(fold(text[:place]))
    while length > at:
        place -= 1
        length -= len(fold(text[place]))
    while (more := length + len(fold(text[place]))) <= at:
        place, length = place + 1, more
    return place


def _cut(place: Place, span: tuple[int, int], before: int) -> Extract:
    """Cut out what stands around the word in its line, with one space for any gap, and say where it was cut."""
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
