"""Contrast of every pair in use (WCAG 2.2, 1.4.3 and 1.4.11), one home for colours, and what the window may import.

The pairs stand in two tables. That they are all there is read from the sheet, from the buttons, and from the labels,
fields and edges of every screen, each with the ground it lies on.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.gui.style.sheet import SHEET
from app.gui.style.tokens import DARK, LIGHT, THEMES, TYPE
from app.gui.widgets.blocks import Badge
from app.gui.widgets.buttons import INK, Button, Choice, OneOf, colours
from app.gui.widgets.fields import Picker
from app.gui.widgets.labels import Icon
from tests.gui.test_layout import shown

GUI = Path(__file__).parents[2] / "app" / "gui"
TEXT = [
    *[("ink", ground) for ground in ("page", "pane", "rail", "sel", "field", "sunk", "badge", "accs")],
    *[("ink2", ground) for ground in ("page", "pane", "rail", "sel", "badge", "sunk", "accs")],
    *[("ink3", ground) for ground in ("page", "pane", "rail", "sunk", "field")],
    *[("acc", ground) for ground in ("page", "pane", "accs", "sel", "rail", "sunk")],
    ("onacc", "acc"),
    ("onacc", "acch"),
    ("onred", "redf"),
    ("onred", "red"),
    ("page", "ink"),
    ("red", "sunk"),
    ("ink", "ambs"),
    ("ink", "reds"),
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
MARKS = [("ctl", ground) for ground in ("page", "pane", "rail", "field", "sunk", "ambs", "reds")] + [
    *[("acc", ground) for ground in ("page", "pane", "rail", "sunk", "accs", "ambs", "reds")],
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


GROUNDS: Mapping[str, str] = {
    name: token
    for selectors, rule in re.findall(r"([^{}]+)\{([^}]*)\}", SHEET)
    for token in re.findall(r"background: %\((\w+)\)s", rule)
    for name in re.findall(r"#(\w+)(?=[,\s]|$)", selectors)
}
"""Name of a frame to the ground that the sheet gives it."""


def ground_of(widget: QWidget) -> str:
    """Return the token of what a widget lies on."""
    step: QWidget | None = widget
    while step is not None:
        if isinstance(step, Badge) and step.ground:
            return step.ground
        if step.objectName() in GROUNDS:
            return GROUNDS[step.objectName()]
        step = step.parentWidget()
    return "page"


def _in_the_sheet() -> Iterator[tuple[str, str]]:
    """Give each (text, ground) that one rule of the sheet sets, also of selected text and of placeholders."""
    for rule in re.findall(r"\{([^}]*)\}", SHEET):
        of = dict(re.findall(r"([\w-]+): (?:\d+px solid )?%\((\w+)\)s", rule))
        for text, ground in (("color", "background"), ("placeholder-text-color", "background"),
                             ("selection-color", "selection-background-color")):  # fmt: skip
            if text in of and ground in of:
                yield of[text], of[ground]


def test_every_pair_of_the_sheet_and_of_the_buttons_is_in_the_table() -> None:
    buttons = set()
    for kind, enabled, touched in itertools.product(INK, (True, False), (True, False)):
        ground, edge, ink = colours(kind, enabled, touched)
        buttons |= {(ink, ground)} if ground else {(ink, bare) for bare in ("page", "pane")}
        assert not enabled or not edge or (edge, "page") in MARKS
    assert len(set(_in_the_sheet())) > 5
    assert sorted({*_in_the_sheet(), *buttons} - set(TEXT)) == []


def strangers(window: QWidget) -> list[tuple[str, str]]:
    """Return the pairs of a screen that stand in no table; `test_keyboard.py` asks it of every screen."""
    text, edges = set(), set()
    for widget in shown(window):
        if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, Icon):
            text.add((widget.property("ink") or "ink", ground_of(widget)))
        if isinstance(widget, Button) and not widget.isEnabled():
            continue  # WCAG asks nothing of what cannot be used; its words keep 4.5 all the same
        if isinstance(widget, (QLineEdit, QPlainTextEdit, Picker, Choice, OneOf)):
            edges.add(("ctl", ground_of(widget)))
        if isinstance(widget, Button) and (edge := colours(widget.kind, True, False)[1]):
            edges.add((edge, ground_of(widget)))
        if widget.property("ring"):
            edges.add(("acc", ground_of(widget)))
    return sorted(text - set(TEXT)) + sorted(edges - set(MARKS))


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
