"""What is seen before a vault is open: the first start, the locked window, another vault."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.gui.start.another_view import Another
from app.gui.start.first_start_view import FirstStart
from app.gui.start.other_way_view import Alone, OtherWay
from app.gui.start.restore_view import RestoreView
from app.gui.start.unlock_window import UnlockWindow, wrong_words
from app.gui.style.theme import Look
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.ways_query import PassphraseRequest
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from tests.gui import invented
from tests.gui.hands import control
from tests.gui.stage import Screen

HOME = Path("/home/marula/field-notes")


def screens(look: Look, shown: Callable[[QWidget], QWidget]) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""
    return {
        "01-first-start": lambda: shown(_start(look)),
        "01b-type-back": lambda: shown(_typed(look, ["orchard", "velvet", "kiosk", "dumpling", "rebuild", "canopy"])),
        "01a-place-and-words": lambda: shown(_place(look)),
        "01c-roles": lambda: shown(_typed(look, invented.WORDS)),
        "01c-making": lambda: shown(_making(look)),
        "01d-on-a-stick": lambda: shown(_stick(look)),
        "02-unlock": lambda: shown(_locked(look)),
        "02b-wrong-words": lambda: shown(_wrong(look)),
        "02d-another-way": lambda: shown(OtherWay(look)),
        "02e-with-key-file": lambda: shown(_with_file(look)),
        "02f-new-passphrase": lambda: shown(_new(look)),
        "01e-restore": lambda: shown(_restore(look)),
        "02g-last-tries": lambda: shown(_last(look)),
        "02c-another-vault": lambda: shown(Another(look, Path("/usr/share"))),
    }


def _start(look: Look) -> FirstStart:
    return FirstStart(look, HOME, lambda: list(invented.WORDS))


def _place(look: Look) -> FirstStart:
    start = _start(look)
    start.begin.click()
    return start


def _making(look: Look) -> FirstStart:
    start = _typed(look, invented.WORDS)
    for role in ("document", "desk"):
        start.roles.choices[role].click()
    start.make.click()
    return start


def _typed(look: Look, words: list[str]) -> FirstStart:
    start = _place(look)
    control(start, look.tr("I have written them down"), Button).click()
    for edit, word in zip(start.back.typed, words, strict=True):
        edit.setText(word)
    start.back.entered.emit()
    return start


def _stick(look: Look) -> FirstStart:
    start = FirstStart(look, Path("/usr/share"), lambda: list(invented.WORDS))
    start.begin.click()
    start.there.click()
    (browser,) = start.findChildren(Browser)
    browser.picked.emit("/media/marula/blue")
    return start


def _restore(look: Look) -> RestoreView:
    """Words that did not open the backup."""
    view = RestoreView(look, Path("/usr/share"), HOME)
    view.words.setText("x" * 21)
    view.failed(
        look.tr("This password did not open the vault.") + " " + look.tr("The backup is unchanged. Check each word.")
    )
    return view


def _locked(look: Look) -> UnlockWindow:
    window = UnlockWindow(look, look.tr("Field notes"))
    QTest.keyClick(window.field, "X")  # a capital without Shift
    window.field.setText("x" * 21)
    return window


def _with_file(look: Look) -> UnlockWindow:
    window = UnlockWindow(look, look.tr("Field notes"))
    window.set_key_file("/media/marula/blue/picture.bin")
    return window


def _new(look: Look) -> Alone:
    tr = look.tr
    text = tr("The shares opened the vault. From now on, this password opens it. The shares stay valid.")
    asked = PassphraseRequest(tr("A new password"), text, tr("Open the vault"), proven=False)
    window = Alone(look, asked.title)
    view = PassphraseView(look, asked, lambda: list(invented.WORDS))
    view.written.click()
    window.put(view)
    return window


def _last(look: Look) -> UnlockWindow:
    window = UnlockWindow(look, look.tr("Field notes"))
    window.failed(wrong_words(look.tr, 2), 512)
    return window


def _wrong(look: Look) -> UnlockWindow:
    window = UnlockWindow(look, look.tr("Field notes"))
    window.failed(look.tr("This password did not open the vault."))
    return window
