"""Mail through a door: as over any relay, but that the relay stands for minutes, and its card says nothing of it.

Between the mail lie notes, by which two who never met get each other's cards and each learns that the other is done.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

import crypto
from app.actions import contacts, control
from app.actions.addresses import Address
from app.actions.contacts import Contact
from app.actions.db import Db
from app.actions.outgoing import Mail, Outgoing
from app.actions.parcels import letter
from app.store import doors, outbox
from app.store.vault import Vault
from crypto.nearby import NOTE
from sync.client import RelayTransport
from sync.ports import Arrival, Parcel

MOST_NOTES = 64
"""Notes that one look takes: whoever leaves more is not waited for."""


class Doorway:
    """A door's relay as a `Transport` that keeps the notes to itself; `moved` counts objects of mail, both ways."""

    def __init__(self, relay: RelayTransport, key: bytes) -> None:
        """`key` opens the notes."""
        self._relay, self._key = relay, key
        self.notes: list[crypto.Note] = []
        """What came and was not looked at yet."""
        self.moved = 0

    @property
    def name(self) -> str:
        """Return the way's own name, by which no other relay can be meant."""
        return doors.ROUTE + self._relay.name.partition(":")[2]

    def put(self, parcel: Parcel) -> bytes | None:
        """See `Transport`."""
        receipt = self._relay.put(parcel)
        self.moved += 1
        return receipt

    def arrivals(self) -> Iterator[Arrival]:
        """Give mail; notes are taken on the way."""
        for arrival in self._relay.arrivals():
            note = self._note(arrival) if arrival.length == NOTE and len(self.notes) < MOST_NOTES else None
            if note is None:
                yield arrival
            else:
                self.notes.append(note)
                self._relay.settle([arrival])

    def look(self) -> None:
        """Take the notes alone."""
        for _ in self.arrivals():
            pass

    def settle(self, done: Sequence[Arrival]) -> None:
        """See `Transport`."""
        self._relay.settle(done)
        self.moved += len(done)

    def close(self) -> None:
        """Hang up."""
        self._relay.close()

    def _note(self, arrival: Arrival) -> "crypto.Note | None":
        """Return the note that this is, None where it only has the length of one."""
        try:
            return crypto.open_note(self._key, self._relay.mid, arrival.read(0, NOTE))
        except crypto.CryptoError:
            return None


@frozen
class Sill:
    """Where the other one is reached at a door, for all that goes there."""

    mailbox: "crypto.Mailbox"
    key: bytes = field(repr=False)

    def note(self, note: "crypto.Note", random: "crypto.Random") -> Parcel:
        """Return a note, sealed and addressed."""
        return letter(crypto.seal_note(self.key, self.mailbox.mid, note, random), self.mailbox)


class ThroughDoor(Outgoing):
    """The outbox of one vault for the one contact at a door."""

    def __init__(self, db: Db, vault: Vault, contact: Contact, sill: Sill, words: "list[crypto.Manifest]") -> None:
        """`words` is what was said through this door until now; it is not said again while the door is open."""
        super().__init__(db, vault, [contact.record.id])
        self._sill, self._words = sill, words
        self._saying: dict[Mail, crypto.Manifest] = {}

    def _ready(self, vault: Vault, route: str) -> list[Mail]:
        due = super()._ready(vault, route)
        return [mail for mail in due if mail.delivery is not None or self._is_new(vault, mail, route)]

    def _is_new(self, vault: Vault, mail: Mail, route: str) -> bool:
        """Return whether a control message says anything that was not said here before.

        As on a stick nothing of it is noted as said for good: the door may close before the other one fetched it.
        """
        contact = contacts.of_record(vault, mail.contact)
        said = crypto.parse_manifest(control.write(vault, contact, route)[1])
        said = evolve(said, report_id=bytes(16), seq=0, created=0, member_token=None)  # each has its own
        self._saying[mail] = said
        return said not in self._words

    def address(self, vault: Vault, contact: bytes, route: str) -> Address | None:
        """Return the mailbox at the door, whatever the contact's card says."""
        found = super().address(vault, contact, route)
        return evolve(found, mailbox=self._sill.mailbox) if found else None

    def is_due(self, vault: Vault, number: int, route: str, address: Address, object_id: bytes) -> bool:
        """Return whether a file was not put here yet; that it lies on relays helps nobody who cannot reach them."""
        return not outbox.is_placed(vault.con, number, route, object_id)

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        """Note one durable object; nobody will ever compare this relay's receipts with its log."""
        super().placed(item, route, object_id, None)

    def finished(self, item: object, route: str) -> None:
        """Note that all of an item lies at the door."""
        if not isinstance(item, Mail) or item.delivery is None:
            super().finished(item, route)
            self._words += [self._saying[item]] if isinstance(item, Mail) else []
            return
        number = item.delivery

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                doors.finished(con, number, route, vault.now())

        self._db(note)
