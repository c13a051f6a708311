"""An invented mission with its list, its page and its papers. Nobody and nothing here exists."""

from app import start
from app.actions.papers import paper_makers
from app.domain.redact import PROFILES
from app.domain.sheet import Heading, Sheet, SheetProse, SheetTable
from app.gui.papers.papers_query import PaperChoice, PaperShown, PapersPage, sheet_translator
from app.gui.papers.papers_view import PapersView
from app.gui.style.theme import Look
from app.phrase import Phrase

ARABIC = {
    "Upper river, second visit": "أعالي النهر، الزيارة الثانية", "Hearing at Lurenka": "جلسة في لورينكا",
    "Joint visit to the quay": "زيارة مشتركة إلى الرصيف", "Tres Ceibas": "تريس سيباس", "Velmora": "فيلمورا",
    "Sierra Quime": "سييرا كيمي", "Asked for by the water committee after the arrests of April; may enter homes only "
    "when invited.": "طلبتها لجنة المياه بعد توقيفات أبريل؛ ولا تدخل البيوت إلا بدعوة.",
    "Checkpoint at the bridge; the ford is closed after rain.": "حاجز عند الجسر؛ والمخاضة مغلقة بعد المطر.",
    "Ansal district": "قضاء أنسال", "North team": "فريق الشمال",
}  # fmt: skip


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def gender_table(look: Look) -> PapersView:
    """The paper of numbers as others may see it, with small numbers closed."""
    from pathlib import Path

    from app.gui.widgets.buttons import Button

    tr = look.tr
    audiences = tuple((name, tr(PROFILES[name].label)) for name in ("internal", "network", "authority", "public"))
    (output,) = (one for one in paper_makers.list_outputs() if one.name == "gender-table")
    choice = PaperChoice(output.name, tr.phrase(output.label), tr.phrase(output.help), output.forms, audiences)
    view = PapersView(look, PapersPage((), tr("Tables of all records"), (choice,)), sheet_translator(tr), Path("/usr"),
                      Button(look, tr("Back"), "quiet", "back"), tr("Papers"))  # fmt: skip
    words = start.vocabularies()
    sexes = [words["sex"].label(code, tr.language) for code in ("02", "01")]
    header = (Phrase("What was done"), *sexes, Phrase("in all"))
    few = Phrase("under {n}", n=5)
    done = (("THR1", ("14", "6", "20")), ("LIB1", ("7", few, "–")), ("INT1", ("9", "11", "20")))
    rows = [(words["violation"].label(code, tr.language), *numbers) for code, numbers in done]
    attacks = SheetTable(header, (*rows, (Phrase("in all"), "30", "–", "–")))
    levels = SheetTable(
        (Phrase("Level"), *sexes, Phrase("in all"), Phrase("share of women")),
        tuple((words["role_level"].label(code, tr.language), *numbers) for code, numbers in
              (("base", ("22", "9", "31", "71 %")), ("leadership", ("5", "13", "18", "28 %")))),
    )  # fmt: skip
    blocks = (
        Heading(Phrase("Attacks by sex and kind")), attacks, Heading(Phrase("People in networks, by level")), levels,
        Heading(Phrase("Counting method")),
        SheetProse(Phrase("One act against one person is one attack, with all its methods.")),
    )  # fmt: skip
    mark = Phrase("For: {audience}. Not to be passed on to others.", audience=Phrase("Public"))
    view.show_paper(PaperShown(Sheet(Phrase("Gender table"), "", blocks, mark, "table")))
    return view
