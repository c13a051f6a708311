"""Exchange mail in a nearby session: as over a relay, but it runs for minutes and no card lists it.

Between the mail are notes. By these, two people who never met get each other's cards and learn that the other is done.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact, DeliveryAddress
from app.actions.kernel.db import Db
from app.actions.mail import control
from app.actions.rounds.encrypted_objects import letter
from app.actions.rounds.outbox_port import Mail, Outgoing
from app.store.mail import outbox
from app.store.relays import nearby_sessions
from app.store.vault.open_vault import Vault
from crypto.nearby import NOTE
from sync.client import RelayTransport
from sync.ports import Arrival, Parcel

MOST_NOTES = 64
"""The most notes of one look; Amparo does not wait for a sender of more."""


class Doorway:
    """A session's relay as a `Transport` that keeps the notes to itself; `moved` counts mail, both ways."""

    def __init__(self, relay: RelayTransport, key: bytes) -> None:
        """Store the relay and the key that opens the notes."""
        self._relay, self._key = relay, key
        self.notes: list[crypto.Note] = []
        """Notes that arrived and were not read yet."""
        self.moved = 0

    @property
    def name(self) -> str:
        """Return the name of the route, which no other relay can have."""
        return nearby_sessions.ROUTE + self._relay.name.partition(":")[2]

    def put(self, parcel: Parcel) -> bytes | None:
        """See `Transport`."""
        receipt = self._relay.put(parcel)
        self.moved += 1
        return receipt

    def arrivals(self) -> Iterator[Arrival]:
        """Yield mail, and collect the notes between it."""
        for arrival in self._relay.arrivals():
            note = self._note(arrival) if arrival.length == NOTE and len(self.notes) < MOST_NOTES else None
            if note is None:
                yield arrival
            else:
                self.notes.append(note)
                self._relay.settle([arrival])

    def look(self) -> None:
        """Collect only the notes."""
        for _ in self.arrivals():
            pass

    def settle(self, done: Sequence[Arrival]) -> None:
        """See `Transport`."""
        self._relay.settle(done)
        self.moved += len(done)

    def close(self) -> None:
        """Close the connection."""
        self._relay.close()

    def _note(self, arrival: Arrival) -> "crypto.Note | None":
        """Return the note in an arrival; None if only the length is that of a note."""
        try:
            return crypto.open_note(self._key, self._relay.mid, arrival.read(0, NOTE))
        except crypto.CryptoError:
            return None


@frozen
class NearbyEndpoint:
    """The address of the other side in a session, for everything that is sent there."""

    mailbox: "crypto.Mailbox"
    key: bytes = field(repr=False)

    def note(self, note: "crypto.Note", random: "crypto.Random") -> Parcel:
        """Return a note, encrypted and addressed."""
        return letter(crypto.seal_note(self.key, self.mailbox.mid, note, random), self.mailbox)


class ThroughDoor(Outgoing):
    """The outbox of one vault for the one contact in a session."""

    def __init__(
        self, db: Db, vault: Vault, contact: Contact, sill: NearbyEndpoint, words: "list[crypto.Manifest]"
    ) -> None:
        """Remember in `words` what this session sent until now; it is not repeated while the session is open."""
        super().__init__(db, vault, [contact.record.id])
        self._sill, self._words = sill, words
        self._saying: dict[Mail, crypto.Manifest] = {}

    def _ready(self, vault: Vault, route: str) -> list[Mail]:
        due = super()._ready(vault, route)
        return [mail for mail in due if mail.delivery is not None or self._is_new(vault, mail, route)]

    def _is_new(self, vault: Vault, mail: Mail, route: str) -> bool:
        """Return True if a service message says something new in this session.

        As on a USB stick, it does not count as delivered: the session can end before the other side downloads it.
        """
        contact = contact_cards.of_record(vault, mail.contact)
        said = crypto.parse_manifest(control.write(vault, contact, route)[1])
        said = evolve(said, report_id=bytes(16), seq=0, created=0, member_token=None)  # these differ in each message
        self._saying[mail] = said
        return said not in self._words

    def address(self, vault: Vault, contact: bytes, route: str) -> DeliveryAddress | None:
        """Return the mailbox in the session; the contact's card does not matter."""
        found = super().address(vault, contact, route)
        return evolve(found, mailbox=self._sill.mailbox) if found else None

    def is_due(self, vault: Vault, number: int, route: str, address: DeliveryAddress, object_id: bytes) -> bool:
        """Return True if a file was not uploaded here; a copy on relays is useless if they cannot be reached."""
        return not outbox.is_placed(vault.con, number, route, object_id)

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        """Record one stored object, without the receipt: no one ever compares this relay's receipts with its log."""
        super().placed(item, route, object_id, None)

    def finished(self, item: object, route: str) -> None:
        """Record that all parts of an item are stored in the session."""
        if not isinstance(item, Mail) or item.delivery is None:
            super().finished(item, route)
            self._words += [self._saying[item]] if isinstance(item, Mail) else []
            return
        number = item.delivery

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                nearby_sessions.record_finished(con, number, route, vault.now())

        self._db(note)
