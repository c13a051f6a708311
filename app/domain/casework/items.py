"""Split a numbered text into its items, the same for every text. Pure."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from attrs import define, field, frozen

_NUMBERED = re.compile(r"(\d{1,4})\.\s*(.*)", re.DOTALL)
_OUTLINE = re.compile(r"(\d+(\.\d+)+\.?|\([a-z]\))\s+\S")
_APART = re.compile(r"(annex|appendix|part|chapter|section)\b.{0,20}", re.IGNORECASE)
_MARKED = re.compile(r"[-•*]\s*(\d+\s+)?(.*)", re.DOTALL)
_SHORT = 60
"""Letters of a short lead, which stands below a long one."""


@frozen
class NumberedItem:
    """One item: its number, its text, and the headings above it, the widest first."""

    number: str
    text: str
    path: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of number and text."""
        return hash_item(self.number, self.text)


@frozen
class SplitText:
    """The items of a text, the number of its headings, and the numbers that belong to no item."""

    items: tuple[NumberedItem, ...]
    headings: int
    dropped: tuple[str, ...]


def hash_item(number: str, text: str) -> str:
    """Return the SHA-256 of the number and the text of an item; white space does not count."""
    return sha256(f"{number} {' '.join(text.split())}".encode()).hexdigest()


def hash_all(hashes: Iterable[str]) -> str:
    """Return one SHA-256 of all items in their order."""
    return sha256("".join(hashes).encode()).hexdigest()


def split(text: str) -> SplitText:
    """Return the items of a text with the numbers 1, 2, 3 …, put together over its page breaks."""
    splitter = _Splitter()
    for block in _iterate_blocks(text):
        splitter.take(block)
    return SplitText(tuple(splitter.items), splitter.headings, tuple(splitter.dropped))


def _iterate_blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text: an empty line, a number or a list mark begins a new one."""
    block: list[str] = []
    for line in [*map(str.strip, text.lstrip("\ufeff").splitlines()), ""]:
        begins = _NUMBERED.fullmatch(line) or _OUTLINE.match(line) or _MARKED.fullmatch(line) or line.isupper()
        if block and (not line or begins or block[-1].isupper() or block[-1].endswith(":")):
            yield " ".join(block)
            block = []
        block += [line] if line else []


@define
class _Splitter:
    items: list[NumberedItem] = field(factory=list)
    headings: int = 0
    dropped: list[str] = field(factory=list)
    _path: dict[int, str] = field(factory=dict, init=False)
    _waits: str = field(default="", init=False)

    def take(self, block: str) -> None:
        """Take the next paragraph: an item, the rest of one, a heading, or a number alone."""
        number, text = (found[1], found[2]) if (found := _NUMBERED.fullmatch(block)) else ("", block)
        small = text[:1].islower()
        if number and not text:
            self.dropped.append(number)
        elif block.isupper() or _OUTLINE.match(block) or _APART.fullmatch(block):
            self._head(block)
        elif number and int(number) == len(self.items) + 1:
            lost = f"{self._waits} " if self._waits and small else ""
            self.items.append(
                NumberedItem(str(int(number)), lost + text, tuple(self._path[rank] for rank in sorted(self._path)))
            )
            self._waits = ""
        elif small and self.items:
            self.items[-1] = NumberedItem(self.items[-1].number, f"{self.items[-1].text} {text}", self.items[-1].path)
        elif marked := _MARKED.fullmatch(block):
            self._waits = marked[2]
        else:
            self._head(block)

    def _head(self, block: str) -> None:
        """Keep a heading; it ends those of its rank and below."""
        lead = 4 if len(block) < _SHORT else 3
        ranks = ((_APART.fullmatch(block), 0), (_OUTLINE.match(block), 2), (block.isupper(), 1))
        rank = next((rank for holds, rank in ranks if holds), lead)
        self._path = {above: said for above, said in self._path.items() if above < rank} | {rank: block}
        self.headings += 1
