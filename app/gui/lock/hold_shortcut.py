"""Run an action from any focus by a key: a single key held for a second, or keys with Ctrl, Alt or Meta."""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

USUAL = "F12"
HELD = 1000
"""Milliseconds that a single key is held: a shorter press is a slip."""
LET_GO = 100
"""Milliseconds without the key after which it counts as released."""
_TOGETHER = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)  # fmt: skip
_ALONE = (
    *range(Qt.Key.Key_F1, Qt.Key.Key_F35 + 1), Qt.Key.Key_Pause, Qt.Key.Key_ScrollLock, Qt.Key.Key_Print,
    Qt.Key.Key_Insert, Qt.Key.Key_Menu,
)  # fmt: skip
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_unknown, 0,
)  # fmt: skip


def pressed_keys(event: QKeyEvent) -> str:
    """Return the pressed keys in their stored form (`Ctrl+Shift+X`), or an empty text for a single modifier."""
    if event.key() in _MODIFIERS:
        return ""
    modifiers = event.modifiers() & (_TOGETHER | Qt.KeyboardModifier.ShiftModifier)
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString(_PORTABLE)


def fits(keys: str) -> bool:
    """Return True if keys can start an action: a key that types nothing, or one with Ctrl, Alt or Meta."""
    if QKeySequence(keys, _PORTABLE).count() != 1:
        return False
    key = int(_combination(keys).key())
    return key not in _MODIFIERS and (at_once(keys) or key in _ALONE)


def at_once(keys: str) -> bool:
    """Return True if keys act when they are pressed; other keys must be held."""
    return bool(_combination(keys).keyboardModifiers() & _TOGETHER)


def _combination(keys: str) -> QKeyCombination:
    return first_keys(QKeySequence(keys, _PORTABLE))


def first_keys(keys: QKeySequence) -> QKeyCombination:
    """Return the first keys of a sequence that is not empty."""
    combination: QKeyCombination = keys[0]  # type: ignore[index]  # PySide's stubs do not know it
    return combination


class HeldKey(QObject):
    """An observer of all keys of a window that emits `asked` for its keys; it consumes no key."""

    asked = Signal()

    def __init__(self, parent: QObject, keys: str = USUAL) -> None:
        super().__init__(parent)
        self.keys = keys
        self._held = QTimer(self, singleShot=True)
        self._held.timeout.connect(self.asked)
        self._let_go = QTimer(self, singleShot=True)
        self._let_go.timeout.connect(self._held.stop)

    def hear(self, event: QEvent) -> None:
        """Process a key event.

        X repeats a held key as releases, and Qt does not mark every such release as a repeat.
        """
        if not isinstance(event, QKeyEvent) or event.isAutoRepeat() or not self.keys:
            return
        if event.type() == QEvent.Type.KeyPress and pressed_keys(event) == self.keys:
            self._let_go.stop()
            if at_once(self.keys):
                self.asked.emit()
            elif not self._held.isActive():
                self._held.start(HELD)
        elif event.type() == QEvent.Type.KeyRelease and self._held.isActive():
            self._let_go.start(LET_GO)


_PORTABLE = QKeySequence.SequenceFormat.PortableText
