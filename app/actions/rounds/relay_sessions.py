"""Visit one relay in a round, in two halves: messages, then files; each step is stored immediately."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

import crypto
from app.actions.kernel import clock
from app.actions.kernel.db import Db
from app.actions.relays import mailbox_registration, network_policy, relay_log_audit, tickets
from app.actions.relays.mailbox_rotation import Turn
from app.actions.rounds import courier
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Mail, Outgoing
from app.phrase import Phrase
from app.store.relays import delivery_problems, file_routes, known_relays, policies, quarantined_messages
from app.store.relays.known_relays import KnownRelay
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync.exchange import SyncSession, Tally
from sync.maillog import LogPosition
from sync.ports import GiveWay
from sync.retry import next_attempt
from sync.sync_report import Heard, discard_progress

if TYPE_CHECKING:
    from sync.client import RelayTransport

T = TypeVar("T")
ACK_MEAN = 1800.0
"""Average seconds (exponential) that an acknowledgement waits in automatic rounds."""


Reach = Callable[..., "RelayTransport"]
"""Makes the transport to a relay, as `mailbox_registration.reach` does."""


@frozen
class SyncTarget:
    """A relay to visit: ours (then `key` reads our mailbox), or only a contact's."""

    url: str
    relay_pk: bytes
    ours: KnownRelay | None
    key: "crypto.SigningKey | None"


class Visit:
    """One relay in a round: the messages of all relays are exchanged before the files of any relay.

    `gate` is asked before each message and each piece of a file. Each half runs on any thread, one at a time, with
    that thread's store access. `around_tor` as in `mailbox_registration.reach`.
    """

    def __init__(
        self, vault: Vault, db: Db, place: SyncTarget, asked: bool, gate: network_policy.Gate, around_tor: bool = False,
        heard: Heard = discard_progress, reach: Reach = mailbox_registration.reach, turn: Turn | None = None,
    ) -> None:  # fmt: skip
        ours = place.ours
        position = LogPosition.from_bytes(ours.position) if ours and ours.position else None
        now, last = vault.clock(), ours.last_ok or 0 if ours else 0
        waited = now - (last if last <= now else 0) if ours else ACK_MEAN / 3  # a time in the future is no visit
        chance = 1.0 if asked else 1.0 - math.exp(-waited / ACK_MEAN)
        self._vault, self._db, self._place, self._gate, self._heard = vault, db, place, gate, heard
        self._transport = reach(
            vault, db, place.url, place.relay_pk, place.key, position, around_tor, gate.moved,
            issued=tickets.match_issued_tickets(self._store), shared=bool(ours and ours.shared),
        )  # fmt: skip
        self._outgoing = Outgoing(self._store, vault, chance=chance, permit=gate, turn=turn)
        self._incoming = Incoming(self._store, vault, gate, not ours.own) if ours else None
        self._round: SyncSession | None = None
        self._carries = self._gave_way = False
        self._left_out = False
        self._turn = turn
        self._tally = Tally()
        self.answered = False
        """True if the relay was asked, and proved to be the known one."""

    def _store(self, step: Callable[[Vault], T]) -> T:
        return self._db(step)

    def letters(self, db: Db) -> None:
        """Receive and send messages, and store the position of the log; without any task, do not connect."""
        self._db = db
        self._carries = courier.waits(db, self._place.relay_pk)
        if self._place.ours is None and not self._outgoing.ready(self._transport.name) and not self._carries:
            self._left_out = True
            return
        self._left_out = False
        if not self._went(self._greet):
            return
        self.answered = True
        warning = str(self._store(lambda v: clock.store_relay_offset(v, self._transport.clock_offset)))
        self._tally.warnings += [warning] if warning else []
        self._aside(tickets.stock)
        self._round = SyncSession(self._outgoing, self._incoming, self._transport, self._heard)
        if self._went(self._round.letters):
            self._aside(tickets.take_back)
        if self._place.ours is not None and not self._tally.failures and self._transport.log is not None:
            self._store(self._read_to)

    def urgent(self, db: Db) -> None:
        """Send the messages that are due now."""
        if self._round is not None:
            self._db = db
            self._went(self._round.urgent)
        elif self._left_out:
            self.letters(db)

    def files(self, db: Db) -> None:
        """Send files, then download files, then upload objects carried for others. Interrupted files still wait."""
        self._db = db
        if self._round is None:
            return
        if self._round.rests:
            self._went(self._round.files)
        if self._round is not None and not self._round.waits and self._carries:
            self._carries = self._gave_way = False
            self._went(self._carry)  # after an interruption it continues

    @property
    def waits(self) -> bool:
        """Return True if files or interrupted objects must still be sent."""
        return self._round is not None and (self._round.waits or self._gave_way)

    @property
    def rests(self) -> bool:
        """Return True if any task about files is left."""
        return self._round is not None and (self._round.rests or (self._carries and not self._tally.failures))

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def ended(self, db: Db) -> Tally:
        """Store the result of the visit, and return it; `failures` start with the relay's address."""
        self._db, tally = db, self._tally
        if self._transport.worked:
            seconds = max(1, round(self._transport.worked))
            tally.warnings.append(
                Phrase(
                    "No delivery ticket: this computer calculated {seconds} s for the check of the relay.",
                    seconds=seconds,
                )
            )
        tally.warnings += map(Phrase.of, tally.lacking)
        tally.failures[:] = [f"{self._place.url}: {text}" for text in dict.fromkeys(tally.failures)]
        if not self._left_out:
            self._store(self._note_hindrances)
        tally.others_wait = bool(self._turn and self._turn.others_wait and tally.sent)
        if not (self._left_out or tally.login_first or tally.no_tor):  # in these cases, the relay is not the cause
            self._store(self._note)
        return tally

    def _greet(self) -> Tally:
        self._transport.descriptor()
        return Tally()

    def _carry(self) -> Tally:
        """Upload objects carried for others, as far as rules and our urgent reports allow."""
        tally = courier.put(self._vault, self._db, self._transport, self._place.relay_pk, self._for_others)
        self._carries = self._gave_way
        return tally

    def _for_others(self, vault: Vault, length: int) -> None:
        self._gate(vault, length)
        try:
            self._outgoing.give_way(vault)
        except GiveWay:
            self._gave_way = True
            raise

    def _went(self, step: Callable[[], Tally]) -> bool:
        """Run a step; return True if the visit can continue."""
        try:
            self._tally.add(step())
        except trouble.NotNow as wait:
            self._tally.held.append(wait)
        except trouble.SyncError as failure:
            self._tally.failed(failure)
            self._tally.login_first |= self._place.ours is not None and isinstance(failure, trouble.LoginFirst)
            self._round = None
            return False
        return True

    def _aside(self, step: "Callable[[Vault, Db, RelayTransport, bytes], None]") -> None:
        """Run a step for the tickets of our guarded mailbox; its failure does not stop the mail."""
        pk = self._place.relay_pk
        ours = self._place.ours
        if ours is None or not ours.own or not self._store(lambda vault: policies.mailbox_policy(vault.con, pk)):
            return
        try:
            step(self._vault, self._store, self._transport, pk)
        except trouble.SyncError as failure:
            self._tally.failed(failure)

    def _read_to(self, vault: Vault) -> None:
        with vault.transaction() as con:
            known_relays.read_to(con, self._transport.mid, self._transport.position().to_bytes())

    def _note_hindrances(self, vault: Vault) -> None:
        """Store the reasons of failed deliveries, so that a person can see them, and the quarantined objects."""
        found = {}
        for item, why in self._tally.refused:
            number = item.delivery if isinstance(item, Mail) else delivery_problems.ANY
            if number is not None:
                found[number] = in_words(why)
        with vault.transaction() as con:
            delivery_problems.record_problems(con, f"relay:{self._place.relay_pk.hex()}", found, vault.now())
            quarantined_messages.record_quarantined(
                con, self._place.relay_pk, self._place.url, self._kept_aside(), vault.now()
            )

    def _kept_aside(self) -> list[tuple[str, str]]:
        """Return the quarantined objects with reasons, except a second log whose signed pages are stored as proof."""
        story = self._transport.other_story
        proved = story.what if story is not None and story.page else ""
        return [(what, why) for what, why in self._tally.kept_aside if what != proved]

    def _note(self, vault: Vault) -> None:
        """Store the progress of files, the position of the log, and the time of the next attempt."""
        ours, pk, transport = self._place.ours, self._place.relay_pk, self._transport
        with vault.transaction() as con:
            file_routes.record_progress(con, f"relay:{pk.hex()}", self._outgoing.reached, vault.now())
            if ours is None:
                return
            if self._tally.failures:
                attempts = ours.attempts + 1
                wait = next_attempt(attempts, int.from_bytes(vault.random(4), "big") / 2**32)
                known_relays.record_failure(con, ours.mid, attempts, vault.now() + int(wait))
            else:
                known_relays.record_success(con, ours.mid, transport.position().to_bytes(), vault.now())
            if transport.other_story is not None:
                relay_log_audit.two_stories(vault, ours, transport.other_story.page)
            elif transport.log is not None:
                known_relays.read_to(con, ours.mid, transport.position().to_bytes())
                relay_log_audit.read(vault, ours, transport.log)


def note_wish(vault: Vault, url: str, why: trouble.SyncError) -> None:
    """Store the reason why a new relay could not be reached yet."""
    with vault.transaction() as con:
        delivery_problems.record_problems(
            con, delivery_problems.WISH.format(url=url), {delivery_problems.ANY: in_words(why)}, vault.now()
        )


def in_words(why: trouble.SyncError) -> Phrase:
    """Return the reason of a failure, as the text for a waiting delivery."""
    if isinstance(why, trouble.LinkBroken):
        return delivery_problems.NO_ANSWER
    if isinstance(why, trouble.NotTheRelay):
        return delivery_problems.NOT_THE_RELAY
    return delivery_problems.NO_TICKET if isinstance(why, trouble.TicketRefused) else Phrase.of(why)
