"""An invented board of check-ins. Nobody and nothing here exists."""

from app.gui.checkins.checkins_query import Axis, BoardShown, PanelShown, PartyRow, RungShown
from app.gui.checkins.checkins_view import CheckinsView
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView

ARABIC = {
    "Kestrel and Wren": "الباشق والنمنمة", "River mission": "بعثة النهر", "Lantern": "القنديل",
    "Court visit, Lurenka": "زيارة المحكمة في لورينكا",
    "Sister Lumen": "الأخت لومن", "Road to Sierra Quime": "الطريق إلى سييرا كيمي",
    "Survey team, Puerto Ansal": "فريق المسح في بويرتو أنسال",
    "Two calls, no answer": "مكالمتان بلا جواب", "Heron": "مالك الحزين",
    "Phone, then radio channel 4.": "الهاتف ثم القناة 4 في اللاسلكي.", "Ferry keeper, Oyale": "حارس العبّارة في أويالي",
    "Call the team": "الاتصال بالفريق", "Call a local contact": "الاتصال بجهة محلية",
    "Alert the co-ordinator": "تنبيه المنسق", "ok, leaving": "بخير، نغادر", "quiet, two visitors": "هدوء، زائران",
}  # fmt: skip
NOW = 1_776_708_000
HOUR = 3600


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def points(*rows: tuple[float, str]) -> tuple[tuple[int, str], ...]:
    return tuple((round(NOW + hours * HOUR), what) for hours, what in rows)


def shown(look: Look, full: bool = True, unwatched: bool = False) -> BoardShown:
    tr = look.tr
    hours = ((-6, "07:00"), (-3, "10:00"), (3, "16:00"))
    above = tuple((NOW + hour * HOUR, tr.digits(word)) for hour, word in hours)
    axis = Axis(NOW - 7 * HOUR, NOW + 6 * HOUR, NOW, above)
    zone = tr("Times above in {zone}. The board runs on after a restart.", zone="UTC−5")
    if not full:
        return BoardShown(tr("Nobody is out."), (), axis, zone, tr("Nobody is at the base."), (), False, "", (), {})
    n = tr.digits
    rows = (
        PartyRow("0", said(look, "Kestrel and Wren"), said(look, "River mission"), tr("{n} min", n=47),
                 tr("missed, was due {time}", time=n("12:30")), True, False,
                 points((-6, "heard"), (-4, "heard"), (-0.8, "missed"), (2, "planned"), (5, "planned"))),
        PartyRow("1", said(look, "Lantern"), said(look, "Court visit, Lurenka"), n("0:42"),
                 tr("due {time}", time=n("14:00")), False, False,
                 points((-5, "heard"), (-3, "heard"), (-1, "heard"), (0.7, "next"), (3, "planned"))),
        PartyRow("2", said(look, "Sister Lumen"), said(look, "Road to Sierra Quime"), n("1:42"),
                 tr("without signal until {time}", time=n("15:00")), False, False,
                 points((-5.5, "heard"), (-2, "heard"), (1.7, "next"), (5.5, "planned"))),
        PartyRow("3", said(look, "Survey team, Puerto Ansal"), "", tr("Arrived"), n("11:34"), False, True,
                 points((-6, "heard"), (-4, "heard"), (-1.8, "heard"))),
    )  # fmt: skip
    quiet = tr("“{words}”", words=said(look, "quiet, two visitors"))
    heard = (
        RowView("check", tr.line(n("12:02"), said(look, "Lantern")), quiet, key="1"),
        RowView("check", tr.line(n("11:34"), said(look, "Survey team, Puerto Ansal")), said(look, "Heron"), key="3"),
    )  # fmt: skip
    names = () if unwatched else (said(look, "Heron"),)
    watch = tr("Nobody is at the base.") if unwatched else tr("At the base: {names}", names=tr.listed(names))
    clock = tr(
        "The clock of this computer was set back by {time}. The board goes by the time that passed.", time=n("24:00")
    )
    out = f"{tr('{n} party out.|{n} parties out.', n=3)} {tr('{n} needs you now.|{n} need you now.', n=1)}"
    return BoardShown(
        out, rows, axis, zone, watch, names, unwatched, clock if unwatched else "", heard, {"0": panel(look)}
    )


def panel(look: Look) -> PanelShown:
    tr, n = look.tr, look.tr.digits
    log = tr.line(n("13:04"), said(look, "Heron"), said(look, "Two calls, no answer"))
    labels = [said(look, one) for one in ("Call the team", "Call a local contact", "Alert the co-ordinator")]
    how = said(look, "Phone, then radio channel 4.")
    rungs = (
        RungShown("a", labels[0], how, tr("At {time}", time=n("13:00")), "failed", (), (log,)),
        RungShown("b", labels[1], how, tr("At {time}", time=n("13:30")), "now",
                  (tr("{name}: {how}", name=said(look, "Ferry keeper, Oyale"), how=n("555 0142")),)),
        RungShown("c", labels[2], "", tr("At {time}", time=n("14:00")), "ahead"),
    )  # fmt: skip
    about = tr.line("UTC−5", tr("last heard {time}", time=n("09:02")), tr("“{words}”", words=said(look, "ok, leaving")))
    alarm = tr("Not heard, and the grace is over.")
    return PanelShown("0", said(look, "Kestrel and Wren"), about, alarm, rungs, (), n("13:17"))


def board(look: Look, full: bool = True) -> CheckinsView:
    return CheckinsView(look, shown(look, full), Button(look, look.tr("Back"), "quiet", "back"))


def heard(look: Look) -> CheckinsView:
    view = board(look)
    view.open_heard("0")
    return view


def nobody(look: Look) -> CheckinsView:
    view = CheckinsView(look, shown(look, unwatched=True), Button(look, look.tr("Back"), "quiet", "back"))
    view.open_turn("gave")
    return view
