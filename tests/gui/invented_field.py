"""An invented mission with its list, its page and its papers. Nobody and nothing here exists."""

from app import start
from app.actions.papers import paper_makers
from app.domain.redact import PROFILES
from app.domain.sheet import Heading, Sheet, SheetFacts, SheetProse, SheetTable
from app.gui.cases.cases_values import RecordPage
from app.gui.papers.papers_query import sheet_translator
from app.gui.papers.papers_values import PaperChoice, PaperShown, PapersPage
from app.gui.papers.papers_view import PapersView
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import Row
from app.phrase import Phrase

ARABIC = {
    "Upper river, second visit": "أعالي النهر، الزيارة الثانية", "Hearing at Lurenka": "جلسة في لورينكا",
    "Joint visit to the quay": "زيارة مشتركة إلى الرصيف", "Tres Ceibas": "تريس سيباس", "Velmora": "فيلمورا",
    "Sierra Quime": "سييرا كيمي", "Asked for by the water committee after the arrests of April; may enter homes only "
    "when invited.": "طلبتها لجنة المياه بعد توقيفات أبريل؛ ولا تدخل البيوت إلا بدعوة.",
    "Checkpoint at the bridge; the ford is closed after rain.": "حاجز عند الجسر؛ والمخاضة مغلقة بعد المطر.",
    "Ansal district": "قضاء أنسال", "North team": "فريق الشمال",
}  # fmt: skip
DATES = ("2026-04-20", "2026-04-24", "2026-05-02")


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def missions(look: Look) -> tuple[Row, ...]:
    tr = look.tr
    titles = ("Upper river, second visit", "Hearing at Lurenka", "Joint visit to the quay")
    kinds = (tr("Mission"), tr("Meeting"), tr("Mission"))
    return tuple(
        Row(str(n), said(look, title), moment_words(tr, date), kind, icon="document")
        for n, (title, date, kind) in enumerate(zip(titles, DATES, kinds, strict=True))
    )


def mission(look: Look) -> RecordPage:
    tr = look.tr
    facts = (
        (tr("From"), moment_words(tr, "2026-04-20"), ""), (tr("Until"), moment_words(tr, "2026-04-23"), ""),
        (tr("Area"), said(look, "Ansal district"), ""),
    )  # fmt: skip
    mandate = "Asked for by the water committee after the arrests of April; may enter homes only when invited."
    legs = tuple(
        RowView("document", tr.line(said(look, a), said(look, b)), moment_words(tr, at, long=True), key=at)
        for a, b, at in (
            ("Velmora", "Tres Ceibas", "2026-04-20T08:00"), ("Tres Ceibas", "Sierra Quime", "2026-04-21T07:30"),
        )
    )  # fmt: skip
    parts = (("leg", tr("Legs of the way"), legs),)
    second = tr.line("MI-7KQ2M", tr("Mission"), tr("saved {at}", at="14:05"))
    title = said(look, "Upper river, second visit")
    return RecordPage("0", "mission", title, second, facts, ((tr("Mandate"), said(look, mandate)),), parts)


def sheet(look: Look) -> Sheet:
    header = tuple(Phrase(word) for word in ("Leaves at", "From", "To", "Arrives at"))
    rows = tuple(
        (moment_words(look.tr, a, long=True), said(look, b), said(look, c), moment_words(look.tr, d, long=True))
        for a, b, c, d in (
            ("2026-04-20T08:00", "Velmora", "Tres Ceibas", "2026-04-20T12:30"),
            ("2026-04-21T07:30", "Tres Ceibas", "Sierra Quime", "2026-04-21T10:00"),
        )
    )
    hazards = said(look, "Checkpoint at the bridge; the ford is closed after rain.")
    blocks = (
        SheetFacts(
            ((Phrase("From"), moment_words(look.tr, "2026-04-20")), (Phrase("Area"), said(look, "Ansal district")))
        ),
        Heading(Phrase("The way")),
        SheetTable(header, rows),
        Heading(Phrase("Hazards")),
        SheetProse(hazards),
    )
    mark = Phrase("For: {audience}. Not to be passed on to others.", audience=Phrase("Internal"))
    return Sheet(said(look, "Upper river, second visit"), "MI-7KQ2M", blocks, mark)


def papers(look: Look) -> PapersView:
    from pathlib import Path

    from app.gui.widgets.buttons import Button

    tr = look.tr
    audiences = (("internal", tr("Internal")), ("network", tr("Network")))
    choice = PaperChoice(
        "movement-sheet", tr("Movement sheet"), tr("One page for those who travel, without any code word."),
        ("pdf", "html", "txt", "csv"), audiences,
    )  # fmt: skip
    shown = PapersPage(("0",), said(look, "Upper river, second visit"), (choice,))
    view = PapersView(look, shown, sheet_translator(tr), Path("/usr"), Button(look, tr("Back"), "quiet", "back"))
    why = tr.phrase(Phrase("more sensitive ({level}) than {profile} may see", level="V", profile="internal"))
    held = ((tr.line(tr("Check-in plan"), tr("Word for: under duress")), why),)
    view.show_paper(PaperShown(sheet(look), held, 1))
    return view


def gender_table(look: Look) -> PapersView:
    """The paper of numbers as others may see it, with small numbers closed."""
    from pathlib import Path

    from app.gui.widgets.buttons import Button

    tr = look.tr
    audiences = tuple((name, tr(PROFILES[name].label)) for name in ("internal", "network", "authority", "public"))
    (output,) = (one for one in paper_makers.list_outputs() if one.name == "gender-table")
    choice = PaperChoice(output.name, tr.phrase(output.label), tr.phrase(output.help), output.forms, audiences)
    view = PapersView(look, PapersPage((), tr("Tables of all records"), (choice,)), sheet_translator(tr), Path("/usr"),
                      Button(look, tr("Back"), "quiet", "back"))  # fmt: skip
    words = start.vocabularies()
    sexes = [words["sex"].label(code, tr.language) for code in ("02", "01")]
    header = (Phrase("What was done"), *sexes, Phrase("in all"))
    few = Phrase("under {n}", n=5)
    done = (("THR1", ("14", "6", "20")), ("LIB1", ("7", few, "–")), ("INT1", ("9", "11", "20")))
    rows = [(words["violation"].label(code, tr.language), *numbers) for code, numbers in done]
    attacks = SheetTable(header, (*rows, (Phrase("in all"), "30", "–", "–")))
    levels = SheetTable(
        (Phrase("At which level"), *sexes, Phrase("in all"), Phrase("share of women")),
        tuple((words["role_level"].label(code, tr.language), *numbers) for code, numbers in
              (("base", ("22", "9", "31", "71 %")), ("leadership", ("5", "13", "18", "28 %")))),
    )  # fmt: skip
    blocks = (
        Heading(Phrase("Attacks by sex and kind")), attacks, Heading(Phrase("People in networks, by level")), levels,
        Heading(Phrase("How it is counted")),
        SheetProse(Phrase("One act against one person is one attack, with all its methods.")),
    )  # fmt: skip
    mark = Phrase("For: {audience}. Not to be passed on to others.", audience=Phrase("Public"))
    view.show_paper(PaperShown(Sheet(Phrase("Gender table"), "", blocks, mark, "table")))
    return view
