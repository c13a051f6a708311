"""Show the danger block: one row for each incident and travel group, with its buttons and the forms below a row."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.gui.checkins.panel_view import Form, NameForm
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Icon, Label, column, rule, strip_margins
from app.gui.widgets.page_values import DangerRow


def over_form(look: Look, at: str) -> NameForm:
    """Return the form that ends a danger: its last day, and the reason to believe it."""
    tr = look.tr
    fields = [("until", tr("When was the danger over?"), at), ("how", tr("How do you know it?"), "")]
    note = tr("Amparo saves both answers with the incident.")
    return NameForm(look, tr("The danger is over"), tr("Danger is over"), fields, note)


class DangerBlock(QWidget):
    """One red block, and an amber one below it. `first` is the first safe button."""

    def __init__(
        self, look: Look, rows: Sequence[DangerRow], opened: Callable[[str], None], kept: dict[str, QWidget]
    ) -> None:
        """Build the block; `opened` receives the key of a pressed button, `kept` gets the buttons by key."""
        super().__init__()
        self._look = look
        self.form: Form | None = None
        self.about = ""
        """The key of the button that opened the form."""
        self._below: dict[str, QVBoxLayout] = {}
        self._about = {row.key.partition(":")[2]: look.tr.line(row.title, row.text) for row in rows}
        layout = strip_margins(QVBoxLayout(self), look.sp(10))
        for name, some in (("red", [row for row in rows if row.red]), ("amber", [row for row in rows if not row.red])):
            if some:
                frame = QFrame()
                frame.setObjectName(name)
                inner = QVBoxLayout(frame)
                inner.setContentsMargins(look.sp(18), look.sp(14), look.sp(16), look.sp(14))
                inner.setSpacing(look.sp(12))
                for number, row in enumerate(some):
                    if number:
                        inner.addWidget(rule())
                    inner.addLayout(self._row(row, opened, kept))
                layout.addWidget(frame)

    def _row(self, row: DangerRow, opened: Callable[[str], None], kept: dict[str, QWidget]) -> QVBoxLayout:
        look, ink = self._look, "red" if row.red else "amb"
        buttons = []
        for key, word, icon in row.acts:
            button = Button(look, word, "red" if key.startswith("instant:") else "std", icon)
            plain_text.set_accessible_description(button, look.tr.line(row.title, row.text))
            button.clicked.connect(lambda _=False, key=key: opened(key))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            kept[key] = button
            buttons.append(button)
        words = column(look, Label(look, row.title, "card", ink, wrap=True),
                       *([Label(look, row.text, "body", "ink", wrap=True)] if row.text else []), gap=4)  # fmt: skip
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(look.sp(14))
        line.addWidget(Icon(look, row.icon, 22, ink))
        line.addWidget(words, 1)
        whole = QVBoxLayout()
        whole.addLayout(line)
        if look.factor <= 1.5:
            line.addWidget(column(look, *buttons, gap=8))
        else:
            whole.addWidget(column(look, *buttons, gap=8))
        self._below[row.key.partition(":")[2]] = whole
        return whole

    def open_form(self, key: str, form: Form, saved: Callable[[Mapping[str, str]], None]) -> None:
        """Open the form of a button under its row; the same button closes an untouched form."""
        shown = self.form
        if shown is not None and self.about == key:
            if shown.untouched:
                shown.left.emit()
            else:
                shown.first.setFocus()
            return
        self.close_form()
        form.saved.connect(saved)
        if self._put(key, form):
            plain_text.set_accessible_description(form.first, self._about[key.partition(":")[2]])
            form.first.setFocus()

    def take_form(self, other: "DangerBlock") -> bool:
        """Move the open form of an older block to its row here; return False without a form or its row."""
        moved = other.form is not None and self._put(other.about, other.form)
        other.form = None if moved else other.form
        return moved

    def _put(self, key: str, form: Form) -> bool:
        below = self._below.get(key.partition(":")[2])
        if below is not None:
            self.form, self.about = form, key
            below.addWidget(form)
        return below is not None

    def close_form(self) -> None:
        """Close the open form."""
        if self.form is not None:
            form, self.form = self.form, None
            form.hide()
            form.deleteLater()


def heard_line(look: Look, tr: Text, at: str, undo: Callable[[], None]) -> QWidget:
    """Return the line about the check-in of this moment, with Undo."""
    button = Button(look, tr("Undo"), "quiet", act=undo)
    frame = QFrame()
    frame.setObjectName("box")
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight, frame)
    row.setContentsMargins(look.sp(16), look.sp(8), look.sp(16), look.sp(8))
    row.addWidget(Icon(look, "check", 17))
    row.addWidget(Label(look, tr("Last check-in {time}.", time=at), "value"))
    row.addWidget(button)
    row.addStretch(1)
    return frame
