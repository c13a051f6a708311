"""Make text from others harmless for a reader, in the window and on a terminal.

Control characters of a terminal, of Qt and of the direction of writing (Unicode Standard Annex #9) become U+FFFD. They
are then visible and have no effect. Isolates do not affect text around them and stay, in pairs: each is ended.
"""

import re

PAGE = 100_000
"""Maximum characters of a text on a page."""
MARK, MORE = "\ufffd", "…"
_SPACES = dict.fromkeys((0x9, 0xB, 0xC, 0xD, 0x85, 0x2028, 0x2029), " ")
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0xD800, 0xE000))
_INNER = (0xFEFF, *range(0xFDD0, 0xFDF0), *range(0xFFF9, 0xFFFD), 0xFFFE, 0xFFFF)
"""Characters that Qt reserves in a document, and others without a meaning."""
_HARMLESS = {**dict.fromkeys((*_CONTROLS, *_INNER), MARK), **_SPACES, 0xA: "\n"}
_LINE = {**_HARMLESS, 0xA: " "}
DOUBTFUL = re.compile(
    "[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff]"
)
"""The characters of `_HARMLESS`, and isolates; written as ranges, because their list takes 2 ms at each start."""
_BEGINS, _END = "\u2066\u2067\u2068", "\u2069"


def make_harmless(text: str, most: int, lines: bool = True) -> str:
    """Return a text of at most `most` characters, with an ellipsis if it is cut; no character moves.

    Ends of isolates can follow. Without `lines` it is one line: each line break becomes a space.
    """
    if len(text) > most:
        text = text[: most - 1] + MORE
    if DOUBTFUL.search(text) is None:
        return text
    text = text.translate(_HARMLESS if lines else _LINE)
    return "\n".join(map(_paired, text.split("\n"))) if DOUBTFUL.search(text) else text


def _paired(line: str) -> str:
    """Return one line in which each isolate is ended: the end of a line ends all isolates, and a new line has none."""
    open_, paired = 0, []
    for letter in line:
        if letter in _BEGINS:
            open_ += 1
        elif letter == _END:
            letter = letter if open_ else MARK
            open_ -= bool(open_)
        paired.append(letter)
    return "".join(paired) + open_ * _END
