"""The controls of fields with rows: files, a body map, or numbers of people."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.acts.people_groups import GROUPS
from app.domain.fields import Field, Value
from app.gui.records.body_map_view import BodyMap, Codes, Labels
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Option, make_option_search
from app.gui.widgets.labels import Label
from app.gui.widgets.several import Several

WIDTH = 110
"""Width of a number in pixels at 100 %."""


def make(
    look: Look, field: Field, value: object, choices: Sequence[Option], codes: Codes, label: Labels
) -> tuple["BodyMap | PeopleRows | Several", Callable[[], object]]:
    """Return the control of a field, and the function that returns its rows; unchanged ones stay as they are stored.

    `codes` searches a list of codes, and `label` returns the label of one.
    """
    name, rows = look.tr(field.label), value if isinstance(value, list) else []
    if field.shape:
        shown = (BodyMap if field.shape == "body" else PeopleRows)(look, name, rows, codes, label)
        before = shown.values
        return shown, lambda: value if shown.values == before else shown.values or None
    kept = {str(row[0]): " ".join(row) for row in rows}
    options = [(kept.get(key.split()[0], key), title) for key, title in choices]
    titles = dict(options)
    files = Several(look, name, make_option_search(options),
                    [(row, titles.get(row, row.partition(" ")[2])) for row in kept.values()])  # fmt: skip
    return files, lambda: [row.split(" ", 1) for row in files.values] or None


class PeopleRows(QWidget):
    """A line for each group of people with its number, such as 4 or 4-6. A row of a newer program stays."""

    changed = Signal()

    def __init__(self, look: Look, name: str, rows: Value | None, _: Codes, label: Labels) -> None:
        """`label` returns the label of a code of a list."""
        super().__init__()
        plain_text.set_accessible_name(self, name)
        pairs = rows if isinstance(rows, list) else []
        given = {str(row[0]): str(row[-1]) for row in pairs if row}
        self._labels = {code: label("people_group", code) for code in dict.fromkeys((*GROUPS, *given))}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.sp(5))
        self.edits = {}
        for at, (code, said) in enumerate(self._labels.items()):
            edit = self.edits[code] = line_edit(look, said, "", given.get(code, ""))
            edit.setFixedWidth(look.px(WIDTH))
            edit.textEdited.connect(lambda _: self.changed.emit())
            grid.addWidget(Label(look, said), at, 0)
            grid.addWidget(edit, at, 1)
        grid.setColumnStretch(2, 1)
        self.setFocusProxy(next(iter(self.edits.values())))

    @property
    def values(self) -> list[list[str]]:
        """Return the rows with a number."""
        return [[code, text] for code, edit in self.edits.items() if (text := edit.text().strip())]

    @property
    def words(self) -> list[str]:
        """Return each row as text."""
        return [f"{self._labels[code]} {text}" for code, text in self.values]
