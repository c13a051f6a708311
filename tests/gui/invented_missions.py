"""An invented mission's plan, and invented promises that are late. Nobody and nothing here exists."""

from datetime import date

from app import start
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.records.form_view import RecordForm
from app.gui.records.parts_query import kind_words
from app.gui.style.theme import Look
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


def interview(look: Look) -> RecordForm:
    kind, tr = KINDS["interview"], look.tr
    draft = {"date": "2026-04-21T10:00", "place_kind": "home", "private": True, "interviewee": ["1"], "of": ["2"],
             "language": said(look, "the language of the river"), "recording": ["notes"], "narrative":
             said(look, "They came at four in the morning and asked for the list of the committee.")}  # fmt: skip
    return RecordForm(
        look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), (),
        tr("New {kind}", kind=kind_words(tr, kind)), draft,
        choices={"interviewee": [("1", said(look, "Blue Heron"))],
                 "of": [("2", said_there(look, "Upper river, second visit"))]},
        today=date(2026, 4, 16),
    )  # fmt: skip
