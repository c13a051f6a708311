"""A desk with two members, and a witness outside who writes to it, with one relay between them all."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import define

from app.actions.contacts import contact_cards
from app.actions.contacts import members as actions
from app.actions.kernel import records
from app.actions.kernel.db import Db
from app.actions.mail import sharing
from app.actions.relays import mailbox_registration
from app.actions.rounds import exchange
from app.domain.record import Record
from app.store.mail import inbox, outbox
from app.store.mail.inbox import Arrived
from app.store.vault.open_vault import Vault
from sync.client import RelayTransport
from sync.exchange import Tally
from tests.actions.pairs import know
from tests.relay import live
from tests.sync.bad_relay import Said, lying
from tests.vaults import Clock, vault_at


@define
class Bureau:
    """The four, their clock, the relay's address and folder; `known` is each member in the desk's contacts."""

    desk: Vault
    maya: Vault
    omar: Vault
    witness: Vault
    clock: Clock
    url: str
    relay: Path
    known: dict[str, Record]
    desk_there: Record
    others: Sequence[Vault] = ()
    """More who may become members."""

    def round(self, *who: Vault) -> list[Tally]:
        """Do a round of these one after the other, of all where none is named; every round must go well."""
        tallies = [
            exchange.sync(vault) for vault in who or (self.desk, self.maya, self.omar, *self.others, self.witness)
        ]
        assert [text for tally in tallies for text in tally.failures] == []
        return tallies

    def members(self) -> None:
        """Make both of them members, and bring them what they need."""
        for record in self.known.values():
            actions.add(self.desk, record.ref)
        self.round(self.desk, self.maya, self.omar, self.maya, self.omar, self.desk, self.desk)
        self.round(self.witness, self.witness)

    def report(self, title: str) -> bytes:
        """Let the witness share an incident with the desk, and put it on the relay; return the report's id."""
        event, _ = records.add(self.witness, "event", {"title": title})
        report = sharing.share(self.witness, [event.ref], [self.desk_there.ref], "internal")[0].report
        self.round(self.witness)
        return report

    def told(self, title: str) -> list[tuple[str, str, int, int]]:
        """Let the witness share and send, and return what the relay saw of it: requests, their sizes, and answers'."""
        event, _ = records.add(self.witness, "event", {"title": title})
        sharing.share(self.witness, [event.ref], [self.desk_there.ref], "internal")
        return self.watched(self.witness)

    def watched(self, vault: Vault, asked: bool = True) -> list[tuple[str, str, int, int]]:
        """Let somebody do a round, `asked` by a person or not, and return what the relay saw of it, as `told` does."""
        seen: list[tuple[str, str, int]] = []
        answers: list[Said] = []

        def swallow(method: str, path: str, body: bytes) -> None:
            seen.append((method, re.sub("[0-9a-f]{16,}|after=[0-9]+", "#", path), len(body)))

        def say(said: Said) -> Said:
            answers.append(said)
            return said

        with lying(self.url, say, instead=swallow) as proxy:

            def reach(vault: Vault, db: Db, url: str, *more: object, **settings: object) -> RelayTransport:
                return mailbox_registration.reach(vault, db, proxy, *more, **settings)  # type: ignore[arg-type]

            assert exchange.sync(vault, asked=asked, anew=not asked, reach=reach).failures == []
        return [(*said, len(answer.body)) for said, answer in zip(seen, answers, strict=True)]

    def state(self, report: bytes) -> str:
        """Return how far the witness sees a report."""
        (delivery,) = outbox.deliveries(self.witness.con, "report = ?", (report,))
        return delivery.state


def came(vault: Vault, report: bytes) -> list[Arrived]:
    """Return a report where it came to a vault."""

    return inbox.find(vault.con, report)


@contextmanager
def bureau_at(folder: Path, *more: str) -> Iterator[Bureau]:
    """Give the four, who know each other, and `more` who may read for the desk; nobody is a member yet."""
    clock, relay = Clock(), folder / "relay"
    names = ("desk", "maya", "omar", "witness", *more)
    with ExitStack() as stack:
        url = stack.enter_context(live.relay(relay, clock=clock))
        vaults = [stack.enter_context(vault_at(folder / name, clock)) for name in names]
        desk, maya, omar, witness, *others = vaults
        for vault, name in zip(vaults, names, strict=True):
            contact_cards.set_my_card(vault, name.title(), desk=vault is desk)
            mailbox_registration.add(vault, url)
        reading = [(name, vault) for name, vault in zip(names, vaults, strict=True) if vault not in (desk, witness)]
        known = {name: know(desk, vault) for name, vault in reading}
        for _, vault in reading:
            know(vault, desk)
        there = know(witness, desk)
        for vault in (desk, maya, omar, *others):
            know(vault, witness)
        yield Bureau(desk, maya, omar, witness, clock, url, relay, known, there, others)
