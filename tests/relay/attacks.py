"""What an attacker does to a relay: each phase is an attack on many connections at a time.

What is answered with success and never must be is counted as "taken".
"""

import asyncio
import os
import socket
import ssl
import time
from contextlib import suppress
from hashlib import sha256

from attrs import frozen

from crypto.relay import ADD, SEGMENT, WITHDRAW, MailboxRequest, SigningKey, TicketRow, object_id
from tests.relay.foe import Attack, Foe, Line, request

ASK = request("GET", "/v1/relay?n=0000000000000000")
BULK = b"v" * (1 << 16)
GIB = 1 << 30
BEGUN = 10_000
"""Uploads that are begun and left."""

DESK, TICKETS, HALF, WARM, LARGE, MANY = 1, 2, range(3, 7), range(7, 17), range(17, 57), range(57, 214)
"""Mailboxes by number: a front desk, one with tickets, and those for uploads; 0 holds one object."""

MAILBOXES = MANY.stop
OBJECT = bytes(16 << 20)


def _hello() -> bytes:
    came, gone = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(came, gone, server_hostname="x").do_handshake()
    return gone.read()


HELLO = _hello()
IN_CHUNKS = b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
BEGINS = b"GET /v1/relay?n=0000000000000000 HTTP/1.1\r\nHost: x\r\n"
WITH = b"POST /v1/uploads HTTP/1.1\r\nHost: x\r\n%b\r\n\r\n"
WEBSOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA"

FORMS = [
    IN_CHUNKS + b"0\r\n\r\n",
    IN_CHUNKS + b"ffffffffffffffff\r\n",
    *(
        WITH % lines
        for lines in (
            b"Content-Length: 4\r\nTransfer-Encoding: chunked",
            b"Transfer-Encoding: chunked\r\nContent-Length: 4",
            b"Transfer-Encoding: gzip, chunked",
            b"Transfer-Encoding : chunked",
            b"Transfer-Encoding:\tchunked",
            b"Content-Length: 4\r\nContent-Length: 5",
            b"Content-Length: 4, 4",
            b"Content-Length: +4",
            b"Content-Length: -1",
            b"Content-Length: 0x4",
            b"Content-Length: 99999999999999999999999",
            b"Content-Length: 4\r\nExpect: 100-continue",
            b"Host: y",
            b"Accept: a\r\n folded",
            b"Accept: a\x00b",
            b"Accept: a\rHost: y",
            b": no name",
            b"no colon",
            b"Trailer: X\r\nTE: trailers",
            b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA",
            b"X-Forwarded-For: 127.0.0.1",
            b"Forwarded: for=127.0.0.1",
        )
    ),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(100),
    ASK.replace(b"Host: x", WEBSOCKET + b"\r\nHost: x"),
    ASK.replace(b"/v1", b"http://elsewhere/v1", 1),
    ASK.replace(b"/v1/relay", b"//v1/relay", 1),
    ASK.replace(b"/v1/relay", b"/v1/../v1/relay", 1),
    ASK.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ASK.replace(b" HTTP/1.1", b""),
    ASK.replace(b"GET", b"get"),
    ASK.replace(b"GET", b"CONNECT"),
    ASK.replace(b"GET", b"TRACE"),
    ASK.replace(b"\r\n", b"\n"),
    ASK.replace(b"n=", b"n=" + b"0" * 300),
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    request("GET", "/v1/none", len(ASK)) + ASK,
]
"""Requests that are no requests, or two things at once."""


# Of HTTP and TLS.


def pours(*starts: bytes, more: bytes = BULK) -> Attack:
    """Begin in one of these ways, and send more without end."""

    async def attack(foe: Foe, number: int) -> None:
        async with foe.line(number) as line:
            await line.send(starts[number % len(starts)])
            while foe.goes_on:
                await line.send(more)
                foe.did["sent"] += len(more)

    return attack


def falls_silent(said: bytes = b"") -> Attack:
    """Send a beginning of TLS, and no more."""

    async def attack(foe: Foe, number: int) -> None:
        async with foe.line(number, greets=False) as line:
            if said:
                await line.send(said)
            await line.end()

    return attack


async def greets(foe: Foe, number: int) -> None:
    """Greet, and leave."""
    async with foe.line(number):
        pass


async def asks(foe: Foe, number: int) -> None:
    """Ask sixteen times at once for what costs a signature, again and again."""
    async with foe.line(number) as line:
        while foe.goes_on:
            await line.send(ASK * 16)
            for _ in range(16):
                foe.count((await line.answer())[0])


async def speaks_in_forms(foe: Foe, number: int) -> None:
    """Say what no client of ours says, and something good behind it."""
    form = FORMS[foe.did["lines"] % len(FORMS)]
    async with foe.line(number) as line:
        await line.send(form + ASK)
        said = b""
        with suppress(OSError, asyncio.TimeoutError):
            while piece := await asyncio.wait_for(line.reader.read(1 << 16), 2):
                said += piece
    if b"HTTP/1.1 2" in said or b"HTTP/1.1 1" in said:
        foe.did["taken"] += 1
        foe.did[f"taken: {form[:60]!r}"] += 1


def takes_nothing(line: Line) -> None:
    """Read nothing more, with as little kept on this side as can be."""
    line.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.writer.transport.pause_reading()  # type: ignore[attr-defined]


async def asks_and_takes_nothing(foe: Foe, number: int) -> None:
    """Ask without end, and read no answer."""
    async with foe.line(number) as line:
        takes_nothing(line)
        while foe.goes_on:
            await asyncio.wait_for(line.send(ASK * 16), 5)


async def fetches_and_takes_nothing(foe: Foe, number: int) -> None:
    """Ask for 16 MiB, and read nothing of it."""
    async with foe.line(number) as line:
        takes_nothing(line)
        await line.send(foe.signed(foe.knows.key(0), "GET", _path(foe, 0)))
        while foe.goes_on:
            await asyncio.sleep(0.1)


# Of mailboxes.


def _path(foe: Foe, number: int) -> str:
    segments = [sha256(OBJECT[i : i + SEGMENT]).digest() for i in range(0, len(OBJECT), SEGMENT)]
    return f"/v1/m/{foe.knows.mid(number).hex()}/o/{object_id(len(OBJECT), segments).hex()}"


async def guesses(foe: Foe, number: int) -> None:
    """Ask with a new key each time: a mailbox by a guessed invite, another's log, object and upload."""
    async with foe.line(number) as line:
        key = SigningKey(os.urandom(32))
        wish = MailboxRequest(key.public, os.urandom(16)).pack()
        mine = f"/v1/m/{foe.knows.mid(0).hex()}/log?after=0"
        guessed = (
            foe.signed(key, "POST", "/v1/mailboxes", wish),
            foe.signed(key, "GET", mine),
            foe.signed(key, "GET", _path(foe, 0)),
            request("HEAD", f"/v1/uploads/{os.urandom(16).hex()}"),
        )
        await line.send(guessed[foe.did["lines"] % 4])
        status, _ = await line.answer()
        foe.count(status)
        foe.did["taken"] += status < 300


async def was_removed(foe: Foe, number: int) -> None:
    """Ask as a reader of the shared mailbox who was removed, and try to shut it for others."""
    key = foe.knows.shared
    mid = foe.knows.mid(MAILBOXES).hex()
    shuts = MailboxRequest(key.public, policy=1 + number % 2, shared=1).pack()
    async with foe.line(number) as line:
        await line.send(foe.signed(key, "POST", "/v1/mailboxes", shuts))
        status, _ = await line.answer()
        foe.did["taken"] += status < 300
        foe.did["policy " + str(status)] += 1
    async with foe.line(number) as line:
        for _ in range(500):
            await line.send(foe.signed(key, "GET", f"/v1/m/{mid}/log?after=0"))
            foe.count((await line.answer())[0])


async def replays(foe: Foe, number: int) -> None:
    """Send the same signed request twice on one connection, and again on the next."""
    asked = foe.signed(foe.knows.key(0), "GET", f"/v1/m/{foe.knows.mid(0).hex()}/log?after=0")
    for more in (True, False):
        async with foe.line(number) as line:
            await line.send(asked * 2)
            statuses = [(await line.answer())[0] for _ in range(1 + more)]
            foe.did["replayed"] += 1
            foe.did["taken"] += statuses[-1] < 300


async def asks_oddly(foe: Foe, number: int) -> None:
    """Ask as an owner for many ranges, and acknowledge lines that are not there."""
    key, mid = foe.knows.key(0), foe.knows.mid(0).hex()
    lines = b"".join(n.to_bytes(8) for n in range(2, 10_002))
    asked = (
        foe.signed(key, "GET", _path(foe, 0), more="Range: bytes=" + ",".join(["0-1"] * 8) + "\r\n"),
        foe.signed(key, "GET", _path(foe, 0), more="Range: bytes=0-999999999999999999\r\n"),
        foe.signed(key, "GET", _path(foe, 0), more="Range: bytes=" + "0-," * 5000 + "\r\n"),
        foe.signed(key, "POST", f"/v1/m/{mid}/ack", lines),
        foe.signed(key, "GET", f"/v1/m/{mid}/log?after=999999999999999999"),
    )
    async with foe.line(number) as line:
        await line.send(asked[foe.did["lines"] % len(asked)])
        foe.count((await line.answer())[0])


async def registers(foe: Foe, number: int) -> None:
    """Register a thousand tickets, and withdraw a thousand others, without end."""
    key, mid = foe.knows.key(TICKETS), foe.knows.mid(TICKETS).hex()
    async with foe.line(number) as line:
        while foe.goes_on:
            for op in (ADD, WITHDRAW):
                until = int(time.time()) + 86_400
                rows = b"".join(TicketRow(op, 1, until, os.urandom(32)).pack() for _ in range(1000))
                await line.send(foe.signed(key, "PUT", f"/v1/m/{mid}/tickets", rows))
                foe.count((await line.answer())[0])


async def puzzles(foe: Foe, number: int) -> None:
    """Answer the puzzles of a front desk wrongly, so that it checks without end."""
    segments = (os.urandom(32),)
    head = foe.head(foe.knows.mid(DESK), 1000, segments, size_class=1)
    async with foe.line(number) as line:
        await line.send(request("POST", "/v1/uploads", len(head)) + head)
        status, asked = await line.answer()
    while foe.goes_on and status in (402, 429):
        async with foe.line(number) as line:
            answer = f"Amparo-Puzzle: {(asked + os.urandom(8)).hex()}\r\n"
            await line.send(request("POST", "/v1/uploads", len(head), answer) + head)
            status, _ = await line.answer()
            foe.count(status)


# Of uploads.


async def sends_half(foe: Foe, number: int) -> None:
    """Send half of an object, and wait."""
    head = foe.head(foe.knows.mid(HALF[number % len(HALF)]), SEGMENT, (os.urandom(32),))
    async with foe.line(number) as line:
        await line.send(request("POST", "/v1/uploads", len(head) + SEGMENT) + head + OBJECT[: SEGMENT // 2])
        await line.end()


async def sends_wrong_bytes(foe: Foe, number: int) -> None:
    """Send an object that is not the one that was announced, as fast as it goes."""
    head = foe.head(foe.knows.mid(HALF[0]), 2 * SEGMENT, (b"1" * 32, number.to_bytes(32)))
    async with foe.line(number) as line:
        await line.send(request("POST", "/v1/uploads", len(head) + 2 * SEGMENT) + head + OBJECT[:SEGMENT])
        foe.count((await line.answer())[0])


async def drips(foe: Foe, number: int) -> None:
    """Send an object byte by byte."""
    head = foe.head(foe.knows.mid(HALF[0]), SEGMENT + 1, (b"2" * 32, number.to_bytes(32)))
    async with foe.line(number) as line:
        await line.send(request("POST", "/v1/uploads", len(head) + SEGMENT + 1) + head)
        while foe.goes_on:
            await line.send(b"v")
            foe.did["bytes"] += 1
            await asyncio.sleep(0)


def begins(mailboxes: range, length: int) -> Attack:
    """Begin as many uploads as these mailboxes take, `BEGUN` at most, and leave them."""

    async def attack(foe: Foe, number: int) -> None:
        fixed = tuple(os.urandom(32) for _ in range(-(-length // SEGMENT) - 1))
        async with foe.line(number) as line:
            while foe.goes_on and foe.did["201"] < BEGUN:
                foe.did["tried"] += 1
                mid = foe.knows.mid(mailboxes[foe.did["tried"] % len(mailboxes)])
                head = foe.head(mid, length, (*fixed, os.urandom(32)))
                await line.send(request("POST", "/v1/uploads", len(head)) + head)
                foe.count((await line.answer())[0])
            if foe.did["201"] >= BEGUN:
                foe.until = 0

    return attack


@frozen
class Phase:
    """An attack by its name, on how many connections at a time, from how many addresses, for how many seconds."""

    name: str
    attack: Attack
    lines: int = 64
    addresses: int = 1
    seconds: float = 4

    @property
    def wants_addresses(self) -> bool:
        """Say whether loopback, where no address has a share, is no place for it."""
        return self.addresses > 1 or self.lines > 100

    async def run(self, foe: Foe) -> None:
        """Run it, and let its broken connections close before the loop does: uvloop answers EBUSY otherwise."""
        await foe.run(self.attack, min(self.lines, 40))
        await asyncio.sleep(0.05)


PHASES = (
    Phase("trailers", pours(IN_CHUNKS + b"0\r\n", more=b"X-Trailer: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\r\n" * 1000), 8),
    Phase("one endless trailer", pours(IN_CHUNKS + b"0\r\nX: "), 8),
    Phase("endless headers", pours(BEGINS, more=b"Accept: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\r\n" * 1000)),
    Phase("one endless header", pours(BEGINS + b"Accept: ", BEGINS, b"GET /", b"A", BEGINS + b"Accept:", WITH[:30])),
    Phase("empty lines", pours(b"", more=b"\r\n" * 32_000)),
    Phase("forms of HTTP", speaks_in_forms, 32),
    Phase("silent, one address", falls_silent(), 1500),
    Phase("half greetings", falls_silent(HELLO[:100]), 1500),
    Phase("greetings and no more", falls_silent(HELLO), 1500),
    Phase("silent, many addresses", falls_silent(), 1500, 24),
    Phase("greetings without end", greets),
    Phase("greetings, many addresses", greets, 200, 24),
    Phase("requests without end", asks, 40),
    Phase("requests, many addresses", asks, 200, 24),
    Phase("answers not taken", asks_and_takes_nothing, 40),
    Phase("answers not taken, many", asks_and_takes_nothing, 100, 24),
    Phase("objects not taken", fetches_and_takes_nothing, 40),
    Phase("objects not taken, many", fetches_and_takes_nothing, 150, 24),
    Phase("keys and invites guessed", guesses, 40),
    Phase("removed reader", was_removed, 40, seconds=8),
    Phase("replays", replays, 40),
    Phase("odd requests of an owner", asks_oddly, 40),
    Phase("tickets without end", registers, 8),
    Phase("front desk kept busy", puzzles, 20),
    Phase("half uploads", sends_half, 40),
    Phase("half uploads, many", sends_half, 250, 24),
    Phase("wrong bytes", sends_wrong_bytes, 40),
    Phase("byte by byte", drips, 40),
    Phase("large heads", begins(LARGE, 16 * GIB), 40),
    Phase("10,000 open uploads", begins(MANY, SEGMENT + 1), 40, 4, seconds=30),
)


async def settle(foe: Foe, invites: dict[int, bytes]) -> None:
    """Make these mailboxes, with an invite each, the last one shared; and put an object into the first."""
    async with foe.line(0) as line:
        for number, invite in invites.items():
            key = foe.knows.key(number)
            policy = {DESK: 2, TICKETS: 1}.get(number, 0)
            wish = MailboxRequest(key.public, invite, policy, int(number == MAILBOXES)).pack()
            await line.send(foe.signed(key, "POST", "/v1/mailboxes", wish))
            assert (await line.answer())[0] == 201
        for number in range(4 * len(WARM)) if WARM[0] in invites else ():  # a database in use has its cache full
            head = foe.head(foe.knows.mid(WARM[number // 4]), 16 * GIB, (number.to_bytes(32),) * (1 << 14))
            await line.send(request("POST", "/v1/uploads", len(head)) + head)
            assert (await line.answer())[0] == 201
        segments = tuple(sha256(OBJECT[i : i + SEGMENT]).digest() for i in range(0, len(OBJECT), SEGMENT))
        head = foe.head(foe.knows.mid(0), len(OBJECT), segments)
        await line.send(request("POST", "/v1/uploads", len(head) + len(OBJECT)) + head + OBJECT)
        assert (await line.answer())[0] == 200
