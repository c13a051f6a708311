"""Ana and Ben with two relays each, of which a test makes one go bad: from vault to vault, over real HTTP."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from attrs import Factory, define

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.store.mail import outbox
from crypto.relay import CryptoError, LogPage
from sync.exchange import Tally
from tests.actions.pairs import Pair
from tests.relay import live
from tests.sync.bad_relay import Said, Swallow, lying

FILM = b"a truck at the gate, " * 4000

Mangle = Callable[[Said], Said | None]
reach = partial(mailbox_registration.reach, silence=0.4, pause=lambda _: None)
"""Reaches relays with little patience."""


@define
class Way:
    """One relay as its clients reach it; `says` passes its answers on, changed, and None hangs up."""

    pk: bytes
    url: str
    data: Path
    says: Mangle = lambda said: said
    swallows: Swallow = lambda method, path, body: None
    heads: dict[tuple[bytes, int], bytes] = Factory(dict)
    """The heads of logs that it told, by mailbox and line."""

    def say(self, said: Said) -> Said | None:
        """Pass an answer on as it is told to, and remember what it says of logs."""
        told = self.says(said)
        if told is not None and "/log?" in told.path and told.status == 200 and not told.cut:
            with contextlib.suppress(CryptoError):
                page = LogPage.unpack(LogPage.split(told.body)[0])
                self.heads[page.mid, page.first + len(page.entries) - 1] = page.head
        return told

    @property
    def route(self) -> str:
        """Return the name of its transport."""
        return f"relay:{self.pk.hex()}"

    def die(self) -> None:
        """Let it answer nothing any more."""
        self.says = lambda said: None

    def live(self) -> None:
        """Let it be honest again."""
        self.says = lambda said: said
        self.swallows = lambda method, path, body: None


@define
class Field:
    """The two, the two ways between them, and one clock for all."""

    pair: Pair
    ways: tuple[Way, Way]

    def share(self, file: bytes = b"", file_relays: int = 1) -> str:
        """Let Ana share an incident, with a file if there is one, and return the report's id in hex."""
        ana = self.pair.ana
        event, _ = records.add(ana, "event", {"title": "A truck stood at the gate"})
        if file:
            path = self.ways[0].data.parent / "film.mp4"
            path.write_bytes(file)
            evidence.add(ana, path, event.ref)
        to = [self.pair.ben_here.ref]
        return sharing.share(ana, [event.ref], to, "internal", file_relays=file_relays)[0].report.hex()

    def ana(self) -> Tally:
        """Do a round of Ana's."""
        return exchange.sync(self.pair.ana, reach=reach)

    def ben(self) -> Tally:
        """Do a round of Ben's."""
        return exchange.sync(self.pair.ben, reach=reach)

    def state(self) -> str:
        """Return how far Ana's newest delivery is."""
        return outbox.deliveries(self.pair.ana.con)[-1].state

    def came(self) -> list[str]:
        """Return how far each report is that came to Ben."""
        return [came.arrived.state for came in inbox.list_reports(self.pair.ben)]

    def drawn(self, way: Way) -> None:
        """Have this relay be the one that chance chose for the files of Ana's newest delivery."""
        with self.pair.ana.transaction() as con:
            con.execute(
                "INSERT INTO carrier (delivery, route, since) SELECT max(num), ?, ? FROM delivery",
                (way.route, self.pair.clock()),
            )

    def carrying(self) -> tuple[Way, Way]:
        """Return the relay where the files of Ana's delivery lie or go to now, and the other."""
        rows = self.pair.ana.con.execute("SELECT route FROM carrier WHERE given_up = 0").fetchall()
        first, second = self.ways
        return (first, second) if (first.route,) in rows else (second, first)


@contextmanager
def field_of(pair: Pair, folder: Path) -> Iterator[Field]:
    """Give two relays behind proxies, at which Ana and Ben have mailboxes that they know of each other."""
    with _way(pair, folder / "one") as one, _way(pair, folder / "two") as two:
        for vault in (pair.ana, pair.ben):
            for way in (one, two):
                mailbox_registration.add(vault, way.url)
        contact_cards.add(pair.ana, contact_cards.my_card(pair.ben).file)
        contact_cards.add(pair.ben, contact_cards.my_card(pair.ana).file)
        yield Field(pair, (one, two))


@contextmanager
def _way(pair: Pair, data: Path) -> Iterator[Way]:
    with live.relay(data, clock=pair.clock) as url:
        way = Way(live.public_key(data), "", data)
        with lying(url, way.say, instead=lambda *asked: way.swallows(*asked)) as way.url:
            yield way
