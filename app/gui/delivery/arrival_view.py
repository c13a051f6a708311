"""Show a received report before anyone accepts it: the sender, the warnings, and the content as it came."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.delivery.arrival_query import AcceptedPage, ArrivalPage
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, badges, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, Prose, Sentence, column, discard, rule
from app.gui.widgets.openrow import line_row, open_rows
from app.gui.widgets.page_values import RowView
from app.gui.widgets.strip import Strip


class IntentButton(Button):
    """A button for an action that Enter never starts: a click, Space, or Ctrl Enter on the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ignore Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class _ReportPage(ScrollPage):
    """The page of a report, with a line in which a person writes to its sender."""

    question = Signal(str, str)
    """The title of a question and its text."""

    def ask_button(self, about: str) -> list[QWidget]:
        """Return the button that asks the sender, if a question can be sent to them."""
        if not about:
            return []
        tr = self.look.tr
        button = Button(self.look, tr("Ask a question…"), "tool", act=lambda: self._ask(*words, "pri", send))
        send = lambda text: self.question.emit(about, text)  # noqa: E731
        words = (
            tr("Your question"),
            about,
            tr("Put in the Outbox"),
            tr("Amparo sends the question like a report, encrypted."),
        )
        return [button]

    def _ask(self, label: str, hint: str, does: str, explained: str, kind: str, send: Callable[[str], None]) -> None:
        """Ask for one line of text, and give it to `send`; another line replaces it."""
        while (item := self.asked.takeAt(0)) is not None:
            if widget := item.widget():
                discard(self.asked, widget)
        edit, go = line_edit(self.look, label, hint), Button(self.look, does, kind)
        go.clicked.connect(lambda _=False: send(edit.text().strip()))
        edit.returnPressed.connect(go.click)
        self.asked.addWidget(Labelled(self.look, label, edit, explained))
        self.asked.addWidget(flow([go]))
        edit.setFocus()

    def add_asked(self) -> None:
        """Make room for the line here."""
        self.asked = QVBoxLayout()
        self.body.addLayout(self.asked)


class ArrivalView(_ReportPage):
    """The page of a received report. The focus starts at its text, so Enter accepts nothing."""

    accept = Signal(str)
    accept_all = Signal(str)
    by_sender = Signal()
    refuse = Signal(str, str)
    piece = Signal(str)
    """The id of an evidence item of the report."""

    def __init__(self, look: Look, shown: ArrivalPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        self.shown, self.about = shown, shown.key
        self.strip: Strip | None = None
        tr = look.tr
        actions = self.ask_button(shown.about) + (self._actions() if shown.undecided else [])
        header = PageHeader(look, shown.title, shown.second, actions, back)
        self.add(header)
        self.add(Label(look, shown.note, "second", "ink2", wrap=True))
        self.add_asked()
        self._warnings()
        if shown.runs:
            self.add(Sentence(look, list(shown.runs)))
        if shown.facts:
            self.add(rule(), Facts(look, shown.facts))
        if shown.prose:
            self.add(rule(), column(look, section(look, tr("What happened")), Prose(look, shown.prose)))
        self._evidence()
        if shown.differs:
            self.add(column(look, section(look, tr("Differs from yours")), Facts(look, shown.differs), gap=9))
        for _, name, lines in shown.parts:
            self.add(column(look, section(look, name), *[line_row(look, line) for line in lines], gap=9))
        if shown.undecided and shown.sender:
            self.add(flow(self._many()))
        self.close_column()
        self.read_whole(shown.title)

    def _actions(self) -> list[QWidget]:
        look, tr, shown = self.look, self.look.tr, self.shown
        no = Button(look, tr("Refuse…"), "tool", act=self._ask_reason)
        self.yes = IntentButton(look, tr("Accept"), "pri", "check", shown.waits or tr("Accept  Ctrl Enter"))
        about = (shown.second, shown.badge[1], *shown.danger, shown.doubt, shown.waits)
        plain_text.set_accessible_description(self.yes, ". ".join(part.rstrip(".") for part in about if part))
        self.yes.setEnabled(shown.complete)
        self.yes.clicked.connect(lambda _=False: self.accept.emit(shown.key))
        return [no, self.yes]

    def take(self) -> None:
        """Accept the report if that is possible now."""
        if self.shown.undecided and self.yes.isEnabled():
            self.yes.setEnabled(False)
            self.accept.emit(self.shown.key)

    def _warnings(self) -> None:
        look, shown = self.look, self.shown
        said, words = shown.danger
        if said:
            self.add(box(look, "red", "alert", [(f"{said} ", "who"), (words, "")], "red"))
        if shown.doubt:
            self.add(
                column(look, badges(look, [shown.badge]), box(look, "amber", "shield-ask", [(shown.doubt, "")], "amb"))
            )
        if shown.waits and shown.waits != shown.note:
            self.add(box(look, "box", "clock", [(shown.waits, "")]))

    def _evidence(self) -> None:
        look, shown = self.look, self.shown
        if not shown.pieces:
            return
        self.strip = Strip(look, shown.pieces)
        self.strip.opened.connect(self.piece)
        self.proof = Label(look, "", "second", "ink2", wrap=True)
        self.add(column(look, section(look, shown.pieces_count), self.strip, self.proof, gap=8))

    def show_checked(self, said: str, images: Mapping[str, QImage]) -> None:
        """Show the result of the check of the files, and their pictures."""
        if self.strip is not None:
            self.proof.setText(said)
            for key, image in images.items():
                self.strip.show_image(key, image)
            self.read_whole(self.shown.title)

    def _many(self) -> list[QWidget]:
        look, tr, shown = self.look, self.look.tr, self.shown
        by_sender = Button(
            look,
            tr("Accept all reports of a sender…"),
            "std",
            "people",
            tr("Accept many reports together, now or when they arrive"),
            act=self.by_sender.emit,
        )
        if shown.waiting < 2:
            return [by_sender]
        words = tr("Accept all {n} from {name}…", n=shown.waiting, name=shown.sender_name)
        every = Button(look, words, "std", "checks", act=lambda: self.accept_all.emit(shown.sender))
        return [every, by_sender]

    def _ask_reason(self) -> None:
        tr = self.look.tr
        words = (tr("Reason"), tr("The sender reads this"), tr("Refuse report"))
        explained = tr("Your records do not change. The sender can send the report again.")
        self._ask(*words, explained, "danger", lambda text: self.refuse.emit(self.shown.key, text))


class AcceptedView(_ReportPage):
    """An accepted report: what it brought. The focus starts at its incident."""

    opened = Signal(str)
    """The key of a record, of a pair to compare, or of an instant action."""

    def __init__(self, look: Look, shown: AcceptedPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        self.shown, self.about = shown, shown.key
        self.add(PageHeader(look, shown.title, shown.second, self.ask_button(shown.about), back))
        self.add_asked()
        said = [(f"{shown.said} ", "who"), (shown.kept, "")]
        result: list[QWidget] = [box(look, "accentbox", "check", said, "acc")]
        buttons = [(*shown.opens, "pri", "document")] if shown.opens[0] else []
        if shown.event:
            buttons.append((f"instant:{shown.event}", look.tr("Instant action…"), "std", "bolt"))
            buttons.append((f"into-case:{shown.event}", look.tr("Put into a case…"), "std", "folder"))
        if shown.can_undo:
            buttons.append((f"undo:{shown.key}", look.tr("Undo"), "std", "undo"))
        made: list[QWidget] = [self._opening(*button) for button in buttons]
        if made:
            self.first = made[0]
            result.append(flow(made))
        self.add(column(look, *result, gap=10))
        for title, lines in shown.parts:
            self.add(column(look, section(look, title), *open_rows(look, lines, self.opened.emit), gap=0))
        self.close_column()

    def _opening(self, key: str, words: str, kind: str, icon: str) -> Button:
        return Button(self.look, words, kind, icon, act=lambda: self.opened.emit(key))


class AcceptAllView(ScrollPage):
    """The waiting reports of one contact, to accept them together. The focus starts at the Back button."""

    accept = Signal()

    def __init__(self, look: Look, name: str, rows: Sequence[RowView], count: int, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        yes = IntentButton(look, tr("Accept all {n}", n=count), "pri", "checks")
        yes.clicked.connect(lambda _=False: self.accept.emit())
        plain_text.tooltip(yes, tr("Click or press Space to accept all"))
        second = tr("{n} report is waiting|{n} reports are waiting", n=count)
        self.first = back
        self.add(PageHeader(look, tr("Accept all from {name}", name=name), second, [yes], back))
        self.add(column(look, *[line_row(look, row) for row in rows], gap=9))
        self.close_column()


class ArrivedFileView(ScrollPage):
    """One file of a received report: its proof, and its picture or its words from memory."""

    def __init__(self, look: Look, title: str, second: str, back: Button) -> None:
        super().__init__(look, 32)
        self.first = back
        self.add(PageHeader(look, title, second, back=back))
        self.proof = Label(look, look.tr("Checking the file…"), "second", "ink2", wrap=True)
        self.add(self.proof)

    def show_file(self, said: str, content: QWidget | None) -> None:
        """Show the result of the check, and the content if the file can be shown here."""
        self.proof.setText(said)
        if content is not None:
            self.add(content)
        self.close_column()
