"""Rounds with the relays from one window, and what its foot line says of the network."""

import time
from typing import TYPE_CHECKING

from app.gui.widgets.foot import Fact

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.text import Text
    from sync.exchange import Tally

AT_LEAST = 60
"""Seconds between two rounds that the window starts by itself."""


class Rounds:
    """Visits the relays when it is asked to, and by itself now and then."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._last = time.monotonic()
        tr = desk.look.tr
        self.network = Fact("network", "offline", tr("No relay yet"), tr("No relay"))

    def go(self, asked: bool = True, around_tor: bool = False) -> None:
        """Visit the relays: all of them where a person `asked`, else those that are due. `around_tor` as in `sync`."""
        from app.actions import exchange

        self._last = time.monotonic()
        self._desk.ask(lambda vault: exchange.due_in(vault), lambda due: self._go(due, asked, around_tor))

    def again(self) -> None:
        """Go by itself if the last round is long enough ago."""
        if time.monotonic() - self._last >= AT_LEAST:
            self.go(asked=False)

    def _go(self, due: float | None, asked: bool, around_tor: bool) -> None:
        from app.actions import exchange

        if due is not None and (asked or due <= 0):
            self._desk.on_net(
                lambda vault, db: exchange.sync(vault, db, asked=asked, around_tor=around_tor), self._done, self._failed
            )

    def _done(self, tally: "Tally") -> None:
        tr, before = self._desk.look.tr, self.network
        self.network = network_of(tr, tally)
        if tally.in_between and self.network != before:
            self._desk.say(self.network.words)  # a screen reader hears it too
        elif tally.carried:
            said = tr(
                "{n} parcel of others was put on a relay.|{n} parcels of others were put on relays.", n=tally.carried
            )
            self._desk.say(said)
        elif tally.sent or tally.received or tally.acknowledged:
            self._desk.say(tr("{sent} sent, {received} received.", sent=tally.sent, received=tally.received))
        self._desk.refresh()

    def _failed(self, _: BaseException) -> None:
        self.network = _offline(self._desk.look.tr)
        self._desk.show_foot()


def network_of(tr: "Text", tally: "Tally") -> Fact:
    """Say how the network is after a round; above all that somebody opens the line, which is no mere failure."""
    if tally.in_between:
        words = tr("Somebody opens the line to a relay. Nothing was sent there.")
        return Fact("network", "shield-alert", words, tr("Line not safe"), "red")
    if tally.ruled_out:
        return Fact("network", "pause", tr("Relays are not visited on this network, as you said"), tr("Not here"))
    if tally.login_first:
        words = tr("This network wants a log-in first. Nothing was sent.")
        return Fact("network", "offline", words, tr("Log in first"))
    if tally.no_tor:
        words = tr("Tor does not answer. Nothing was sent; all that has to go through it waits.")
        return Fact("network", "offline", words, tr("No Tor"))
    if tally.failures:
        return _offline(tr)
    return Fact("network", "online", tr("All relays answered"), tr("Online"))


def _offline(tr: "Text") -> Fact:
    return Fact("network", "offline", tr("No network. Everything works."), tr("No network"))
