"""The screens of the field with invented data."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.kinds import KINDS
from app.gui.cases.cases_view import RecordView, casework_list, no_records
from app.gui.start import record_routes
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.split import Split
from tests.gui import (
    invented_accompaniment,
    invented_checkins,
    invented_field,
    invented_missions,
    invented_warning,
)
from tests.gui import invented_participants as participants
from tests.gui.stage import Over, Screen, shell

EMPTY = ("40-field", "09-checkins", "42-mission-plan", "43-late-promises", "11b-map", "46-warning")


def screens(look: Look, size: tuple[int, int], full: bool, over: Over) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    pages: dict[str, Callable[[], QWidget]] = {
        "41-papers": lambda: invented_field.papers(look),
        "42-mission-plan": lambda: invented_missions.plan(look, full),
        "42b-interview": lambda: invented_missions.interview(look),
        "43-late-promises": lambda: invented_missions.late(look, full),
        "59-gender-table": lambda: invented_field.gender_table(look),
        "11b-map": lambda: invented_warning.map_(look, full),
        "46-warning": lambda: invented_warning.warning_(look, full),
        "47-alert-tree": lambda: invented_warning.tree(look),
        "11c-map-weeks": lambda: invented_warning.map_list(look),
        **invented_accompaniment.pages(look),
        "52-network": lambda: participants.network(look),
        "52b-matches": lambda: participants.matches(look),
        "52c-channels": lambda: participants.channels(look),
        "52d-directory": lambda: participants.directory(look),
    }

    def shown(page: Callable[[], QWidget]) -> Screen:
        return lambda: over(page(), "field")

    pages |= {
        "09-checkins": lambda: invented_checkins.board(look, full),
        "09c-heard": lambda: invented_checkins.heard(look),
        "09e-base-copy": lambda: invented_checkins.base_copy(look),
        "09d-nobody": lambda: invented_checkins.nobody(look),
    }
    return {"40-field": lambda: _missions(look, size, full), **{name: shown(page) for name, page in pages.items()}}


def _missions(look: Look, size: tuple[int, int], full: bool) -> QWidget:
    pane = casework_list(look, look.tr("Field"), [KINDS[name] for name in KINDS.list_names_at("field")])
    rows = invented_field.missions(look) if full else ()
    pane.show_rows(rows, look.tr.number(len(rows)), no_records(look, KINDS["mission"], ""))
    pane.select("0")

    def page(split: Split) -> QWidget:
        steps = record_routes.list_record_actions(look, KINDS["mission"])
        shown = invented_field.mission(look)
        return RecordView(look, KINDS, shown, split.back_button(), steps) if full else ScrollPage(look)

    return shell(look, "field", pane, page, size)
