"""Write the base copy with the code words, after its consequence, its folder and a tick are confirmed."""

from pathlib import Path

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.widgets import blocks
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import WIDEST, Label, column

FORMS = ("pdf", "html", "txt")


class BaseCopyView(blocks.ScrollPage):
    """The page. `go` carries the chosen folder, which can be chosen only after the consequence is accepted."""

    go = Signal(str)

    def __init__(self, look: Look, title: str, consequence: str, start: Path, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.add(blocks.PageHeader(look, tr("Base copy with the code words"), title, back=back))
        self.add(blocks.box(look, "amber", "alert", [(consequence, "who")], "amb"), widest=WIDEST)
        text = tr(
            "The file is not encrypted. Print it, then erase it. For travel, use the check-in card: it has the "
            "times and no code words."
        )
        self.add(Label(look, text, "body", "ink2", wrap=True), widest=WIDEST)
        self.sure = Choice(
            look,
            tr("Only for the person who watches"),
            tr("Never travel with this sheet, and never send it."),
            box=True,
        )
        self.form = OneOf(look, [(form, form.upper()) for form in FORMS], FORMS[0], tr("Format"))
        self.name = line_edit(look, tr("Name of the file"), text="base")
        self.browser = Browser(look, tr("Folder"), start, tr("Save into this folder"), act=self.go)
        self.browser.list.setFixedHeight(look.px(128))
        self.browser.setEnabled(False)
        self.sure.toggled.connect(self.browser.setEnabled)
        fields = Labelled(look, tr("Format"), self.form), Labelled(look, tr("Name of the file"), self.name)
        self.add(column(look, self.sure, *fields, self.browser, gap=12), widest=WIDEST)
        self.first = self.sure
        self.close_column()
