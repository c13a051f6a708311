"""One English text of the project, with its group and its place."""

import re
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9’'\-]*")
CODE = re.compile(r"``?[^`\n]{1,200}``?")
"""Inline code, which counts as one word."""


@dataclass(frozen=True)
class Text:
    """One docstring, comment, message, paragraph, list item, table cell, title or commit subject.

    `kind` is "function" for the docstring of a function.
    """

    group: str
    file: str
    line: int
    words: str
    kind: str = ""
