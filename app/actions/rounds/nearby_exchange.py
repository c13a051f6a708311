"""Exchange mail between two people on one network, without internet: one opens a session, one joins.

    Host: opens, shows a code. Guest knocks (card). Mail both ways. Host answers (card). … Guest: bye. Host closes.
    Guest: code, knock (card), answer, mail both ways. Repeat until no mail moved between knock and answer. Then bye.

The code is required to join, and it pins the host's key. A card from a session is as unverified as any: people compare
their safety numbers. Each side does a `step` about every second, on any thread; `db` uses the store's thread.

Run the process of a nearby session: the relay's own code in a child, for minutes, in a folder of the vault.

The child gets its keys through a pipe. The pipe is its lifeline too: when this program ends in any way, the child ends.
"""

import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import crypto
from app import start
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.db import Db
from app.actions.relays import network_policy, networks
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.nearby_transport import Doorway, NearbyEndpoint, ThroughDoor
from app.device import addresses
from app.device.addresses import LocalAddress
from app.errors import AppError, InputRefused, NotDeliveredYet, StorageFailed
from app.phrase import Phrase
from app.store.contacts import card_rows
from app.store.relays import nearby_sessions
from app.store.vault import identity, wipe
from app.store.vault.open_vault import Vault
from crypto.nearby import BYE, GUEST, HOST, KNOCK
from sync import errors as trouble
from sync.client import RelayTransport
from sync.exchange import Tally, run_sync

GRACE = 5
"""Seconds that the child runs longer than its time, to let its owner download the last messages."""
_ENDS_WITHIN = 5.0
MINUTES, MOST_MINUTES = 10, 60
PATIENCE = 60.0
"""Seconds that a guest waits for the host's next answer."""
_ROUNDS = 8
"""The maximum number of rounds in one step: received mail causes answers, which are sent immediately."""


class NearbySession:
    """A running nearby session: `door` is its address, `keys` are its own. `close` ends it and removes its folder."""

    def __init__(self, vault: Vault, address: str, seconds: float) -> None:
        """Start it. Raises StorageFailed if the address is not on this computer, or the child cannot start."""
        self._folder: Path = vault.folder / wipe.DOOR
        shutil.rmtree(self._folder, ignore_errors=True)
        secret = vault.random(16)
        self.keys = crypto.door_keys(secret)
        command, place = start.command()
        self._child = subprocess.Popen(
            [*command, start.DOOR, str(self._folder.absolute()), address, str(seconds + GRACE)], cwd=place, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self._child.stdin and self._child.stdout  # noqa: S101 - they are pipes
        self._life_line, self._told = self._child.stdin, self._child.stdout
        with suppress(OSError):
            self._life_line.write((self.keys.relay + self.keys.invites).hex() + "\n")
            self._life_line.flush()
        port = self._told.readline().strip()
        if not port:
            self.close()
            raise StorageFailed(
                "The nearby session could not start at this address.", "Nothing was sent. Choose another."
            )
        self.door = crypto.NearbyInvite(secret, address, int(port))

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        return self._child.pid

    @property
    def stands(self) -> bool:
        """Return True if the session still runs."""
        return self._child.poll() is None

    def let_go(self) -> None:
        """Close its lifeline, without waiting for its end."""
        with suppress(OSError):
            self._life_line.close()

    def close(self) -> None:
        """End it and remove its data: encrypted messages that were downloaded or are still with their senders."""
        self.let_go()
        try:
            self._child.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._told.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Side:
    """The common part of host and guest: mail through a session with one contact, after its card arrives."""

    def __init__(self, vault: Vault, db: Db, door: "crypto.NearbyInvite", keys: "crypto.DoorKeys", mine: int) -> None:
        own, other = keys.mailboxes[mine], keys.mailboxes[1 - mine]
        url = f"https://{door.address}:{door.port}"
        self._vault, self._db = vault, db
        db(_forget)  # of a session whose program was killed
        self._relay = RelayTransport(url, keys.relay_pk, own, clock=vault.clock, random=vault.random)
        self._way = Doorway(self._relay, keys.notes)
        box = crypto.Mailbox(url, keys.relay_pk, self._relay.descriptor().seal_pk, crypto.mailbox_id(other.public), 0)
        self._sill = NearbyEndpoint(box, keys.notes)
        self._words: list[crypto.Manifest] = []
        self.tally = Tally()
        """The results so far."""
        self.contact: Contact | None = None
        self.is_new = False
        """True if this contact was unknown before."""

    def _met(self, note: "crypto.Note") -> None:
        """Accept the other person's card: a new contact, or the card of a known one."""

        def take(vault: Vault) -> tuple[Contact, bool]:
            card = contact_cards.read_card(note.card)
            known = card_rows.find_card_by_id(vault.con, card.id) is not None
            return contact_cards.add(vault, note.card)[0], not known

        self.contact, self.is_new = self._db(take)

    def _mail(self) -> bool:
        """Exchange mail until none is left now; return True if there was any. Raises NotDelivered."""
        before, contact = self._way.moved, self.contact
        if contact is None:
            return False
        for _ in range(_ROUNDS):
            at = self._way.moved
            out = ThroughDoor(self._db, self._vault, contact, self._sill, self._words)
            tally = run_sync(out, Incoming(self._db, self._vault), self._way)
            failures, tally.failures[:] = tally.failures[:], []
            self.tally.add(tally)
            if failures:
                raise trouble.NotDelivered(failures[0])
            if self._way.moved == at:
                break
        return self._way.moved > before

    def _say(self, what: int, id_: bytes) -> None:
        card = self._db(identity.card)
        self._way.put(self._sill.note(crypto.Note(what, id_, card.file), self._vault.random))
        self._way.moved -= 1

    def _hang_up(self) -> None:
        self._way.close()
        self._db(_forget)


class Host(_Side):
    """The host of a session; `close` it in the end. `until` is UTC seconds."""

    def __init__(self, vault: Vault, db: Db, standing: NearbySession, until: float) -> None:
        self._standing, self.until = standing, until
        super().__init__(vault, db, standing.door, standing.keys, HOST)
        self._answered = True
        self._last = b""
        self.others = 0
        """The number of notes from others with the same code, who were refused."""
        self.is_over = False
        """True if the guest has everything and left."""
        self._make_mailboxes()

    @property
    def code(self) -> tuple[str, ...]:
        """Return the code for the guest: twelve groups of five digits."""
        return self._standing.door.code

    @property
    def pid(self) -> int:
        """Return the id of the session's process."""
        return self._standing.pid

    @property
    def is_open(self) -> bool:
        """Return True if time is left and the process runs."""
        return self._vault.clock() < self.until and self._standing.stands

    @property
    def left(self) -> int:
        """Return the seconds that are left."""
        return max(0, round(self.until - self._vault.clock()))

    def step(self) -> None:
        """Look for a guest, exchange mail, and answer. Raises NotDeliveredYet if the session does not answer."""
        try:
            if self.contact is None:
                self._way.look()
            self._hear()
            self._mail()
            self._hear()
            if not self._answered:  # all mail from before the knock is here
                self._say(KNOCK, self._last)
                self._answered = True
        except trouble.SyncError as error:
            raise _not_reached(error) from error

    def drop(self) -> None:
        """Release the session immediately, when the host leaves: it ends and deletes its data without us."""
        self._standing.let_go()

    def close(self) -> None:
        """Close the session: stop listening and delete its data."""
        try:
            self._hang_up()
        finally:
            self._standing.close()

    def _make_mailboxes(self) -> None:
        """Make both mailboxes with their invites before another person knows the code, so no third one can exist."""
        keys = self._standing.keys
        for mine in (HOST, GUEST):
            at = RelayTransport(
                self._sill.mailbox.url, keys.relay_pk, keys.mailboxes[mine],
                clock=self._vault.clock, random=self._vault.random,
            )  # fmt: skip
            at.create_mailbox(keys.invites[16 * mine : 16 * mine + 16])
            at.close()

    def _hear(self) -> None:
        for note in self._way.notes:
            if self.contact is None:
                try:
                    self._met(note)
                except AppError:  # no card, or our own: a person with the code but without a usable card
                    self.others += 1
                    continue
            if not self._is_of(note):
                self.others += 1
            elif note.what == BYE:
                self.is_over = True
            else:
                self._answered, self._last, self.is_over = False, note.id, False
        self._way.notes.clear()

    def _is_of(self, note: "crypto.Note") -> bool:
        """Return True if a note is from the first guest."""
        try:
            return self.contact is not None and contact_cards.read_card(note.card).id == self.contact.card.id
        except AppError:
            return False


class Guest(_Side):
    """The guest, who joins a session with its code."""

    def __init__(self, vault: Vault, db: Db, door: "crypto.NearbyInvite") -> None:
        super().__init__(vault, db, door, crypto.door_keys(door.secret), GUEST)
        self._knock = b""
        self._quiet = True
        self._heard = vault.clock()

    def step(self) -> bool:
        """Exchange mail; return True if both sides have everything. Raises NotDeliveredYet if the session is closed."""
        try:
            if not self._knock:
                self._knocks()
            if self.contact is None:
                self._way.look()
            if self.contact is None and self._way.notes:
                self._met(self._way.notes[0])
            moved = self._mail()
            self._quiet &= not moved
            answers, self._way.notes[:] = [note.id for note in self._way.notes], []
            if moved or answers:
                self._heard = self._vault.clock()
            elif self._vault.clock() - self._heard > PATIENCE:
                raise trouble.NotDelivered("no one answers there")
            if self._knock in answers:
                if self._quiet:
                    self._say(BYE, self._knock)
                    return True
                self._knocks()
        except trouble.SyncError as error:
            raise _not_reached(error) from error
        return False

    def leave(self) -> None:
        """Leave the session."""
        self._hang_up()

    def _knocks(self) -> None:
        self._knock, self._quiet = self._vault.random(16), True
        self._say(KNOCK, self._knock)


def choices(network: Callable[[], networks.Network] | None = None) -> list[LocalAddress]:
    """Return the addresses for a session, with the network that leads out first; `network` names that one."""
    here = (network or networks.NetworkMonitor())().way.rpartition(" ")[2]
    return sorted(addresses.list_local_addresses(), key=lambda one: one.interface != here)


def open_door(
    vault: Vault,
    db: Db,
    address: str = "",
    minutes: float = MINUTES,
    network: Callable[[], networks.Network] | None = None,
) -> Host:
    """Open a session at a local `address` (default: the first of `choices`).

    Raises InputRefused for an address that the internet could reach, and without a network. Raises NotDeliveredYet if
    a person's rule forbids it, StorageFailed if listening there fails.
    """
    if not 0 < minutes <= MOST_MINUTES:
        raise InputRefused(Phrase("A nearby session lasts at most {most} minutes.", most=MOST_MINUTES))
    _want_allowed(vault, db, network)
    found = [one.host for one in choices(network)]
    host = address or (found[0] if found else "")
    if not host:
        raise InputRefused(
            "This computer has no network connection.",
            "Connect to a Wi-Fi network or to a hotspot of a phone, and try again.",
        )
    _want_around(host)
    standing = NearbySession(vault, host, minutes * 60)
    try:
        return Host(vault, db, standing, vault.clock() + minutes * 60)
    except trouble.SyncError as error:
        standing.close()
        raise _not_reached(error) from error
    except BaseException:
        standing.close()
        raise


def visit(vault: Vault, db: Db, code: str, network: Callable[[], networks.Network] | None = None) -> Guest:
    """Join a session with its code. InputRefused for a wrong code; NotDeliveredYet if the host is not reached."""
    try:
        door = crypto.NearbyInvite.read(code)
    except crypto.CryptoError as error:
        raise InputRefused(
            "This is not the code of a nearby session, or one digit is wrong.",
            "Nothing was sent. Check each digit of the code.",
        ) from error
    _want_around(door.address)
    _want_allowed(vault, db, network)
    try:
        return Guest(vault, db, door)
    except trouble.SyncError as error:
        raise _not_reached(error) from error


def _forget(vault: Vault) -> None:
    with vault.transaction() as con:
        nearby_sessions.forget(con)


def _want_around(host: str) -> None:
    if not addresses.is_around(host):
        raise InputRefused(
            Phrase("{host} is not an address of a local network.", host=host),
            "Nothing was opened or sent. A nearby session is for two people in one place.",
        )


def _want_allowed(vault: Vault, db: Db, network: Callable[[], networks.Network] | None) -> None:
    here = (network or networks.NetworkMonitor())()
    verdict = db(lambda v: network_policy.decide_nearby_session(v, here))
    if verdict.why is not None:
        raise NotDeliveredYet(Phrase("Nothing was opened or sent: {why}.", why=verdict.why))


def _not_reached(error: trouble.SyncError) -> NotDeliveredYet:
    return NotDeliveredYet(
        Phrase("The nearby session does not answer: {why}.", why=Phrase.of(error)),
        "Nothing was lost: the outbox is unchanged. Compare the code, or start a nearby session again.",
    )
