"""Upload one object to a relay: the client's half of the state machine in PROTOCOL.md.

This module also checks a relay's answers and receipts.

Overtake a request that hangs: another request asks for its offset, because TCP waits longer each time.

After an outage of seconds, a live connection sends again only when its doubled wait ends. A dead one (another address,
a forgotten port of a router) is noticed no sooner. A new connection works immediately.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import TracebackType

from attrs import frozen

from crypto.relay import (
    NO_TICKET,
    SEGMENT,
    STORED,
    Challenge,
    CryptoError,
    DeliveryTag,
    Receipt,
    UploadHead,
    delivery,
    open_receipt,
    seal_tag,
)
from sync.errors import Damaged, LinkBroken, NotDelivered, Refused, TicketRefused
from sync.link import HttpResponse, RelayLink
from sync.ports import Parcel

STALLS = 3
"""The most broken links, or empty answers, without progress, before an upload waits for the next round."""
HANGS = 2.5
"""Seconds without an acknowledgement of sent bytes after which a request is overtaken."""
_LOOK = 0.25


@frozen
class Pays:
    """The payment for one object: class and ticket.

    Both are zero for an open mailbox. Class S with a zero ticket asks for a proof-of-work check.
    """

    size_class: int = 0
    ticket: bytes = NO_TICKET


def check_receipt(
    data: bytes, kind: int, relay_pk: bytes, mid: bytes, name: bytes, length: int, ticket: bytes | None = NO_TICKET
) -> Receipt:
    """Return a receipt of this relay for this object in this mailbox. Raises `NotDelivered` for anything else.

    `ticket` None: the ticket is not known here, so the delivery's name is not checked.
    """
    try:
        receipt = open_receipt(data, relay_pk)
    except CryptoError as error:
        raise NotDelivered("the relay gave no valid receipt") from error
    named = receipt.delivery if ticket is None else delivery(mid, name, ticket)
    if (receipt.kind, receipt.delivery, receipt.object_id, receipt.length) != (kind, named, name, length):
        raise NotDelivered("the relay gave a receipt for something else")
    return receipt


def _check_carried(data: bytes, relay_pk: bytes, parcel: Parcel) -> None:
    """Check a receipt with the data that a courier has: relay, object and length, not the mailbox."""
    try:
        receipt = open_receipt(data, relay_pk)
    except CryptoError as error:
        raise NotDelivered("the relay gave no valid receipt") from error
    if (receipt.kind, receipt.object_id, receipt.length) != (STORED, parcel.object_id, parcel.length):
        raise NotDelivered("the relay gave a receipt for something else")


def want(answer: HttpResponse, *statuses: int) -> None:
    """Raise the error for a status that is not one of `statuses`."""
    if answer.status in statuses:
        return
    if answer.status == 413:
        raise Refused("this file is too large for the relay")
    if answer.status == 507:
        raise NotDelivered("the relay or the mailbox is full")
    if answer.status == 401:
        raise NotDelivered("the relay does not accept your signature")
    if answer.status == 404:
        raise Refused("the relay knows no such mailbox")
    raise NotDelivered("the relay answers {status}", status=answer.status)


class Delivering:
    """One object on its way to a relay: the client's half of the state machine in PROTOCOL.md."""

    def __init__(
        self,
        link: RelayLink,
        relay_pk: bytes,
        parcel: Parcel,
        pause: Callable[[float], None],
        pays: Pays,
        random: Callable[[int], bytes],
        at_once: bool = True,
    ) -> None:
        """`at_once`: send a small object with its head in one request. Otherwise ask about the head first."""
        tag = DeliveryTag(parcel.mid, parcel.object_id, pays.size_class, pays.ticket)
        try:
            sealed = parcel.tag or seal_tag(tag, parcel.seal_pk)
        except CryptoError as error:
            raise Refused("the relay's seal key in the card is not a key") from error
        self._head = UploadHead(sealed, parcel.object_id, parcel.length, parcel.segments).pack()
        self._link = link
        self._relay_pk = relay_pk
        self._parcel = parcel
        self._pause = pause
        self._pays = pays
        self._random = random
        self._at_once = at_once
        self._at_desk = bool(pays.size_class) and pays.ticket == NO_TICKET
        self._answer: dict[str, str] = {}
        self.worked = 0.0
        """Seconds of work for proof-of-work checks."""
        self._upload: str | None = None
        self._offset = 0
        self._unsure = False

    def run(self) -> bytes:
        """Send until there is a receipt or no more progress. Return the receipt."""
        parcel, best, breaks, useless, first = self._parcel, -1, 0, 0, self._at_once
        while True:
            try:
                answer = self._step(whole=first and parcel.length <= SEGMENT)
                if answer.status == 200:
                    self._check(answer.body)
                    return answer.body
                useless += 1
            except LinkBroken:
                breaks += 1
                if breaks > STALLS:
                    raise
            first = False
            if self._offset > best:
                best, breaks, useless = self._offset, 0, 0
            elif useless > STALLS:
                raise NotDelivered("the relay accepts no more data of this object now")
            else:
                self._pause(min(0.5 * 2 ** (breaks + useless), 8))

    def _check(self, receipt: bytes) -> None:
        parcel = self._parcel
        if parcel.tag:
            _check_carried(receipt, self._relay_pk, parcel)
        else:
            name, ticket = parcel.object_id, self._pays.ticket
            check_receipt(receipt, STORED, self._relay_pk, parcel.mid, name, parcel.length, ticket)

    def _step(self, whole: bool) -> HttpResponse:
        """Make the next request, and note the relay's offset after it."""
        whole = self._whole(whole)
        asks = self._unsure or (self._upload is None and not whole)
        answer = self._where() if asks else self._send(whole)
        self._unsure = False
        if answer.status == 201:
            self._upload = answer.body.hex()
        elif self._upload is None:
            self._hear_refusal(answer)
        if answer.status == 404 and self._upload is not None:
            self._upload, self._offset = None, 0
        elif answer.status == 400 and self._parcel.tag:
            raise Refused("the relay cannot open the tag that came with it")
        elif answer.status in (201, 204, 409, 460):
            self._note(answer)
        elif answer.status in (402, 429) and self._upload is None:
            pass  # the next step solves the challenge, or waits for the relay
        else:
            want(answer, 200)
        return answer

    def _whole(self, whole: bool) -> bool:
        """Return True if the object is sent with its head. With proof of work: after it is solved."""
        return bool(self._answer) if self._at_desk else whole

    def _hear_refusal(self, answer: HttpResponse) -> None:
        """Solve a proof-of-work challenge. Raises `TicketRefused` if the relay does not accept the payment."""
        self._answer = {}
        if answer.status == 402 and self._at_desk:
            try:
                asked = Challenge.read(answer.body)
            except CryptoError as error:
                raise NotDelivered("the relay asks for a calculation that is too long") from error
            began = time.monotonic()
            solution = asked.solve(self._random)
            self.worked += time.monotonic() - began
            self._answer = {"Amparo-Puzzle": (asked.data + solution).hex()}
        elif answer.status == 403 or (answer.status == 409 and "Upload-Offset" not in answer.headers):
            raise TicketRefused("the mailbox needs another ticket, or a newer card of its owner")

    def _send(self, whole: bool) -> HttpResponse:
        """Send the rest in one request. If that breaks, immediately ask how much arrived."""
        left = self._parcel.length - self._offset
        self._unsure = True
        with Overtaking(self._link, self._where) as other:
            try:
                if whole:
                    size = len(self._head) + left
                    return self._ask("POST", "/v1/uploads", self._post(), size, self._answer)
                headers = {"Upload-Offset": str(self._offset)}
                return self._ask("PATCH", f"/v1/uploads/{self._upload}", self._bytes(self._offset), left, headers)
            except LinkBroken:
                pass
        return other.answer or self._where()

    def _where(self) -> HttpResponse:
        """Ask for the offset of the upload. The relay then ends a request that still hangs on another connection."""
        if self._upload is None:
            return self._ask("POST", "/v1/uploads", (self._head,), len(self._head))
        answer = self._ask("HEAD", f"/v1/uploads/{self._upload}", (), 0)
        return HttpResponse(204, answer.headers, b"") if answer.status == 200 else answer

    def _ask(
        self, method: str, target: str, body: Iterable[bytes], length: int, headers: dict[str, str] | None = None
    ) -> HttpResponse:
        parcel = self._parcel  # a courier's uploads use separate circuits too: nothing links the mailboxes
        circuit = (parcel.object_id if parcel.tag else parcel.mid).hex()
        return self._link.ask(
            method, target, Receipt.SIZE, headers=headers, body=body, length=length, circuit=circuit,
            goes_on=parcel.goes_on,
        )  # fmt: skip

    def _post(self) -> Iterator[bytes]:
        yield self._head
        yield from self._bytes(0)

    def _bytes(self, offset: int) -> Iterator[bytes]:
        """Yield the object from `offset` on; each segment of ours is checked before it is sent."""
        parcel = self._parcel
        for number in range(offset // SEGMENT, len(parcel.segments)):
            start = number * SEGMENT
            data = parcel.read(start, min(SEGMENT, parcel.length - start))
            if hashlib.sha256(data).digest() != parcel.segments[number]:
                raise Damaged(parcel.object_id.hex(), "the stored data differs from the announced data")
            yield data[max(0, offset - start) :]

    def _note(self, answer: HttpResponse) -> None:
        text = answer.headers.get("Upload-Offset", "")
        if not (text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= self._parcel.length):
            raise NotDelivered("the relay gives a wrong state of the upload")
        self._offset = int(text)


class Overtaking:
    """Watches the request of this thread in the `with` block.

    If the request hangs, this object breaks it and immediately calls `ask` on another thread. `answer` has the result.
    """

    def __init__(self, link: RelayLink, ask: Callable[[], HttpResponse]) -> None:
        self.answer: HttpResponse | None = None
        self._link, self._ask = link, ask
        self._hung = threading.get_ident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Overtaking":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for a running `ask`: a late one would end the next request."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK):
            if self._link.silence(self._hung) > HANGS:
                self._link.hang_up(self._hung)  # before TCP sends again to a peer that might be gone
                with suppress(NotDelivered):
                    self.answer = self._ask()
                return
