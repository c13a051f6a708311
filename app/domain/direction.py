"""Find the parts of a text that are read from left to right although the text around them is not.

Numbers that are dialled, references, addresses, dates in digits and Latin words are such parts. Without isolation, the
Unicode Bidirectional Algorithm (UAX #9) reverses the groups of +502 5512 3490 between Arabic letters.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

RTL_LANGUAGES: Final = frozenset({"ar"})
LTR_MARK: Final = "\u200e"
"""Before and after a run, for programs that know no isolates."""
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_CORE = rf"(?:[\u0660-\u0669\u06f0-\u06f9]|(?![{_RIGHT}])[^\W_])[\u0300-\u036f]*"
_JOINED: Final = (
    r"(?![ ]\(\d{4}-\d\d-\d\d)"  # a day in digits after the day in words is a run of its own
    r"(?:[,،](?=\d)|(?<=[^\W\d_])[,;.!?][ ](?=[^\W\d_])|[ ]?[-–/.:@_'’+&()%°#=?]{1,3}[ ]?|[ ])"
)
_LEFT_RUN: Final = re.compile(rf"[+#(]*{_CORE}(?:(?:{_JOINED})?[+(]?{_CORE})*[)%°]*")
_LINE: Final = re.compile(r"(\s*(?:\d+\. )?)(?:([^:\n]*)(: ))?(.*)")
"""The indentation and number of a line, its label or reference, and its text."""
_PARAGRAPH: Final = re.compile(r"(\d{1,3})( )(\(\d{1,2}\))")
"""An article with a paragraph, such as 56 (1): from right to left, the article comes first."""
_SENTENCE_END: Final = re.compile(r"[.!?](?!\S)")


_WORDS: Final = re.compile(r"[^\W\d_]+\s[^\W\d_]+\s[^\W\d_]+")
"""Three words in a row: a quoted sentence, whose end belongs to it."""


class TextRun(NamedTuple):
    """A part of a text; `ltr` if it must be isolated from left to right."""

    text: str
    ltr: bool


def reads_right(text: str) -> bool:
    """Return True if the first letter of a text is written from right to left."""
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side != "L" for side in sides if side in ("L", "R", "AL")), False)


def split_runs(text: str, rtl: bool) -> Sequence[TextRun]:
    """Return the runs of a text in a paper; `rtl` if the paper is read from right to left.

    A paper from left to right has such runs only in a text with letters from right to left: those with digits.
    A text without such letters is one run for each line in a paper from right to left.
    """
    sides = set(map(unicodedata.bidirectional, text))
    if not sides & {"R", "AL"} and (not rtl or "L" in sides):  # all of it is read from the left, also its commas
        end = len(text if not rtl or _WORDS.search(text) else text.rstrip(".!?"))
        parts = [*re.split("(\n|[،؛] )", text[:end]), text[end:]]
        if parts[-2].count(")") > parts[-2].count("(") and (close := re.search(r"\)[.!?]*$", parts[-2])):
            parts[-2:] = [parts[-2][: close.start()], f"{close[0]}{parts[-1]}"]  # of a bracket before this text
        return tuple(TextRun(part, rtl and any(map(str.isalnum, part))) for part in parts if part)
    runs, end = [], 0
    for found in _LEFT_RUN.finditer(text):
        for start, stop in _split_at_brackets(text, *found.span()):
            apart = rtl or any(map(str.isdigit, text[start:stop]))  # else the text around it is read from the left too
            if text.count(" ", start, stop) > 2 and _SENTENCE_END.match(text, stop):
                stop += 1  # the end of a quoted sentence
            runs.append(TextRun(text[end:start], False))
            rows = _PARAGRAPH.fullmatch(text[start:stop]) if rtl else None  # of an article: each number is a run
            runs += [TextRun(part, apart and part != " ") for part in (rows.groups() if rows else (text[start:stop],))]
            end = stop
    return tuple(run for run in (*runs, TextRun(text[end:], False)) if run.text)


def _split_at_brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a run between brackets whose other half is outside it: these belong to the text around it."""
    opened, outside = list[int](), list[int]()
    for at in range(start, end):
        if text[at] == "(":
            opened.append(at)
        elif text[at] == ")" and opened:
            opened.pop()
        elif text[at] == ")":
            outside.append(at)
    for at in (*sorted(outside + opened), end):
        if said := text[start:at].strip():
            first = text.index(said, start)
            yield first, first + len(said)
        start = at + 1


def isolate(text: str, rtl: bool, begin: str = "\u2066", end: str = "\u2069") -> str:
    """Return a text whose left-to-right runs are isolated by characters, for plain text."""
    return "".join(f"{begin}{run.text}{end}" if run.ltr else run.text for run in split_runs(text, rtl))


def direct_lines(text: str, rtl: bool) -> str:
    """Return plain text whose lines keep their direction in any program: isolates, and a mark before each line.

    A text without letters from right to left is returned unchanged, so that a message keeps its alphabet. Digits alone
    need no isolate beside isolated words.
    """
    if {"R", "AL"}.isdisjoint(map(unicodedata.bidirectional, text)):
        return text
    lines = []
    for head, *parts in (_LINE.fullmatch(line).groups("") for line in text.split("\n")):  # type: ignore[union-attr]
        rest = "".join(parts)
        whole = parts if any(map(reads_right, parts)) else [rest]
        mark = "\u200f" if rtl and any(map(str.isalnum, rest)) else ""
        said = "".join(isolate(part, rtl) for part in whole)
        lines.append(mark + head + re.sub("\u2066(\\d+)\u2069", r"\1", said))
    return "\n".join(lines)
