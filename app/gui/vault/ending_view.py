"""Revoke the key of the owner of a share, with the revocation stored with the share; needs two presses."""

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.vault.ways_values import KeptShareView
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.flow import flow

WIDEST = 640
"""Pixels of the page at 100 %."""


class EndingView(ScrollPage):
    """The page. `ended` asks for the revocation; it carries True if our contacts must be told by us."""

    ended = Signal(bool)

    def __init__(self, look: Look, share: KeptShareView, back: Button) -> None:
        super().__init__(look, 32)
        tr, name = look.tr, share.whose
        text = tr("By what they signed for this day and left with you, together with their share.")
        self.add(PageHeader(look, tr("End the key of {name}", name=name), text, back=back), widest=WIDEST)
        when = tr(
            "Only when they asked you to, or were taken and cannot ask. There is no way back, for you or for them."
        )
        facts = (
            (
                tr("Here, at once"),
                tr("Nothing more is taken from {name}, and nothing is sent to them.", name=name),
                tr("What waits for them is dropped; what came from them is marked as doubtful."),
            ),
            (
                tr("Everyone else"),
                tr("Whoever hears of it stops trusting this key in the same way, for good."),
                "",
            ),
            (
                name,
                tr("Your program tells them nothing: who took their computer would learn that it was you."),
                tr("Tell them yourself when it is safe. They go on in a new vault, and compare numbers again."),
            ),
        )
        told = tr("Everyone you can send to hears of it in the next rounds, and learns that you knew this key.")
        self.pass_on = Choice(look, tr("Tell my contacts"), told, box=True)
        self.pass_on.setChecked(True)
        begin = Button(look, tr("End this key…"), "std", "shield-alert")
        self.sure = Button(look, tr("End it for good"), "danger")
        plain_text.set_accessible_description(self.sure, when)
        self.sure.hide()
        self.sure.clicked.connect(lambda _=False: self._go())

        def ask() -> None:
            self.sure.show()
            self.sure.setFocus()

        begin.clicked.connect(lambda _=False: ask())
        self.first = back  # an action that cannot be undone never needs only one keystroke
        self.add(
            box(look, "amber", "alert", [(when, "")], "amb"), Facts(look, facts, 132), self.pass_on,
            flow([begin, self.sure]), widest=WIDEST,
        )  # fmt: skip
        self.close_column()

    def _go(self) -> None:
        self.sure.setEnabled(False)
        self.ended.emit(self.pass_on.isChecked())
