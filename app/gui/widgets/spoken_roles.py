"""Tell a screen reader the role of widgets that Qt does not know: heads, dialogs, and fields that open a list."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QWidget


class _Heading(QAccessibleWidget):
    def __init__(self, head: QLabel) -> None:
        super().__init__(head, QAccessible.Role.Heading)
        self._head = head

    def text(self, part: QAccessible.Text) -> str:
        return self._head.text() if part is QAccessible.Text.Name else super().text(part)


class _ListField(QAccessibleWidget):
    def __init__(self, field: QAbstractButton) -> None:
        super().__init__(field, QAccessible.Role.ComboBox)
        self._field = field

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        if name == QAccessibleActionInterface.pressAction():
            self._field.click()
        else:
            super().doAction(name)


def _answer(class_name: str, asked: QObject) -> QAccessibleWidget | None:
    """Return the interface of a widget, or None for that of Qt, which asks for each of its classes."""
    if class_name == "Cover" and isinstance(asked, QWidget):
        return QAccessibleWidget(asked, QAccessible.Role.Dialog)
    if class_name == "Picker" and isinstance(asked, QAbstractButton):
        return _ListField(asked)
    is_head = class_name in ("Label", "Elided") and asked.property("heading")
    return _Heading(asked) if is_head and isinstance(asked, QLabel) else None


def tell_roles() -> None:
    """Answer Qt from now on, in this process."""
    QAccessible.installFactory(_answer)
