"""The gender block stands on every form that has it, whichever fields the form was asked for."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.gui.records.form_view import RecordForm
from app.gui.widgets.several import Several
from tests.gui.gallery import looks

KINDS_WITH = [kind for kind in KINDS.values() if "gender_factor" in kind.fields]


@pytest.mark.parametrize("kind", KINDS_WITH, ids=lambda kind: kind.name)
def test_a_form_that_asks_for_one_field_shows_the_block_too(qtbot: QtBot, kind: Kind) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    look = next(looks(app, ["light"]))[1].look
    form = RecordForm(look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), [kind.own[0].name], kind.label,
                      today=date(2026, 4, 16))  # fmt: skip
    qtbot.addWidget(form)
    form.show()
    (block,) = [one for one in form.findChildren(Several) if one.accessibleName() == "Gender factors"]
    assert block.isVisibleTo(form)
