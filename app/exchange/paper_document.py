"""Turn a framed paper into the JSON document that the painter's templates read (`resources/papers/frame.typ`)."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import bidirectional

from app.domain.acts.body_map import GAP, HIGH, WIDE, draw_svg
from app.domain.direction import reads_right, split_runs
from app.domain.frame import FramedSheet
from app.domain.sheet import Block, FormQuestion, Heading, Items, SheetFacts, SheetProse, SheetTimeLine, Sign
from app.safe_text import make_harmless

MOST_TEXT: Final = 200_000
"""The most characters of one text of a paper."""
PLACE: Final = re.compile(r"\{(\w+)\}")
"""The places of a number in the words for a page."""
_ISOLATES: Final = dict.fromkeys(range(0x2066, 0x206A), "")


def document_of(paper: FramedSheet) -> dict[str, Any]:
    """Return the document of a paper: strings, arrays and objects only."""
    document: dict[str, Any] = {
        "title": clean_text(paper.title), "second": _text(paper, paper.second), "template": paper.template,
        "language": paper.language, "day": paper.day, "top": _text(paper, paper.top), "foot": _text(paper, paper.foot),
        "apart": _text(paper, paper.apart),
        "issuer": _texts(paper, paper.issuer), "addressee": _texts(paper, paper.addressee),
        "facts": [_texts(paper, row) for row in paper.facts], "marks": _texts(paper, paper.marks),
        "page": [{"place": part} if at % 2 else part for at, part in enumerate(PLACE.split(paper.page)) if part],
        "body": [_block(paper, block) for block in paper.body],
        "tail": [_block(paper, block) for block in (*paper.tail, *paper.check)],
    }  # fmt: skip
    if paper.logo and paper.issuer:
        document |= {"logo": list(paper.logo), "logo-text": clean_text(paper.issuer[0])}
    return document


def stamps_of(paper: FramedSheet, stamps: Iterable[str]) -> dict[str, Any]:
    """Return the document with one line for each page of a bundle of a paper."""
    empty: dict[str, Any] = {key: [] for key in ("issuer", "addressee", "facts", "marks", "page", "body", "tail")}
    words = {"title": clean_text(paper.title), "second": "", "top": "", "foot": "", "template": "stamps"}
    return empty | words | {"language": paper.language, "day": paper.day, "stamps": _texts(paper, stamps)}


def clean_text(text: str) -> str:
    """Return a text without control characters; isolates are made again from its letters."""
    return make_harmless(text.translate(_ISOLATES), MOST_TEXT).replace("\ufffd", "?")


def _text(paper: FramedSheet, text: str, rtl: bool | None = None) -> str | list[str | dict[str, str]]:
    runs = split_runs(clean_text(text), paper.rtl if rtl is None else rtl)
    if not any(run.ltr for run in runs):
        return "".join(run.text for run in runs)
    return [{"l": run.text} if run.ltr else run.text for run in runs]


def _texts(paper: FramedSheet, texts: Iterable[str]) -> list[object]:
    return [_text(paper, text) for text in texts]


def _paragraphs(paper: FramedSheet, text: str) -> Sequence[dict[str, object]]:
    """Return the paragraphs of a prose text, each in its own direction."""
    parts = [(part.strip("\n"), _is_rtl(paper, part)) for part in text.split("\n\n") if part.strip()]
    return [{"text": _text(paper, part, rtl), "rtl": rtl} for part, rtl in parts]


def _is_rtl(paper: FramedSheet, part: str) -> bool:
    """Return the direction of a paragraph: an Arabic paper can begin one with a Latin name."""
    sides = [side for letter in part if (side := bidirectional(letter)) in ("L", "R", "AL")]
    mixed = paper.rtl and 3 * (len(sides) - sides.count("L")) >= len(sides)
    return mixed or (reads_right(part) if sides else paper.rtl)


def _block(paper: FramedSheet, block: Block) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": _text(paper, block.text)}
    if isinstance(block, SheetTimeLine):
        return {"kind": "time-line", "text": _paragraphs(paper, block.text), "marks": block.marks}
    if isinstance(block, SheetProse):
        return {"kind": "strong" if block.strong else "prose", "text": _paragraphs(paper, block.text)}
    if isinstance(block, SheetFacts):
        return {"kind": "facts", "rows": [_texts(paper, row) for row in block.rows]}
    if isinstance(block, Items):
        return {"kind": "items", "first": block.first, "rows": _texts(paper, block.rows)}
    if isinstance(block, FormQuestion):
        return {
            "kind": "question", "question": _text(paper, block.question), "answer": _paragraphs(paper, block.answer),
            "limit": _text(paper, block.limit),
        }  # fmt: skip
    if isinstance(block, Sign):
        return {"kind": "sign", "names": _texts(paper, block.names)}
    table: dict[str, object] = {
        "kind": "table", "header": _texts(paper, block.header), "rows": [_texts(paper, row) for row in block.rows],
        "note": _text(paper, block.note),
    }  # fmt: skip
    if block.drawing:
        points = [[x / (2 * WIDE + GAP), y / HIGH] for x, y in block.drawing]
        table |= {"svg": draw_svg(), "svg-text": clean_text(block.drawn), "points": points}
    return table
