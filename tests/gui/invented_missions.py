"""An invented mission's plan, and invented promises that are late. Nobody and nothing here exists."""

from app import start
from app.domain.kind import all_names
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.field.mission_values import LatePage, LegLine, MissionPlan, RouteDay
from app.gui.field.mission_view import LateView, MissionView
from app.gui.records.form_view import RecordForm
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase
from tests.gui.invented_field import ARABIC as PLACES
from tests.gui.invented_field import said as said_there

ARABIC = {
    "Third garrison, Ansal": "الحامية الثالثة، أنسال", "The prefect, Lurenka": "المحافظ، لورينكا",
    "Blue Heron": "مالك الحزين", "Lark": "قبّرة", "the language of the river": "لغة النهر",
    "They came at four in the morning and asked for the list of the committee.":
    "جاؤوا في الرابعة فجراً وطلبوا قائمة اللجنة.", "Interpreter of the parish": "مترجم الرعية",
    "The ford is watched by armed men": "المخاضة يراقبها مسلحون", "Homes were entered without a warrant":
    "دُخلت بيوت من دون أمر قضائي", "Open the ford for the clinic's boat": "فتح المخاضة لقارب العيادة",
    "Let counsel in before the hearing": "السماح بدخول المحامي قبل الجلسة",
}  # fmt: skip


def said(look: Look, words: str) -> str:
    return (ARABIC | PLACES).get(words, words) if look.tr.language == "ar" else words


def back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def _days(look: Look) -> tuple[RouteDay, ...]:
    tr = look.tr
    one, two, three = (moment_words(tr, f"2026-04-{n}") for n in (20, 21, 22))
    return (
        RouteDay(one, ((480, 750, tr.number(1)), (840, 1140, tr.number(2))), ((900, 1050),), 1090),
        RouteDay(two, ((450, 600, tr.number(3)),), (), 1090),
        RouteDay(three, ((540, 960, tr.number(4)),), ((600, 900),)),
    )


def _legs(look: Look) -> tuple[LegLine, ...]:
    tr = look.tr

    def leg(n: int, start: str, end: str, leaves: str, arrives: str, *more: str) -> tuple[str, str, str]:
        times = f"{moment_words(tr, leaves, long=True)} – {moment_words(tr, arrives, long=True)}"
        title = tr("{n}. {start} to {end}", n=n, start=said(look, start), end=said(look, end))
        return str(n), title, tr.line(times, *more)

    late = tr.phrase(Phrase("It must end an hour before dark, and arrives {n} minutes after that", n=110))
    first = leg(1, "Velmora", "Tres Ceibas", "2026-04-20T08:00", "2026-04-20T12:30", tr("left {n} min late", n=20))
    second = leg(2, "Tres Ceibas", "Sierra Quime", "2026-04-20T14:00", "2026-04-20T19:00")
    third = leg(3, "Sierra Quime", "Tres Ceibas", "2026-04-21T07:30", "2026-04-21T10:00")
    fourth = leg(4, "Tres Ceibas", "Velmora", "2026-04-22T09:00", "2026-04-22T16:00")
    return (LegLine(*first, (), "arrive"), LegLine(*second, (late,), "depart"), LegLine(*third, (), "depart"),
            LegLine(*fourth, (), "depart"))  # fmt: skip


def _spoken(look: Look) -> tuple[RowView, ...]:
    tr = look.tr
    lacks = tr("{n} thing is missing|{n} things are missing", n=1)
    return (
        RowView("person", said(look, "Lark"), tr.line(moment_words(tr, "2026-04-20"), tr("Consent: {said}",
             said="مشاركة مع شبكتنا" if tr.language == "ar" else "share with our network"))),
        RowView("alert", said(look, "Blue Heron"), tr.line(moment_words(tr, "2026-04-21"), tr("missing: {what}",
             what=tr.phrase(Phrase("a consent: none is on record")))), far=lacks, ink="amb"),
    )  # fmt: skip


def plan(look: Look, full: bool = True) -> MissionView:
    tr = look.tr
    missing = tuple(
        tr.phrase(Phrase(words)) for words in ("Somebody who leads the team", "A risk assessment", "A check-in plan")
    )
    title = said_there(look, "Upper river, second visit")
    dates = f"{moment_words(tr, '2026-04-20')} – {moment_words(tr, '2026-04-22')}"
    second = tr.line("MI-7KQ2M", "مخططة" if tr.language == "ar" else "Planned", dates)
    if not full:
        return MissionView(look, KINDS, MissionPlan("0", title, second, False, missing), back(look))
    team = (
        RowView("person", said(look, "Blue Heron"), ""),
        RowView("person", said(look, "Interpreter of the parish"), ""),
    )
    met = (RowView("people", said(look, "Third garrison, Ansal"), moment_words(tr, "2026-04-21T10:00", long=True)),)
    one, two = tr("{n} piece of evidence|{n} pieces of evidence", n=2), tr("{n} source|{n} sources", n=1)
    none = tr("{n} source|{n} sources", n=0)
    found = (
        RowView("check", said(look, "The ford is watched by armed men"), tr.line(one, two)),
        RowView("alert", said(look, "Homes were entered without a warrant"), tr.line(one, none),
             far=tr("Not yet founded"), ink="amb"),
    )  # fmt: skip
    due = (RowView("check", said(look, "Open the ford for the clinic's boat"), moment_words(tr, "2026-04-30")),)
    legs = _legs(look)
    words = tr.listed(leg.title for leg in legs)
    shown = MissionPlan(
        "0", title, second, False, missing, _days(look), words, legs, team, met, _spoken(look), found, due
    )
    return MissionView(look, KINDS, shown, back(look))


def interview(look: Look) -> RecordForm:
    kind, tr = KINDS["interview"], look.tr
    draft = {"date": "2026-04-21T10:00", "place_kind": "home", "private": True, "interviewee": ["1"], "of": ["2"],
             "language": said(look, "the language of the river"), "recording": ["notes"], "narrative":
             said(look, "They came at four in the morning and asked for the list of the committee.")}  # fmt: skip
    return RecordForm(
        look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), all_names(kind),
        tr("New: {kind}", kind=tr(kind.label)), draft,
        choices={"interviewee": [("1", said(look, "Blue Heron"))],
                 "of": [("2", said_there(look, "Upper river, second visit"))]},
    )  # fmt: skip


def late(look: Look, full: bool = True) -> LateView:
    tr = look.tr
    if not full:
        return LateView(look, LatePage(), back(look))

    def row(words: str, kind: str, due: str, days: int) -> RowView:
        second = tr.line(kind, tr("until {date}", date=moment_words(tr, due)))
        far = tr("late by {n} day|late by {n} days", n=days)
        return RowView("clock", said(look, words), second, far=far, ink="amb")

    rows = (
        row("Open the ford for the clinic's boat", tr("Undertaking"), "2026-04-30", 12),
        row("The prefect, Lurenka", tr("Meeting"), "2026-05-09", 3),
        row("Let counsel in before the hearing", tr("Undertaking"), "2026-05-11", 1),
    )
    title = tr("{field}: {title}", field=tr("Next review"), title=said_there(look, "Upper river, second visit"))
    due = (RowView("clock", title, tr("Case"), far=tr("tomorrow")),)
    sent = (RowView("send", tr("Intervention"), moment_words(tr, "2026-03-02")),)
    return LateView(look, LatePage(rows, due, sent, len(rows)), back(look))
