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
LONGEST: Final = 160
"""Characters of an extract."""


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


def patterns(asked: str) -> list[re.Pattern[str]]:
    """Return what to look for in folded text, one for each word and run of what was asked for."""
    plain, runs = parted(asked)
    words = plain.split()
    found = [rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" for word in words[:-1]]
    found += [rf"(?<![^\W_]){re.escape(word)}" for word in words[-1:]]
    return [re.compile(part) for part in (*found, *map(re.escape, runs))]


def extract(asked: Sequence[re.Pattern[str]], places: Iterable[Place], before: int = BEFORE) -> Extract | None:
    """Return the extract of the first place that holds most of what was asked for, None where none holds any."""
    best: tuple[Place, int] | None = None
    most = 0
    for place in places:
        folded = fold(place.text)
        at = [found.start() for pattern in asked if (found := pattern.search(folded))]
        if len(at) > most:
            best, most = (place, min(at)), len(at)
        if most == len(asked):
            break
    return _cut(asked, *best, before) if best else None


def _cut(asked: Sequence[re.Pattern[str]], place: Place, at: int, before: int) -> Extract:
    """Cut the line out in which the folded text has the word at `at`; folding keeps every line break."""
    number = fold(place.text).count("\n", 0, at)
    line = " ".join(place.text.split("\n")[number].split())
    folded, origin = [], []
    for index, char in enumerate(line):
        part = fold(char)
        folded.append(part)
        origin += [index] * len(part)
    found = min((m for p in asked if (m := p.search("".join(folded)))), key=lambda m: m.start(), default=None)
    start, end = (origin[found.start()], origin[found.end() - 1] + 1) if found else (0, 0)
    while end < len(line) and not fold(line[end]):
        end += 1  # marks that folding drops belong to the letter before them
    first = 0 if start <= before else line.find(" ", start - before, start) + 1 or start - before
    last = min(len(line), max(end, first + LONGEST))
    head, tail = "…" * (first > 0), "…" * (last < len(line))
    text = f"{head}{line[first:last]}{tail}"
    moved = len(head) - first
    return Extract(place.where, text, start + moved, min(end, last) + moved, place.file)
