"""An invented region with its map, its levels, and an alert with its contact tree. Nobody and nothing here exists."""

from datetime import date, timedelta

from attrs import evolve
from PySide6.QtWidgets import QWidget

from app import start
from app.domain.warning import WarningRule
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.warning.map_query import MapMark, MapPage, Spot, build_page
from app.gui.warning.map_view import MapView
from app.gui.warning.warning_query import AreaCard, Months, SeenRow, WarningPage
from app.gui.warning.warning_view import WarningView
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView

CARS, TALK = "Unknown cars at night near the office", "Talk of a list of names"
SEEN = ("Two cars without plates by the bridge", "A man photographed the door", "Ten men, it is said, in the bar")
ARABIC = {
    "Velmora": "فيلمورا", "Lurenka": "لورينكا", "Tres Ceibas": "تريس سيباس", "Ford": "المخاضة", "Oyalé": "أويالي",
    "Sierra Quime": "سييرا كيمي", "Puerto Ansal": "بويرتو أنسال", "Ansal": "أنسال", "Quime": "كيمي",
    "Arrest of Marula": "توقيف مارولا", "Pump and tools taken": "أخذ المضخة والأدوات",
    CARS: "سيارات مجهولة ليلاً قرب المكتب", TALK: "كلام عن قائمة أسماء", "High: Quime": "مرتفع: كيمي",
    SEEN[0]: "سيارتان بلا لوحات عند الجسر", SEEN[1]: "رجل صوّر الباب", SEEN[2]: "يقال إن عشرة رجال في الحانة",
    "Nobody sleeps at the office; travel by twos.": "لا ينام أحد في المكتب؛ وتنقّلوا اثنين اثنين.",
    "Heron": "بلشون", "Wren": "صعوة", "Kestrel": "عوسق", "Marula": "مارولا", "shelter": "مأوى",
    "a car": "سيارة", "nights, 20 to 06": "ليلاً، من ٢٠ إلى ٠٦",
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
    if not full:
        return build_page(tr, (), (), first)
    spots, marks = [], []
    for name, latitude, longitude, number in PLACES:
        seen = tr("Others see: {district}", district=said(look, "Ansal"))
        spots.append(Spot(name, said(look, name), latitude + 2, longitude + 2.1, seen))
        for n in range(number):
            week = 15 - (n * 5 + len(name)) % 14
            day = MONDAY + timedelta(days=7 * week + n % 5)
            line = RowView("document", said(look, TITLES[n % 4]), moment_words(tr, day.isoformat()), key=f"{name}{n}")
            marks.append(MapMark(name, "Ansal", "observation" if n % 3 == 2 else "event", week, line))
    for n in range(2):
        marks.append(
            MapMark("", said(look, "Quime"), "event", 3 + n, RowView("document", said(look, TITLES[n]), key=str(n)))
        )
    return build_page(tr, tuple(spots), tuple(marks), first)


def map_list(look: Look) -> QWidget:
    view = MapView(look, map_page(look, True))
    view.weeks.choose(9, 13)
    return view


def warning_page(look: Look, full: bool) -> WarningPage:
    tr, rule = look.tr, WarningRule("count", 3, 14, "high")
    sources, trust = (_codes(look, scheme) for scheme in ("observation_source", "reliability"))
    if not full:
        return WarningPage(
            tr("Early warning"), tr("{n} area|{n} areas", n=0), (), (), (), Months(), (), (), sources, trust
        )
    words = start.vocabularies()["threat_level"]
    high, none = (words.label(code, tr.language) for code in ("high", "none"))
    value = WarningRule("value", 4, 7, "elevated")
    counted, since = tr("{n} counts now|{n} count now", n=4), tr("since {date}", date=moment_words(tr, "2026-04-12"))
    left = tr("{n} does not count|{n} do not count", n=1)
    cars = RowView("alert", said(look, CARS), tr.line(tr.phrase(rule.sentence(high)), counted, left, since), key="1")
    elevated = words.label("elevated", tr.language)
    price = tr.line(tr.phrase(value.sentence(elevated)), tr("{n} counts now|{n} count now", n=0))
    calm = RowView("check", said(look, TALK), price, key="2")
    alert = said(look, "High: Quime")
    areas = (
        AreaCard("Ansal", said(look, "Ansal"), ("alert", high, "amb"), (cars, calm), True),
        AreaCard("Quime", said(look, "Quime"), ("shield", high, "neutral"), (evolve(cars, key="3"),), True, "9", alert),
        AreaCard("Velmora", said(look, "Velmora"), ("check", none, "neutral"), (evolve(calm, key="4"),), False),
    )
    running = RowView("shield-alert", alert, tr.line(high, moment_words(tr, "2026-04-13"), tr("sent")), key="9")
    dates = ("2026-04-13", "2026-04-12", "2026-04-10")
    not_reliable = tr("does not count: the source is not reliable")
    seen = tuple(
        SeenRow(
            RowView("eye", said(look, text), tr.line(moment_words(tr, day), said(look, "Ansal"), why), key=text), event
        )
        for text, day, why, event in zip(SEEN, dates, ("", "", not_reliable), (False, True, False), strict=True)
    )
    columns = tuple(moment_words(tr, f"2025-{n}" if n > 10 else f"2026-0{n}") for n in (11, 12, 1, 2, 3, 4))
    numbers = {(0, 1): 1, (0, 3): 2, (0, 4): 3, (0, 5): 5, (1, 4): 1, (1, 5): 4, (2, 2): 1}
    months = Months(tuple(area.name for area in areas), columns, numbers)
    indicators = (("1", said(look, CARS)), ("2", said(look, TALK)))
    title = tr.line(tr("{n} area|{n} areas", n=3), tr("{n} alert is running|{n} alerts are running", n=1))
    return WarningPage(
        tr("Early warning"),
        title,
        areas,
        (running,),
        seen,
        months,
        indicators,
        (("5", said(look, "Ford")),),
        sources,
        trust,
    )


def _codes(look: Look, scheme: str) -> tuple[tuple[str, str], ...]:
    words = start.vocabularies()[scheme]
    return tuple((code, words.label(code, look.tr.language)) for code in words.codes)


def warning_(look: Look, full: bool) -> QWidget:
    return WarningView(look, warning_page(look, full), back(look))
