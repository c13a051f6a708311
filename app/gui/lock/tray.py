"""A neutral icon in the tray of the desktop, if there is one: a click shows the window, its menu locks and hides."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text


def is_there() -> bool:
    """Return True if this desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """The icon, under the neutral name of the window. `leave` is that of the desk: True locks, False hides."""

    leave = Signal(bool)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.menu = QMenu()
        for words, again in ((look.tr("Lock"), True), (look.tr("Hide"), False)):
            plain_text.action(self.menu, words).triggered.connect(lambda _=False, again=again: self.leave.emit(again))
        self.icon = QSystemTrayIcon(QIcon(look.icon("document", 22, "ink2")))
        plain_text.tooltip(self.icon, window.windowTitle())
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.show()

    def end(self) -> None:
        """Remove the icon."""
        self.icon.hide()

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how is not QSystemTrayIcon.ActivationReason.Context:
            self._window.showNormal()
            self._window.raise_()
            self._window.activateWindow()
