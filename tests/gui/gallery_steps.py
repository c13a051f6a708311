"""What a person does on a page of the open sample, one act after the other: between two the page comes to rest.

Words are the English ones of the interface; they are looked for in the language of the window.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.gui.papers.leak_questions import LeakDialog
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.gui.widgets.browse import Browser
from tests.gui.hands import visible
from tests.gui.sample_stage import SAMPLE

Go = Callable[[VaultSession], None]


def steps(*acts: Go) -> Go:
    """Do one act after the other."""

    def go(desk: VaultSession) -> None:
        for number, act in enumerate(acts):
            if number:
                SAMPLE.rest()
            act(desk)

    return go


def at(key: str, *record: str) -> Go:
    """Follow a row: its key is complete, or ends with the id of a record (its kind and its title)."""
    return lambda desk: desk.routes.follow(key + (SAMPLE.find(*record) if record else ""))


def step(name: str, *record: str) -> Go:
    """Take a step that the page of a record offers."""
    return lambda desk: desk.routes.take(name, SAMPLE.find(*record))


def opened(opener: Callable[[VaultSession, str], None], *record: str) -> Go:
    """Open a page about a record."""
    return lambda desk: opener(desk, SAMPLE.find(*record))


def then(go: Go, label: str, nth: int = 0, **named: str) -> Go:
    """Click the button with this English label, after the page is there. `named` are names of the sample in it."""
    return steps(go, click(label, nth, **named))


def click(label: str, nth: int = 0, **named: object) -> Go:
    """Click the button or choice with this label, `nth` of those that show."""

    def go(desk: VaultSession) -> None:
        words = _said(desk.look.tr, label, **named)
        press_button(desk.window, words, nth)

    return go


def press_button(window: QWidget, words: str, nth: int = 0) -> None:
    """Click the button or choice that says these words, `nth` of those that show; its page may need more turns."""
    for _ in range(50):
        shown = [one for one in visible(window, QAbstractButton) if one.isEnabled()]
        found = [one for one in shown if words in (one.text(), one.accessibleName())]
        if len(found) > nth:
            break
        QTest.qWait(20)
    assert len(found) > nth, f"no “{words}” among {[one.accessibleName() or one.text() for one in shown]}"
    found[nth].setFocus()
    found[nth].click()


def replace_leaks(desk: VaultSession) -> None:
    """Answer each question of the leak check with its default."""
    (dialog,) = visible(desk.window, LeakDialog)
    while dialog.isVisible():
        dialog.replace.click()


def type_in(label: str, text: str, **named: object) -> Go:
    """Type into the field with this label instead of what stands there; `text` may be a sentence of the story."""
    return lambda desk: fill(desk.window, _said(desk.look.tr, label, **named), SAMPLE.said(text))


def into(label: str) -> Go:
    """Put the keyboard into the field with this label."""
    return lambda desk: _field(desk.window, desk.look.tr(label)).setFocus()


def _field(window: QWidget, name: str) -> QLineEdit | QPlainTextEdit:
    fields = [*visible(window, QLineEdit), *visible(window, QPlainTextEdit)]
    found = [one for one in fields if one.accessibleName() == name]
    assert found, f"no “{name}” among {[one.accessibleName() for one in fields]}"
    return found[0]


def fill(window: QWidget, name: str, text: str) -> None:
    """Type into the field that a screen reader calls so."""
    field = _field(window, name)
    field.setFocus()
    field.selectAll()
    type_into(field, text)


def type_into(field: QWidget, text: str) -> None:
    """Type a text of any script, as an input method does."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def key(code: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Go:
    """Press a key of the keyboard, where the focus is."""
    return lambda desk: QTest.keyClick(QApplication.focusWidget() or desk.window, code, held)


def press(place: str, name: str) -> Go:
    """Press a key of the window in a place, by the name of what it does."""
    return steps(lambda desk: desk.go(place), lambda desk: desk.window.key.emit(name))


def take(path: Callable[[], Path]) -> Go:
    """Go to a path in the browser of files on the page, and take it."""

    def go(desk: VaultSession) -> None:
        browser = visible(desk.window, Browser)[-1]
        browser.go(path())
        browser.take.click()

    return go


def see(label: str) -> Go:
    """Scroll until the control with this label shows."""

    def go(desk: VaultSession) -> None:
        name = desk.look.tr(label)
        widgets = [one for one in visible(desk.window, QWidget) if one.accessibleName() == name]
        assert widgets, f"no “{name}”"
        for area in visible(desk.window, QScrollArea):
            if area.isAncestorOf(widgets[0]):
                area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
                area.ensureWidgetVisible(widgets[0], 0, desk.look.sp(110))

    return go


def wait(milliseconds: int) -> Go:
    """Wait for the program."""
    return lambda _: SAMPLE.rest(milliseconds)


def _said(tr: Text, label: str, **named: object) -> str:
    story = {place: SAMPLE.said(one) if isinstance(one, str) else one for place, one in named.items()}
    kept = {place: tr(str(one)) if place == "kind" else one for place, one in story.items()}
    return tr(label, **kept)  # type: ignore[arg-type]
