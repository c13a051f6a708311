"""Read the steps of a recipe from JSON."""

import json
from typing import Any

from app.errors import InputRefused
from app.phrase import Phrase
from crypto.errors import CryptoError
from crypto.recipe import STYLE_AT, Recipe, SourceKind, Step, Style, parse_recipe

_NO_COPY = Phrase("No copy was saved.")
_STYLES = {style.name.lower(): int(style) for style in Style}


def parse_steps(text: str, kind: SourceKind = SourceKind.IMAGE) -> list[Step]:
    """Return the steps of a recipe in JSON: a list of arrays as in crypto/FORMAT.md 5.5; a style can be a word.

    Raises InputRefused that names the wrong step.
    """
    try:
        given = json.loads(text)
    except ValueError:
        raise InputRefused("The recipe is not JSON.", _NO_COPY) from None
    if not isinstance(given, list):
        raise InputRefused("The recipe is not a list of steps.", _NO_COPY)
    return [_read_step(number, step, kind) for number, step in enumerate(given, 1)]


def _read_step(number: int, given: object, kind: SourceKind) -> Step:
    row: list[Any] = given if isinstance(given, list) else [given]
    at = STYLE_AT.get(str(row[0]) if row else "", len(row))
    row = [_STYLES.get(value, value) if n == at and isinstance(value, str) else value for n, value in enumerate(row)]
    try:
        return parse_recipe(Recipe(bytes(32), kind, (tuple(row),), "").encode()).steps[0]
    except (CryptoError, ValueError, TypeError) as wrong:
        why = Phrase("Step {number} of the recipe is wrong: {why}.", number=number, why=wrong)
        raise InputRefused(why, _NO_COPY) from None
