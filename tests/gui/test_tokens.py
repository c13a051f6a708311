"""Contrast of every pair in use, one home for colours, and what the window may import."""

import re
from pathlib import Path

import pytest

from app.gui.tokens import DARK, LIGHT, THEMES, TYPE

GUI = Path(__file__).parents[2] / "app" / "gui"
TEXT = [
    *[("ink", ground) for ground in ("page", "pane", "rail", "sel", "field", "sunk", "badge", "accs")],
    *[("ink2", ground) for ground in ("page", "pane", "rail", "sel", "badge", "sunk", "accs")],
    *[("ink3", ground) for ground in ("page", "pane", "rail", "sunk", "field")],
    *[("acc", ground) for ground in ("page", "pane", "accs", "sel", "rail", "sunk")],
    ("onacc", "acc"),
    ("onacc", "acch"),
    ("onred", "redf"),
    ("amb", "ambs"),
    ("amb", "page"),
    ("amb", "pane"),
    ("red", "reds"),
    ("red", "page"),
    ("red", "pane"),
    ("amb", "sel"),
    ("amb", "rail"),
    ("qr", "paper"),
    *[("qr", f"ramp{step}") for step in (1, 2, 3)],
    *[("paper", f"ramp{step}") for step in (4, 5, 6)],
]
MARKS = [("ctl", ground) for ground in ("page", "pane", "rail", "field")] + [
    ("acc", "page"),
    ("acc", "pane"),
    ("redf", "page"),
]


def _light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast(LIGHT["ink3"], LIGHT["sel"]) < 4.5  # the pair that is not allowed


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_edges_and_marks_can_be_seen(theme: str, mark: str, ground: str) -> None:
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 2.995


def test_both_themes_have_the_same_names_and_no_text_is_small() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert min(size for size, _ in TYPE.values()) >= 12


def _sources() -> list[Path]:
    return sorted(GUI.rglob("*.py"))


def test_no_colour_stands_outside_the_tokens() -> None:
    colour = re.compile(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|GlobalColor\.(?!transparent)|QColor\(\s*[\"\d]")
    found = [f"{f.name}: {m[0]}" for f in _sources() if f.name != "tokens.py" for m in colour.finditer(f.read_text())]
    assert not found


def test_nothing_of_what_is_forbidden_is_used() -> None:
    forbidden = re.compile(
        r"QSettings|QFileDialog|QThread\b|QRunnable|QNetworkAccessManager|QEventLoop|processEvents|\.terminate\(|"
        r"QFileSystemModel|asyncio|\.exec_?\(|font-size|setClipboard"
    )
    found = [f"{f.name}: {m[0]}" for f in _sources() for m in forbidden.finditer(f.read_text())]
    assert [row for row in found if row != "run.py: .exec("] == []
