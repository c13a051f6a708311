"""Read the steps of a recipe from JSON, and refuse steps that cover nobody."""

import json
from collections.abc import Sequence
from typing import Any

from app.errors import InputRefused
from app.phrase import Phrase
from crypto.errors import CryptoError
from crypto.recipe import STYLE_AT, WHOLE, Recipe, SourceKind, Step, Style, is_weak, parse_recipe

_NO_COPY = Phrase("No copy was saved.")
_STYLES = {style.name.lower(): int(style) for style in Style}
_PERSON = ("identity", "child", "third_person")
"""The reasons to cover a person."""
_LEAST = WHOLE * WHOLE // 400
"""The smallest place that covers a person: a twentieth of the width by a twentieth of the height."""


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


def want_cover(steps: Sequence[Step], kind: SourceKind, mosaic: bool) -> None:
    """Raise InputRefused if no step covers a person: such a copy hides nobody."""
    if any(_covers_person(step, kind, mosaic) for step in steps):
        return
    if kind is SourceKind.SOUND:
        raise InputRefused(
            "No part of the sound is changed for a person, so it hides nobody.",
            "Put silence or a tone over the voice of each hidden person, for an identity. Or say that the copy shows "
            "the person.",
        )
    raise InputRefused(
        "No part of the copy is covered for a person, so it hides nobody.",
        "Cover each hidden person with a bar for an identity, at least a twentieth of each side. Or say that the "
        "copy shows the person.",
    )


def _covers_person(step: Step, kind: SourceKind, mosaic: bool) -> bool:
    """Return True for a step that covers a person by its reason and its size; a cut page or edge needs no reason.

    A mosaic or another pitch counts only after a second yes (`mosaic`), and a silent part only in a sound.
    """
    name = str(step[0])
    if name in ("crop", "leave"):
        return name == "leave" or WHOLE * WHOLE - _find_area(step[2:6]) >= _LEAST
    if not any(reason in step for reason in _PERSON) or (is_weak(step) and not mosaic):
        return False
    if name in ("box", "track"):
        places = [step[2:6]] if name == "box" else [mark[1:] for mark in step[3] if isinstance(mark, tuple)]  # type: ignore[union-attr]
        return max(map(_find_area, places)) >= _LEAST
    return name != "sound" or kind is SourceKind.SOUND


def _find_area(place: tuple[object, ...]) -> int:
    x0, y0, x1, y1 = (int(str(side)) for side in place)
    return (x1 - x0) * (y1 - y0)
