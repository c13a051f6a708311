"""A relay as a `Transport`: the only code that speaks HTTP to a relay (PROTOCOL.md describes the other side).

Unsigned answers of a relay are never trusted. Its failures never cost data. An object that cannot be delivered now is
`NotDelivered` and stays queued; one that can never go this way is `Refused`. An arrived object that differs from the
log is `Damaged` and quarantined. Requests are signed with the relay's clock, so a wrong clock here does no harm.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from crypto.relay import (
    DELETED,
    NO_TICKET,
    PAGE_ENTRIES,
    PAGE_STEP,
    SEGMENT,
    STORED,
    CryptoError,
    Descriptor,
    LogEntry,
    LogPage,
    MailboxRequest,
    NeedsNewerApp,
    Receipt,
    SigningKey,
    TicketRow,
    mailbox_id,
    object_id,
    open_descriptor,
    open_page,
    sign_request,
    ticket_hash,
)
from sync.errors import Damaged, LinkBroken, LogConflict, NotDelivered, NotTheRelay, Refused, TicketRefused
from sync.link import SILENCE, HttpResponse, RelayLink
from sync.maillog import LogPosition, MailLog
from sync.object_upload import Delivering, Pays, check_receipt, want
from sync.pacing import BLOCK
from sync.ports import Arrival, Parcel
from sync.tor import Tor

_ACK_MOST = 10_000
_PAGES_MOST = 1_000
_TICKETS_MOST = 32
"""The most tickets tried for one object in a round: many tickets of a walk-in batch can be spent already."""
Issued = Callable[[Sequence[LogEntry]], Mapping[bytes, bytes]]
"""Receives the lines of our log that a ticket paid for. Returns our tickets by their hash."""
EACH = 400
"""Bytes of a request and its answer in addition to their bodies, in each direction."""
HELLO = 2_500
"""Bytes of a new TLS connection, in each direction."""


def none_issued(lines: Sequence[LogEntry]) -> Mapping[bytes, bytes]:
    """Return no tickets: the mailbox is open."""
    return {}


class RelayTransport:
    """One relay, used by one mailbox of ours (None: we only send there).

    `relay_pk` None is the first contact: any relay is accepted, and `descriptor().relay_pk` names it; over TLS the key
    must be known. `position` is the result of `position()` after the last round. `clock` gives UTC seconds, `random` n
    bytes, `pause` waits seconds. `tor` is the way to onion names, and to all others if it is set so. `moved` receives
    the bytes sent and received. `issued` is the owner's, if the mailbox takes tickets. After `silence` seconds a link
    is dead, except through Tor. In a `shared` mailbox nothing is deleted.
    """

    def __init__(
        self,
        url: str,
        relay_pk: bytes | None,
        mailbox: SigningKey | None = None,
        *,
        position: LogPosition | None = None,
        clock: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
        pause: Callable[[float], None] = time.sleep,
        tor: Tor = Tor(),
        moved: Callable[[int, int], None] | None = None,
        issued: Issued = none_issued,
        silence: float = SILENCE,
        shared: bool = False,
    ) -> None:
        self._link: RelayLink
        if moved is None:
            self._link = RelayLink(url, tor, random, silence)
        else:
            self._link = CountedLink(url, tor, random, moved, silence)
        self._pk = relay_pk
        self._mailbox = mailbox
        self._shared = shared
        self._clock = clock
        self._random = random
        self._pause = pause
        self._descriptor: Descriptor | None = None
        self._offset = 0.0
        self._position = position
        self._issued = issued
        self._tickets: dict[bytes, bytes | None] = {}
        self._begun: set[bytes] = set()  # parts of these can be on the relay: ask for the offset before sending
        self.worked = 0.0
        """Seconds of work for proof-of-work checks."""
        self.log: MailLog | None = None
        """The log of our mailbox, after it was read to its end."""
        self.other_story: LogConflict | None = None
        """The conflict between this log and an earlier one, if there is one."""

    @property
    def name(self) -> str:
        """Return `relay:<hex of relay_pk>`."""
        return "relay:" + (self._pk or self.descriptor().relay_pk).hex()

    @property
    def mid(self) -> bytes:
        """Return the id of our mailbox on the relay."""
        return mailbox_id(self._key().public)

    @property
    def clock_offset(self) -> float:
        """Return the relay's clock minus ours, in seconds, as of the last descriptor."""
        return self._offset

    def position(self) -> LogPosition:
        """Return the position where the next round continues. The store keeps it, so that a log rollback is noticed."""
        if self.log is not None:
            return self.log.position()
        return self._position or LogPosition.start(self.mid)

    def descriptor(self, fresh: bool = False) -> Descriptor:
        """Return the relay's verified descriptor: asked for once, or again if `fresh`."""
        if self._descriptor is None or fresh:
            if self._link.secure and self._pk is None:
                raise Refused("you need the invite code of this relay. Ask its operator")
            nonce, asked = self._random(8), self._clock()
            answer = self._link.hello(f"/v1/relay?n={nonce.hex()}", Descriptor.LIMIT, Descriptor.MAGIC[:6])
            try:
                descriptor = open_descriptor(answer.body, nonce, self._pk)
            except NeedsNewerApp as error:
                raise Refused("this relay needs a newer Amparo") from error
            except CryptoError as error:
                raise NotTheRelay("this address belongs to another relay") from error
            self._link.trust(descriptor.certificates)
            self._descriptor, self._pk = descriptor, descriptor.relay_pk
            self._offset = descriptor.now - asked
        return self._descriptor

    def create_mailbox(self, invite: bytes = bytes(16), policy: int = 0) -> None:
        """Ask for our mailbox; asking again only sets its policy (0 open, 1 tickets, 2 proof-of-work check).

        `invite` is 16 bytes, zeros for an open relay.
        """
        body = MailboxRequest(self._key().public, invite, policy).pack()
        answer = self._signed("POST", "/v1/mailboxes", 0, body)
        if answer.status == 403:
            if any(invite):
                raise Refused(
                    "this invite code is not valid here: someone used it before, it is too old, or "
                    "it is for another relay"
                )
            raise Refused("this relay gives a mailbox only with an invite code. Ask its operator")
        want(answer, 200, 201)

    def follow(self, key: SigningKey) -> None:
        """Ask for the one shared mailbox that can follow ours without an invite; asking again does no harm."""
        body = MailboxRequest(key.public, shared=1).pack()
        answer = self._signed("POST", f"/v1/m/{self.mid.hex()}/next", 0, body)
        if answer.status in (403, 404):
            raise Refused("this relay does not replace the old mailbox by a new one. Ask its operator")
        want(answer, 200, 201)

    def put(self, parcel: Parcel) -> bytes:
        """Deliver one object, also over broken links, and return the relay's receipt (200 B).

        The same parcel again, in this round or a later one, continues at the relay's offset or gets the receipt again.
        """
        known = self.descriptor()
        if parcel.relay_pk != known.relay_pk:
            raise Refused("this sealed package is for another relay")
        if parcel.length > known.largest_object:
            raise Refused("this file is too large for the relay")
        for tried in range(_TICKETS_MOST if parcel.purse else 1):
            pays = Pays(*parcel.purse.ticket()) if parcel.purse else Pays()
            at_once = not tried and parcel.object_id not in self._begun
            delivering = Delivering(self._link, known.relay_pk, parcel, self._pause, pays, self._random, at_once)
            self._begun.add(parcel.object_id)
            try:
                receipt = delivering.run()
                self._begun.discard(parcel.object_id)
                return receipt
            except TicketRefused:
                if parcel.purse is None or pays.ticket == NO_TICKET:
                    raise
                parcel.purse.refused(pays.ticket)
            finally:
                self.worked += delivering.worked
        raise TicketRefused("the relay refused the tickets. Amparo tries other tickets at the next connection")

    def register(self, rows: Sequence[TicketRow]) -> None:
        """Add and withdraw tickets of our mailbox, at most 1,000 rows; the same rows again do no harm."""
        body = b"".join(row.pack() for row in rows)
        want(self._signed("PUT", f"/v1/m/{self.mid.hex()}/tickets", 0, body), 200)

    def arrivals(self) -> Iterator[Arrival]:
        """Yield the objects in our mailbox, small ones first. Nothing is deleted there before `settle`."""
        where = self.position()
        log = MailLog(self.mid, where)
        try:
            if not self._read(log):
                log = MailLog(self.mid, where.anew(self.mid))
                if not self._read(log):
                    raise NotDelivered("the relay contradicts its own list of the mailbox")
        except LogConflict as story:
            self.other_story, self.log, self._position = story, None, None  # the other log is read from its first line
            raise
        self.log = log
        for entry in log.waiting():
            yield Arrival(entry.object_id, entry.length, self._reader(entry), entry)

    def _read(self, log: MailLog) -> bool:
        """Read the log to its end. Return False if the relay's log is shorter than the part that we have read."""
        for _ in range(_PAGES_MOST):
            signed = self._page(log)
            if not signed:
                return False
            try:
                page = open_page(signed, self.descriptor().relay_pk)
            except CryptoError as error:
                raise NotDelivered("the answer of the relay has no valid signature") from error
            log.add(page, signed)
            self._hear_tickets(page)
            if len(page.entries) < PAGE_ENTRIES:
                log.end()
                break
        return True

    def _hear_tickets(self, page: LogPage) -> None:
        """Note our tickets that paid for the lines of a page; an unknown ticket is None."""
        none = ticket_hash(page.relay_pk, page.mid)
        paid = [line for line in page.entries if line.kind == STORED and line.ticket_hash != none]
        if paid:
            known = self._issued(paid)
            self._tickets |= {line.ticket_hash: known.get(line.ticket_hash) for line in paid}

    def settle(self, done: Sequence[Arrival]) -> None:
        """Delete these on the relay. Each deletion must be signed, otherwise raises `NotDelivered`.

        Objects in a shared mailbox stay for its other readers, until they expire.
        """
        entries = sorted((a.mark for a in done if isinstance(a.mark, LogEntry)), key=lambda entry: entry.seq)
        if self._shared:
            if self.log is not None:
                self.log.settle(entry.seq for entry in entries)
            return
        mid = self.mid
        for at in range(0, len(entries), _ACK_MOST):
            batch = entries[at : at + _ACK_MOST]
            body = b"".join(entry.seq.to_bytes(8) for entry in batch)
            answer = self._signed("POST", f"/v1/m/{mid.hex()}/ack", Receipt.SIZE * len(batch), body)
            want(answer, 200)
            if len(answer.body) != Receipt.SIZE * len(batch):
                raise NotDelivered("the relay gave no receipt for deleted data")
            for number, entry in enumerate(batch):
                data = answer.body[Receipt.SIZE * number : Receipt.SIZE * (number + 1)]
                ticket = self._tickets.get(entry.ticket_hash, NO_TICKET)
                check_receipt(data, DELETED, self.descriptor().relay_pk, mid, entry.object_id, entry.length, ticket)
            if self.log is not None:
                self.log.settle(entry.seq for entry in batch)

    def close(self) -> None:
        """Close the connections. Receipts of a relay are already durable."""
        self._link.close()

    def _key(self) -> SigningKey:
        if self._mailbox is None:
            raise Refused("you have no mailbox on this relay")
        return self._mailbox

    def _signed(
        self, method: str, target: str, most: int, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> HttpResponse:
        """Ask as the owner of our mailbox. If the relay rejects the time, ask for its clock and try once more."""
        for fresh in (False, True):
            pk = self.descriptor(fresh).relay_pk
            now, nonce = int(self._clock() + self._offset), self._random(16)
            signature = sign_request(self._key(), method, pk, now, nonce, target.encode(), body)
            proof = {"Amparo-Time": str(now), "Amparo-Nonce": nonce.hex(), "Amparo-Signature": signature.hex()}
            answer = self._link.ask(
                method,
                target,
                most,
                headers={**proof, **(headers or {})},
                body=(body,),
                length=len(body),
                circuit="fetch",
            )
            if answer.status != 401:
                break
        return answer

    def _page(self, log: MailLog) -> bytes:
        """Return the next page as signed; b"" if the relay does not have the last line that we read."""
        answer = self._signed("GET", f"/v1/m/{self.mid.hex()}/log?after={log.seq}", 8 * PAGE_STEP)
        if answer.status == 404:
            if not log.seq:
                raise Refused("this relay has no such mailbox")
            return b""
        want(answer, 200)
        return answer.body

    def _reader(self, entry: LogEntry) -> Callable[[int, int], bytes]:
        def read(offset: int, n: int) -> bytes:
            n = min(n, entry.length - offset)
            if offset < 0 or n <= 0:
                return b""
            end = offset + n - 1
            what = entry.object_id.hex()
            target, wanted = f"/v1/m/{self.mid.hex()}/o/{what}", {"Range": f"bytes={offset}-{end}"}
            answer = self._signed("GET", target, n, headers=wanted)
            if answer.status == 404:
                raise Damaged(what, "the relay does not have the data that its list shows")
            want(answer, 206)
            if len(answer.body) != n or answer.headers.get("Content-Range") != f"bytes {offset}-{end}/{entry.length}":
                raise Damaged(what, "the relay returned other data than requested")
            if n == entry.length <= SEGMENT and object_id(n, [hashlib.sha256(answer.body).digest()]) != entry.object_id:
                raise Damaged(what, "the relay returned other data than requested")
            return answer.body

        return read


class CountedLink(RelayLink):
    """`moved` receives (bytes up, bytes down). A broken answer counts as half of its allowed length."""

    def __init__(
        self, url: str, tor: Tor, random: Callable[[int], bytes], moved: Callable[[int, int], None],
        silence: float = SILENCE,
    ) -> None:  # fmt: skip
        super().__init__(url, tor, random, silence)
        self._moved = moved

    def _ask(
        self, method: str, target: str, most: int, headers: Mapping[str, str], body: Iterable[bytes], length: int,
        circuit: str,
    ) -> HttpResponse:  # fmt: skip
        self._moved(EACH, EACH)
        try:
            answer = super()._ask(method, target, most, headers, self._up(body), length, circuit)
        except LinkBroken:
            self._moved(0, most // 2)
            raise
        self._moved(0, len(answer.body))
        return answer

    def _meet(self, certificate: bytes) -> None:
        self._moved(HELLO, HELLO)
        super()._meet(certificate)

    def _up(self, body: Iterable[bytes]) -> Iterator[bytes]:
        for part in body:
            for at in range(0, len(part), BLOCK):
                block = part[at : at + BLOCK]
                self._moved(len(block), 0)
                yield block
