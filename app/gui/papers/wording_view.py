"""Write the wording of the texts in a paper, and name its second reader before it is saved."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions.outgoing.output import OutputResult
from app.actions.outgoing.wording import KeptWording, PaperText, hash_text
from app.domain.moment import Way
from app.gui.papers.papers_view import draw_paper
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box, scroll_area
from app.gui.widgets.buttons import Button
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Prose, column, label_texts
from app.gui.widgets.overlay import Veil

WIDTH, HEIGHT = 720, 380
"""Pixels at 100 %: the width of a dialog, and the least height of its text."""


class _PaperVeil(Veil):
    """A dialog with text that scrolls, and with two buttons at its end."""

    def _fill(self, inner: QWidget, go: str, act: Callable[[], None], *below: QWidget) -> None:
        room = scroll_area(inner, self.look.tr("Text of the paper"))
        plain_text.set_accessible_description(room, "\n".join(label_texts(inner)))
        if not self._full:
            room.setMinimumHeight(min(self.look.px(HEIGHT), self._window.height() - self.look.px(300)))
        self.content.addWidget(room, 1)
        button, later = Button(self.look, go, "pri", "check"), Button(self.look, self.look.tr("Not now"))
        button.clicked.connect(act)
        later.clicked.connect(lambda _=False: self.leave())
        for widget in (*below, flow([button, later])):
            self.content.addWidget(widget)


class WordingDialog(_PaperVeil):
    """The texts of people in a paper, each with a field for its wording. `written` carries the wordings."""

    written = Signal(object)

    def __init__(self, look: Look, window: QWidget, texts: Sequence[PaperText]) -> None:
        tr = look.tr
        how = tr("Translate or shorten a text. An empty field leaves it as it is. Write aliases, no real names.")
        super().__init__(look, window, tr("Wording for this paper"), how, WIDTH)
        rows, self.texts, self.fields = list[QWidget](), texts, []
        for n, one in enumerate(texts, 1):
            name = f"{tr.number(n)}. {tr(one.label)}"
            self.fields.append(prose_edit(look, name, one.words or one.earlier, 3))
            rows += [Label(look, name, "second", "ink2"), Prose(look, one.text)]
            if one.earlier:
                changed = tr("This text changed after you wrote its wording.")
                rows.append(Label(look, changed, "second", "amb", wrap=True))
            rows.append(self.fields[-1])
        self._fill(column(look, *rows, gap=14), tr("Use this wording"), self._go)
        self.first = self.fields[0]

    def _go(self) -> None:
        self.leave()
        both = [(one, field.toPlainText().strip()) for one, field in zip(self.texts, self.fields, strict=True)]
        kept = (KeptWording(one.key, hash_text(one.text), words) for one, words in both
                if words or one.decided or one.earlier)  # fmt: skip
        self.written.emit(tuple(kept))


class ReaderDialog(_PaperVeil):
    """The finished paper for a second reader. `agreed` carries name and day."""

    agreed = Signal(str, str)

    def __init__(self, look: Look, window: QWidget, made: OutputResult, today: date) -> None:
        tr = look.tr
        said = tr("Nobody can take back a public paper. Let another person read it before you save it.")
        super().__init__(look, window, tr("Second reader"), said, WIDTH)
        self.first = self.name = line_edit(look, tr("Name or alias of the second reader"))
        self.day = DateEdit(look, tr("Read on"), "", today.isoformat(), today, Way.PAST)
        below = (*(box(look, "amber", "alert", [(tr.phrase(one), "")], "amb") for one in made.leaks.notices),
                 Labelled(look, tr("Name or alias of the second reader"), self.name),
                 Labelled(look, tr("Read on"), self.day))  # fmt: skip
        self._fill(draw_paper(look, made.framed), tr("The second reader agrees: save"), self._go, *below)

    def _go(self) -> None:
        name, day = self.name.text().strip(), self.day.value
        if not name or self.day.wrong or not day:
            (self.day if name else self.name).setFocus()
            return
        self.leave()
        self.agreed.emit(name, day)
