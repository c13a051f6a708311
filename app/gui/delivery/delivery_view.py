"""Show sent reports. A station has its state, time and problem. Waiting is normal, never red."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.delivery.stations import Stations
from app.gui.evidence.custody_timeline import Hands
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.openrow import line_row
from app.gui.widgets.page_values import DeliveryPage


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
