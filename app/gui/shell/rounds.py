"""Run rounds with the relays from one window when connections come, and describe the network in the foot line."""

import os
import time
from typing import TYPE_CHECKING

from app.domain import remaining_delay
from app.gui.shell.foot import Fact
from app.gui.shell.routes import BlockedTraffic

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.kernel.db import Db
    from app.actions.relays.networks import Network
    from app.actions.rounds.sync_scheduler import Cadence
    from app.gui.shell.vault_session import VaultSession
    from app.gui.style.text import Text
    from app.store.vault.open_vault import Vault
    from sync.errors import SyncError
    from sync.exchange import Tally


APART_LOOK = 20.0
"""Seconds between two checks for a due anonymous report."""


class Rounds:
    """Visits the relays on request, and automatically when connections come; one round at a time."""

    def __init__(self, desk: "VaultSession") -> None:
        self._desk = desk
        self._said = Fact("go:relays", "offline", desk.look.tr("No relay yet"), desk.look.tr("No relay"))
        self.here: Callable[[], Network] | None = None
        """Returns the current network, on a lane; a test gives another function."""
        self._network: Network | None = None
        self._held: BlockedTraffic | None = None
        self._far: tuple[bool, int, int] | None = None  # progress of the current round
        self._next: tuple[bool, bool] | None = None  # the next round: (asked by a person, without Tor)
        self._cadence: Cadence | None = None
        self._looking, self._looked = False, 0.0
        self._aside: set[tuple[str, str]] = set()  # announced messages about quarantined data
        self._question: Network | None = None  # the network for which a person was asked if data can go
        self._agreed: Network | None = None
        self._warned: set[str] = set()  # already announced: a round every few minutes would repeat it forever
        self._apart_at = 0.0  # time of the last check for due anonymous reports
        self._marks: tuple[object, ...] = ()  # of the vault after the last round

    @property
    def leads_out(self) -> "Network | None":
        """The network that leads out; None before the first check."""
        return self._network

    @property
    def network(self) -> Fact:
        """The fact for the foot line: an intercepted line first, then the current round, then withheld data and why."""
        if self._said.tone == "red":
            return self._said
        if self._far is not None and self._far[2]:
            return progress_of(self._desk.look.tr, *self._far)
        if self._held is None:
            return self._said
        if self._held.everything is not None:
            return self._held.everything
        return self._held.files if self._held.files is not None and self._said.icon == "online" else self._said

    def go(self, asked: bool = True, anew: bool = False, around_tor: bool = False) -> None:
        """Visit all relays if a person `asked`, otherwise those that are due; after the current round.

        `anew`: also those that did not answer on another network; `around_tor` as in `sync`.
        """
        from app.actions.rounds import exchange

        if self._far is not None:
            before, tor = self._next or (False, False)
            self._next = (asked or before, around_tor or tor)
            return
        self._desk.ask(lambda vault: exchange.due_in(vault), lambda due: self._go(due, asked, anew, around_tor))

    def again(self) -> None:
        """Check the network every other second, and start a round when one is due."""
        from app.actions.relays import networks
        from app.actions.rounds import sync_scheduler

        now = time.time()
        passed = now - self._looked
        if self._looking or 0 <= passed < sync_scheduler.LOOK:
            return
        if self.here is None:
            self.here = networks.NetworkMonitor()
        passed = max(sync_scheduler.LOOK, passed) if self._looked else 0.0
        self._looking, self._looked = True, now
        self._desk.work.look(
            self._desk.window, self.here, lambda network: self._saw(network, passed), lambda _: self._not_seen()
        )

    def read(self) -> None:
        """Read again the data that this network rule holds back, and ask the person if the rule demands it."""
        self._desk.show_foot()
        network, routes = self._network, self._desk.routes
        if network is not None:
            self._desk.read(lambda vault: routes.held(vault, network), lambda held: self._hold(network, held))

    def _saw(self, network: "Network", passed: float) -> None:
        from app.actions.rounds.sync_scheduler import EVERY, Cadence

        before, self._network, self._looking = self._network, network, False
        if self._cadence is None:  # the code that shows the window begins the first round
            self._cadence = Cadence(_dice, network, EVERY * (0.5 + _dice()))
        due = self._cadence.look(network, passed)
        if before is None or before != network or before.metered != network.metered:
            self.read()
        self._apart(time.time())
        if due and self._far is None:
            self.go(asked=network == self._agreed, anew=self._cadence.anew)
            self._cadence.went(None)

    def _apart(self, now: float) -> None:
        """Send anonymous reports at their own times, and check for their answers; never within another round."""
        if remaining_delay.seconds_after(self._apart_at, now, APART_LOOK) or self._far is not None:
            return
        from app.actions.rounds import anonymous_sync

        self._apart_at, here = now, self.here

        def go(due: float | None) -> None:
            if due is not None and due <= 0 and self._far is None:
                self._far = (True, 0, 0)
                self._desk.on_net(
                    lambda vault, db: anonymous_sync.sync(vault, db, asked=False, network=here),
                    self._was_apart,
                    self._failed,
                )

        self._desk.ask(anonymous_sync.due_in, go)

    def _was_apart(self, tally: "Tally") -> None:
        self._far = None
        if tally.sent or tally.acknowledged:
            self._desk.refresh()
        if self._next is not None:
            (asked, around_tor), self._next = self._next, None
            self.go(asked, around_tor=around_tor)

    def _not_seen(self) -> None:
        self._looking = False

    def _hold(self, network: "Network", held: BlockedTraffic) -> None:
        self._held = held
        self._desk.show_foot()
        if held.waiting and self._question != network:
            self._question = network
            self._ask(network, *held.waiting)

    def _ask(self, network: "Network", count: int, size: int) -> None:
        """Ask if waiting reports can go over this network, once for each network."""
        from app.gui.shell.strip_view import Unfinished

        desk, tr = self._desk, self._desk.look.tr
        what = tr("{n} report is waiting: {size}.|{n} reports are waiting: {size}.", n=count, size=tr.size(size))
        text = tr("On this network, Amparo asks before it connects. It then sends and receives.")
        strip = Unfinished(desk.look, what, text, tr("Connect now"), tr("Not now"), "network")

        def go() -> None:
            self._agreed = network
            desk.notice(None)
            self.go()

        strip.go_on.clicked.connect(lambda _=False: go())
        strip.away.clicked.connect(lambda _=False: desk.notice(None))
        desk.notice(strip)

    def _go(self, due: float | None, asked: bool, anew: bool, around_tor: bool) -> None:
        from app.actions.rounds import exchange

        if due is None or self._far is not None or not (asked or anew or due <= 0):
            return
        self._far = (True, 0, 0)
        here = self.here

        def heard(sending: bool, done: int, total: int) -> None:
            self._far = (sending, done, total)
            self._desk.work.give_way()  # a person can be at a page

        def go(vault: "Vault", db: "Db") -> "tuple[Tally, tuple[object, ...]]":
            tally = exchange.sync(vault, db, asked=asked, anew=anew, around_tor=around_tor, network=here, heard=heard)
            return tally, db(exchange.marks)

        self._desk.on_net(go, lambda found: self.take_result(*found), self._failed)

    def take_result(self, tally: "Tally", marks: tuple[object, ...] = ()) -> None:
        """Show and say the result of a round, and read again what it can have changed.

        `marks` are those of the store at its end.
        """
        from app.actions.rounds import exchange

        tr, before = self._desk.look.tr, self._said
        self._over(tally)
        self._said = network_of(tr, tally, self._network)
        if (tally.in_between or tally.impostor) and self._said != before:
            self._desk.say(self._said.words)  # a screen reader announces it too
        elif aside := set(tally.kept_aside) - self._aside:
            words = tr("{n} package not read: see Today.|{n} packages not read: see Today.", n=len(aside))
            self._desk.window.foot.say(words, icon="alert")
        elif new := [warning for warning in tally.warnings if warning not in self._warned]:
            self._desk.window.foot.say(tr.line(*map(tr.phrase, new)), icon="alert")
        elif tally.carried:
            said = tr(
                "Amparo put {n} package of others on a relay.|Amparo put {n} packages of others on relays.",
                n=tally.carried,
            )
            self._desk.say(said)
        elif tally.sent or tally.received or tally.acknowledged:
            self._desk.say(tr("{sent} sent, {received} received.", sent=tally.sent, received=tally.received))
        self._warned, self._aside = set(tally.warnings), set(tally.kept_aside)
        quiet, self._marks = marks == self._marks != (), marks
        self._desk.refresh(exchange.list_changes(tally, quiet))
        self._desk.routes.after_round()  # a rule can have destroyed a record that a contact withdrew

    def _failed(self, _: BaseException) -> None:
        self._over(None)
        self._said = _offline(self._desk.look.tr)
        self._desk.show_foot()

    def _over(self, tally: "Tally | None") -> None:
        self._far = None
        if self._cadence is not None:
            self._cadence.went(tally)
        if self._next is not None:
            (asked, around_tor), self._next = self._next, None
            self.go(asked, around_tor=around_tor)


def network_of(tr: "Text", tally: "Tally", network: "Network | None" = None) -> Fact:
    """Return the state of the network after a round; an intercepted line comes before a mere failure."""
    if tally.in_between:
        words = tr("Another person can read the connection to a relay. Amparo sent nothing there.")
        return Fact("go:relays", "shield-alert", words, tr("Connection not safe"), "red")
    if tally.impostor:
        words = tr("Another server answers instead of a relay. Amparo sent nothing there.")
        return Fact("go:relays", "shield-alert", words, tr("Wrong server"), "amb")
    if tally.ruled_out:
        return Fact(
            "go:relays", "pause", tr("You chose that Amparo never connects on this network"), tr("Off on this network")
        )
    if tally.silent and tally.answered:
        n, of, why = tally.answered, tally.visited, _why(tr, tally.silent[0])
        words = tr("{n} of {of} relays answered. Problem: {why}", n=n, of=of, why=why)
        return Fact("go:relays", "relays", words, tr("{n} of {of} relays", n=n, of=of))
    if tally.login_first:
        words = tr("This network needs a sign-in first. Amparo sent nothing. Sign in, then connect again.")
        return Fact("go:relays", "offline", words, tr("Sign in first"))
    if tally.no_tor:
        words = tr("Tor does not answer. Amparo sent nothing. Reports that need Tor wait.")
        return Fact("go:relays", "offline", words, tr("No Tor"))
    if tally.failures and tally.answered:
        why = next((_why(tr, error) for _, error in tally.refused if error not in tally.lacking), tally.failures[0])
        words = tr("All relays answered. Some reports are not sent: {why}", why=why)
        return Fact("go:relays", "relays", words, tr("Not all sent"))
    if tally.failures and network is not None and network.leads_out is False:
        return Fact("go:relays", "offline", tr("Waiting for a connection. You can work as usual."), tr("No network"))
    if tally.silent and network is not None and network.leads_out:
        return Fact("go:relays", "offline", tr("No relay answers. You can work as usual."), tr("No relay answers"))
    if tally.failures:
        return _offline(tr)
    return Fact("go:relays", "online", tr("All relays answered"), tr("Online"))


def _why(tr: "Text", error: "SyncError") -> str:
    from app.actions.rounds import relay_sessions

    return tr.phrase(relay_sessions.in_words(error))


def progress_of(tr: "Text", sending: bool, done: int, total: int) -> Fact:
    """Return the progress of a round."""
    at = min(done + 1, total)
    words = tr("Sending {at} of {n}", at=at, n=total) if sending else tr("Receiving {at} of {n}", at=at, n=total)
    return Fact("go:relays", "send" if sending else "inbox", words, tr("{at} of {n}", at=at, n=total))


def _offline(tr: "Text") -> Fact:
    return Fact("go:relays", "offline", tr("No network. You can work as usual."), tr("No network"))


def _dice() -> float:
    return int.from_bytes(os.urandom(4)) / 2**32
