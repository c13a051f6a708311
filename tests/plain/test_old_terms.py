"""No string of the interface has a term that another one replaced (old_terms.toml)."""

import re
import tomllib
from pathlib import Path

from tests.plain.rules import PLACE
from tests.plain.text import Text
from tests.plain.tree import collect

ROOT = Path(__file__).resolve().parents[2]
TERMS = tomllib.loads(Path(__file__).with_name("old_terms.toml").read_text("utf-8"))["terms"]
OLD_WORDED = {"app/actions", "app/cli", "app/gui", "crypto", "sync"}
"""Folders with old terms. Remove a folder after its strings have the new ones; never add one."""


def old_term(words: str) -> str:
    """Return the first old term in a text, or nothing."""
    bare = PLACE.sub("X", words)
    return next((old for old, pattern, _ in TERMS if re.search(pattern, bare)), "")


def folder(text: Text) -> str:
    """Return the folder of a text: `app/ROOM`, or the first one of its place."""
    parts = Path(text.file).parts
    return "/".join(parts[: 2 if parts[0] == "app" else 1])


def test_each_pattern_finds_its_old_term_and_not_the_new_one() -> None:
    for old, pattern, new in TERMS:
        assert re.search(pattern, old) and not re.search(pattern, new), old
    assert old_term("{audience}: USB stick now") == ""


def test_no_string_of_the_interface_has_an_old_term() -> None:
    texts = [text for text in collect(ROOT) if text.group in ("interface", "errors")]
    found = {text: term for text in texts if (term := old_term(text.words))}
    new_ones = [(f"{text.file}:{text.line}", term, text.words) for text, term in found.items()]
    assert [one for one, text in zip(new_ones, found, strict=True) if folder(text) not in OLD_WORDED] == []
    assert {folder(text) for text in found} >= OLD_WORDED, "remove the folders that have no old term"
