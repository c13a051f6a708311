"""Two people with a vault each and each other's card, and ways between them: the real round, or crafted mail."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, receive, sharing
from app.actions.mail.inbox import Accepted
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.store.records import record_rows as store
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault
from sync.exchange import Tally, run_sync
from sync.ports import Outcome
from tests.memory_transport import MemoryTransport
from tests.vaults import Clock, vault_at


@frozen
class Pair:
    """Ana and Ben, the box between them, one clock; `ben_here` is Ben in Ana's contacts, `ana_there` the reverse."""

    ana: Vault
    ben: Vault
    clock: Clock
    ben_here: Record
    ana_there: Record
    box: MemoryTransport = field(factory=MemoryTransport)

    def sync(self, times: int = 1) -> list[Tally]:
        """Do a round of Ana, then one of Ben."""
        return [go(vault, self.box) for _ in range(times) for vault in (self.ana, self.ben)]

    def share(self, *handles: str, profile: str = "internal", answers: LeakAnswers = LeakAnswers()) -> str:
        """Let Ana share with Ben and return the report's id in hex."""
        return sharing.share(self.ana, handles, [self.ben_here.ref], profile, answers=answers)[0].report.hex()

    def give(self, *handles: str, profile: str = "internal") -> Accepted:
        """Let Ana share with Ben, bring it over, and let Ben accept it."""
        report = self.share(*handles, profile=profile)
        go(self.ana, self.box)
        go(self.ben, self.box)
        return inbox.accept(self.ben, report)[0]

    def mail(self, body: "crypto.ReportBody", report: bytes | None = None) -> str:
        """Bring a crafted report of Ben's to Ana and return its id in hex."""
        id_ = report or os.urandom(16)
        outcome = post(self.ben, self.ana, report_of(self.ben, self.ana.author, body, id_))
        assert outcome == Outcome(received=1), outcome
        return id_.hex()

    def accept(self, body: "crypto.ReportBody") -> Accepted:
        """Bring a crafted report of Ben's to Ana and let her accept it."""
        return inbox.accept(self.ana, self.mail(body))[0]


@contextmanager
def pair_at(folder: Path) -> Iterator[Pair]:
    """Give Ana and Ben, who compared their numbers."""
    clock = Clock()
    with vault_at(folder / "ana", clock) as ana, vault_at(folder / "ben", clock) as ben:
        contact_cards.set_my_card(ana, "Ana")
        contact_cards.set_my_card(ben, "Ben")
        yield Pair(ana, ben, clock, know(ana, ben), know(ben, ana))


def know(one: Vault, other: Vault) -> Record:
    """Add another's card as a verified contact."""
    contact, _ = contact_cards.add(one, identity.card(other).file)
    contact_cards.verify(one, contact.record.ref, "".join(contact_cards.safety_number(one, contact)))
    return contact.record


def go(vault: Vault, box: MemoryTransport) -> Tally:
    """Do one round of a vault."""
    return run_sync(Outgoing(direct_db(vault), vault), Incoming(direct_db(vault), vault), box)


def report_of(
    sender: Vault, to: bytes, body: "crypto.ReportBody", id_: bytes, files: "tuple[crypto.Attachment, ...]" = ()
) -> "crypto.Manifest":
    """Return a report's manifest."""
    return crypto.Manifest(
        kind=1, report_id=id_, to=to, created=0, sender=sender.identity().public, incarnation=bytes(8), seq=1,
        body=body.value(), attachments=files,
    )  # fmt: skip


def control_of(sender: Vault, to: bytes, **said: object) -> "crypto.Manifest":
    """Return a control message's manifest."""
    return crypto.Manifest(
        kind=2, report_id=os.urandom(16), to=to, created=0, sender=sender.identity().public, incarnation=bytes(8),
        seq=1, **said,  # type: ignore[arg-type]
    )  # fmt: skip


def post(sender: Vault, receiver: Vault, manifest: "crypto.Manifest") -> Outcome:
    """Seal a manifest with the sender's key and give it to the receiver."""
    keyset = identity.card(receiver).keysets[0]
    data = crypto.seal(manifest.encode(), sender.identity(), keyset)
    letter = receive.open_(os.urandom(32), data, keysets.list_keysets(receiver.con), "memory")
    return receive.take(receiver, [letter])[0]


def get(vault: Vault, id_: bytes) -> Record:
    """Return a record that is there."""
    record = store.load(vault.con, id_)
    assert record is not None
    return record


def everything(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Return what an acceptance may change: records, changes, links, and what waits; not when a contact last wrote."""
    names = ("record", "change", "link", "conflict", "proposal", "card", "tally")
    noted = ("incarnation", "in_seq", "wrote_at")
    found = {}
    for name in names:
        rows = vault.con.execute(f"SELECT * FROM {name} ORDER BY 1, 2")
        stays = [i for i, column in enumerate(rows.description) if column[0] not in noted]
        found[name] = [tuple(row[i] for i in stays) for row in rows]
    return found
