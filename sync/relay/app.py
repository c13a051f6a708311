"""The HTTP endpoints of a relay, which stores unreadable objects for mailboxes of unknown owners (PROTOCOL.md).

The relay stores no users, no addresses, no access log and no content types. A mailbox's policy decides who can append
(`door`); only the mailbox's key can read, list and delete. A shared mailbox has several readers, so no one can delete
in it.
"""

import asyncio
import contextlib
import hashlib
import itertools
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from attrs import field, frozen, mutable
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from crypto.relay import (
    DELETED,
    NO_TICKET,
    PAGE_ENTRIES,
    ROWS_MOST,
    STORED,
    CryptoError,
    DeliveryTag,
    Descriptor,
    LogPage,
    MailboxRequest,
    Malformed,
    Receipt,
    TicketRow,
    UploadHead,
    delivery,
    mailbox_id,
    sign_descriptor,
    sign_page,
    sign_receipt,
    ticket_hash,
)
from sync.relay.admission import LONGEST, check_door
from sync.relay.connection_limits import share_of
from sync.relay.errors import BAD_SEGMENT, Refusal
from sync.relay.keys import Keys
from sync.relay.puzzles import BITS, HEADER, ProofOfWorkGate
from sync.relay.request import WINDOW, Doorkeeper, RequestBody, from_decimal, from_hex, wanted_range
from sync.relay.storage import DAY, HOUR, Limits, MailboxDelivery, Storage, Stored, Upload

WHOLE = UploadHead.FIXED + 32
"""Bytes of the head of an upload of one segment."""

LONG = 1 << 16
"""Bytes of a long head: the head of an object of some 2 GiB. The relay waits for few longer ones at a time."""

LONG_HEADS = 8
"""Maximum long heads at a time; one of 16 GiB has half a MiB of hashes, in memory until all have come."""

ACK_MOST = 10_000
"""Lines of a log that one acknowledgement can name."""


@mutable
class LongHeads:
    """The number of heads of large uploads that the relay waits for now."""

    count: int = 0

    @contextlib.contextmanager
    def one_more(self, size: int) -> Iterator[None]:
        """Wait for a head of this size; `Refusal` 507 if too many long ones are on their way already."""
        long = size > LONG
        if long and self.count >= LONG_HEADS:
            raise Refusal(507)
        self.count += long
        try:
            yield
        finally:
            self.count -= long


@frozen
class Relay:
    """The endpoints over one store.

    `open_creation`: a mailbox needs no invite (a relay on loopback). `certificates`: the SHA-256 of those it shows in
    TLS.
    """

    storage: Storage
    keys: Keys
    limits: Limits
    clock: Callable[[], float]
    doorkeeper: Doorkeeper
    front_desk: ProofOfWorkGate
    open_creation: bool
    certificates: tuple[bytes, ...]
    waited_for: LongHeads = field(factory=LongHeads)

    async def describe(self, request: Request) -> Response:
        """GET /v1/relay?n=…: keys, limits and clock, signed for the asker's nonce."""
        pk, limits = self.keys.signing.public, self.limits
        nonce = from_hex(request.query_params.get("n", ""), 8)
        descriptor = Descriptor(
            pk,
            nonce,
            int(self.clock()),
            self.keys.seal.public,
            self.certificates,
            limits.largest_object,
            limits.mailbox_bytes,
            limits.mailbox_objects,
            limits.ttl // DAY,
        )
        return Response(sign_descriptor(self.keys.signing, descriptor))

    async def create(self, request: Request) -> Response:
        """POST /v1/mailboxes: 201 for a new mailbox, 200 for an existing one, which gets this policy."""
        body = await RequestBody(request.scope, request.receive).whole(1024)
        wish = MailboxRequest.unpack(body)
        mid, invite = mailbox_id(wish.mailbox_pk), wish.invite if any(wish.invite) else None
        known = await self.storage.mailbox_pk(mid) is not None
        welcome = known or self.open_creation or (invite is not None and await self.storage.is_good(invite))
        await self._admit(request, wish.mailbox_pk, body, known=known, welcome=welcome)
        new = await self.storage.create_mailbox(mid, wish.mailbox_pk, invite, wish.policy, bool(wish.shared))
        return Response(status_code=201 if new else 200)

    async def follow(self, request: Request) -> Response:
        """POST /v1/m/{mid}/next: the single mailbox that can replace this one without an invite: 201, or 200."""
        body = await RequestBody(request.scope, request.receive).whole(1024)
        wish = MailboxRequest.unpack(body)
        before = await self._owner(request, body)
        if wish.policy or any(wish.invite):
            raise Refusal(403)
        new = await self.storage.follow(before, mailbox_id(wish.mailbox_pk), wish.mailbox_pk, bool(wish.shared))
        return Response(status_code=201 if new else 200)

    async def tickets(self, request: Request) -> Response:
        """PUT /v1/m/{mid}/tickets: the owner adds and withdraws hashes of tickets."""
        body = await RequestBody(request.scope, request.receive).whole(ROWS_MOST * TicketRow.SIZE)
        mid = await self._owner(request, body)
        rows, now = TicketRow.unpack_all(body), int(self.clock())
        if any(not now < row.expires <= now + LONGEST for row in rows):
            raise Malformed("tickets: not to be kept that long")
        await self.storage.register(mid, rows)
        return Response()

    async def upload(self, request: Request) -> Response:
        """POST /v1/uploads: a head, and as many bytes of the object as the sender adds."""
        body = RequestBody(request.scope, request.receive)
        fixed = await body.take(UploadHead.FIXED)
        if int.from_bytes(fixed[-8:]) > self.limits.largest_object:
            raise Refusal(413)
        size = UploadHead.size(fixed, self.limits.largest_object)
        wanted = self._delivery(*UploadHead.address(fixed))
        at_desk = wanted.size_class and not wanted.by_ticket
        if (at_desk or size > WHOLE) and await self.storage.mailbox_pk(wanted.mid) is None:
            raise Refusal(404)  # as `begin` does, but before the rest is read into memory
        if at_desk and (asked := await self._puzzle(request, wanted)):
            return asked
        with self.waited_for.one_more(size):
            head = UploadHead.unpack(fixed + await body.take(size - len(fixed)))
            hashes = b"".join(head.segments)  # as single ones they take three times the memory
            del head
            found = await self.storage.begin(wanted, [hashes])
        return self._receipt(found) if isinstance(found, Stored) else await self._fill(found, body, 0, 201)

    def take_whole(self, body: bytes | bytearray) -> asyncio.Future[Stored] | None:
        """Store the upload of an object that came in one request, or return None if it needs the slow path."""
        length, fixed = len(body) - WHOLE, UploadHead.FIXED
        if not 0 < length <= self.storage.whole or body[fixed - 8 : fixed] != length.to_bytes(8):
            return None
        head, data = UploadHead.unpack(bytes(body[:WHOLE])), memoryview(body)[WHOLE:]
        wanted = self._delivery(head.tag, head.object_id, head.length)
        if wanted.size_class and not wanted.by_ticket:
            return None  # its proof of work is checked, which takes longer than the fast path
        if hashlib.sha256(data).digest() != head.segments[0]:
            raise Refusal(BAD_SEGMENT, 0)
        return self.storage.put(wanted, data)

    def _delivery(self, sealed: bytes, object_id: bytes, length: int) -> MailboxDelivery:
        tag: DeliveryTag = self.keys.seal.open_tag(sealed)
        by_ticket = tag.ticket != NO_TICKET
        if tag.object_id != object_id or (by_ticket and not tag.size_class) or (not by_ticket and tag.size_class > 1):
            raise Malformed("the tag is not for this upload")
        spent = ticket_hash(self.keys.signing.public, tag.mid, tag.ticket)
        name = delivery(tag.mid, tag.object_id, tag.ticket)
        return MailboxDelivery(name, tag.mid, spent, tag.object_id, length, tag.size_class, by_ticket)

    async def _puzzle(self, request: Request, wanted: MailboxDelivery) -> Response | None:
        """Return a proof-of-work challenge, or None if one was answered for this object."""
        check_door(await self.storage.policy(wanted.mid), wanted)
        share = share_of(request.client.host) if request.client else None
        if await self.front_desk.check(wanted.mid, wanted.object_id, request.headers.get(HEADER, ""), share):
            return None
        asked = self.front_desk.ask(wanted.mid, wanted.object_id)
        return Response(asked, 402, {"Connection": "close"})

    async def _fill(self, upload: Upload, body: RequestBody, at: int, status: int) -> Response:
        """Append received bytes, which begin at offset `at` of the object; skip bytes that are stored already."""
        offset = upload.offset
        async for piece in body.pieces():
            new = piece[max(0, offset - at) :]
            at += len(piece)
            if new:
                await self.storage.append(upload, offset, new)
                offset += len(new)
            del piece, new  # as in `Body.pieces`
        if offset == upload.delivery.length:
            return self._receipt(await self.storage.finish(upload))
        return Response(upload.upload_id if status == 201 else b"", status, {"Upload-Offset": str(offset)})

    async def resume(self, request: Request) -> Response:
        """HEAD and PATCH /v1/uploads/{u}: return the offset of an upload; append the rest from there."""
        upload = await self.storage.find(from_hex(request.path_params["upload"], 16))
        if request.method == "HEAD":
            return Response(status_code=200, headers={"Upload-Offset": str(upload.offset)})
        if from_decimal(request.headers.get("upload-offset", "")) != upload.offset:
            raise Refusal(409, upload.offset)
        return await self._fill(upload, RequestBody(request.scope, request.receive), upload.offset, 204)

    async def log(self, request: Request) -> Response:
        """GET /v1/m/{mid}/log?after=seq: one signed page, 8,192 bytes whether there is mail or not."""
        mid = await self._owner(request)
        after = from_decimal(request.query_params.get("after", ""))
        entries, head = await self.storage.page(mid, after, PAGE_ENTRIES)
        page = LogPage(self.keys.signing.public, mid, after + 1, int(self.clock()), head, entries)
        return Response(sign_page(self.keys.signing, page))

    async def fetch(self, request: Request) -> Response:
        """GET /v1/m/{mid}/o/{object_id}, complete or one Range, only for the key of the mailbox that contains it.

        Others cannot learn if the object is there: a person with the same file on a USB stick could ask.
        """
        mid, object_id = from_hex(request.path_params["mid"], 32), from_hex(request.path_params["object_id"], 32)
        nobody = self.keys.signing.public  # takes as long, so that it reveals nothing
        await self._admit(request, await self.storage.mailbox_pk(mid) or nobody, stranger=404)
        length = await self.storage.length(mid, object_id)
        part = wanted_range(request.headers.get("range"), length)
        start, end = part or (0, length)
        headers = {"Content-Length": str(end - start)}
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
        pieces = self.storage.read(mid, object_id, start, end)
        first = await anext(pieces)  # a refusal must come before the answer begins
        return _AsTaken(first, pieces, 206 if part else 200, headers)

    async def acknowledge(self, request: Request) -> Response:
        """POST /v1/m/{mid}/ack: delete objects that the owner has; one deletion receipt for each named line.

        In a shared mailbox nothing is deleted and the answer is empty: one reader must not delete the others' mail.
        """
        body = await RequestBody(request.scope, request.receive).whole(8 * ACK_MOST)
        mid = await self._owner(request, body)
        seqs = [int.from_bytes(body[i : i + 8]) for i in range(0, len(body), 8)]
        if not seqs or len(body) % 8 or any(a >= b for a, b in itertools.pairwise(seqs)) or seqs[-1] >> 63:
            raise Malformed("ack: not ascending numbers")
        if await self.storage.is_shared(mid):
            return Response()
        deleted = await self.storage.delete(mid, seqs)
        return Response(b"".join(self.sign(DELETED, stored) for stored in deleted))

    async def _owner(self, request: Request, body: bytes = b"") -> bytes:
        mid = from_hex(request.path_params["mid"], 32)
        key = await self.storage.mailbox_pk(mid)
        if key is None:
            raise Refusal(404)
        await self._admit(request, key, body)
        return mid

    async def _admit(self, request: Request, key: bytes, body: bytes = b"", **allowed: Any) -> None:
        """Accept a request of this key, if no process has seen it before; wait until its turn comes.

        `allowed` are the arguments of `Doorkeeper.check`.
        """
        wait = self.doorkeeper.check(request, key, body, **allowed)
        nonce = from_hex(request.headers["amparo-nonce"], 16)
        if not await self.storage.first_use(nonce, int(self.clock()) + 3 * WINDOW):
            raise Refusal(401)
        if wait:
            await asyncio.sleep(wait)

    def sign(self, kind: int, stored: Stored) -> bytes:
        """Return the receipt for a durable storage or deletion."""
        expires = stored.expires if kind == STORED else 0
        pk = self.keys.signing.public
        receipt = Receipt(kind, pk, stored.delivery, stored.object_id, stored.length, stored.hour, expires)
        return sign_receipt(self.keys.signing, receipt)

    def _receipt(self, stored: Stored) -> Response:
        return Response(self.sign(STORED, stored))


def build(
    storage: Storage,
    keys: Keys,
    limits: Limits,
    clock: Callable[[], float],
    *,
    open_creation: bool,
    certificates: tuple[bytes, ...] = (),
    bits: int = BITS,
) -> Starlette:
    """Return the application of one relay, `state.relay`; it owns `storage` and closes it at shutdown.

    `bits` is the difficulty of its proof-of-work checks.
    """
    doorkeeper = Doorkeeper(keys.signing.public, clock)
    desk = ProofOfWorkGate(keys, clock, bits)
    relay = Relay(storage, keys, limits, clock, doorkeeper, desk, open_creation, certificates)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_sweep_hourly(storage)), asyncio.create_task(doorkeeper.buckets.keep_forgetting())]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await storage.close()

    routes = [
        Route("/v1/relay", relay.describe, methods=["GET"]),
        Route("/v1/mailboxes", relay.create, methods=["POST"]),
        Route("/v1/uploads", relay.upload, methods=["POST"]),
        Route("/v1/uploads/{upload}", relay.resume, methods=["HEAD", "PATCH"]),
        Route("/v1/m/{mid}/log", relay.log, methods=["GET"]),
        Route("/v1/m/{mid}/tickets", relay.tickets, methods=["PUT"]),
        Route("/v1/m/{mid}/ack", relay.acknowledge, methods=["POST"]),
        Route("/v1/m/{mid}/next", relay.follow, methods=["POST"]),
        Route("/v1/m/{mid}/o/{object_id}", relay.fetch, methods=["GET"]),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=dict.fromkeys(FORESEEN, _answer))
    app.router.redirect_slashes = False
    app.state.relay = relay
    return app


class _AsTaken(StreamingResponse):
    """An answer that reads a piece after enough of the last one was taken; no other piece is in memory."""

    def __init__(self, first: bytes, rest: AsyncIterator[bytes], status: int, headers: dict[str, str]) -> None:
        super().__init__(rest, status, headers)
        self._piece, self._rest = first, rest

    async def stream_response(self, send: Send) -> None:
        """See `StreamingResponse`."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        piece, self._piece = self._piece, b""
        while piece:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = b""
            await send({"type": "http.response.body", "body": b"", "more_body": True})  # waits for room
            piece = await anext(self._rest, b"")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _sweep_hourly(storage: Storage) -> None:
    while True:
        with contextlib.suppress(Refusal, sqlite3.Error, OSError):  # a full or absent store is swept in an hour
            await storage.sweep()
        await asyncio.sleep(HOUR)


def answer_to(error: Exception) -> Response:
    """Return the answer to an error and close the connection: further bytes of the sender are of no use."""
    headers = {"Connection": "close"}
    match error:
        case Refusal(status=status, offset=offset):
            if offset is not None:
                headers["Upload-Offset"] = str(offset)
        case HTTPException(status_code=status):
            pass
        case CryptoError() | ClientDisconnect():
            status = 400
        case _:
            status = 507
    return Response(status_code=status, headers=headers)


async def _answer(_: Request, error: Exception) -> Response:
    return answer_to(error)


FORESEEN = (Refusal, HTTPException, CryptoError, ClientDisconnect, sqlite3.Error, OSError)
"""The expected errors of a request; the last two mean that the disk fails."""
