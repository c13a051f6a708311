"""What is seen before a vault is open: the first start, the locked window, another vault."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.actions.vault import unlock_attempts
from app.errors import CannotUnlock
from app.gui.start.first_start_view import FirstStart
from app.gui.style.theme import Look
from app.gui.widgets.browse import Browser
from tests.gui.gallery_steps import fill, press_button
from tests.gui.hands import drawn_words, visible
from tests.gui.sample_stage import SAMPLE
from tests.gui.stage import Screen, settle

Door = Callable[[QWidget, Look], None]
WRONG = "olive river bread"


def press(*labels: str) -> Door:
    """Press these buttons, one after the other."""

    def go(window: QWidget, look: Look) -> None:
        for label in labels:
            program = SAMPLE.door
            assert program is not None and program.window is not None
            press_button(program.window, look.tr(label))
            settle()

    return go


def _type_back(wrong: bool) -> Door:
    """Write the six words down and type them again, with one of them wrong or as they are."""

    def go(window: QWidget, look: Look) -> None:
        press("Begin")(window, look)
        drawn = drawn_words(window)
        press("I wrote the words on paper")(window, look)
        for edit, word in zip(visible(window, QLineEdit), drawn, strict=False):
            edit.setFocus()
            QTest.keyClicks(edit, "zebra" if wrong and edit.accessibleName().endswith("5") else word)
        press("Continue")(window, look)

    return go


def _roles(window: QWidget, look: Look) -> None:
    _type_back(False)(window, look)
    assert isinstance(window, FirstStart)
    for role in ("document", "desk"):
        window.roles.choices[role].click()


def _on_a_stick(window: QWidget, look: Look) -> None:
    press("Begin", "On a USB stick")(window, look)
    (browser,) = visible(window, Browser)
    browser.go(Path("/usr/share"))
    browser.take.click()


def _typed(window: QWidget, look: Look) -> None:
    """Type a capital without Shift, and more."""
    QTest.keyClick(visible(window, QLineEdit)[0], "X")
    fill(window, look.tr("Your password"), WRONG)


def _wrong(window: QWidget, look: Look) -> None:
    fill(window, look.tr("Your password"), WRONG)
    press("Unlock")(window, look)
    SAMPLE.rest_door()


def _key_file(window: QWidget, look: Look) -> None:
    """Choose a key file on a stick."""
    press("Other ways to unlock", "Choose the key file…")(window, look)
    program = SAMPLE.door
    assert program is not None and program.window is not None
    (browser,) = visible(program.window, Browser)
    browser.go(Path(__file__))
    browser.take.click()


def _last(window: QWidget, look: Look) -> None:
    """Be wrong a third time where the fifth destroys the vault."""
    program = SAMPLE.door
    assert program is not None
    unlock_attempts.set_limit(program.folder, 5)
    for hour in (1, 2):
        with suppress(CannotUnlock):
            unlock_attempts.Tries(program.folder, lambda now=hour * 3600: now).opened(_refuse)
    _wrong(window, look)


def _refuse() -> None:
    raise CannotUnlock("This password did not open the vault.", "The vault is unchanged. Check each word.")


def _restore(window: QWidget, look: Look) -> None:
    """Type words that do not open the backup in a folder that has none."""
    press("From a backup…")(window, look)
    program = SAMPLE.door
    assert program is not None and program.window is not None
    fill(program.window, look.tr("Password of the backup"), WRONG)
    (browser,) = visible(program.window, Browser)
    browser.go(Path("/usr/share"))
    browser.take.click()
    SAMPLE.rest_door()


FIRST: Mapping[str, Door] = {
    "01-first-start": press(),
    "01a-place-and-words": press("Begin"),
    "01b-type-back": _type_back(True),
    "01c-roles": _roles,
    "01d-on-a-stick": _on_a_stick,
    "01e-restore": _restore,
}
"""Where there is no vault."""
LOCKED: Mapping[str, Door] = {
    "02-unlock": _typed,
    "02b-wrong-words": _wrong,
    "02c-another-vault": press("Another vault"),
    "02d-another-way": press("Other ways to unlock"),
    "02e-with-key-file": _key_file,
    "02g-last-tries": _last,
}
"""Where the vault is locked."""


def screens(look: Look, size: tuple[int, int]) -> dict[str, Screen]:
    """Return each of them by the name of its picture."""

    def shown(door: Door, locked: bool) -> Screen:
        def make() -> QWidget:
            program = SAMPLE.open_door(look, size, locked)
            assert program.window is not None
            door(program.window, look)
            settle()
            program.window.resize(*size)
            settle()
            return program.window

        return make

    return {
        **{name: shown(door, False) for name, door in FIRST.items()},
        **{name: shown(door, True) for name, door in LOCKED.items()},
    }
