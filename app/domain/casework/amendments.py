"""Lay amendments over a text, and show the differences word by word. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from attrs import evolve, frozen

_TOKENS = re.compile(r"\s+|[^\s]+")
_ALONE = 3
"""A word with its spaces: between two changes it is a part of them, so that a reader sees phrases."""
LEFT_OUT, CHANGED, NEW = "left_out", "changed", "new"
"""The codes of `amendment`."""


@frozen
class Paragraph:
    """One item: its id, its number and text. In an adapted text also its amendment, and the text `before`."""

    id: bytes
    number: str
    text: str
    change: str = ""
    before: str = ""
    reason: str = ""


@frozen
class Amendment:
    """A change of one item, or a new one after it; without an item, it comes last."""

    amends: bytes
    paragraph: Paragraph


def adapt(base: Sequence[Paragraph], amendments: Iterable[Amendment]) -> tuple[Paragraph, ...]:
    """Return a text with its amendments. An item that is left out stays in its place without text, with its mark."""
    changed, after = dict[bytes, Paragraph](), dict[bytes, list[Paragraph]]()
    known = {one.id for one in base}
    for row in amendments:
        if row.paragraph.change == NEW or row.amends not in known:
            after.setdefault(row.amends if row.amends in known else b"", []).append(evolve(row.paragraph, change=NEW))
        else:
            changed[row.amends] = row.paragraph
    return (*_lay_over(base, changed, after), *after.get(b"", ()))


def _lay_over(
    base: Sequence[Paragraph], changed: dict[bytes, Paragraph], after: dict[bytes, list[Paragraph]]
) -> Iterator[Paragraph]:
    for one in base:
        if (row := changed.get(one.id)) is None:
            yield one
        else:
            yield evolve(row, text="" if row.change == LEFT_OUT else row.text, before=one.text)
        yield from after.get(one.id, ())


def list_differences(before: str, text: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of two texts in order: `("", …)` in both, `("-", …)` only before, `("+", …)` only after."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(text)
    found, went, came = list[tuple[str, str]](), "", ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        inside = a > 0 and b < len(old) and c > 0 and d < len(new)
        if kind == "equal" and not (inside and b - a <= _ALONE):
            found += [one for one in (("-", went), ("+", came), ("", "".join(old[a:b]))) if one[1]]
            went, came = "", ""
        else:
            went, came = went + "".join(old[a:b]), came + "".join(new[c:d])
    return (*found, *(one for one in (("-", went), ("+", came)) if one[1]))


def mark_differences(before: str, text: str) -> str:
    """Return one text with `[−…−]` around words that went, and `[+…+]` around new ones."""
    signs = {"": ("", ""), "-": ("[−", "−]"), "+": ("[+", "+]")}
    return "".join(f"{signs[sign][0]}{words}{signs[sign][1]}" for sign, words in list_differences(before, text))
