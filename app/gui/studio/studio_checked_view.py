"""Show a finished copy before it is saved: its pixels, the findings of the leak check, and what it hides."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.domain.leaks.leak_values import says_why
from app.gui.evidence.tile_surface import WHOLE, PictureTile
from app.gui.evidence.viewer_view import PictureViewer
from app.gui.studio.studio_canvas import PageBar
from app.gui.studio.studio_query import FindingView
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PageHeader, box, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import Label, column, discard, rule
from app.gui.widgets.page_values import Fact3
from app.gui.widgets.split import Panelled


class CopyCheckView(Panelled):
    """The page. `save` carries the reason to keep words of the original, empty without such words.

    It also carries True if the copy leaves instead of a present one that hides more.

    `turned_to` carries the number of a page to show.
    """

    save = Signal(str, bool)
    turned_to = Signal(int)

    def __init__(
        self, look: Look, findings: Sequence[FindingView], facts: Sequence[Fact3], back: Button, plays: bool = False,
        present: Sequence[FindingView] = (),
    ) -> None:  # fmt: skip
        """Build it; `plays` for a film or a sound, `present` names the copies that hide more."""
        super().__init__(look, 344, 860)
        tr, self._plays = look.tr, plays
        hard = any(one.hard for one in findings)
        self.button = Button(look, tr("Save the copy"), "pri", "check", tr("Ctrl S"), act=self._press)
        self.button.setEnabled(not hard)
        said = tr("This is the finished copy. Look at each part: Amparo cannot see if a person is recognisable.")
        if plays:
            said = tr("This is the finished copy. Play it: Amparo cannot see or hear if a person is recognisable.")
        self.page.add(PageHeader(look, tr("The finished copy"), said, [self.button], back))
        self.bar = PageBar(look)
        self.bar.went.connect(self.turned_to)
        self._shown: QWidget = QWidget()
        self.page.add(self.bar, self._shown)
        self.reason = line_edit(look, tr("Reason to keep the words"))
        self._why = Labelled(look, tr("Reason to keep the words"), self.reason)
        if hard or not findings:
            self._why.hide()
        self.first: QWidget = self.reason if findings and not hard else back if hard else self.button
        options = [("present", tr("The present copy")), ("new", tr("This copy"))]
        self.leaves = OneOf(look, options, "present", tr("Copy that leaves"), chips=True)
        which = column(look, *self._boxes(present), Labelled(look, tr("Copy that leaves"), self.leaves), rule(), gap=10)
        which.setVisible(bool(present))
        self.panel.add(which, self._checked(findings), self._why, rule(),
                       column(look, section(look, tr("In this copy")), Facts(look, facts, 96), gap=10))  # fmt: skip
        self.panel.close_column()

    def show_pixels(self, image: QImage, number: int, pages: int) -> None:
        """Show a page of the copy, with its zoom."""
        self.bar.show_number(number, pages)
        words = self.look.tr("Amparo cannot show this copy.")
        if image.isNull():
            self.show_note(words)
        else:
            self.show_viewer(_viewer(self.look, image))

    def show_viewer(self, viewer: QWidget) -> None:
        """Show the copy."""
        old, self._shown = self._shown, viewer
        discard(self.page.body, old)
        self.page.body.addWidget(viewer, 1)

    def show_note(self, words: str) -> None:
        """Say why the copy is not shown."""
        self.show_viewer(box(self.look, "amber", "alert", [(words, "")], "amb"))

    def show_claimed(self, rows: Sequence[Fact3]) -> None:
        """Show nothing: a copy claims nothing about itself."""

    def _checked(self, findings: Sequence[FindingView]) -> QWidget:
        look, tr = self.look, self.look.tr
        none = tr("No hidden data, no bytes after the end, and each black or white bar has one value.")
        note = tr("A fresh process saw only the copy. It cannot find clothes, rooms or tattoos.")
        if self._plays:
            none = tr("No hidden data and no bytes after the end. Bars have one value, and silent parts are silent.")
            note = tr("A fresh process saw only the copy. It cannot find clothes, rooms or voices.")
        rows = self._boxes(findings) or [box(look, "accentbox", "shield-check", [(none, "")], "acc")]
        return column(look, section(look, tr("Leak check")), *rows, Label(look, note, "second", "ink2", wrap=True),
                      gap=10)  # fmt: skip

    def _boxes(self, findings: Sequence[FindingView]) -> list[QWidget]:
        return [box(self.look, "red" if one.hard else "amber", "alert", [(one.title, "who"), (" ", ""), (one.step, "")],
                    "red" if one.hard else "amb") for one in findings]  # fmt: skip

    def _press(self) -> None:
        if self._why.isHidden() or says_why(self.reason.text()):
            self.button.setEnabled(False)
            self.save.emit(self.reason.text().strip(), self.leaves.value == "new")
        else:
            self._why.set_error(self.look.tr("Write a reason first."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyed(self, name: str) -> bool:
        """Save on Ctrl S."""
        if name == "save" and self.button.isEnabled():
            self._press()
        return name == "save"


def _viewer(look: Look, image: QImage) -> PictureViewer:
    """Return a viewer of an image that is in memory."""
    viewer = PictureViewer(look, look.tr("The finished copy"))

    def show(tile: PictureTile) -> None:
        x0, y0, x1, y1 = tile.box
        wide, high = image.width() / WHOLE, image.height() / WHOLE
        part = image.copy(round(x0 * wide), round(y0 * high), round((x1 - x0) * wide), round((y1 - y0) * high))
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = part.scaled(tile.width, tile.height, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        viewer.surface.show_tile(tile, scaled)

    viewer.surface.wanted.connect(show)
    viewer.surface.show_content(image.width(), image.height())
    return viewer
