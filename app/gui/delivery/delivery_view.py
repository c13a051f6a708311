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
    """Return the empty list of the Outbox."""
    tr = look.tr
    chips = [("waiting", tr("Waiting")), ("sent", tr("Sent")), ("stopped", tr("Stopped"))]
    return ListPane(look, tr("Outbox"), 3, chips=chips, counted=True)


def inbox_list(look: Look) -> ListPane:
    """Return the empty list of the Inbox."""
    tr = look.tr
    chips = [("unread", tr("To read")), ("accepted", tr("Accepted")), ("refused", tr("Refused"))]
    return ListPane(look, tr("Inbox"), 3, tr("Search sender, text, reference"), chips, counted=True)


def no_reports(look: Look, chip: str, text: str, stick: Callable[[], None]) -> Empty:
    """Return the text for an empty Inbox; `stick` opens the page of the USB stick."""
    tr = look.tr
    if text.strip():
        said = tr("No results for “{asked}”. Try fewer or different words.", asked=text)
        return Empty(look, "search", tr("Nothing found"), said)
    if chip == "unread":
        said = tr("Received reports wait here until you accept or refuse them.")
        return Empty(look, "inbox", tr("Nothing to read"), said, tr("USB stick"), stick)
    if chip == "accepted":
        return Empty(
            look,
            "check",
            tr("No accepted reports yet"),
            tr("This page shows the reports that you accepted, newest first."),
        )
    return Empty(
        look,
        "minus",
        tr("No refused reports"),
        tr("This page shows the reports that you refused. You can still accept them."),
    )


def no_deliveries(look: Look, chip: str, go: Callable[[], None]) -> Empty:
    """Return the text for an empty list; `go` opens Incidents."""
    tr = look.tr
    if chip == "sent":
        text = tr("A report is delivered when the recipient opened it and their program signed a confirmation.")
        return Empty(look, "mail-check", tr("No delivered reports yet"), text)
    if chip == "stopped":
        return Empty(look, "minus", tr("No stopped reports"), tr("This page shows the reports that you stopped."))
    text = tr("Reports that you share wait here until Amparo can send them by network or USB stick.")
    return Empty(look, "send", tr("Nothing is waiting"), text, tr("Open Incidents"), go)


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
            stick = Button(look, tr("Put on a USB stick"), "std", "stick", act=lambda: self.to_stick.emit(shown.key))
            actions.append(stick)
        if shown.stoppable:
            stop = Button(look, tr("Stop sending"), "tool", tip=tr("Amparo does not send the other parts"))
            stop.clicked.connect(lambda _=False: self.stop.emit(shown.key))
            actions.append(stop)
        self.add(PageHeader(look, shown.title, shown.second, actions, back))
        self.add(card(look, Stations(look, shown.stations)))
        self.add(column(look, section(look, tr("People")), *[line_row(look, line) for line in shown.people], gap=9))
        if shown.places:
            head = section(look, tr("Relays and USB sticks"), tr("A relay stores a sealed package and cannot read it."))
            self.add(column(look, head, *[line_row(look, line) for line in shown.places], gap=9))
        if shown.way:
            hands = Hands(look, shown.way)
            hands.copied.connect(self.copied)
            self.add(column(look, section(look, tr("History")), hands, gap=10))
        self.close_column()
