"""The map: one outline that comes along, circles whose area follows the number, all of it by keyboard."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.warning import map_query as reading
from app.gui.warning.map_view import MapView
from app.gui.warning.outline_map import BORDER, COAST, LAND, Box, Eye, Outline, fit_view, radius, world
from app.gui.warning.weeks import WeekStrip
from app.gui.widgets.openrow import OpenRow
from app.store.vault.open_vault import Vault
from tests.gui.gallery import Gallery
from tests.vaults import vault_at

ROOM = QRectF(0, 0, 800, 600)


def look() -> Look:
    return Look(Text("en"))


def test_the_outline_is_one_small_file_with_two_levels() -> None:
    here = Box(8, -6, 15, 2)
    near, far = (list(world().within(here, scale)) for scale in (300, 3))
    assert {what for what, _ in near} == {LAND, COAST, BORDER}
    assert sum(len(points) for _, points in near) > 2 * sum(len(points) for _, points in far) > 0
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for _, points in world().within(Box(-180, -90, 180, 90), 3)
               for x, y in points)  # fmt: skip


def test_a_file_that_is_no_outline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "world.map").write_bytes(b"something else")
    with pytest.raises(ValueError, match="AMPMAP1"):
        Outline(tmp_path / "world.map")


POINTS = st.tuples(st.floats(-179, 179), st.floats(-75, 75))


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_all_points_are_in_view(points: list[tuple[float, float]]) -> None:
    eye = fit_view(points, ROOM)
    turn = 360 * eye.across
    for longitude, latitude in points:
        at = eye.at(ROOM, longitude, latitude)
        assert (
            any(ROOM.adjusted(-2, -2, 2, 2).contains(at.x() + n * turn, at.y()) for n in (-1, 0, 1)) or eye.scale <= 2
        )


@given(POINTS, st.floats(-400, 400), st.floats(-300, 300), st.floats(1, 5))
def test_what_was_moved_and_brought_nearer_stays_in_the_world(
    point: tuple[float, float], right: float, down: float, times: float
) -> None:
    eye = Eye(*point, 40).moved(right, down).zoomed(times)
    assert -180 <= eye.longitude <= 180 and -85 <= eye.latitude <= 85 and 1 < eye.scale <= 900


def test_the_area_of_a_circle_follows_its_number(qtbot: QtBot) -> None:
    wide = {n: radius(look(), n, 40) for n in (10, 40)}
    assert isclose(wide[40], 2 * wide[10], rel_tol=0.05)


def test_both_sides_of_the_date_line_are_seen_from_there() -> None:
    eye = fit_view([(179, -17), (-179, -18)], ROOM)
    assert abs(abs(eye.longitude) - 180) < 1e-6 and eye.scale > 50


@pytest.fixture
def sample(qtbot: QtBot) -> Iterator[MapView]:
    """The map of the sample."""
    window = Gallery(look(), (1280, 800)).show("11b-map")
    (view,) = window.findChildren(MapView)
    yield view
    window.hide()
    window.deleteLater()


def test_the_list_beside_it_has_the_same_numbers_and_leads_to_the_records(sample: MapView) -> None:
    rows = {row.line.title: row for row in sample.panel.findChildren(OpenRow)}
    assert {name: row.line.far for name, row in rows.items()} == {
        "Pump house, Tres Ceibas": "8", "Ford of Lurenka": "3", "Puerto Ansal": "1", "Velmora": "1",
    }  # fmt: skip
    rows["Ford of Lurenka"].click()
    opened: list[str] = []
    sample.opened.connect(opened.append)
    row, *_ = [row for row in sample.panel.findChildren(OpenRow) if row not in rows.values()]
    row.click()
    assert opened == [row.line.key]


def test_arrows_move_the_map_and_zoom_and_home_shows_all_again(qtbot: QtBot, sample: MapView) -> None:
    view = sample
    first = view.canvas.eye
    for key, changed in ((Qt.Key.Key_Left, "longitude"), (Qt.Key.Key_Up, "latitude"), (Qt.Key.Key_Plus, "scale")):
        before = getattr(view.canvas.eye, changed)
        qtbot.keyClick(view.canvas, key)
        assert getattr(view.canvas.eye, changed) != before
    nearer = view.canvas.eye.scale
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    assert view.canvas.eye.scale != nearer
    view.canvas.grab()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Home)
    assert view.canvas.eye == first


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_period_is_chosen_in_the_strip_by_key(qtbot: QtBot, language: str) -> None:
    strip = WeekStrip(Look(Text(language)), [(str(n), "") for n in range(6)])
    qtbot.addWidget(strip)
    strip.show_numbers([1, 2, 3, 4, 5, 6])
    back = Qt.Key.Key_Right if language == "ar" else Qt.Key.Key_Left
    qtbot.keyClick(strip, back)
    assert strip.period == (5, 5) and not strip.within(None)
    qtbot.keyClick(strip, back, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(strip, back, Qt.KeyboardModifier.ShiftModifier)
    assert strip.period == (3, 5) and strip.within(4) and not strip.within(2)
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip.period == (-1, -1) and strip.within(None)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def test_a_home_and_a_place_without_a_point_are_counted_by_district_and_never_drawn(vault: Vault) -> None:
    day = (datetime.fromtimestamp(vault.now()) - timedelta(days=9)).date().isoformat()
    point = {"latitude": -2.5, "longitude": 10.5, "district": "Ansal"}
    for place in ({"name": "Bridge", **point}, {"name": "Her house", "kind": "home", **point}, {"name": "Ford"}):
        records.add(vault, "event", {"title": "Threat", "date_start": day, "place": place})
    records.add(vault, "observation", {"date": day, "text": "Two cars"})
    shown = reading.page(vault, Text("en"))
    assert [(spot.name, spot.seen) for spot in shown.spots] == [("Bridge", "Others see: Ansal")]
    assert sorted(mark.district for mark in shown.marks if not mark.spot) == ["Ansal", "Ford", "Place not said"]
    assert {mark.week for mark in shown.marks} == {reading.WEEKS - 1}
