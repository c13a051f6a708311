"""Fonts from memory, the Arabic metrics, icons, and how quickly the first window may stand."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF
from pytestqt.qtbot import QtBot

from app.domain.kinds import KINDS
from app.gui.style.fonts import BUILT_ARABIC, build_fonts, load_fonts
from app.gui.style.text import Text
from app.gui.style.theme import FILE, MIRRORED, Look, stroke_for


def test_inter_is_there_with_its_weights(qtbot: QtBot) -> None:
    load_fonts("en")
    look = Look(Text("en"))
    assert QFontInfo(look.font("body")).family() == "Inter"
    widths = [QFontMetricsF(look.font("body", weight)).horizontalAdvance("Rural Guard") for weight in (400, 500, 600)]
    assert widths == sorted(widths) and len(set(widths)) == 3


def test_figures_line_up(qtbot: QtBot) -> None:
    load_fonts("en")
    metrics = QFontMetricsF(Look(Text("en")).font("digits", tabular=True))
    assert metrics.horizontalAdvance("11111") == pytest.approx(metrics.horizontalAdvance("58203"))


def test_the_arabic_font_is_mended_and_cuts_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    file = build_fonts(tmp_path)
    QFontDatabase.addApplicationFont(str(file))
    font = QFont(BUILT_ARABIC)
    font.setPixelSize(1000)
    metrics = QFontMetricsF(font)
    assert QFontInfo(font).family() == BUILT_ARABIC
    assert (round(metrics.ascent()), round(metrics.descent())) == (1000, 360)
    for letters in ("يعملون", "مخفر", "ضُربت", "اللّه", "أُرسل", "على الطريق"):
        box = metrics.tightBoundingRect(letters)
        assert -box.top() <= 1000 and box.bottom() <= 360, letters


def test_text_and_spaces_grow_at_their_own_rates() -> None:
    look = Look(Text("en"), factor=2.0)
    assert (look.px(14), look.sp(20)) == (28, 29)


def test_icons_are_cached_tinted_and_mirrored_by_the_list(qtbot: QtBot) -> None:
    look, arabic = Look(Text("en")), Look(Text("ar"))
    assert look.icon("send") is look.icon("send")
    assert look.icon("send", 18, "acc") is not look.icon("send", 18, "ink2")
    assert look.icons.names >= MIRRORED
    for name, same in (("check", True), ("send", False), ("search", True), ("back", False)):
        assert (look.icon(name).toImage() == arabic.icon(name).toImage()) is same, name
    assert (stroke_for(14), stroke_for(20), stroke_for(36)) == (2.0, 1.75, 1.4)


def test_every_icon_can_be_drawn(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    for name in look.icons.names:
        assert set(re.sub(r"[-0-9. ]", "", json.loads(FILE.read_text())[name])) <= set("MLCZ"), f"convert {name}"
        image = look.icon(name, 24, "ink").toImage()
        assert any(image.pixelColor(x, y).alpha() > 200 for x in range(48) for y in range(0, 48, 2)), name


def test_the_first_window_loads_no_keys_no_store_and_no_network() -> None:
    code = (
        "import sys; import app.gui.start.run\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'cryptography', 'nacl', 'sqlcipher3', 'sync', 'urllib3', 'segno', 'PIL'}), 'PySide6.QtSvg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False"


def test_no_name_of_a_field_is_cut_in_arabic(qtbot: QtBot) -> None:
    """Qt moves a line from right to left by the space at its end, out of the label: that space needs room too."""
    load_fonts("ar")
    look = Look(Text("ar"))
    width, metrics, cut = look.px(112), QFontMetricsF(look.font("second")), []
    for label in {look.tr(one.label) for kind in KINDS.values() for one in (*kind.fields.values(), *kind.roles)}:
        line = ""
        for word in label.split(" "):
            fits = not line or metrics.horizontalAdvance(f"{line}{word}") <= width
            cut += [label] if not fits and metrics.horizontalAdvance(line) > width else []
            line = f"{line}{word} " if fits else f"{word} "
    assert cut == []
