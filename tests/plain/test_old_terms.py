"""No string of the interface has a term that another one replaced (old_terms.toml)."""

import re
import tomllib
from pathlib import Path

from tests.plain.rules import PLACE
from tests.plain.tree import collect

ROOT = Path(__file__).resolve().parents[2]
TERMS = tomllib.loads(Path(__file__).with_name("old_terms.toml").read_text("utf-8"))["terms"]
NAMES = {"See: amparo retraction status", "Give the id of the person as actor."}
"""Texts with the name of a command or of a field, which never changes."""


def old_term(words: str) -> str:
    """Return the first old term in a text, or nothing."""
    bare = PLACE.sub("X", words)
    return next((old for old, pattern, _ in TERMS if re.search(pattern, bare)), "")


def test_each_pattern_finds_its_old_term_and_not_the_new_one() -> None:
    for old, pattern, new in TERMS:
        assert re.search(pattern, old) and not re.search(pattern, new), old
    assert old_term("{audience}: USB stick now") == ""


def test_no_string_of_the_interface_has_an_old_term() -> None:
    texts = [text for text in collect(ROOT) if text.group in ("interface", "errors")]
    found = [(f"{text.file}:{text.line}", term, text.words) for text in texts if (term := old_term(text.words))]
    assert [row for row in found if row[2] not in NAMES] == []
    assert {words for _, _, words in found} == NAMES
