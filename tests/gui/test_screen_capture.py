"""A window with a secret is out of screenshots while the secret shows; a system that cannot do that says so."""

import sys

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.labels import Label
from app.gui.widgets.screen_capture import call_of, guard
from app.gui.widgets.words import GeneratedPassphrase

SAID = "On this computer, other programs can make a picture of this page."


class System:
    """A system with the call: what it was told last, and how often."""

    def __init__(self) -> None:
        self.told: list[tuple[int, bool]] = []

    def __call__(self, window: int, out: bool) -> bool:
        self.told.append((window, out))
        return True


def window_of(qtbot: QtBot, *parts: QWidget) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in parts:
        column.addWidget(part)
    return window


@pytest.fixture
def look() -> Look:
    return Look(Text("en"), "light", 1.0)


def test_a_window_is_out_of_captures_while_its_secret_shows(qtbot: QtBot, look: Look) -> None:
    system, secret, other = System(), QWidget(), QWidget()
    assert guard(look, secret, system) is None
    window = window_of(qtbot, secret, other)
    window.show()
    assert system.told == [(int(window.winId()), True)]
    other.hide()
    assert len(system.told) == 1
    secret.hide()
    assert system.told[1:] == [(int(window.winId()), False)]
    secret.show()
    window.hide()
    assert [out for _, out in system.told[2:]] == [True, False]


def test_it_stays_out_until_the_last_secret_is_gone(qtbot: QtBot, look: Look) -> None:
    system, first, second = System(), QWidget(), QWidget()
    guard(look, first, system)
    guard(look, second, system)
    window = window_of(qtbot, first, second)
    window.show()
    first.hide()
    assert system.told[-1][1] is True
    second.hide()
    assert system.told[-1][1] is False


def test_windows_and_macos_have_a_call_and_linux_has_none() -> None:
    assert call_of("linux") is None
    assert call_of("win32") is not None and call_of("darwin") is not None


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems have a call")
def test_without_a_call_the_page_says_so_beside_the_words(qtbot: QtBot, look: Look) -> None:
    words = GeneratedPassphrase(look, ["one", "two", "three", "four", "five", "six"])
    qtbot.addWidget(words)
    assert SAID in [label.text() for label in words.findChildren(Label)]
