"""The first start: three ways in and one honest note; then location and words, words typed back, and roles.

No account, no tour.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.settings.roles_view import ChoiceTile, RoleChoices
from app.gui.start.unlock_window import ProgramMark, help_button, language_button
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.focus import go_on
from app.gui.widgets.labels import Label, rule, strip_margins
from app.gui.widgets.page_values import Started
from app.gui.widgets.ring import Ring
from app.gui.widgets.words import GeneratedPassphrase, TypedBack


class _Step(QWidget):
    """A numbered step, filled if it is the current one."""

    def __init__(self, look: Look, number: int, word: str, now: bool) -> None:
        super().__init__()
        self._look, self._number, self._now = look, number, now
        row = QHBoxLayout(self)
        row.setContentsMargins(*((0, 0, look.px(28), 0) if look.rtl else (look.px(28), 0, 0, 0)))
        label = Label(look, word, "label", "ink" if now else "ink2")
        label.setFont(look.font("label", 600 if now else 500))
        row.addWidget(label)
        self.setMinimumHeight(look.px(22))

    def paintEvent(self, _: QPaintEvent) -> None:
        look, size = self._look, self._look.px(20)
        painter = smooth_painter(self)
        x = self.width() - size - 1 if look.rtl else 1
        y = (self.height() - size) // 2
        painter.setPen(QPen(look.colour("acc" if self._now else "ctl"), 1.5))
        painter.setBrush(look.colour("acc") if self._now else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(x, y, size, size)
        painter.setFont(look.font("cap"))
        painter.setPen(look.colour("onacc" if self._now else "ink2"))
        plain_text.draw(painter, QRect(x, y, size, size), Qt.AlignmentFlag.AlignCenter, look.tr.number(self._number))


_CHOOSE, _PLACE, _BACK, _ROLES = range(4)
"""The pages: what to do, place and words, words typed back, and roles."""


class FirstStart(QFrame):
    """The pages of the first start. `draw` returns six new words; `started` carries the choices of the person.

    `existing` is emitted if they have a vault, `backup` if they have a backup, `sample` if they want to look around.
    """

    started = Signal(object)
    existing = Signal()
    backup = Signal()
    sample = Signal()
    language = Signal(str)

    def __init__(self, look: Look, home: Path, draw: Callable[[], list[str]]) -> None:
        super().__init__()
        self.setObjectName("pane")
        plain_text.title(self, look.tr("Field notes"))
        self._look, self._home, self._draw = look, home, draw
        self._words = draw()
        self._stick: Path | None = None
        self._pages = QStackedWidget()
        self._whole = strip_margins(QVBoxLayout(self))
        self._whole.addWidget(self._pages)
        for page in (self._choose(), self._first(), self._second(), self._third()):
            self._pages.addWidget(page)
        self._ring = Ring(look, self)
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus in reading order."""
        return go_on(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the main button of the page on Ctrl Enter."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier and not event.isAutoRepeat()
        button = {_PLACE: self.onward, _ROLES: self.make}.get(self._pages.currentIndex())
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and button is not None:
            button.click()
        else:
            super().keyPressEvent(event)

    def _column(self, step: int) -> tuple[ScrollPage, QVBoxLayout]:
        look, tr = self._look, self._look.tr
        page = ScrollPage(look, 16, 0, "pane")
        holder = QWidget()
        holder.setMaximumWidth(look.px(680))
        column = strip_margins(QVBoxLayout(holder), look.sp(10))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(holder, 40)
        middle.addStretch(1)
        page.body.addStretch(1)
        page.body.addLayout(middle)
        page.body.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(look.sp(12))
        head.addWidget(ProgramMark(look, 32))
        head.addWidget(Label(look, tr("Amparo"), "card"))
        head.addStretch(1)
        head.addWidget(help_button(look, self, "first-start"))
        head.addWidget(language_button(look, self.language))
        column.addLayout(head)
        column.addSpacing(look.sp(16))
        if step == _CHOOSE:
            return page, column
        steps = QHBoxLayout()
        steps.setSpacing(look.sp(14))
        words = (tr("Place and password"), tr("Type it again"), tr("What you do"))
        for i, word in enumerate(words):
            if i:
                dash = rule()
                dash.setFixedWidth(look.px(26))
                steps.addWidget(dash)
            steps.addWidget(_Step(look, i + 1, word, i + 1 == step))
        steps.addStretch(1)
        column.addLayout(steps)
        column.addSpacing(look.sp(18))
        return page, column

    def _choose(self) -> QWidget:
        """Return the first page: an own vault, the sample vault, or a vault that exists."""
        look, tr = self._look, self._look.tr
        page, column = self._column(_CHOOSE)
        column.addWidget(Label(look, tr("What would you like to do?"), "title", wrap=True))
        everything = tr("Everything stays on this computer. No account, no e-mail, no network needed.")
        column.addWidget(Label(look, everything, "body", "ink2", wrap=True))
        self.begin, self.around = Button(look, tr("Begin"), "pri"), Button(look, tr("Open the sample"), "std")
        self.begin.clicked.connect(lambda _=False: self._go(_PLACE))
        self.around.clicked.connect(self.sample)
        existing, backup = Button(look, tr("Choose…"), "std"), Button(look, tr("From a backup…"), "std")
        existing.clicked.connect(self.existing)
        backup.clicked.connect(self.backup)
        rows: list[tuple[str, str, str, list[Button]]] = [
            ("vault", tr("Make my own vault"),
             tr("Encrypted, on this computer or on a USB stick. One password opens it. About three minutes."),
             [self.begin]),
            ("eye", tr("Try a sample vault"),
             tr("An invented case with people, a mission and reports. Amparo destroys it when you close it."),
             [self.around]),
            ("folder-open", tr("Open a vault that exists"), tr("From this computer, a USB stick, or a backup."),
             [existing, backup]),
        ]  # fmt: skip
        for icon, title, text, buttons in rows:
            row = ActedRow(look, icon, title, text, buttons, line=False)
            column.addWidget(card(look, row))
            if self.around in buttons:
                self.told = row.second
        runs = [
            (tr("Protects"), "who"), (" " + tr("a locked vault, if this computer is lost, taken or copied."), ""),
            (" " + tr("Cannot protect"), "who"),
            (" " + tr("an open vault, or a password that someone forces you to tell."), ""),
        ]  # fmt: skip
        column.addWidget(box(look, "box", "shield", runs))
        return page

    def _first(self) -> QWidget:
        look, tr = self._look, self._look.tr
        page, column = self._column(_PLACE)
        column.addWidget(Label(look, tr("Where do you want to save your records?"), "title", wrap=True))
        self.here = Choice(look, tr("On this computer"), tr("In {folder}.", folder=str(self._home)), big=True)
        self.there = Choice(
            look,
            tr("On a USB stick"),
            tr("This computer saves nothing. Choose this if other people use this computer."),
            big=True,
        )
        self.here.setChecked(True)
        one_of = QButtonGroup(self)
        for choice in (self.here, self.there):
            one_of.addButton(choice)
        self.there.clicked.connect(self._ask_for_stick)
        tiles = QHBoxLayout() if look.factor <= 1.5 else QVBoxLayout()
        tiles.setSpacing(look.sp(12))
        tiles.addWidget(ChoiceTile(look, self.here, "device"), 1)
        tiles.addWidget(ChoiceTile(look, self.there, "stick"), 1)
        column.addLayout(tiles)
        self._stick_place = QVBoxLayout()
        column.addLayout(self._stick_place)
        self._where = Label(look, "", "second", "ink2", wrap=True)
        self._where.hide()
        column.addWidget(self._where)
        column.addSpacing(look.sp(18))
        column.addWidget(Label(look, tr("Your password opens the vault. Write it on paper now."), "title", wrap=True))
        text = tr(
            "This computer generated the six random words. No one else knows them, and no one can recover them for you."
        )
        later = tr("You can change the password later in Safety & settings.")
        column.addWidget(Label(look, f"{text} {later}", "body", "ink2", wrap=True))
        self._drawn = GeneratedPassphrase(look, self._words)
        column.addWidget(self._drawn)
        again = Button(look, tr("Generate a new password"), "quiet", "again")
        again.clicked.connect(self._other_words)
        row = QHBoxLayout()
        row.addWidget(again)
        row.addStretch(1)
        column.addLayout(row)
        self.onward = Button(look, tr("I wrote the words on paper"), "pri", tip=tr("Ctrl Enter"), act=self._onward)
        back = Button(look, tr("Back"), "quiet", "back", act=lambda: self._go(_CHOOSE))
        column.addLayout(self._ends(back, self.onward))
        return page

    def busy(self, strip: QWidget) -> None:
        """Show the progress of the sample vault, and block the rest."""
        self._pages.setEnabled(False)
        self._whole.addWidget(strip)

    def sample_failed(self, text: str) -> None:
        """Show why there is no sample vault."""
        self._pages.setEnabled(True)
        self.told.setText(text)
        plain_text.announce(self, text)
        self.around.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ends(self, left: QWidget, right: QWidget) -> QHBoxLayout | QVBoxLayout:
        row = QHBoxLayout() if self._look.factor <= 1.5 else QVBoxLayout()
        row.addWidget(left)
        row.addStretch(1)
        row.addWidget(right)
        return row

    def _other_words(self) -> None:
        self._words = self._draw()
        self._drawn.show_words(self._words)

    def _ask_for_stick(self) -> None:
        if self._stick_place.count():
            return
        browser = Browser(
            self._look,
            self._look.tr("Folder on the USB stick"),
            self._home.parent,
            self._look.tr("Keep the vault in this folder"),
        )
        browser.take.set_kind("std")  # the page has its one primary button below
        browser.picked.connect(self._use_stick)
        self._stick_place.addWidget(browser)
        browser.show()
        browser.take_focus()

    def _use_stick(self, path: str) -> None:
        names = (f"notes{number}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
        self._stick = next(folder for name in names if not (folder := Path(path) / name).exists())
        self._where.setText(self._look.tr("Amparo will save your records in {folder}.", folder=str(self._stick)))
        self._where.show()

    def _onward(self) -> None:
        """Continue to the page for typing the words back, after a folder on the stick is chosen if one is needed."""
        if self.there.isChecked() and self._stick is None:
            self._ask_for_stick()
            self._where.setText(self._look.tr("Choose the folder on the USB stick first."))
            self._where.show()
            return
        self._go(_BACK)

    def _second(self) -> QWidget:
        look, tr = self._look, self._look.tr
        page, column = self._column(_BACK)
        column.addWidget(Label(look, tr("Type your password"), "title", wrap=True))
        text = tr("Type the password from your paper, to check the paper. Then Amparo makes the vault.")
        column.addWidget(Label(look, text, "body", "ink2", wrap=True))
        self.back = TypedBack(look)
        self.back.entered.connect(self._check)
        column.addWidget(self.back)
        column.addSpacing(look.sp(14))
        self.name = line_edit(look, tr("Name on the locked window"), text=tr("Field notes"))
        explained = tr("All people who open this computer can see the name. Choose a name that is not interesting.")
        column.addWidget(Labelled(look, tr("Name on the locked window"), self.name, explained))
        back = Button(look, tr("Show the password again"), "quiet", "back", act=lambda: self._go(_PLACE))
        onward = Button(look, tr("Continue"), "pri")
        onward.clicked.connect(self._check)
        column.addLayout(self._ends(back, onward))
        return page

    def _third(self) -> QWidget:
        """Return the page of the roles."""
        look, tr = self._look, self._look.tr
        page, column = self._column(_ROLES)
        column.addWidget(Label(look, tr("What do you do? Choose one or more."), "title", wrap=True))
        text = tr("Your role decides the first pages of the menu and the start page. All other pages are under "
                  "More. You can change the role in Safety & settings.")  # fmt: skip
        column.addWidget(Label(look, text, "body", "ink2", wrap=True))
        self.roles = RoleChoices(look, frozenset())
        self.roles.changed.connect(self._roles_changed)
        column.addWidget(self.roles)
        self.said = Label(look, "", "second", "red", wrap=True)
        column.addWidget(self.said)
        why = tr(
            "Amparo makes the vault now. This takes some seconds, so that a person needs the same time "
            "for each guess at the password."
        )
        self.slow = Label(look, why, "second", "ink2", wrap=True)
        self.slow.hide()
        column.addWidget(self.slow)
        everything = Button(look, tr("Show all pages"), "quiet", act=lambda: self._make(frozenset()))
        self.make = Button(look, tr("Make the vault"), "pri", "forward", tr("Ctrl Enter"))
        self.make.clicked.connect(lambda _=False: self._make(self.roles.chosen))
        self._made_by = (everything, self.make)
        column.addLayout(self._ends(everything, self.make))
        return page

    def _roles_changed(self) -> None:
        opens = self.roles.opens
        self.make.set_words(self._look.tr("Go to {page}", page=opens) if opens else self._look.tr("Make the vault"))

    def failed(self, text: str) -> None:
        """Show why no vault was made. The words stay."""
        self.said.setText(text)
        plain_text.announce(self, text)
        self.slow.hide()
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for button in self._made_by:
            button.setEnabled(on)

    def _go(self, step: int) -> None:
        self._pages.setCurrentIndex(step)
        first = {_CHOOSE: self.begin, _PLACE: self.here, _ROLES: self.roles.first}.get(step)
        if first is None:
            self.back.take_focus()
        else:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        if self.back.fits(self._words):
            self._go(_ROLES)

    def _make(self, chosen: frozenset[str]) -> None:
        self._enable(False)
        self.said.setText("")
        self.slow.show()
        plain_text.announce(self, self.slow.text())
        folder = self._stick if self.there.isChecked() and self._stick else self._home
        name = self.name.text().strip() or self._look.tr("Field notes")
        self.started.emit(Started(str(folder), name, tuple(self._words), chosen))
