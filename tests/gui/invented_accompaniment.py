"""An invented accompaniment, an entry of its log, an assessment, and three small incidents. Nobody here exists."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.accompaniment_rules import COUNTED
from app.domain.kinds import KINDS
from app.domain.record import words_of
from app.gui.accompaniment.accompaniment_values import (
    AccompanimentPage,
    LogForm,
    PatternPage,
    RiskPage,
    RosterDay,
    ThreatLine,
)
from app.gui.accompaniment.accompaniment_view import AccompanimentView, LogView
from app.gui.field.security_view import PatternView, RiskView
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase
from tests.vaults import WORDS

ARABIC = {
    "River house": "بيت النهر", "Wren": "صعوة", "Kite": "حدأة", "Two men asked the neighbour": "رجلان سألا الجار",
    "A grey car stood at the gate": "وقفت سيارة رمادية عند البوابة", "The gate": "البوابة",
    "Walked with Luna to the market": "مرافقة لونا إلى السوق", "Met the commander": "اجتماع مع القائد",
    "The bridge is watched at night": "الجسر مراقب ليلاً", "At the post on the river road": "عند المخفر على طريق النهر",
    "Two people at every walk": "شخصان في كل مشوار", "In the radio": "في الإذاعة", "Post of Ria": "مخفر ريا",
    "October": "تشرين الأول",
}  # fmt: skip


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))


def _code(look: Look, kind: str, field: str, code: str) -> str:
    words = words_of(KINDS[kind], field, code, WORDS, look.tr.language)
    return words[:1].upper() + words[1:]


def accompaniment(look: Look) -> AccompanimentView:
    tr = look.tr
    times = tr("{first} to {last}", first=tr.digits("08:00"), last=tr.digits("20:00"))
    stands = tr("{name}: {value}", name=times, value=tr.listed((said(look, "Wren"), said(look, "Kite"))))
    days = tuple(
        RosterDay(moment_words(tr, f"2026-04-{20 + n}", long=True), "" if n == 2 else stands,
                {2: tr("nobody stands by"), 4: tr("booked twice: {names}", names=said(look, "Kite"))}.get(n, ""))
        for n in range(5)
    )  # fmt: skip
    lacking = (Phrase("the consent of everyone accompanied"), Phrase("the authorities, informed beforehand"))
    missing = tuple(map(tr.phrase, lacking))
    entry = tr(KINDS["log_entry"].label)
    risks = (
        RowView("alert", said(look, "The bridge is watched at night"), tr.line(entry, "LE-4K2PQ"), key="1"),
        RowView("alert", said(look, "At the post on the river road"),
             tr.line(tr(KINDS["risk"].label), "RI-7MWQ3"), key="2"),
    )  # fmt: skip
    at = moment_words(tr, "2026-04-24T09:10", long=True)
    log = (
        RowView("check", said(look, "Met the commander"),
             tr.line(at, _code(look, "log_entry", "kind", "meeting")), key="3"),
        RowView("check", said(look, "Walked with Luna to the market"),
             tr.line(at, _code(look, "log_entry", "kind", "physical")), key="4"),
    )  # fmt: skip
    counted = tuple(
        (moment_words(tr, month), *map(tr.number, row))
        for month, row in (("2026-04", (22, 14, 9, 2, 3)), ("2026-03", (19, 11, 7, 4, 0)))
    )
    kinds = tuple(_code(look, "log_entry", "kind", code) for code in COUNTED)
    found = tr("{n} entry, as it was signed|{n} entries, each as it was signed", n=48)
    second = tr.line("AP-3QW7K", tr("Accompaniment"), _code(look, "accompaniment", "status", "active"))
    shown = AccompanimentPage(
        "0", said(look, "River house"), second, missing, True, "2026-04-20", days, risks, kinds, counted, found, True,
        log, 18,
    )  # fmt: skip
    return AccompanimentView(look, shown, _back(look))


def entry(look: Look, handover: bool = False) -> LogView:
    choices = {
        name: tuple((code, _code(look, "log_entry", name, code)) for code in WORDS[scheme].codes if code != "handover")
        for name, scheme in (("kind", "log_kind"), ("counterpart", "counterpart"), ("risk_level", "threat_level"))
    }
    risks = (said(look, "The bridge is watched at night"), said(look, "At the post on the river road"))
    form = LogForm(
        "0", said(look, "River house"), choices["kind"], choices["counterpart"], choices["risk_level"],
        "2026-04-24T09:10", said(look, "Wren"), (), handover, risks if handover else (),
    )  # fmt: skip
    typed = {} if handover else {"kind": "meeting", "counterpart": "military",
                                 "situation": said(look, "Met the commander")}  # fmt: skip
    return LogView(look, form, _back(look), typed)


def risk(look: Look) -> RiskView:
    tr = look.tr

    def threat(kind: str, text: str, numbers: tuple[int, ...], score: str, tone: str, move: str) -> ThreatLine:
        t, i, v, c = map(tr.number, numbers)
        measure = tr.line(said(look, "Two people at every walk"), said(look, "Kite"), moment_words(tr, "2026-05-02"))
        return ThreatLine(
            tr.line(_code(look, "risk", "threat_kind", kind), said(look, "Post of Ria")), said(look, text),
            tr("{t} × {i} × {v} / {c}", t=t, i=i, v=v, c=c), score, tone, measure, tr.phrase(Phrase(move)), "5",
        )  # fmt: skip

    high = tr.line(tr.digits("30"), tr.phrase(Phrase("high risk")))
    low = tr.line(tr.digits("4"), tr.phrase(Phrase("low risk")))
    threats = (
        threat("arrest", "At the post on the river road", (4, 5, 3, 2), high, "amb", "it rose"),
        threat("smear", "In the radio", (2, 2, 2, 2), low, "neutral", "as before"),
    )
    second = tr.line("RA-9PLM2", tr("Risk assessment"), moment_words(tr, "2026-04-22", long=True))
    shown = RiskPage("0", said(look, "River house"), second, threats, (), tr.line(said(look, "October"), "RA-2KQ7X"))
    return RiskView(look, shown, _back(look))


def patterns(look: Look) -> PatternView:
    tr = look.tr
    titles = ("A grey car stood at the gate", "Two men asked the neighbour", "A grey car stood at the gate")
    lines = tuple(
        RowView("alert", said(look, title), tr.line(moment_words(tr, f"2026-04-{day:02}"), f"SX-{day}KQ2M",
                                                 tr("not assessed yet")), key=str(day))
        for title, day in zip(titles, (3, 11, 21), strict=True)
    )  # fmt: skip
    rule = tr.phrase(Phrase(
        "Three or more within 28 days that have the same person, organisation, place or kind of threat; those that had"
        " nothing to do with the work are left out."
    ))  # fmt: skip
    common = tr("{n} with: {shared}", n=tr.number(3), shared=said(look, "The gate"))
    shown = PatternPage(tr("What they have in common"), rule, ((common, "", lines),))
    return PatternView(look, shown, _back(look))


def pages(look: Look) -> dict[str, Callable[[], QWidget]]:
    """Return each page by the name of its picture."""
    return {
        "45-accompaniment": lambda: accompaniment(look), "46-log-entry": lambda: entry(look),
        "46b-handover": lambda: entry(look, handover=True), "47-risk": lambda: risk(look),
        "48-patterns": lambda: patterns(look),
    }  # fmt: skip
