"""An invented case: its page, its matrix and its time line, as in look 11. Nobody here exists."""

import datetime

from app import start
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.cases.cases_query import RecordPage, WhoPage
from app.gui.records.form_view import RecordForm
from app.gui.records.parts_query import kind_words
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import Row

ARABIC = {
    "Water conflict, Ansal": "نزاع المياه، أنسال", "Quay workers, Velmora": "عمال الأرصفة، فيلمورا",
    "Rural Guard, 4th Co.": "الحرس الريفي، السرية ٤", "District police": "شرطة المنطقة", "Prosecutor": "النيابة",
    "Men, grey pickup": "رجال، شاحنة رمادية", "Not known": "غير معروف", "“La Brújula”": "«لا بروخولا»",
    "Marula": "مارولا", "Heron": "مالك الحزين", "Old Teacher": "المعلم العجوز", "Sister Lumen": "الأخت لومن",
    "Kestrel, Wren": "العوسق والنمنمة", "Water committee": "لجنة المياه", "Women’s Assembly": "جمعية النساء",
    "Quay workers": "عمال الأرصفة", "Beaten at the pump house": "ضرب عند بيت المضخة",
    "Pump and tools taken": "أخذ المضخة والأدوات", "Meeting stopped": "منع اجتماع",
    "Threat to the treasurer": "تهديد أمين المال",
    "Tres Ceibas": "تريس سيباس", "Lurenka": "لورينكا", "2 sources": "مصدران", "1 source": "مصدر واحد",
    "Verified": "تم التحقق منه", "Urgent appeal, Heron Network": "نداء عاجل، شبكة مالك الحزين", "Denied": "إنكار",
}  # fmt: skip
COLUMNS = ("Rural Guard, 4th Co.", "District police", "Prosecutor", "Men, grey pickup", "Not known", "“La Brújula”")
ROWS = {
    "Marula": (3, 0, 0, 0, 1, 0), "Heron": (0, 0, 0, 0, 2, 1), "Old Teacher": (0, 1, 2, 0, 0, 1),
    "Sister Lumen": (0, 0, 0, 0, 1, 0), "Kestrel, Wren": (0, 0, 0, 3, 0, 0), "Water committee": (4, 2, 1, 0, 0, 5),
    "Women’s Assembly": (1, 6, 0, 1, 0, 0), "Quay workers": (0, 2, 0, 0, 1, 0),
}  # fmt: skip
DONE = (
    ("Beaten at the pump house", "2026-04-12", "Tres Ceibas", ("corroborated", "2 sources", "neutral")),
    ("Pump and tools taken", "2026-04-12", "Tres Ceibas", ("one-source", "1 source", "neutral")),
    ("Meeting stopped", "2026-02-21", "Lurenka", ("verified", "Verified", "neutral")),
    ("Threat to the treasurer", "2026-01-09", "Lurenka", ("one-source", "1 source", "neutral")),
)


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def _acts(look: Look, n: int) -> tuple[RowView, ...]:
    made = []
    for title, date, place, (icon, word, tone) in [*DONE, *DONE][:n]:
        second = look.tr.line(moment_words(look.tr, date), said(look, place))
        made.append(RowView("alert", said(look, title), second, (icon, said(look, word), tone)))
    return tuple(made)


def who(look: Look) -> WhoPage:
    tr, numbers = look.tr, list(ROWS.values())
    second = tr.line(
        tr("{n} victim or group|{n} victims or groups", n=8), tr("{n} perpetrator|{n} perpetrators", n=6),
        tr("{n} act|{n} acts", n=38),
    )  # fmt: skip
    step = RowView("send", said(look, "Urgent appeal, Heron Network"), moment_words(tr, "2026-04-13"),
                ("mail-check", said(look, "Denied"), "neutral"))  # fmt: skip
    return WhoPage(
        said(look, "Water conflict, Ansal"), second, tr("Act and methods together · not verified shown"),
        tuple(said(look, row) for row in ROWS), tuple(said(look, column) for column in COLUMNS),
        {(r, c): n for r, row in enumerate(numbers) for c, n in enumerate(row) if n},
        {(r, c): _acts(look, n) for r, row in enumerate(numbers) for c, n in enumerate(row) if n},
        tuple(map(sum, numbers)), tuple(map(sum, zip(*numbers, strict=True))), 38,
        ((moment_words(tr, "2026-02"), _acts(look, 3)[2:]), (moment_words(tr, "2026-04"), (*_acts(look, 2), step))),
    )  # fmt: skip


def cases(look: Look) -> tuple[Row, ...]:
    tr = look.tr
    return tuple(
        Row(str(i), said(look, title), moment_words(tr, date), said(look, second), icon="folder")
        for i, (title, date, second) in enumerate(
            (("Water conflict, Ansal", "2026-01-09", "Water committee"),
             ("Quay workers, Velmora", "2025-11-30", "Quay workers")), 1)
    )  # fmt: skip


def case(look: Look) -> RecordPage:
    tr = look.tr
    events = tuple(
        RowView("document", said(look, title), moment_words(tr, date), key=title) for title, date, _, _ in DONE
    )
    steps = (
        RowView(
            "send",
            said(look, "Urgent appeal, Heron Network"),
            tr.line(moment_words(tr, "2026-04-13"), said(look, "Denied")),
            key="s",
        ),
    )
    return RecordPage(
        "1", "case", said(look, "Water conflict, Ansal"), tr.line("CA-7K2QM", tr("Case")),
        ((tr("State"), said(look, "Verified"), ""), (tr("Next review"), moment_words(tr, "2026-05-01"), ""),
         (tr("People concerned"), tr.listed([said(look, "Water committee"), said(look, "Marula")]), "")),
        ((tr("Summary without names"), said(look, "Meeting stopped")),),
        (("event", tr("Incidents"), events), ("intervention", tr("Actions taken"), steps)), 38,
    )  # fmt: skip


def intervention(look: Look) -> RecordForm:
    kind, tr = KINDS["intervention"], look.tr
    draft = {"kind": ["urgent_appeal", "0201"], "date": "2026-04-13", "asks": ["safety", "inquiry"], "about": ["1"]}
    return RecordForm(
        look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), (),
        tr("New {kind}", kind=kind_words(tr, kind)), draft,
        choices={"about": [("1", said(look, "Water conflict, Ansal"))]}, today=datetime.date(2026, 4, 16),
    )  # fmt: skip


def act(look: Look) -> RecordForm:
    kind, tr = KINDS["act"], look.tr
    draft = {"violation": "INT1", "link_strength": "clear", "gender_factor": ["G03", "G05"], "victim": ["1"],
             "hrd_article": ["5", "12"], "instrument": ["2201", "1104"]}  # fmt: skip
    return RecordForm(
        look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), (),
        tr("New {kind}", kind=kind_words(tr, kind)), draft, choices={"victim": [("1", said(look, "Marula"))]},
        today=datetime.date(2026, 4, 16),
    )  # fmt: skip
