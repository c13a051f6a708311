"""Show sent and received reports. A station has its state, time and problem. Waiting is normal, never red."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.delivery.stations import Stations
from app.gui.evidence.custody_timeline import Hands
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, badges, box, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import column
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.openrow import line_row
from app.gui.widgets.page_values import ArrivalPage, DeliveryPage


def delivery_list(look: Look) -> ListPane:
    """Return the empty list of deliveries."""
    tr = look.tr
    chips = [("waiting", tr("Waiting")), ("ended", tr("Finished")), ("received", tr("Received"))]
    stick = Button(look, tr("Stick…"), "std", "stick", tr("Write to a stick, or read one"))
    return ListPane(look, tr("Sending"), 3, chips=chips, primary=stick)


def no_deliveries(look: Look, chip: str, go: Callable[[], None] | None = None) -> Empty:
    """Return the text for an empty list; `go` is the action of its button."""
    tr = look.tr
    if chip == "received":
        text = tr("What others send you waits here until you accept it.")
        return Empty(look, "inbox", tr("Nothing has come"), text, tr("Read from a stick…"), go)
    if chip == "ended":
        text = tr("Only a confirmation signed by the one who opened it counts as delivered.")
        return Empty(look, "mail-check", tr("Nothing is delivered yet"), text)
    text = tr("Share an incident, and it waits here for a network or a stick.")
    return Empty(look, "send", tr("Nothing is waiting"), text, tr("Open the incidents"), go)


class DeliveryView(ScrollPage):
    """One report in delivery: four stations, people, history."""

    to_stick = Signal(str)
    stop = Signal(str)
    copied = Signal(str)
    """The facts of a receipt, for the clipboard."""

    def __init__(self, look: Look, shown: DeliveryPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        tr = look.tr
        actions: list[QWidget] = []
        if shown.goes:
            stick = Button(look, tr("Put on a stick"), "std", "stick")
            stick.clicked.connect(lambda _=False: self.to_stick.emit(shown.key))
            actions.append(stick)
        if shown.stoppable:
            stop = Button(look, tr("Stop sending"), "tool", tip=tr("What has not left yet stays here"))
            stop.clicked.connect(lambda _=False: self.stop.emit(shown.key))
            actions.append(stop)
        self.add(PageHeader(look, shown.title, shown.second, actions, back))
        self.add(card(look, Stations(look, shown.stations)))
        self.add(column(look, section(look, tr("People")), *[line_row(look, line) for line in shown.people], gap=9))
        if shown.places:
            head = section(look, tr("Relays and sticks"), tr("A relay keeps a sealed parcel. It cannot read it."))
            self.add(column(look, head, *[line_row(look, line) for line in shown.places], gap=9))
        if shown.way:
            hands = Hands(look, shown.way)
            hands.copied.connect(self.copied)
            self.add(column(look, section(look, tr("Its way")), hands, gap=10))
        self.close_column()


class ArrivalView(ScrollPage):
    """A received report: accept it, or refuse it with a reason."""

    accept = Signal(str)
    accept_all = Signal(str)
    by_sender = Signal()
    refuse = Signal(str, str)

    def __init__(self, look: Look, shown: ArrivalPage, back: Button | None = None) -> None:
        super().__init__(look, 28)
        self._shown, self.about = shown, shown.key
        tr = look.tr
        actions: list[QWidget] = []
        if shown.undecided:
            no = Button(look, tr("Refuse…"), "tool")
            no.clicked.connect(lambda _=False: self._ask_reason())
            yes = Button(look, tr("Accept"), "pri", "check")
            yes.setEnabled(shown.complete)
            plain_text.tooltip(yes, "" if shown.complete else tr("Not all of it has arrived."))
            yes.clicked.connect(lambda _=False: self.accept.emit(shown.key))
            actions = [no, yes]
        self.add(PageHeader(look, shown.title, shown.second, actions, back))
        self.add(badges(look, [shown.badge]))
        self._reason = QVBoxLayout()
        self.body.addLayout(self._reason)
        if shown.note:
            self.add(box(look, "box", "info", [(shown.note, "")]))
        if shown.records:
            rows = [line_row(look, line) for line in shown.records]
            self.add(column(look, section(look, tr("What is in it")), *rows, gap=9))
        if shown.undecided and shown.sender:
            self.add(flow(self._many(shown)))
        self.close_column()

    def _many(self, shown: ArrivalPage) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        by_sender = Button(look, tr("Accept by sender…"), "std", "people", tr("Many at once, now or as they come"))
        by_sender.clicked.connect(lambda _=False: self.by_sender.emit())
        if shown.waiting < 2:
            return [by_sender]
        every = Button(look, tr("Accept all {n} from this contact", n=shown.waiting), "std", "checks")
        every.clicked.connect(lambda _=False: self.accept_all.emit(shown.sender))
        return [every, by_sender]

    def _ask_reason(self) -> None:
        if self._reason.count():
            return
        look, tr = self.look, self.look.tr
        edit = line_edit(look, tr("Why not"), tr("The sender reads this"))
        send = Button(look, tr("Refuse it"), "danger")
        send.clicked.connect(lambda _=False: self.refuse.emit(self._shown.key, edit.text().strip()))
        edit.returnPressed.connect(send.click)
        self._reason.addWidget(
            Labelled(look, tr("Why not"), edit, tr("Nothing of it is taken over; it can be sent again."))
        )
        self._reason.addWidget(flow([send]))
        edit.setFocus()
