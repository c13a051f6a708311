"""Read the help pages: short texts in `resources/help/<language>`, one for each task, at the first request.

A page has a title (`# `), heads (`## `), steps (`1. `), points (`- `) and paragraphs, one line each. In a line, `**…**`
is a word as the window shows it, and `…` in backquotes is a key. No other markup is read. The numbers in the names of
the files give their order.
"""

import re
from functools import cache
from pathlib import Path

from attrs import frozen

from app.domain.search_normalisation import has_words, index_text, words
from app.gui.widgets.labels import Run
from app.start import resources

FOLDER = resources() / "help"
USUAL = "en"
"""The language that has every page."""
_MARKS = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_HEADS = (("## ", "head"), ("- ", "point"))
_STEP = re.compile(r"[0-9]+\. ")
_LEFT, _END = "\u2066", "\u2069"
"""Marks around a key: keys are written from left to right in every language."""


@frozen
class Block:
    """One line of a page: its kind (`head`, `step`, `point`, `text`) and its text; keys are `did`, labels `who`."""

    kind: str
    runs: tuple[Run, ...]


@frozen
class Guide:
    """One page: its key, its title, its lines, and its index text for the search."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    found_by: str

    def fits(self, asked: str) -> bool:
        """Return True if the page has every word of the query."""
        return has_words(self.found_by, words(asked))


def runs(line: str) -> tuple[Run, ...]:
    """Return a line as pieces: plain words, words of the window (`who`), keys (`did`)."""
    found: list[Run] = []
    at = 0
    for mark in _MARKS.finditer(line):
        found.append((line[at : mark.start()], ""))
        found.append((mark[1], "who") if mark[1] else (f"{_LEFT}{mark[2]}{_END}", "did"))
        at = mark.end()
    return tuple(run for run in (*found, (line[at:], "")) if run[0])


def parse(key: str, text: str) -> Guide:
    """Return the page of a text."""
    first, *lines = [line for line in text.splitlines() if line.strip()]
    blocks = list[Block]()
    whole = list[str]()
    for line in lines:  # an indented line continues the one above
        if line.startswith("  ") and whole:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line)
    for line in whole:
        kind, rest = next(((kind, line[len(head) :]) for head, kind in _HEADS if line.startswith(head)), ("text", line))
        if kind == "text" and (step := _STEP.match(line)):
            kind, rest = "step", line[step.end() :]
        blocks.append(Block(kind, runs(rest)))
    return Guide(key, first.removeprefix("# "), tuple(blocks), index_text(text))


@cache
def guides(language: str, folder: Path = FOLDER) -> tuple[Guide, ...]:
    """Return the pages in a language, in order; the English pages if the language has none."""
    own = folder / language
    files = sorted((own if own.is_dir() else folder / USUAL).glob("*.md"))
    return tuple(parse(file.stem.partition("-")[2], file.read_text("utf-8")) for file in files)
