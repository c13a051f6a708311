"""Make the PDF of a paper in the confined child (`paper_painter`); window and command line get the same bytes."""

import json
from collections.abc import Mapping
from typing import Final

from app import start
from app.errors import InputRefused
from app.exchange.sandbox_client import NotConfined, Reader
from app.phrase import Phrase

MOST_SECONDS: Final = 90
"""Seconds of real time for one paper."""
MOST_PDF: Final = 64 << 20
"""The most bytes of a PDF."""
_OTHER: Final = Phrase("Nothing was written. Choose HTML or text.")


def as_pdf(document: Mapping[str, object]) -> bytes:
    """Return a paper as PDF/A-2a and PDF/UA-1. `paper_document.document_of` makes the document.

    Raises InputRefused if a letter is in no font, if the paper is too long, and if the child cannot be confined.
    """
    command = [*start.command()[0], start.CONFINED, start.PAINT]
    try:
        with Reader(seconds=MOST_SECONDS, command=command) as child:
            said = child.ask(b"d", 0, json.dumps(document).encode(), MOST_PDF)
    except NotConfined as error:
        missing = ", ".join(sorted(error.missing))
        raise InputRefused(
            Phrase("This system cannot confine the painter ({missing}).", missing=missing), _OTHER
        ) from error
    except OSError as error:
        raise InputRefused(Phrase("The painter did not start: {why}.", why=error), _OTHER) from error
    if not said:
        raise InputRefused("The paper is too long for a PDF.", _OTHER)
    kind, rest = said[:1], said[1:]
    if kind == b"L":
        raise InputRefused(Phrase("No font has the letter {letter}.", letter=rest.decode()), _OTHER)
    if kind != b"P":
        raise InputRefused(Phrase("The painter refused the paper: {why}", why=rest.decode("utf-8", "replace")), _OTHER)
    return rest
