"""The window asks about unusual years: a choice in the form, the sentence and the import; kept words are shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.actions.kernel import records
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused
from app.exchange.csv_ import read_csv
from app.exchange.mapping_draft import MappingDraft
from app.gui.cases import cases_query
from app.gui.incidents import incident_query
from app.gui.incidents.entry_query import Slots
from app.gui.incidents.incident_view import IncidentView
from app.gui.incidents.incidents_query import Candidates
from app.gui.people import people_query
from app.gui.records.form_view import RecordForm
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.tables import table_query as reading
from app.gui.tables.table_in_view import TableInView
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker
from app.gui.widgets.labels import Label
from app.store.vault.open_vault import Vault
from tests.gui.gallery import looks
from tests.vaults import vault_at

TODAY = date(2026, 11, 28)


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return next(looks(app, ["light"]))[1].look


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def shown_words(widget: object) -> list[str]:
    return [label.text() for label in widget.findChildren(Label)]  # type: ignore[attr-defined]


def test_a_form_offers_each_calendar_and_takes_the_answer(qtbot: QtBot, look: Look, vault: Vault) -> None:
    kind = KINDS["event"]
    form = RecordForm(look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), (), "New",
                      {"title": "Raid", "date_start": "1404-10-11"}, today=TODAY)  # fmt: skip
    qtbot.addWidget(form)
    with pytest.raises(InputRefused) as asked:
        records.add(vault, "event", form.changed_values())
    form.refused(asked.value)
    field = form._fields["date_start"]
    buttons = field.findChildren(Button)
    assert [button.shown for button in buttons] == [
        "1 Jan 2026 (Jalali calendar)", "about 10 Jul 1984 (Hijri calendar)", "11 Oct 1404 (Gregorian calendar)",
    ]  # fmt: skip
    buttons[0].click()
    assert not field.wrong and form.changed_values()["date_start"] == "jalali 1404-10-11"
    record, _ = records.add(vault, "event", form.changed_values())
    assert record.fields["date_start"] == "2026-01-01"


def test_the_sentence_offers_each_calendar() -> None:
    slots = Slots(Text("en"), start.vocabularies(), Candidates((), ()), TODAY)
    offered = slots.options()["when"]("۱۴۰۴/۱۰/۱۱")
    assert [value.partition(" ")[0] for value, _ in offered] == ["jalali", "hijri", "gregorian"]
    assert offered[0][1] == "1 Jan 2026 (Jalali calendar)"
    assert slots.said("when", offered[0][0]) == "Thu 1 January 2026"
    assert [value for value, _ in slots.options()["when"]("12/4")] == ["2026-04-12"]


def test_an_import_asks_how_the_years_count(qtbot: QtBot, look: Look) -> None:
    table = read_csv(b"title,date_start\nRaid,1404/10/11\nShots,2024/03/09\n")
    draft = MappingDraft({"kind": "event"}, KINDS, lambda _: table, today=TODAY)
    words = start.vocabularies()
    view = TableInView(look, words, reading.page(look.tr, Path("in.csv"), draft, words, []), Button(look, "Back"))
    qtbot.addWidget(view)
    said: list[tuple[str, object]] = []
    view.said.connect(lambda what, value: said.append((what, value)))
    asked = view.controls["calendar:date_start"]
    assert isinstance(asked, Picker) and asked.value == ""
    asked.open().took.emit("jalali", "")
    assert said == [("calendar:date_start", "jalali")]
    draft.change([lambda it: it.count("date_start", "jalali")])
    assert draft.content["fields"]["date_start"] == {"column": "date_start", "calendar": "jalali"}
    (answered,) = reading.open_things(look.tr, draft, words).calendars
    assert (answered.value, answered.count) == ("jalali", 1)


def test_kept_columns_are_shown_on_the_record(qtbot: QtBot, look: Look, vault: Vault) -> None:
    kept = [["Told by", "a neighbour"], ["Age", "Unknown"], ["long", "x" * 9000]]
    made = {
        name: records.add(vault, name, {**given, "source_row": kept})[0].id.hex()
        for name, given in (("event", {"title": "Raid"}), ("actor", {"alias": "Luna"}), ("case", {"title": "The mill"}))
    }
    page = incident_query.page(vault, look.tr, made["event"])
    for shown in (page, people_query.page(vault, look, made["actor"]), cases_query.page(vault, look.tr, made["case"])):
        assert shown.kept[:2] == (("Told by", "a neighbour", ""), ("Age", "Unknown", ""))
        assert len(shown.kept[2][1]) == 2001
    view = IncidentView(look, KINDS, page)
    qtbot.addWidget(view)
    assert {"Same words as in the source", "Told by", "a neighbour"} <= set(shown_words(view))
    record = records.record_of(vault, made["case"])
    form = RecordForm(look, start.vocabularies(), KINDS["case"], record, (), "Edit", today=TODAY)
    qtbot.addWidget(form)
    assert {"Same words as in the source", "Age", "Unknown"} <= set(shown_words(form))
