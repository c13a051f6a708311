"""An invented region with its map, its levels, and an alert with its contact tree. Nobody and nothing here exists."""

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.gui.dates import moment_words
from app.gui.look import Look
from app.gui.reads import map as reading
from app.gui.shown import Line
from app.gui.shown_map import MapPage, Mark, Spot
from app.gui.views.map import MapView
from app.gui.widgets.buttons import Button

ARABIC = {
    "Velmora": "فيلمورا", "Lurenka": "لورينكا", "Tres Ceibas": "تريس سيباس", "Ford": "المخاضة", "Oyalé": "أويالي",
    "Sierra Quime": "سييرا كيمي", "Puerto Ansal": "بويرتو أنسال", "Ansal": "أنسال", "Quime": "كيمي",
    "Arrest of Marula": "توقيف مارولا", "Pump and tools taken": "أخذ المضخة والأدوات",
    "Boat sunk at the landing": "إغراق قارب عند المرسى", "Leaflets against the committee": "منشورات ضد اللجنة",
}  # fmt: skip
PLACES = (
    ("Velmora", -4.05, 8.3, 4), ("Lurenka", -4.1, 9.05, 9), ("Tres Ceibas", -4.4, 8.6, 9), ("Ford", -4.55, 8.8, 2),
    ("Oyalé", -4.85, 8.9, 7), ("Sierra Quime", -4.5, 9.5, 2), ("Puerto Ansal", -4.9, 8.15, 3),
)  # fmt: skip
TITLES = ("Arrest of Marula", "Pump and tools taken", "Boat sunk at the landing", "Leaflets against the committee")
MONDAY = date(2026, 1, 5)


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))


def map_page(look: Look, full: bool) -> MapPage:
    tr = look.tr
    first = MONDAY.toordinal()
    weeks = reading._weeks(tr, first)
    if not full:
        return MapPage(tr("Map"), reading._second(tr, 0, 0, 0), (), (), weeks, reading._note(tr))
    spots, marks = [], []
    for name, latitude, longitude, number in PLACES:
        seen = tr("Others see: {district}", district=said(look, "Ansal"))
        spots.append(Spot(name, said(look, name), latitude + 2, longitude + 2.1, seen))
        for n in range(number):
            week = 15 - (n * 5 + len(name)) % 14
            day = MONDAY + timedelta(days=7 * week + n % 5)
            line = Line("document", said(look, TITLES[n % 4]), moment_words(tr, day.isoformat()), key=f"{name}{n}")
            marks.append(Mark(name, "Ansal", "observation" if n % 3 == 2 else "event", week, line))
    for n in range(2):
        marks.append(Mark("", said(look, "Quime"), "event", 3 + n, Line("document", said(look, TITLES[n]), key=str(n))))
    second = reading._second(tr, len(spots), len(marks) - 2, 2)
    return MapPage(tr("Map"), second, tuple(spots), tuple(marks), weeks, reading._note(tr))


def map_(look: Look, full: bool) -> QWidget:
    view = MapView(look, map_page(look, full), back(look))
    if full:
        view.choose("Tres Ceibas")
    return view


def map_list(look: Look) -> QWidget:
    view = MapView(look, map_page(look, True), back(look))
    view.weeks.choose(9, 13)
    return view
