"""An invented network, what fits together, the channels of a contact and a directory. Nobody here exists."""

from pathlib import Path

from app import start
from app.domain.sheet import Heading, Sheet, SheetTable
from app.gui.field.coverage_values import BodyShown, ChannelsPage, Fits, Joint, NetworkPage, Tried
from app.gui.field.coverage_view import ChannelsView, MatchesView, NetworkView
from app.gui.papers.papers_query import sheet_translator
from app.gui.papers.papers_values import PaperChoice, PaperShown, PapersPage
from app.gui.papers.papers_view import PapersView
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.page_values import RowView
from app.phrase import Phrase

ARABIC = {
    "Upper river network": "شبكة أعالي النهر", "Ansal": "أنسال", "Velmora": "فيلمورا", "Tres Ceibas": "تريس سيباس",
    "Union of the quay": "نقابة الرصيف", "Heron": "بلشون", "Plover": "زقزاق", "Steering committee": "لجنة التوجيه",
    "Joint alert, 2026": "إنذار مشترك، ٢٠٢٦", "Spring meeting": "لقاء الربيع",
    "Grebe": "غطاس", "Smew": "بلقشة", "Dunlin": "دريجة", "Teal": "حذف", "Far hills": "التلال البعيدة",
    "Chair": "الرئاسة", "Deputy": "النيابة",
    "Write to the ministry about the checkpoint": "الكتابة إلى الوزارة عن الحاجز",
    "Buy a second radio": "شراء جهاز راديو ثان", "the desk": "المكتب", "Bar of the coast": "نقابة محامي الساحل",
    "House of guests": "بيت الضيوف", "members": "الأعضاء", "embassies": "السفارات", "Lawyer": "محام",
    "Lawyers of the coast": "محامو الساحل", "French, Arabic": "الفرنسية، العربية",
}  # fmt: skip


def said(look: Look, words: str) -> str:
    return ARABIC.get(words, words) if look.tr.language == "ar" else words


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back", look.tr("Esc"))


def _people(look: Look) -> tuple[tuple[RowView, ...], tuple[RowView, ...], tuple[Joint, ...]]:
    """Return who is alone, who is from abroad, and what is done together."""
    tr = look.tr
    alone = tuple(
        RowView("person", said(look, name), said(look, where), far="" if where else tr("region not known"), ink="amb",
             key=name) for name, where in (("Grebe", "Far hills"), ("Smew", ""))
    )  # fmt: skip
    guests = tr("Looked after by {names}", names=said(look, "House of guests"))
    abroad = (
        RowView(
            "person", said(look, "Dunlin"), said(look, "Ansal"), far=tr("nobody looks after them"), ink="amb", key="d"
        ),
        RowView("person", said(look, "Teal"), tr.line(said(look, "Velmora"), guests), key="t"),
    )
    ngo, union = (start.vocabularies()["organisation_type"].label(code, tr.language) for code in ("ngo", "union"))
    alerts, spring = said(look, "Joint alert, 2026"), said(look, "Spring meeting")
    joint = (
        Joint("union", union, RowView("building", said(look, "Union of the quay"), tr.line(alerts, union), key="u")),
        Joint("ngo", ngo, RowView("building", said(look, "Bar of the coast"),
              tr.line(spring, moment_words(tr, "2026-04-20"), ngo), key="b")),
        Joint("", tr("People and others"), RowView("person", said(look, "Heron"), tr("Member"), key="h")),
    )  # fmt: skip
    return alone, abroad, joint


def network(look: Look) -> NetworkView:
    tr = look.tr
    districts = (
        RowView("alert", said(look, "Tres Ceibas"), tr("Nobody: a gap"), ink="amb"),
        RowView("check", said(look, "Ansal"), said(look, "Union of the quay")),
        RowView("check", said(look, "Velmora"), tr.listed((said(look, "Heron"), said(look, "Plover")))),
    )
    members = tuple(
        RowView("people", said(look, name), said(look, where) or tr("No district said"), key=name)
        for name, where in (("Union of the quay", "Ansal"), ("Heron", "Velmora"), ("Plover", ""))
    )
    late = tr.phrase(Phrase("not ratified in time"))
    seats = (
        RowView("person", said(look, "Chair"), said(look, "Heron"), far=late, ink="amb", key="chair"),
        RowView("person", said(look, "Deputy"), said(look, "Plover"), key="deputy"),
    )
    decisions = (
        RowView("checks", said(look, "Write to the ministry about the checkpoint"),
             tr.line(said(look, "the desk"), moment_words(tr, "2026-05-02")), key="write"),
        RowView("checks", said(look, "Buy a second radio"), far=tr.phrase(Phrase("nobody has it to do")), ink="amb",
             key="buy"),
    )  # fmt: skip
    levels = tuple(
        (tr.phrase(Phrase(level)), tr("{women} women, {men} men, {others} not said", women=women, men=men, others=0),
         f"{tr.number(percent)} %")
        for level, women, men, percent in (("Seats", 1, 3, 25), ("Level not said", 6, 4, 60))
    )  # fmt: skip
    gaps = tr("{n} district without anybody|{n} districts without anybody", n=1)
    page = NetworkPage("0", said(look, "Upper river network"), "NW-7KQ2M", gaps, districts, members,
                       (BodyShown(said(look, "Steering committee"), seats),), decisions, levels,
                       *_people(look))  # fmt: skip
    return NetworkView(look, page, _back(look))


def matches(look: Look) -> MatchesView:
    tr = look.tr
    lacks = tr("missing: {what}", what=tr.phrase(Phrase("not room for all")))
    rows = tuple(
        Fits(str(n), str(n), tr("{request} is met by {offer}", request=a, offer=b), second, n == 0)
        for n, (a, b, second) in enumerate(
            ((said(look, "Heron"), said(look, "Bar of the coast"),
              tr.line(said(look, "Ansal"), said(look, "French, Arabic"))),
             (said(look, "Plover"), said(look, "House of guests"), tr.line(said(look, "Velmora"), lacks)))
        )
    )  # fmt: skip
    return MatchesView(look, rows, _back(look))


def channels(look: Look) -> ChannelsView:
    tr = look.tr
    works, slow = (
        tr("tried {at}: {result}", at=moment_words(tr, date), result=result)
        for date, result in (("2026-04-20", tr("Works")), ("2026-04-18", tr("With delay")))
    )
    found = tuple(
        Tried(str(number), number, tr.line(tr.number(number), address), tr.line(tested, listed))
        for number, (address, tested, listed) in enumerate(
            (("+999 55 01 22", works, tr("in the directory")),
             ("heron@example.org", slow, tr("in the directory")),
             ("+888 16 40", tr("never tried"), "")), 1
        )
    )  # fmt: skip
    audience = tr.listed((said(look, "members"), said(look, "embassies")))
    listing = tr("Listed for {audience}, as {name}.", audience=audience, name=said(look, "Heron"))
    page = ChannelsPage("0", said(look, "Heron"), listing, found, tr("None is for urgent action."))
    return ChannelsView(look, page, _back(look))


def directory(look: Look) -> PapersView:
    tr = look.tr
    audiences = tuple((word, said(look, word)) for word in ("members", "embassies"))
    choice = PaperChoice("directory", tr("Directory"), tr("Who agreed to be listed for an audience, by region."),
                         ("pdf", "csv", "html", "txt"), audiences)  # fmt: skip
    view = PapersView(look, PapersPage((), tr("Directory"), (choice,)), sheet_translator(tr), Path("/usr"), _back(look))
    header = (Phrase("Name"), Phrase("Role"), Phrase("Languages"), Phrase("Urgent action"))
    row = (said(look, "Heron"), said(look, "Lawyer"), said(look, "French, Arabic"), "+999 55 01 22")
    who = Phrase("{audience}, as each who stands in it agreed", audience=said(look, "members"))
    sheet = Sheet(
        Phrase("Directory"), Phrase("As of {day}", day=moment_words(tr, "2026-04-20")),
        (Heading(said(look, "Velmora")), SheetTable(header, (row,))),
        Phrase("For: {audience}. Not to be passed on to others.", audience=who), "directory",
    )  # fmt: skip
    why = tr.phrase(Phrase("not listed for {audience}", audience=said(look, "members")))
    view.show_paper(PaperShown(sheet, ((tr("Contact"), why),), 1))
    return view
