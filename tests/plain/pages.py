"""The texts of Markdown pages (titles, paragraphs, list items, table cells), and the subjects of commits."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.plain.text import CODE, WORD, Text

ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)]) +(.*)")
RULER = re.compile(r"[-=*_~^#]{3,}$|\|?[-:| ]{3,}\|?$|<!--")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
LEFT_OUT = {"LICENSE", "THIRD_PARTY"}
FEWEST = 3
"""Fewest words of a paragraph or cell."""


def group_of(file: str) -> str:
    """Return the group of a page by its place in the tree, or "" for a page that is not read."""
    page = Path(file)
    if page.stem in LEFT_OUT or "help" in page.parts:
        return "help" if "en" in page.parts else ""
    return "changelog" if page.stem == "CHANGELOG" else "docs"


def page_texts(source: str, file: str, group: str) -> Iterator[Text]:
    """Return the texts of one page, without its code. Titles of documents are a group of their own."""
    block: list[str] = []
    begun, fenced = 0, False
    for number, line in enumerate([*source.splitlines(), ""], 1):
        bare = line.strip()
        fence = bare.startswith(("```", "~~~"))
        item = ITEM.match(line)
        title = re.match(r"#{1,6} +(.*)", bare)
        row = bare.startswith("|")
        if block and (fence or fenced or item or title or row or not bare or RULER.match(bare)):
            words = _shown(" ".join(block))
            if len(WORD.findall(words)) >= FEWEST:
                yield Text(group, file, begun, words)
            block = []
        if fence or fenced or not bare or RULER.match(bare):
            fenced ^= fence
        elif title:
            if WORD.search(words := _shown(title[1])):
                yield Text("titles" if group == "docs" else group, file, number, words)
        elif row:
            yield from (Text(group, file, number, cell) for cell in _cells(bare))
        else:
            begun = begun if block else number
            block.append(item[1] if item else bare)


def _cells(row: str) -> Iterator[str]:
    """Return the cells of a table row that have more words than code."""
    for cell in re.split(r"(?<!\\)\|", row.strip("|")):
        words = WORD.findall(shown := _shown(cell.strip()))
        if len(words) >= FEWEST and words.count("X") * 2 < len(words):
            yield shown


def _shown(words: str) -> str:
    """Return the words of a line of Markdown, with X for code and addresses."""
    words = LINK.sub(r"\1", CODE.sub("X", words.strip()))
    return re.sub(r"[*_]{2}", "", re.sub(r"https?://\S+", "X", words))


def subjects(root: Path, commits: int) -> Iterator[Text]:
    """Return the newest commit subjects, without merges."""
    if commits:
        command = ["git", "-C", str(root), "log", "--no-merges", f"-{commits}", "--format=%h %s"]
        for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
            number, _, subject = line.partition(" ")
            yield Text("commits", number, 0, subject)
