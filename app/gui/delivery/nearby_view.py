"""Nearby: one person opens a nearby session on a shared network, the other joins it. The page shows the result."""

from collections.abc import Sequence

from attrs import frozen
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.gui.people.safety import Code, SafetyNumber
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Label, at_most, column, fill
from app.gui.widgets.screen_capture import guard

OPEN, VISIT = "open", "visit"
WIDEST = 760
"""Width of a block in pixels at 100 %."""
MOST = 4
"""Maximum number of offered networks."""


@frozen
class DoorShown:
    """An open nearby session: its code in groups, the same code as modules to scan, and its address."""

    groups: Sequence[str]
    modules: Sequence[Sequence[bool]]
    address: str


@frozen
class Ended:
    """The end of a nearby session: a text, its success, and a new contact if there is one (record id, name)."""

    words: str
    good: bool = True
    new: str = ""
    name: str = ""


class NearbyView(ScrollPage):
    """The page. Before: the choice of two roles. During: the session's code or the progress. After: the result."""

    open_door = Signal(str)
    walk_in = Signal(str)
    picture = Signal()
    paste = Signal()
    visiting = Signal(QLineEdit)
    """The new field of the code."""
    close_door = Signal()
    compare = Signal(str)

    def __init__(self, look: Look, back: Button | None = None) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "Exchange reports without internet. Both computers use the same Wi-Fi or hotspot. One person "
            "starts a session, the other joins it."
        )
        self.add(PageHeader(look, tr("Nearby"), text, back=back))
        self.way = OneOf(look, [(OPEN, tr("Start a session")), (VISIT, tr("Join a session"))], OPEN, tr("What you do"))
        self.way.chosen.connect(lambda _: self._ask())
        self._part = QVBoxLayout()
        self._part.setSpacing(look.sp(16))
        self.add(self.way)
        self.body.addLayout(self._part)
        self._choices: Sequence[tuple[str, str]] | None = None
        self._said: list[QWidget] = []
        self.field: Labelled | None = None
        self.first = self.way
        self.close_column()
        self._ask()

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer the available networks, as (address, name). Without a network, no session can be opened."""
        self._choices = choices[:MOST]
        if self.way.isVisibleTo(self):
            self._ask()

    def show_busy(self, words: str) -> None:
        """Show that a session is running."""
        self.way.hide()
        self._left = Label(self.look, words, "body", "ink2", wrap=True)
        self._put(self._left, flow([self._stop(self.look.tr("Leave session"))]))

    def show_door(self, shown: DoorShown) -> None:
        """Show the code of the open session; `show_left` shows its remaining time."""
        look, tr = self.look, self.look.tr
        self.way.hide()
        number = SafetyNumber(look, shown.groups)
        plain_text.set_accessible_name(number, tr("Session code"))
        code = column(look, Code(look, shown.modules, 5), Label(look, tr("Scan this code"), "small", "ink3"), gap=4)
        text = tr("Read the code to the other person, group by group, or show it. No one else must hear or see it.")
        note = [one for one in [guard(look, number)] if one is not None]
        self._left = Label(look, "", "body", "ink2", wrap=True)
        self._came = Label(look, tr("Nobody has joined yet."), "value", wrap=True)
        self._put(
            card(
                look, Label(look, tr("Session code"), "card"), Label(look, text, "second", "ink2", wrap=True),
                flow([number, code], look.sp(44), look.sp(14)), *note, gap=14,
            ),
            card(look, self._came, self._left, flow([self._stop(tr("Close session"))])),
        )  # fmt: skip

    def show_left(self, words: str) -> None:
        """Show the remaining time, or the progress."""
        self._left.setText(words)

    def show_came(self, words: str) -> None:
        """Show the visitor and the transfers so far."""
        self._came.setText(words)

    def show_end(self, end: Ended) -> None:
        """Show the result and the next action. Another session can follow."""
        look, tr = self.look, self.look.tr
        self.way.show()
        said = box(look, "accentbox" if end.good else "amber", "check" if end.good else "alert", [(end.words, "")],
                   "acc" if end.good else "amb")  # fmt: skip
        self._said = [said]
        if end.new:
            words = tr("{name} is new here. Compare the numbers before you send a report.", name=end.name)
            compare = Button(look, tr("Compare the number"), "pri", "check", act=lambda: self.compare.emit(end.new))
            self._said.append(column(look, box(look, "amber", "alert", [(words, "")], "amb"), flow([compare]), gap=12))
        self._ask()
        self._said = []
        enter(self.way)

    @property
    def _weight(self) -> str:
        """Return the kind of the buttons here: secondary if a safety number must be compared first."""
        return "std" if len(self._said) > 1 else "pri"

    def _ask(self) -> None:
        self.field = None
        self._put(*self._said, *(self._visiting() if self.way.value == VISIT else self._opening()))

    def _opening(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        if self._choices is None:
            return []
        if not self._choices:
            words = tr(
                "This computer has no network connection. Connect it to a Wi-Fi network or to a hotspot of a phone."
            )
            return [box(look, "amber", "alert", [(words, "")], "amb")]
        where = OneOf(look, self._choices, self._choices[0][0], tr("Network"))
        text = tr(
            "The session is open for 10 minutes. Only people on this network who have the code can join. "
            "Amparo does not announce the session."
        )
        go = Button(look, tr("Start a session for 10 minutes"), self._weight, "in")
        go.clicked.connect(lambda _=False: self.open_door.emit(where.value))
        field = Labelled(look, tr("Network"), where)
        return [card(look, Label(look, text, "second", "ink2", wrap=True), field, flow([go]))]

    def _visiting(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        code = line_edit(look, tr("Session code"), tr("Sixty digits, in groups of five"))
        self.field = Labelled(
            look, tr("Session code"), code, tr("The person who started the session tells you the code.")
        )
        go = Button(look, tr("Join a session"), self._weight, "forward", act=lambda: self.walk_in.emit(code.text()))
        code.returnPressed.connect(go.click)
        photo = Button(look, tr("Picture of the code…"), tip=tr("A photo of the code on the other screen"))
        photo.clicked.connect(lambda _=False: self.picture.emit())
        paste = Button(look, tr("Paste a picture"), tip=tr("A copied photo of the code  Ctrl V"), act=self.paste.emit)
        self.visiting.emit(code)
        return [card(look, self.field, flow([go, photo, paste]))]

    def take_code(self, code: str) -> None:
        """Fill the code that a picture had into the field."""
        if self.field is not None and isinstance(self.field.control, QLineEdit):
            self.field.set_error("")
            self.field.control.setText(code)
            self.field.control.setFocus()

    def refuse_code(self, why: str) -> None:
        """Show above the field why no code was read."""
        if self.field is not None:
            self.field.set_error(why)

    def _stop(self, words: str) -> Button:
        return Button(self.look, words, "std", act=self.close_door.emit)

    def _put(self, *blocks: QWidget) -> None:
        """Replace the blocks of the page."""
        fill(self._part, *(at_most(self.look, block, WIDEST) for block in blocks))
