"""Instant action in the window: F9, eight fields, one confirm that no slip passes, and what follows; by keyboard."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app import start
from app.actions.field import appeal_requests, appeals
from app.actions.kernel import drafts, records
from app.actions.outgoing.output import sheet_file
from app.catalogue import Catalogue
from app.domain import appeal_texts
from app.domain.appeal_consent import SOMEBODY
from app.domain.appeal_texts import AppealContent
from app.domain.frame import PaperFrame, frame_sheet
from app.domain.record import Record
from app.gui.appeals import appeals_query as reading
from app.gui.appeals.appeal_view import AppealView
from app.gui.appeals.appeals_values import Texts
from app.gui.appeals.ask_view import AskDialog
from app.gui.appeals.form_view import InstantView
from app.gui.appeals.texts_view import TextChoice
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.today import now_query
from app.gui.today.now_view import NowView
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import go, pair_at
from tests.gui.hands import Hands, choose, control, options, press, visible, words_on
from tests.gui.running import document, in_store, unlocked
from tests.gui.stage import settle

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, SPACE, F9 = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_F9
MOST = 60.0
"""Seconds that it may take by the keystroke-level model, without free text."""


def stored(vault: Vault) -> list[Record]:
    return records.find(vault, Query("appeal"))


def ready(qtbot: QtBot, program: Program) -> VaultSession:
    """Open the vault and wait for its incident."""
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: bool(document(desk).current) and desk.window.isActiveWindow(), timeout=20000)
    return desk


def urgent(vault: Vault) -> int:
    return sum(row.urgent for row in outbox.deliveries(vault.con))


def form_of(desk: VaultSession) -> InstantView:
    assert isinstance(desk.window.full, InstantView)
    return desk.window.full


def ask_of(desk: VaultSession) -> AskDialog:
    assert isinstance(desk.window.dialog, AskDialog)
    return desk.window.dialog


def filled(hands: Hands, desk: VaultSession) -> None:
    """Open the form and choose what is asked and what they agreed to: all that an incident does not say."""
    hands.press(F9)
    hands.wait(lambda: isinstance(desk.window.full, InstantView))
    tr = desk.look.tr
    for _ in range(2):
        hands.thoughts += 1
        hands.press(ENTER)  # opens the list
        hands.press(ENTER)  # takes the first that is left
    hands.tab_to(tr("Use their alias"))
    hands.thoughts += 1
    hands.press(Qt.Key.Key_Left if tr.rtl else Qt.Key.Key_Right)
    hands.press(SPACE)
    assert form_of(desk).values["consent"] == "anon"
    hands.press(Qt.Key.Key_S, CTRL)
    hands.wait(lambda: isinstance(desk.window.dialog, AskDialog))


@pytest.mark.parametrize(("language", "factor"), [("en", 1.0), ("ar", 2.0)])
def test_it_is_asked_for_in_a_minute_by_keyboard_alone(
    qtbot: QtBot, program: Program, language: str, factor: float
) -> None:
    desk = ready(qtbot, program)
    if language != "en":
        desk.relook.emit({"language": language})
        qtbot.waitUntil(lambda: program.desk is not None and program.desk.look.tr.language == language, timeout=20000)
        assert program.desk is not None
        program.desk.relook.emit({"factor": factor})
        qtbot.waitUntil(lambda: program.desk is not None and program.desk.look.factor == factor, timeout=20000)
        assert program.desk is not None
        desk = program.desk
        desk.go("incidents")
        desk.window.activateWindow()
        qtbot.waitUntil(lambda: bool(document(desk).pane.model.rows) and desk.window.isActiveWindow(), timeout=20000)
        document(desk).open(document(desk).pane.model.rows[0].key)
    hands = Hands(qtbot)
    filled(hands, desk)
    assert len(desk.window.findChildren(InstantView)) <= 1
    dialog = ask_of(desk)
    hands.wait(lambda: dialog.send.isEnabled() or not dialog.whole)  # it says what Ctrl Enter does
    hands.thoughts += 2  # to whom, and what it says
    if not dialog.whole:
        hands.press(Qt.Key.Key_End)
    assert dialog.whole
    hands.press(ENTER)
    assert in_store(program, urgent) == 0
    hands.press(ENTER, CTRL)
    if dialog.send.isEnabled():  # on a small window its first press showed the end; once asked it cannot be pressed
        hands.press(ENTER, CTRL)
    hands.wait(lambda: isinstance(desk.window.full, AppealView))
    assert in_store(program, urgent) == 1
    assert hands.pointings == 0 and hands.seconds <= MOST, hands.seconds


def test_the_form_has_eight_fields_and_keeps_what_is_typed(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    document(desk).new()  # another form is open: it stays beneath
    qtbot.waitUntil(lambda: desk.window.full is not None)
    beneath = desk.window.full
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    form = form_of(desk)
    assert len(form.findChildren(Labelled)) == 8
    control(form, "Danger now", QPlainTextEdit).setPlainText("They come back tonight.")
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is beneath)
    kept = in_store(program, lambda vault: drafts.load(vault, drafts.APPEAL))
    assert kept is not None and kept[0]["danger"] == "They come back tonight."
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    assert form_of(desk).values["danger"] == "They come back tonight."
    form_of(desk).leave.emit()
    qtbot.waitUntil(lambda: in_store(program, lambda vault: drafts.load(vault, drafts.APPEAL)) is None)


def test_escape_says_that_the_draft_is_kept_today_names_it_and_undo_opens_it_again(
    qtbot: QtBot, program: Program
) -> None:
    desk = ready(qtbot, program)
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    control(form_of(desk), "What happened", QPlainTextEdit).setPlainText("They closed the road.")
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Draft saved: Instant action." in words_on(desk.window.foot), timeout=10000)
    assert desk.window.full is None
    (section,) = [
        one for one in in_store(program, lambda vault: now_query.page(vault, Text())).sections
        if one.title == "Unfinished"
    ]  # fmt: skip
    assert [(row.title, row.second, row.key) for row in section.rows] == [
        ("Instant action. You have not asked anyone yet", "They closed the road.", "do:instant")
    ]
    desk.undo()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView), timeout=10000)
    assert control(form_of(desk), "What happened", QPlainTextEdit).toPlainText() == "They closed the road."


def test_an_untouched_form_is_left_without_a_word(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is None)
    settle()
    assert in_store(program, drafts.names) == [] and not desk.past.done


def test_whom_to_ask_follows_the_place_and_is_found_by_whom_they_reach(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)

    def write(vault: Vault) -> None:
        for name, reach, where in (("Ada", "embassy", "Nahr"), ("Bo", "command", "Sur"), ("Cai", "minister", "Nahr")):
            contact, _ = records.add(vault, "contact", {"display_name": name, "reach": [reach], "speed": "minutes",
                                                        "reach_where": [where]})  # fmt: skip
            records.add(vault, "channel", {"kind": "phone", "address": f"0944 {name}", "contact": contact.ref})

    in_store(program, write)
    desk.go("today")
    qtbot.waitUntil(lambda: desk.window.place == "today")
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    form = form_of(desk)

    def chosen() -> list[str]:
        return [words.split(" ")[0] for words in shown()]

    def shown() -> list[str]:
        return form.to.words

    def at(place: str) -> None:
        choose(form.where, place, place)
        qtbot.waitUntil(lambda: any(f"acts in {place}" in words for words in [*shown(), *options(form.to)]))

    assert chosen() == ["Ada", "Bo", "Cai"]  # nothing is known of where
    at("Nahr")
    assert chosen() == ["Ada", "Cai"] and form.values["to"] == "\n".join(form.to.values)
    assert shown()[0] == "Ada · acts in Nahr · embassy · within minutes"
    at("Sur")
    assert chosen() == ["Bo"]
    for typed, found in (("ambassador", ["Ada"]), ("minister", ["Cai"]), ("nahr", []), ("minutes", ["Ada", "Cai"])):
        assert [words.split(" ")[0] for words in options(form.to, typed)] == found
    choose(form.to, options(form.to, "minister")[0], "minister")
    at("Nahr")
    assert chosen() == ["Bo", "Cai"]  # a person's own choice stays


def test_what_is_needed_is_said_under_its_field(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    form = form_of(desk)
    QTest.keyClick(desk.window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: [field.control for field in visible(form, Labelled) if field.wrong] == [form.asks])
    assert desk.window.dialog is None and in_store(program, stored) == []


def test_no_slip_asks_and_a_held_key_counts_once(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    filled(Hands(qtbot), desk)
    dialog, told = ask_of(desk), list[str]()
    dialog.ask.connect(lambda: told.append("asked"))
    for key in (ENTER, SPACE, Qt.Key.Key_Tab):
        QTest.keyClick(QApplication.focusWidget() or dialog, key)
        assert told == [] or key is Qt.Key.Key_Tab
    held = QKeyEvent(QEvent.Type.KeyPress, ENTER, CTRL, "", True)
    QApplication.sendEvent(dialog, held)
    assert told == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert in_store(program, urgent) == 0
    assert in_store(program, lambda vault: [row.fields["state"] for row in stored(vault)]) == ["prepared"]


def test_a_rehearsal_sends_nothing_and_says_how_long_it_took(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    form = form_of(desk)
    form.rehearsal.click()
    choose(form.asks, desk.words["ask"].label("safety", "en"))
    control(form, "What happened", QPlainTextEdit).setPlainText("An exercise.")
    QTest.keyClick(desk.window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, AskDialog))
    dialog = ask_of(desk)
    assert "EXERCISE" in dialog.texts.text
    dialog.area.verticalScrollBar().setValue(dialog.area.verticalScrollBar().maximum())
    qtbot.waitUntil(dialog.send.isEnabled)
    dialog.send.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AppealView))
    view = desk.window.full
    assert isinstance(view, AppealView)
    assert any("F9" in words for _, words, _ in view.shown.facts)
    assert in_store(program, lambda vault: outbox.deliveries(vault.con)) == []
    (choice,) = view.answers.values()
    choice.chosen.emit("promised")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AppealView) and "received it" in desk.window.full.shown.state)
    heard = lambda vault: appeal_requests.read_status(vault, stored(vault)[0]).heard  # noqa: E731
    assert in_store(program, heard) == ("Heron",)
    desk.go("today")
    qtbot.waitUntil(lambda: any(key.startswith("appeal:") for v in desk.window.findChildren(NowView) for key in v.rows))


def test_further_information_and_the_closing_notice_are_written_and_asked_from_the_page(
    qtbot: QtBot, program: Program
) -> None:
    desk = ready(qtbot, program)
    filled(Hands(qtbot), desk)

    def send() -> AppealView:
        dialog, before = ask_of(desk), desk.window.full
        bar = dialog.area.verticalScrollBar()

        def all_seen() -> bool:
            bar.setValue(bar.maximum())
            return dialog.send.isEnabled()

        qtbot.waitUntil(all_seen)
        dialog.send.click()
        qtbot.waitUntil(lambda: desk.window.full is not before and isinstance(desk.window.full, AppealView))
        assert isinstance(desk.window.full, AppealView)
        return desk.window.full

    def follow(view: AppealView, button: str, news: str) -> str:
        view.news.setPlainText(news)
        next(one for one in view.findChildren(Button) if one.shown == button).click()
        qtbot.waitUntil(lambda: isinstance(desk.window.dialog, AskDialog))
        press(ask_of(desk).texts.channels, "Letter")
        settle()
        return "\n".join(words_on(ask_of(desk).texts))

    view = send()
    (choice,) = view.answers.values()
    choice.chosen.emit("promised")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AppealView) and "received it" in desk.window.full.shown.state)
    assert isinstance(desk.window.full, AppealView)
    told = follow(desk.window.full, "Further information", "She was seen at the post.")
    assert "She was seen at the post." in told and "Answers so far" in told
    assert "1 of those asked: promised to act" in told and "Heron" not in told
    view = send()
    told = follow(view, "Closing notice", "She is free.")
    assert "She is free." in told and "promised to act" in told and "No further action is asked for" in told
    view = send()
    assert view.shown.closed and len(view.shown.follows) == 2
    assert in_store(program, urgent) == 3


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("language", appeals.LANGUAGES)
def test_the_longest_appeal_is_a_letter_of_two_pages(language: str) -> None:
    word = "كلمة " if language == "ar" else "words "
    words = start.vocabularies()
    asks = tuple(words["ask"].label(code, language) for code in words["ask"].codes)
    reach, promised = words["addressee_reach"], words["reached"].label("promised", language)
    answers = tuple(appeal_texts.answer(1, promised, reach.label(code, language)) for code in reach.codes[:8])
    told = AppealContent(
        "UA-ABCDE/2", "update", "2026-11-26T14:05", word * 8, SOMEBODY, word * 120, word * 50,
        "\n".join([word * 12] * 6), word * 40, asks, word * 30, "2026-12-10", "UA-ABCDE", "", answers, word * 4, True,
        20, word * 4, word * 2,
    )  # fmt: skip
    framed = frame_sheet(
        appeal_texts.letter(told, "x" * 60), PaperFrame("7Q2K-M4TD", language=language), Catalogue(language)
    )
    pages = PdfReader(BytesIO(sheet_file(framed, "pdf"))).pages
    assert len(pages) <= 2, len(pages)
    assert "ABCDE" in pages[0].extract_text()


@pytest.mark.usefixtures("qtbot")
def test_whom_it_is_written_for_decides_the_language_and_the_channel_that_are_shown() -> None:
    said = {(channel, language, key): f"{channel} {language} {key}" for channel in appeals.CHANNELS
            for language in appeals.LANGUAGES for key in ("", "7")}  # fmt: skip
    shown = TextChoice(Look(Text()), Texts(said, (("7", "Dee", "ar", "email"),)), "en")
    assert shown.text == "message en "
    (everybody, dee) = options(shown.to)
    choose(shown.to, dee)
    assert shown.text == "email ar 7" and shown.to.shown == "Dee"
    choose(shown.to, everybody)
    assert shown.text == "email ar "


def test_both_sides_read_how_long_is_left_and_then_that_the_next_are_asked(tmp_path: Path) -> None:
    tr = Text()
    with pair_at(tmp_path) as pair:
        pair.clock.now -= pair.clock.now % 60
        records.edit(pair.ana, pair.ben_here.ref, {"speed": "minutes"})
        records.add(pair.ana, "contact", {"display_name": "Dee", "speed": "same_day"})
        made, _ = appeals.begin(pair.ana, {
            "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"], "to": [pair.ben_here.ref],
        })  # fmt: skip
        key = made.id.hex()
        assert reading.page(pair.ana, tr, key).state == "Prepared. You have not asked anyone yet."
        assert [row.name for row in reading.confirm(pair.ana, tr, key).rows] == ["Ben"]
        appeal_requests.ask(pair.ana, key)
        go(pair.ana, pair.box)
        go(pair.ben, pair.box)
        (section,) = [one for one in now_query.page(pair.ben, tr).sections if one.title == "Came in"]
        (row,) = section.rows
        assert (row.far, row.ink) == ("30 minutes left", "red") and row.key.startswith("call:")
        due = [one for one in now_query.page(pair.ben, tr).sections if one.title == "Due today and tomorrow"]
        assert not due  # it is here once, until it is accepted
        shown = reading.call(pair.ben, tr, row.key.removeprefix("call:"))
        assert shown is not None and ("What happened", "They closed the road.") in shown.texts and not shown.late
        pair.clock.now += 30 * 60
        assert reading.page(pair.ana, tr, key).due == "Nobody answered in time. Ask these people now: Dee"
        (section,) = [one for one in now_query.page(pair.ana, tr).sections if one.title == "Due today and tomorrow"]
        assert [(one.far, one.ink) for one in section.rows] == [("ask the next people", "red")]
        shown = reading.call(pair.ben, tr, row.key.removeprefix("call:"))
        assert shown is not None and shown.late and shown.due == "other people are asked too"


def test_a_deleted_draft_of_an_instant_action_comes_back_by_undo(qtbot: QtBot, program: Program) -> None:
    desk = ready(qtbot, program)
    QTest.keyClick(desk.window, F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView))
    control(form_of(desk), "Danger now", QPlainTextEdit).setPlainText("They come back.")
    press(form_of(desk), "Delete draft")
    qtbot.waitUntil(lambda: "Draft deleted: Instant action." in words_on(desk.window.foot), timeout=10000)
    assert in_store(program, drafts.names) == []
    desk.undo()
    qtbot.waitUntil(lambda: drafts.APPEAL in in_store(program, drafts.names), timeout=10000)
    kept = in_store(program, lambda vault: drafts.load(vault, drafts.APPEAL))
    assert kept is not None and kept[0]["danger"] == "They come back."
