"""The one form of every kind: its controls, its dates and what saving changes."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app import start
from app.domain.fields import Field, Type
from app.domain.kind import NEEDED, Kind, Role, ask_for
from app.domain.kinds import KINDS
from app.domain.moment import Way
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.records.form_view import RecordForm
from app.gui.style.theme import Look
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.fields import Picker
from app.gui.widgets.focus import enter
from app.gui.widgets.several import Several
from tests.domain.strategies import field_values
from tests.gui.gallery import looks
from tests.gui.hands import control, words_on

TODAY = date(2026, 4, 16)
ID = bytes(range(16))
WORDS = start.vocabularies()
Maker = Callable[..., RecordForm]


@pytest.fixture(scope="module")
def look() -> Look:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return next(looks(application, ["light"]))[1].look


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Maker:
    def make(kind: Kind, fields: dict[str, object] | None = None, **given: object) -> RecordForm:
        record = Record(ID if fields else b"", kind.name, "", fields or {})  # type: ignore[arg-type]
        made = RecordForm(look, WORDS, kind, record, (), "Edit", today=TODAY, **given)  # type: ignore[arg-type]
        qtbot.addWidget(made)
        return made

    return make


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_date_has_the_control_for_dates(form: Maker, kind: Kind) -> None:
    page = form(kind)
    dates = {name for name, field in page._fields.items() if isinstance(field.control, DateEdit)}
    assert dates == {f.name for f in kind.fields.values() if f.type is Type.DATE and f.name in page._fields}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_a_form_that_nobody_changed_saves_nothing(form: Maker, kind: Kind, data: st.DataObject) -> None:
    fields = data.draw(field_values(kind))
    linked = {role.name: [f"{n:032x}" for n in range(2 if role.many else 1)] for role in kind.roles}
    page, saved = form(kind, dict(fields), linked=linked), list[bool]()
    page.save.connect(lambda: saved.append(True))
    page.submit()
    assert page.changed_values() == page.kept_values() == {} and saved


def test_a_form_says_the_level_of_a_record_without_a_choice(form: Maker) -> None:
    picker = form(KINDS["access"])._fields["sensitivity"].control
    assert isinstance(picker, Picker) and picker.shown == "Not chosen: restricted (identity of sources)"


def test_a_number_and_a_word_with_a_comma_stay_as_they_are(form: Maker) -> None:
    page = form(KINDS["place"], {"name": "Pump", "longitude": -0.2593})
    assert page.changed_values() == page.kept_values() == {}
    assert form(KINDS["mission"], {"title": "Pump", "area": ["Ansal, upper"]}).changed_values() == {}


def test_a_typed_date_is_shown_at_once_and_saved_as_its_meaning(form: Maker) -> None:
    page = form(KINDS["mission"])
    day = page._fields["date_start"]
    day.control.setText("next Wednesday")  # type: ignore[attr-defined]
    assert any(said.startswith("= Wed 22 April 2026") for said in words_on(day)) and not day.wrong
    assert page.changed_values() == page.kept_values() == {"date_start": "2026-04-22"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("opened", "30/11/2026", "in the future"),
        ("next_review", "1/3/2026", "in the past"),
        ("opened", "soon", "Write a"),
    ],
)
def test_a_date_that_is_not_understood_stays_and_says_what_to_write(
    form: Maker, name: str, text: str, said: str
) -> None:
    page, saved = form(KINDS["case"], {"title": "Pump"}), list[bool]()
    page.save.connect(lambda: saved.append(True))
    field = page._fields[name]
    field.control.setText(text)  # type: ignore[attr-defined]
    assert not field.wrong
    page.submit()
    assert field.wrong and any(said in words for words in words_on(field)) and not saved
    assert page.kept_values() == {name: text}


def test_an_old_date_of_a_deadline_is_not_read_again(form: Maker) -> None:
    page, saved = form(KINDS["case"], {"title": "Pump", "next_review": "2020-01-01"}), list[bool]()
    page.save.connect(lambda: saved.append(True))
    page.submit()
    assert saved and page.changed_values() == {}


def test_the_window_asks_the_clock_of_the_vault_for_the_day() -> None:
    files = Path(app.gui.__file__).parent.rglob("*.py")
    assert [file.name for file in files if "date.today()" in file.read_text("utf-8")] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_form_of_a_new_record_is_the_form_of_one_that_is_edited(form: Maker, kind: Kind) -> None:
    new, edit = form(kind), form(kind, {"remarks": "Kept"})
    for page in (new, edit):
        assert [*page._fields] == [name for group in kind.form for name in group.names]
        assert [*page.groups] == [group.name for group in kind.form[1:]]
        opened = [name for name, group in page.groups.items() if group.row.isChecked()]
        assert opened == [group.name for group in kind.form[1:] if group.important]
    assert [type(field.control) for field in new._fields.values()] == [
        type(field.control) for field in edit._fields.values()
    ]


def test_a_closed_group_says_what_is_in_it_and_opens_by_key(form: Maker, qtbot: QtBot) -> None:
    page = form(
        KINDS["mission"], {"title": "Pump", "hazards": "Two checkpoints\nMud", "debrief": ""}, opened=["Gender"]
    )
    page.show()
    dangers, report = page.groups["Dangers, permits, vehicles"], page.groups["Report"]
    assert dangers.row.accessibleDescription() == "Two checkpoints"
    assert report.row.accessibleDescription() == "Nothing yet" and page.groups["Gender"].row.isChecked()
    folded: list[bool] = []
    page.folded.connect(lambda: folded.append(True))
    hazards = page._fields["hazards"]
    for key, is_open in ((Qt.Key.Key_Left, False), (Qt.Key.Key_Right, True), (Qt.Key.Key_Right, True),
                         (Qt.Key.Key_Left, False), (Qt.Key.Key_Return, True)):  # fmt: skip
        qtbot.keyClick(dangers.row, key)
        assert dangers.row.isChecked() is is_open is hazards.isVisible()
    assert len(folded) == 3
    hazards.control.setPlainText("Flood")  # type: ignore[attr-defined]
    qtbot.keyClick(dangers.row, Qt.Key.Key_Left)
    assert dangers.row.accessibleDescription() == "Flood"


REFUSED = {Type.DATE: "soon", Type.WHOLE: "many", Type.DECIMAL: "many", Type.HASH: "zz"}
"""Words that each type refuses."""


def mend(part: Field | Role, control: QWidget) -> None:
    """Give a control a value that its field takes."""
    scheme = part.scheme if isinstance(part, Field) else ""
    value = next(iter(WORDS[scheme].codes)) if scheme else "0" * 32
    if isinstance(control, Picker):
        control.set_value(value, "Something")
    elif isinstance(control, Several):
        control.choose([(value, "Something")])
    elif isinstance(control, QLineEdit) and isinstance(part, Field):
        day = "2026-06-01" if part.way is Way.AHEAD else "2026-04-01"
        taken = {Type.DATE: day, Type.WHOLE: f"{part.low or 5:g}", Type.DECIMAL: "5", Type.HASH: "0" * 64}
        control.setText(taken.get(part.type, "Something"))
    else:
        control.setPlainText("Something")  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.sealed], ids=lambda kind: kind.name)
def test_each_refused_value_has_one_sentence_above_its_field_until_it_is_mended(form: Maker, kind: Kind) -> None:
    page, walked = form(kind), 0
    page.show()
    for name, field in page._fields.items():
        part, control = kind.role(name) or kind.fields[name], field.control
        if isinstance(part, Field) and part.type in REFUSED:
            control.setText(REFUSED[part.type])  # type: ignore[attr-defined]
        elif not part.required:
            continue
        value = page._values[name]()
        wrong = control.wrong if isinstance(control, DateEdit) else kind.checked({name: value}, WORDS)[1].get(name)
        reason = ask_for(part) if value is None else wrong
        refuse(page, **{name: str(reason)})
        assert words_on(field)[0].endswith(".") and words_on(field)[1] == part.label
        assert not re.search(r"need|missing|requir", words_on(field)[0])
        assert [one for one in page._fields if page._fields[one].wrong] == [name]
        assert page.focusWidget() is (control.focusProxy() or control) and control.isVisible()
        mend(part, control)
        page._typed()
        assert not field.wrong and words_on(field)[0] == part.label
        walked += 1
    assert walked or kind.name in ("place", "network")


def refuse(page: RecordForm, **reasons: str) -> None:
    page.refused(InputRefused("", refused=[{"field": name, "reason": reason} for name, reason in reasons.items()]))


def test_an_error_stands_above_its_field_until_it_is_mended(form: Maker) -> None:
    page = form(KINDS["mission"])
    page.show()
    title, day = page._fields["title"], page._fields["date_end"]
    refuse(page, title=NEEDED)
    day.control.setText("soon")  # type: ignore[attr-defined]
    page.submit()
    assert day.wrong and title.wrong  # one look shows everything that is to mend
    refuse(page, date_end="Write a later day.", title=NEEDED)
    assert "Not saved. Correct 2 fields" in words_on(page)
    assert words_on(title)[:2] == [str(NEEDED), "Title"]
    assert page.focusWidget() is title.control
    page._typed()
    assert title.wrong and day.wrong
    title.control.setText("Pump")  # type: ignore[attr-defined]
    page._typed()
    assert not title.wrong and "Not saved. Correct 1 field" in words_on(page)
    day.control.setText("22/4/2026")  # type: ignore[attr-defined]
    page._typed()
    assert not day.wrong and not any("mend" in said for said in words_on(page))


def test_an_error_goes_when_the_field_that_it_names_is_changed(form: Maker) -> None:
    kind = next(kind for kind in KINDS.values() if any(f.at_most for f in kind.own if f.type is Type.WHOLE))
    low = next(f for f in kind.own if f.at_most and f.type is Type.WHOLE)
    page = form(kind, {low.name: 5, low.at_most: 3})
    refuse(page, **kind.disagreeing({low.name: 5, low.at_most: 3}, [low.name]))
    assert page._fields[low.name].wrong
    page._fields[low.at_most].control.setText("6")  # type: ignore[attr-defined]
    page._typed()
    assert not page._fields[low.name].wrong


def test_an_end_before_the_start_is_said_above_the_start_until_one_of_them_is_changed(form: Maker) -> None:
    kind = KINDS["mission"]
    whole = {"date_start": "2026-12-05", "date_end": "2026-12-01"}
    page = form(kind, {"title": "Pump", **whole})
    refuse(page, **kind.disagreeing(whole, ["date_end"]))
    start = page._fields["date_start"]
    assert words_on(start)[0] == "The end is before the start. Change one of them."
    page._fields["date_end"].control.setText("2026-12-06")  # type: ignore[attr-defined]
    page._typed()
    assert not start.wrong


def test_a_date_that_is_not_understood_is_said_when_its_field_is_left(qtbot: QtBot, form: Maker) -> None:
    page = form(KINDS["mission"])
    page.show()
    page.activateWindow()
    day, other = page._fields["date_end"], page._fields["date_start"].control
    enter(day.control)
    qtbot.waitUntil(day.control.hasFocus)
    qtbot.keyClicks(day.control, "the 31st of June")
    assert not day.wrong  # nothing is said while a person types
    other.setFocus()
    qtbot.waitUntil(lambda: day.wrong)
    assert words_on(day)[0] and not any("mend" in said for said in words_on(page))
    day.control.setText("30/6/2026")  # type: ignore[attr-defined]
    page._typed()
    assert not day.wrong


def test_a_field_shows_a_stored_minute_without_a_t_and_keeps_it(form: Maker) -> None:
    page = form(KINDS["leg"], {"depart_plan": "2026-12-05T08:30"})
    control = page._fields["depart_plan"].control
    assert isinstance(control, DateEdit)
    assert (control.text(), control.value, page.changed_values()) == ("2026-12-05 08:30", "2026-12-05T08:30", {})
    assert control.meaning.endswith("5 December 2026, 08:30")
    control.setText("2026-12-05 08:45")
    assert page.changed_values() == {"depart_plan": "2026-12-05T08:45"}


def test_a_typed_name_of_a_person_asks_for_an_alias(form: Maker) -> None:
    """Nobody else asks: the typed name becomes a person, and papers can have this name."""
    known = [("a" * 32, "Heron")]
    shown = form(KINDS["relocation"], choices={"who": known})
    picker = control(shown, "Person", Picker)
    said = "New person. Write an alias here, not the real name."
    for value, words, new in (("Juma", "Juma", True), (*known[0], False)):
        picker._took(value, words)
        assert any(said in one for one in words_on(shown)) is new
