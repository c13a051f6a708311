"""Tell a screen reader the role of a widget that Qt does not know.

Such a widget has an attribute `spoken`: `heading`, `dialog`, or `list` for a field that opens a list.
"""

from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAccessibleWidget


class _Heading(QAccessibleWidget):
    def __init__(self, head: Any) -> None:
        super().__init__(head, QAccessible.Role.Heading)
        self._head = head

    def text(self, part: QAccessible.Text) -> str:
        return str(self._head.text()) if part is QAccessible.Text.Name else super().text(part)


class _ListField(QAccessibleWidget):
    def __init__(self, field: Any) -> None:
        super().__init__(field, QAccessible.Role.ComboBox)
        self._field = field

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        if name == QAccessibleActionInterface.pressAction():
            self._field.click()
        else:
            super().doAction(name)


def _answer(_: str, asked: Any) -> QAccessibleWidget | None:
    """Return the interface of a widget, or None for that of Qt."""
    spoken = getattr(asked, "spoken", "")
    if spoken == "dialog":
        return QAccessibleWidget(asked, QAccessible.Role.Dialog)
    return {"heading": _Heading, "list": _ListField}[spoken](asked) if spoken else None


def tell_roles() -> None:
    """Answer Qt from now on, in this process."""
    QAccessible.installFactory(_answer)
