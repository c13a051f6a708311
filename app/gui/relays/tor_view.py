"""Show the card of Tor on the page of relays: its use, its location, and its current state."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions.relays.tor import TorStatus
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from sync.tor import USUAL, Tor

_ONIONS, _ALL = "onions", "all"


class TorCard(QWidget):
    """The card of Tor.

    `always` carries True if every relay is behind Tor, `place` the address of Tor ("": its usual ports). `around` is a
    person's consent to one sync without Tor.
    """

    always = Signal(bool)
    place = Signal(str)
    around = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._tr = tr = look.tr
        self._shown = Tor()  # like the empty field, so that text typed before a lock stays
        text = tr(
            "Through Tor a relay does not learn where you are, and who watches the line not which relay it is. Amparo"
            " uses the Tor that runs on this computer, with the bridges you gave it."
        )
        options = [(_ONIONS, tr("Only .onion addresses")), (_ALL, tr("Every relay"))]
        self._what = OneOf(look, options, _ONIONS, tr("What goes through Tor"))
        self._what.chosen.connect(lambda key: self.always.emit(key == _ALL))
        self._says = Label(look, "", "second", "ink2", wrap=True)
        self._at = line_edit(look, tr("Where Tor is"), USUAL[0])
        self._use = Button(look, tr("Use this place"), "std")
        self._use.clicked.connect(lambda _=False: self.place.emit(self._at.text().strip()))
        self._at.returnPressed.connect(self._use.click)
        self.field = Labelled(look, tr("Where Tor is"), self._at, tr("Left empty: where it usually is."))
        self._around = self._asking(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        about = Label(look, text, "second", "ink2", wrap=True)
        chosen = column(look, self._what, self._says, gap=8)
        layout.addWidget(
            card(look, Label(look, tr("Tor"), "card"), about, chosen, self._around, self.field, flow([self._use]))
        )

    def _asking(self, look: Look) -> QWidget:
        tr = look.tr
        why = tr("Without Tor the relays, and whoever watches the line, see the address of this computer.")
        go = Button(look, tr("Visit them without Tor, this once"), "std", "alert")
        plain_text.set_accessible_description(go, why)
        go.clicked.connect(lambda _=False: self.around.emit())
        asked = column(look, Label(look, why, "second", "ink2", wrap=True), flow([go]), gap=8)
        asked.hide()
        return asked

    def show_tor(self, stands: TorStatus) -> None:
        """Show the settings, and if Tor answers."""
        tr, tor = self._tr, stands.tor
        self._what.set_value(_ALL if tor.always else _ONIONS)
        if tor != self._shown:  # the typed text stays
            self._shown = tor
            self._at.setText("" if tor.places == USUAL else tor.places[0])
            self.field.set_error("")
        self._around.setVisible(tor.always and not stands.answers)
        if stands.answers:
            said = tr("Tor answers at {place}.", place=stands.answers)
        elif tor.always:
            said = tr("Tor does not answer. Until it does, no relay is visited: start it, or say where it is.")
        else:
            said = tr("Tor does not answer. Until it does, .onion addresses are not reached.")
        self._says.setText(said)
