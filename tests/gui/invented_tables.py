"""An invented table on its pages: its mapping, what it would do, and an export."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import start
from app.actions.records.tables import Imported, judge
from app.domain.kinds import KINDS
from app.exchange.csv_ import read_csv
from app.exchange.mapping_draft import MappingDraft
from app.gui.style.theme import Look
from app.gui.tables import table_query as reading
from app.gui.tables.table_in_view import TableInView, TriedView
from app.gui.tables.table_out_view import TableOutView
from app.gui.tables.table_query import ExportPage
from app.gui.widgets.buttons import Button
from tests.gui.stage import settle

FILE = Path("river-posts-2024.csv")
ROWS = """Case no;Date;Location;lat;lon;Deed;What happened;Seen by;Told on
RP-01;03/04/2024;Tres Ceibas;-16.50414;-98.75426;detained at a post;Four men in a grey pickup stopped the truck and asked for names.;two neighbours;1403/01/16
RP-02;05/04/2024;Puerto Ansal;-16.61200;;LIB1;She was held for nine hours at the river post.;;1403/01/18
RP-03;09/05/2024;Lurenka;-16.70000;-98.80110;detained at a post;Nobody saw who came.;a driver;1403/02/31
RP-04;31/31/2024;Velmora;-96.00000;-98.81000;;The house of the union was searched.;;
RP-01;05/06/2024;Tres Ceibas;;;;The same number again.;;
"""  # noqa: E501


def _draft() -> MappingDraft:
    made = MappingDraft({"kind": "event", "key": "Case no"}, KINDS, lambda _: read_csv(ROWS.encode(), delimiter=";"))
    made.change(
        [
            lambda it: it.fill("Deed", ["violation_class"]),
            lambda it: it.fill("Seen by", ["remarks"]),
            lambda it: it.fill("Told on", ["received_on"]),
        ]
    )
    return made


def _back(look: Look) -> Button:
    return Button(look, look.tr("Back"), "quiet", "back")


def mapping(look: Look) -> TableInView:
    words = start.vocabularies()
    shown = reading.page(look.tr, FILE, _draft(), words, ["River posts"])
    return TableInView(look, words, shown, _back(look))


def asked(window: QWidget) -> QWidget:
    """The same page where it asks what is open, after somebody tried to go on."""
    (view,) = window.findChildren(TableInView)
    view.refused(view.look.tr("Choose what the date means first."), "dates")
    settle()  # the error is above its field, so all that is below moves
    return window


def tried(look: Look) -> TriedView:
    draft = _draft()
    judged = judge(draft.table, draft.whole, start.vocabularies())
    blank = [cell for row in judged.good for cell in row.blank]
    done = Imported(1284, 1204, 61, 15, list(judged.refused), blank, draft.whole)
    return TriedView(look, reading.trial_page(look.tr, FILE.name, done), _back(look))


def export(look: Look) -> TableOutView:
    lists = {"event": look.tr.line(look.tr("Drafts"), "“river”")}
    return TableOutView(look, ExportPage(reading.kinds(look.tr, KINDS), "event", lists), Path("/usr"), _back(look))


def screens(look: Look, over: Callable[[QWidget], QWidget]) -> dict[str, Callable[[], QWidget]]:
    """Return each page by the name of its picture, shown `over` a place."""
    return {
        "21-import": lambda: over(mapping(look)),
        "21b-import-open": lambda: asked(over(mapping(look))),
        "21c-import-tried": lambda: over(tried(look)),
        "21d-export": lambda: over(export(look)),
    }
