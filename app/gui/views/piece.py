"""The page of one piece of evidence: the picture from memory; beside it the proof, the facts and the line of hands."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.shown import PiecePage
from app.gui.widgets.blocks import Facts, Page, PageHeader, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.hands import Hands
from app.gui.widgets.labels import Label, column, rule
from app.gui.widgets.picture import Picture

WIDE = 860
"""Pixels at 100 % from which the line of hands stands beside the picture."""
SIDE = 340
"""Pixels of what stands beside, at 100 %."""


class PieceView(Page):
    """The page. `check` reads all of it again, `export` leaves the vault by choice."""

    check = Signal()
    export = Signal()

    def __init__(self, look: Look, shown: PiecePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        actions: list[QWidget] = []
        if shown.here:
            check = Button(
                look, tr("Check it now"), "tool", "shield-check", tr("Reads all of it and the line of hands")
            )
            check.clicked.connect(lambda _=False: self.check.emit())
            out = Button(look, tr("Export the original…"), "tool", "out")
            out.setToolTip(tr("Leaves the vault, readable by whoever has the disk"))
            out.clicked.connect(lambda _=False: self.export.emit())
            actions = [check, out]
        self.add(PageHeader(look, shown.title, shown.second, actions, back))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(look.sp(28))
        self._picture = QVBoxLayout()
        if not shown.picture:
            words = tr("Sound, film and documents are shown outside only: export the original.")
            self._picture.addWidget(Label(look, words, "second", "ink2", wrap=True))
        self._picture.addStretch(1)
        self._both.addLayout(self._picture, 1)
        self._side = self._beside(shown)
        self._both.addWidget(self._side)
        self.body.addLayout(self._both)
        self.close_column()

    def _beside(self, shown: PiecePage) -> QWidget:
        look, tr = self.look, self.look.tr
        icon, said, tone = shown.proof
        name, ink = ("amber", "amb") if tone == "amb" else (tone, "acc" if tone == "accentbox" else "ink2")
        proof = box(look, name, icon, [(said + ". ", "who"), (shown.note, "")], ink)
        hands = column(look, section(look, tr("Custody · {n}", n=len(shown.hands))), Hands(look, shown.hands), gap=10)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(16))
        for part in (proof, Facts(look, shown.facts), rule(), hands):
            layout.addWidget(part)
        layout.addStretch(1)
        return side

    def show_image(self, image: QImage) -> None:
        """Show the picture when it has been decoded."""
        if image.isNull():
            words = self.look.tr("This picture cannot be shown here.")
            self._picture.insertWidget(0, box(self.look, "box", "picture", [(words, "")]))
        else:
            self._picture.insertWidget(0, Picture(self.look, image))

    def arrange(self, width: int) -> None:
        """Put the line of hands below the picture where there is little room."""
        wide = width / self.look.factor >= WIDE
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(across if wide else down)
        side = self.look.px(SIDE)
        self._side.setMinimumWidth(side if wide else 0)
        self._side.setMaximumWidth(side if wide else 16777215)
