"""Find words and sentences that are hard to read, by the patterns of rules.toml and terms.toml.

A finding of 2 points or more makes its text flagged. A finding of 1 point is a warning.
"""

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.plain.text import WORD, Text

FLAGGED = 2
"""Points of a finding that makes its text flagged."""
SCREEN = frozenset({"interface", "errors", "cli"})
PAGES = frozenset({"help", "docs", "titles", "changelog"})
INSIDE = frozenset({"docstrings", "comments", "commits"})
BRIEF = SCREEN | {"titles", "commits"}
"""Groups with at most 20 words for each sentence. The others have 25."""
GROUPS = {
    "": SCREEN | PAGES | INSIDE,
    "screen": SCREEN,
    "pages": PAGES | INSIDE,
    "product": SCREEN | PAGES,
    "headed": SCREEN | {"titles"},
    "titles": frozenset({"titles"}),
    "commits": frozenset({"commits"}),
}
"""Names of group sets in rules.toml."""
PLACE = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[sd]")
MARKUP = re.compile(r"[*_`]+|&(?=\w)")
SHORTENED = re.compile(r"\b(e\.g|i\.e|etc|vs|mr|mrs|dr|no|cf|st|approx|nr|p|pp|ch|art)\.(?=\s)", re.IGNORECASE)
END = re.compile(r"(?<=[.!?…])[\"”'’)\]]*\s+(?=[\"“'‘(\[{<]*[A-ZÀ-Þ0-9])|\n\s*\n|\n(?=\s*[-*•] )")


@dataclass(frozen=True)
class Rule:
    """One pattern, with its points, its groups and the part of a text in which it is searched."""

    name: str
    points: int
    pattern: re.Pattern[str]
    groups: frozenset[str]
    at: str


@dataclass(frozen=True)
class Finding:
    """One rule that a text breaks, with the words."""

    points: int
    rule: str
    words: str


@cache
def rules(at: str, group: str, least: int = 0) -> tuple[tuple[Rule, ...], re.Pattern[str]]:
    """Return the rules of `least` points or more for a group and a part (`at`) of its texts, and all in one pattern."""
    found = tuple(rule for rule in all_rules() if rule.at == at and group in rule.groups and rule.points >= least)
    starts = "|".join(rule.pattern.pattern.removeprefix(r"\b") for rule in found)
    return found, re.compile(rf"\b(?:{starts})" if found else "(?!)")


@cache
def all_rules() -> tuple[Rule, ...]:
    lists = _data("rules")["lists"]

    def compiled(pattern: str) -> re.Pattern[str]:
        filled = re.sub(r"(?<!\?)<(\w+)>", lambda found: lists[found[1]], pattern)
        return re.compile(rf"\b(?:{filled})".replace("\\\n", ""))  # a pattern can continue on the next line

    found = []
    for row in _data("rules")["rule"]:
        groups, at = GROUPS[row.get("groups", "")], row.get("at", "sentence")
        found.append(Rule(row["name"], row["points"], compiled(row["pattern"]), groups, at))
    for name, groups in (("everywhere", GROUPS[""]), ("product", GROUPS["product"])):
        found += [Rule(f"write: {advice}", n, compiled(p), groups, "text") for p, advice, n in _data("terms")[name]]
    return tuple(found)


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


@cache
def _allowed() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _data("terms")["allowed"])), re.IGNORECASE)


def without_marks(words: str) -> str:
    """Return the words without tags and marks, with X for each placeholder. A plural gives its longest form."""
    if "{n}" in words:
        words = max(words.split("|"), key=len)
    words = re.sub(r"<[^<>\n]{1,200}>", " ", html.unescape(words))
    words = MARKUP.sub("", _allowed().sub("X", PLACE.sub("X", words)))
    return re.sub(r"[ \t]+", " ", words).strip()


def sentences(words: str) -> list[str]:
    """Return the sentences. The point of an abbreviation does not end one."""
    parts = END.split(SHORTENED.sub(lambda found: found[1] + "․", words))
    return [part.strip() for part in parts if WORD.search(part)]


def findings(text: Text, least: int = 0) -> Iterator[Finding]:
    """Return the broken rules of `least` points or more in one text."""
    words = without_marks(text.words)
    limit = 20 if text.group in BRIEF else 25
    every = sentences(words)
    for sentence in every:
        if (count := len(WORD.findall(sentence))) > limit:
            points = FLAGGED + (count - limit) // 10
            yield Finding(points, f"a sentence of {count} words (limit {limit})", sentence[:50])
    told = [sentence for sentence in every if not sentence.endswith("?")]
    parts = {"sentence": told, "first": told[:1] if told[:1] == every[:1] else [], "text": [words]}
    if text.kind == "function":
        parts["function"] = [words]
    for at, pieces in parts.items():
        tried, any_of_them = rules(at, text.group, least)
        for piece in map(str.lower, pieces):
            if any_of_them.search(piece):  # one quick search: most pieces break no rule
                broken = ((rule, rule.pattern.search(piece)) for rule in tried)
                yield from (Finding(rule.points, rule.name, found[0].strip()[:60]) for rule, found in broken if found)
