"""Make announcements that a screen reader says without a request."""

from PySide6.QtCore import QObject

from app.gui.widgets import plain_text


def announce(about: QObject, words: str, at_once: bool = False) -> None:
    """Announce a text; `at_once` interrupts the current speech."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 6 ms of names, after the first paint

    event = QAccessibleAnnouncementEvent(about, plain_text.line(words))
    if at_once:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
