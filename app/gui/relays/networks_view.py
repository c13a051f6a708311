"""Set the rules of the current network and of other networks, a pause for all networks, and the use of Tor."""

import re

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions.relays.tor import TorStatus
from app.gui.relays.networks_query import BUDGETS, MB, NetworksShown, hours_words, rule_words
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PlainRow, card, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, strip_margins
from sync.tor import USUAL, Tor

PAUSES = (1, 4, 12)
"""The offered pauses, in hours."""
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*")
_METERED = {"yes": True, "no": False, "system": None}
_ONIONS, _ALL = "onions", "all"


class NetworksCard(QObject):
    """The cards of the network rules. `rule` carries the changes, `pause` hours (0: until the person ends it)."""

    rule = Signal(object)
    allow = Signal(str)
    pause = Signal(float)
    go_on = Signal()

    def __init__(self, look: Look, controls: dict[str, QWidget]) -> None:
        """Build the cards. Each control that changes a setting is stored in `controls` under its name."""
        super().__init__()
        self._look, self._controls = look, controls

    def blocks(self, shown: NetworksShown) -> list[QWidget]:
        """Return the cards: this network, the pause, and the other networks."""
        look, tr = self._look, self._look.tr
        cards = [self._this(shown), self._pause(shown)]
        if shown.others:
            cards.append(card(look, Label(look, tr("Other networks with a rule"), "card"), *self._others(shown)))
        return cards

    def _this(self, shown: NetworksShown) -> QWidget:
        look, tr = self._look, self._look.tr
        row = PlainRow(look, shown.here.icon, shown.here.title, tr.line(shown.here.second, shown.now))
        note = Label(look, shown.note, "second", "ink2", wrap=True)
        head = Label(look, tr("Allowed data on this network"), "card")
        if shown.rule is None:
            return card(look, head, row, note)
        mode = self._one_of("rule", tr("Allowed data on this network"), list(rule_words(tr).items()), shown.rule.mode)
        mode.chosen.connect(lambda chosen: self.rule.emit({"mode": chosen}))
        return card(
            look, head, row, column(look, mode, note, gap=10), self._metered(shown), self._hours(shown),
            self._budget(shown), gap=14,
        )  # fmt: skip

    def _metered(self, shown: NetworksShown) -> QWidget:
        tr, rule = self._look.tr, shown.rule
        kept = next(key for key, value in _METERED.items() if rule is None or value is rule.metered)
        options = [("system", tr("System setting")), ("yes", tr("Yes")), ("no", tr("No"))]
        metered = self._one_of("metered", tr("Metered connection"), options, kept)
        metered.chosen.connect(lambda chosen: self.rule.emit({"metered": _METERED[chosen]}))
        said = Label(self._look, shown.system, "small", "ink3", wrap=True)
        return column(self._look, section(self._look, tr("Metered connection")), metered, said, gap=8)

    def _hours(self, shown: NetworksShown) -> QWidget:
        look, tr, rule = self._look, self._look.tr, shown.rule
        kept = hours_words(tr, rule.hours) if rule is not None and rule.hours else ""
        edit = line_edit(look, tr("Hours"), tr("22:00-05:30"), text=kept)
        field = Labelled(
            look,
            tr("Hours"),
            edit,
            tr("Amparo connects automatically only in these hours. Leave it empty for all hours."),
        )

        def done() -> None:
            text = edit.text().strip()
            hours = hours_of(text) if text else None
            if text and hours is None:
                field.set_error(tr("Write the hours like this: 22:00-05:30"))
            elif text != kept:
                self.rule.emit({"hours": hours})

        edit.setMaximumWidth(look.px(240))
        edit.editingFinished.connect(done)
        self._controls["hours"] = edit
        return field

    def _budget(self, shown: NetworksShown) -> QWidget:
        look, tr = self._look, self._look.tr
        kept = shown.rule.budget if shown.rule is not None else None
        sizes = sorted({*(n * MB for n in BUDGETS), *([kept] if kept else [])})
        options = [("", tr("No limit")), *((str(size), tr("{n} MB", n=size // MB)) for size in sizes)]
        budget = self._one_of("budget", tr("Data limit for a day"), options, str(kept or ""))
        budget.chosen.connect(lambda chosen: self.rule.emit({"budget": int(chosen) if chosen else None}))
        text = shown.used or tr("The sum of sent and received data, counted from now. The count restarts at midnight.")
        said = Label(look, text, "small", "ink3", wrap=True)
        return column(look, section(look, tr("Data limit for a day")), budget, said, gap=8)

    def _pause(self, shown: NetworksShown) -> QWidget:
        look, tr = self._look, self._look.tr
        title = Label(look, tr("Pause"), "card")
        if shown.paused:
            go_on = Button(look, tr("Continue now"), "std", "again", act=self.go_on.emit)
            self._controls["pause"] = go_on
            text = tr("Amparo does not connect {until}.", until=shown.paused)
            return card(look, title, Label(look, text, "second", "ink2", wrap=True), flow([go_on]))
        buttons: list[QWidget] = []
        for hours in (*PAUSES, 0):
            words = tr("For {n} hour|For {n} hours", n=hours) if hours else tr("Until I continue")
            button = Button(look, words, "std")
            plain_text.set_accessible_description(button, tr("Pause"))
            button.clicked.connect(lambda _=False, hours=hours: self.pause.emit(float(hours)))
            self._controls["pause" if hours == PAUSES[0] else f"pause:{hours}"] = button
            buttons.append(button)
        text = tr("Amparo then does not connect on any network. You can still use a USB stick.")
        return card(look, title, Label(look, text, "second", "ink2", wrap=True), flow(buttons))

    def _others(self, shown: NetworksShown) -> list[QWidget]:
        look, tr = self._look, self._look.tr
        rows: list[QWidget] = []
        for line in shown.others:
            allow = Button(
                look, tr("Delete this rule"), "tool", tip=tr("Amparo sends all data over this network again")
            )
            plain_text.set_accessible_description(allow, tr.line(line.title, line.second))
            allow.clicked.connect(lambda _=False, key=line.key: self.allow.emit(key))
            self._controls[f"allow:{line.key}"] = allow
            rows.append(PlainRow(look, line.icon, line.title, line.second, allow, line=line is not shown.others[-1]))
        return rows

    def _one_of(self, key: str, name: str, options: list[tuple[str, str]], value: str) -> OneOf:
        control = OneOf(self._look, options, value, name, chips=True)
        self._controls[key] = control
        return control


def hours_of(text: str) -> tuple[int, int] | None:
    """Return two minutes of the day from text with any digits, or None for other text."""
    found = _HOURS.fullmatch(text)
    if found is None:
        return None
    a, b, c, d = map(int, found.groups())
    return (a * 60 + b, c * 60 + d) if max(a, c) < 24 and max(b, d) < 60 else None


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
            "With Tor, relays do not learn your location. People who watch the connection do not learn the "
            "relay. Amparo uses the Tor program on this computer, with your bridges."
        )
        options = [(_ONIONS, tr("Only .onion addresses")), (_ALL, tr("Every relay"))]
        self._what = OneOf(look, options, _ONIONS, tr("Traffic through Tor"))
        self._what.chosen.connect(lambda key: self.always.emit(key == _ALL))
        self._says = Label(look, "", "second", "ink2", wrap=True)
        self._at = line_edit(look, tr("Address of Tor"), USUAL[0])
        self._use = Button(look, tr("Use this address"), "std", act=lambda: self.place.emit(self._at.text().strip()))
        self._at.returnPressed.connect(self._use.click)
        self.field = Labelled(look, tr("Address of Tor"), self._at, tr("Default: the usual address."))
        self._around = self._asking(look)
        layout = strip_margins(QVBoxLayout(self))
        about = Label(look, text, "second", "ink2", wrap=True)
        chosen = column(look, self._what, self._says, gap=8)
        layout.addWidget(
            card(look, Label(look, tr("Tor"), "card"), about, chosen, self._around, self.field, flow([self._use]))
        )

    def _asking(self, look: Look) -> QWidget:
        tr = look.tr
        why = tr("Without Tor, relays and people who watch the connection see the address of this computer.")
        go = Button(look, tr("Connect without Tor, one time"), "std", "alert", act=self.around.emit)
        plain_text.set_accessible_description(go, why)
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
            said = tr("Tor works at {place}.", place=stands.answers)
        elif tor.always:
            said = tr("Tor does not answer. Until it works, Amparo does not connect. Start Tor, or enter its address.")
        else:
            said = tr(
                "Tor does not answer. Until it works, Amparo cannot reach .onion addresses. Start Tor, "
                "or enter its address."
            )
        self._says.setText(said)
