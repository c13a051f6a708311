"""The roles to tick, and below them the rail and the page that follow: in the first start and in the settings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.settings import roles
from app.gui.shell.rail import places
from app.gui.style.theme import Look
from app.gui.widgets.blocks import box
from app.gui.widgets.buttons import Choice
from app.gui.widgets.labels import Icon


class ChoiceTile(QFrame):
    """A choice with its icon in an edge, which is stronger while it is chosen."""

    def __init__(self, look: Look, choice: Choice, icon: str) -> None:
        super().__init__()
        self.setObjectName("choice")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(14), look.sp(11), look.sp(14), look.sp(11))
        row.addWidget(choice, 1)
        row.addWidget(Icon(look, icon, 18, "acc"), 0, Qt.AlignmentFlag.AlignTop)
        choice.toggled.connect(self._mark)
        self._mark(choice.isChecked())

    def _mark(self, on: bool) -> None:
        self.setProperty("kind", "on" if on else "")
        self.style().unpolish(self)
        self.style().polish(self)


class RoleChoices(QWidget):
    """The roles. `changed` is emitted when one is ticked or unticked."""

    changed = Signal()

    def __init__(self, look: Look, chosen: frozenset[str]) -> None:
        super().__init__()
        self._look, self._roles = look, roles.list_roles(look.tr)
        whole, grid = QVBoxLayout(self), QGridLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.sp(12))
        grid.setSpacing(look.sp(12))
        columns = 2 if look.factor <= 1.5 else 1
        self.choices: dict[str, Choice] = {}
        for at, role in enumerate(self._roles):
            choice = Choice(look, role.word, role.text, box=True, big=True)
            choice.setChecked(role.key in chosen)
            choice.toggled.connect(lambda _: self._toggled())
            self.choices[role.key] = choice
            grid.addWidget(ChoiceTile(look, choice, role.icon), at // columns, at % columns)
        whole.addLayout(grid)
        self._result = QVBoxLayout()
        whole.addLayout(self._result)
        self._show_result()

    @property
    def first(self) -> Choice:
        """The first choice."""
        return self.choices[self._roles[0].key]

    @property
    def chosen(self) -> frozenset[str]:
        """The keys of the ticked roles."""
        return frozenset(key for key, choice in self.choices.items() if choice.isChecked())

    @property
    def opens(self) -> str:
        """The words of the page with which the program opens; empty without a role."""
        ticked = [role.opens for role in self._roles if role.key in self.chosen]
        return ticked[0] if len(ticked) == 1 else self._look.tr("Today") if ticked else ""

    def _toggled(self) -> None:
        self._show_result()
        self.changed.emit()

    def _show_result(self) -> None:
        while (item := self._result.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        tr, shown = self._look.tr, roles.list_places(self.chosen)
        words = [place.word for place in places(self._look) if place.key in shown]
        said = tr("{places}. Opens with {page}.", places=tr(", ").join(words), page=self.opens)
        runs = [(tr("Your menu:"), "who"), (" " + (said if shown else tr("all pages.")), "")]
        self._result.addWidget(box(self._look, "accentbox", "list", runs, "acc"))
