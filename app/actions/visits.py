"""A visit to one relay in a round, in two halves: letters, then files; what is done is kept as it is done."""

import math
from collections.abc import Callable

from attrs import frozen

import crypto
from app.actions import clock, permits, registering
from app.actions.db import Db
from app.actions.incoming import Incoming
from app.actions.outgoing import Outgoing
from app.store import relays
from app.store.relays import KnownRelay
from app.store.vault import Vault
from sync import errors as trouble
from sync.exchange import Round, Tally
from sync.maillog import LogPosition
from sync.retry import next_attempt
from sync.tally import Heard, unheard

ACK_MEAN = 1800.0
"""Seconds an acknowledgement waits on average (exponential) in rounds that the program starts by itself."""


@frozen
class Place:
    """A relay to visit: ours (then `key` reads our mailbox) or only a contact's."""

    url: str
    relay_pk: bytes
    ours: KnownRelay | None
    key: "crypto.SigningKey | None"


class Visit:
    """One relay in a round that may go on with it: the letters of all relays go before the files of any.

    `gate` is asked before each letter and each piece of a file; `hurried` are the urgent deliveries the round knows.
    """

    def __init__(
        self, vault: Vault, db: Db, place: Place, asked: bool, gate: permits.Gate,
        hurried: set[int] | None = None, heard: Heard = unheard,
    ) -> None:  # fmt: skip
        ours = place.ours
        position = LogPosition.from_bytes(ours.position) if ours and ours.position else None
        waited = max(0.0, vault.clock() - (ours.last_ok or 0)) if ours else ACK_MEAN / 3
        chance = 1.0 if asked else 1.0 - math.exp(-waited / ACK_MEAN)
        self._vault, self._db, self._place, self._heard = vault, db, place, heard
        self._transport = registering.reach(vault, place.url, place.relay_pk, place.key, position, gate.moved)
        self._outgoing = Outgoing(db, vault, chance=chance, permit=gate, hurried=hurried)
        self._incoming = Incoming(db, vault, permit=gate) if ours else None
        self._round: Round | None = None
        self._tally = Tally()

    def letters(self) -> None:
        """Fetch and send letters, and note where the log stands then; where nothing is to be done, not even that."""
        if self._place.ours is None and not self._outgoing.ready(self._transport.name):
            return
        try:
            self._transport.descriptor()
        except trouble.SyncError as failure:
            self._tally.failed(failure)
            self._tally.login_first = self._place.ours is not None and isinstance(failure, trouble.LoginFirst)
            return
        warning = str(self._db(lambda v: clock.heard(v, self._transport.clock_offset)))
        self._tally.warnings += [warning] if warning else []
        self._round = Round(self._outgoing, self._incoming, self._transport, self._heard)
        self._step(self._round.letters)
        if not self._tally.failures:
            self._note()

    def urgent(self) -> None:
        """Send the letters that are due by now."""
        if self._round is None:
            self.letters()
        else:
            self._step(self._round.urgent)

    def files(self) -> None:
        """Send files, then fetch them. Where they gave way to letters they still wait."""
        if self._round is not None:
            self._step(self._round.files)

    @property
    def waits(self) -> bool:
        """Return whether there are files to send."""
        return self._round is not None and self._round.waits

    @property
    def rests(self) -> bool:
        """Return whether there is anything to do about files."""
        return self._round is not None and self._round.rests

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def ended(self) -> Tally:
        """Note how the visit went, and return what it did; `failures` says with the relay's address what did not go."""
        tally = self._tally
        tally.failures[:] = [f"{self._place.url}: {text}" for text in dict.fromkeys(tally.failures)]
        if not tally.login_first:  # then the relay is not to blame: it is asked again as soon as the next round comes
            self._note()
        return tally

    def _step(self, step: Callable[[], Tally]) -> None:
        try:
            self._tally.add(step())
        except trouble.SyncError as failure:
            self._tally.failed(failure)
            self._tally.login_first |= self._place.ours is not None and isinstance(failure, trouble.LoginFirst)
            self._round = None

    def _note(self) -> None:
        """Note where the log stands, or when to try again."""
        ours, failed = self._place.ours, bool(self._tally.failures)
        if ours is None:
            return
        position = self._transport.position()

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                if failed:
                    attempts = ours.attempts + 1
                    wait = next_attempt(attempts, int.from_bytes(vault.random(4), "big") / 2**32)
                    relays.failed(con, ours.pk, attempts, vault.now() + int(wait))
                else:
                    relays.answered(con, ours.pk, position.to_bytes(), vault.now())

        self._db(note)
