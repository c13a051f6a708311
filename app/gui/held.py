"""A key that does something at once wherever the keyboard is: held for a second, or together with Ctrl, Alt or Meta."""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

USUAL = "F12"
HELD = 1000
"""Milliseconds that a key by itself is held: less is a slip."""
LET_GO = 100
"""Milliseconds without the key after which it was let go."""
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


def pressed(event: QKeyEvent) -> str:
    """Return what was pressed as it is kept (`Ctrl+Shift+X`), or nothing for a modifier alone."""
    if event.key() in _MODIFIERS:
        return ""
    modifiers = event.modifiers() & (_TOGETHER | Qt.KeyboardModifier.ShiftModifier)
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString(_PORTABLE)


def fits(keys: str) -> bool:
    """Return whether keys may do something at once: a key that types nothing, or one with Ctrl, Alt or Meta."""
    if QKeySequence(keys, _PORTABLE).count() != 1:
        return False
    key = int(_combination(keys).key())
    return key not in _MODIFIERS and (at_once(keys) or key in _ALONE)


def at_once(keys: str) -> bool:
    """Return whether keys act when they are pressed; others are held."""
    return bool(_combination(keys).keyboardModifiers() & _TOGETHER)


def _combination(keys: str) -> QKeyCombination:
    return first(QKeySequence(keys, _PORTABLE))


def first(keys: QKeySequence) -> QKeyCombination:
    """Return the first keys of a sequence that has some."""
    combination: QKeyCombination = keys[0]  # type: ignore[index]  # PySide's stubs do not know it
    return combination


class HeldKey(QObject):
    """Hears all keys of a window and asks when it is meant; it takes none away."""

    asked = Signal()

    def __init__(self, parent: QObject, keys: str = USUAL) -> None:
        super().__init__(parent)
        self.keys = keys
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.timeout.connect(self.asked)
        self._let_go = QTimer(self)
        self._let_go.setSingleShot(True)
        self._let_go.timeout.connect(self._held.stop)

    def hear(self, event: QEvent) -> None:
        """Hear a key. X repeats a held one by letting it go, and not every such release is told apart by Qt."""
        if not isinstance(event, QKeyEvent) or event.isAutoRepeat() or not self.keys:
            return
        if event.type() == QEvent.Type.KeyPress and pressed(event) == self.keys:
            self._let_go.stop()
            if at_once(self.keys):
                self.asked.emit()
            elif not self._held.isActive():
                self._held.start(HELD)
        elif event.type() == QEvent.Type.KeyRelease and self._held.isActive():
            self._let_go.start(LET_GO)


_PORTABLE = QKeySequence.SequenceFormat.PortableText
