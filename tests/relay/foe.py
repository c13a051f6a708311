"""Who attacks a relay, as a process of its own: `python -m tests.relay.foe` reads phases, and says how each went.

It holds what a stranger or a removed member may hold: the relay's keys, ids of mailboxes, a mailbox of its own, the
key of a shared one; and many addresses. The attacks are in `tests.relay.attacks`.
"""

import asyncio
import json
import os
import resource
import ssl
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from attrs import define, field, frozen

from crypto.relay import DeliveryTag, SigningKey, UploadHead, mailbox_id, mailbox_key, object_id, seal_tag, sign_request

PAUSE = 0.02
"""Seconds before a connection that was hung up on is tried again."""


@frozen
class Known:
    """What the attacker knows. `mailboxes` of them it has keys for; the one after the last is shared."""

    host: str
    port: int
    tls: bool
    relay_pk: bytes
    seal_pk: bytes
    seed: bytes
    mailboxes: int
    addresses: tuple[str, ...] = ()

    def key(self, number: int) -> SigningKey:
        """Return the key of a mailbox."""
        return mailbox_key(self.seed, self.relay_pk, number)

    def mid(self, number: int) -> bytes:
        """Return the id of a mailbox."""
        return mailbox_id(self.key(number).public)

    @property
    def shared(self) -> SigningKey:
        """Return the key of the shared mailbox, whose other reader is honest."""
        return self.key(self.mailboxes)

    def pack(self) -> str:
        """Return it as a line."""
        said = {name: getattr(self, name) for name in self.__slots__ if not name.startswith("__")}
        return json.dumps({name: one.hex() if isinstance(one, bytes) else one for name, one in said.items()})

    @classmethod
    def unpack(cls, line: str) -> "Known":
        """Read that line."""
        said = json.loads(line)
        for name in ("relay_pk", "seal_pk", "seed"):
            said[name] = bytes.fromhex(said[name])
        return cls(**{**said, "addresses": tuple(said["addresses"])})


@define
class Line:
    """One connection; it ends with `OSError` or `EOFError` where the relay hangs up."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send, once there is room."""
        if self.writer.transport.is_closing():
            raise EOFError
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Return the status and the body of the next answer."""
        lines = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(lines.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        return int(lines.split()[1]), await self.reader.readexactly(length)

    async def end(self) -> None:
        """Wait until the relay hangs up."""
        while await self.reader.read(1 << 16):
            pass


@define
class Foe:
    """The attacker in one phase, until `until` (of the monotonic clock)."""

    knows: Known
    until: float
    addresses: int = 1
    did: Counter[str] = field(factory=Counter)
    _context: ssl.SSLContext = field(factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    @property
    def goes_on(self) -> bool:
        """Say whether the phase goes on."""
        return time.monotonic() < self.until

    @asynccontextmanager
    async def line(self, number: int, *, greets: bool = True) -> AsyncIterator[Line]:
        """Connect; from the address of this number. `greets`: in TLS, where the relay speaks it."""
        self._context.check_hostname, self._context.verify_mode = False, ssl.CERT_NONE
        places = self.knows.addresses
        local = (places[number % self.addresses], 0) if places else None
        context = self._context if greets and self.knows.tls else None
        opening = asyncio.open_connection(self.knows.host, self.knows.port, ssl=context, local_addr=local)
        reader, writer = await asyncio.wait_for(opening, 10)
        self.did["lines"] += 1
        try:
            yield Line(reader, writer)
        finally:
            writer.transport.abort()

    async def over_and_over(self, attack: "Attack", number: int) -> None:
        """Attack on one connection after the other."""
        while self.goes_on:
            try:
                await attack(self, number)
            except (OSError, EOFError, asyncio.LimitOverrunError):
                self.did["hung up"] += 1
                await asyncio.sleep(PAUSE)
            await asyncio.sleep(0)

    async def run(self, attack: "Attack", lines: int) -> None:
        """Attack on so many connections at a time until it is over."""
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # of connections that it left in TLS
        tasks = [asyncio.create_task(self.over_and_over(attack, number)) for number in range(lines)]
        await asyncio.wait(tasks, timeout=max(0.0, self.until - time.monotonic()))
        while left := [task for task in tasks if not task.done()]:  # `wait_for` loses some of what is cancelled
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.2)
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(done, Exception):
                raise done

    def count(self, status: int) -> None:
        """Note an answer."""
        self.did[str(status)] += 1

    def signed(
        self, key: SigningKey, method: str, target: str, body: bytes = b"", more: str = "", nonce: bytes = b""
    ) -> bytes:
        """Return a signed request."""
        now, nonce = int(time.time()), nonce or os.urandom(16)
        signature = sign_request(key, method, self.knows.relay_pk, now, nonce, target.encode(), body)
        lines = f"Amparo-Time: {now}\r\nAmparo-Nonce: {nonce.hex()}\r\nAmparo-Signature: {signature.hex()}\r\n{more}"
        return request(method, target, len(body), lines) + body

    def head(self, mid: bytes, length: int, segments: tuple[bytes, ...], size_class: int = 0) -> bytes:
        """Return the head of an upload."""
        name = object_id(length, segments)
        return UploadHead(self.tag(mid, name, size_class), name, length, segments).pack()

    def tag(self, mid: bytes, name: bytes, size_class: int = 0) -> bytes:
        """Return a sealed tag."""
        return seal_tag(DeliveryTag(mid, name, size_class), self.knows.seal_pk)


Attack = Callable[[Foe, int], Awaitable[None]]


def request(method: str, target: str, length: int = 0, more: str = "") -> bytes:
    """Return the lines of a request."""
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{more}\r\n".encode()


def main() -> None:
    """Do one phase after the other."""
    import uvloop

    from tests.relay.attacks import PHASES

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    phases = {phase.name: phase for phase in PHASES}
    print("here", flush=True)
    knows = Known.unpack(sys.stdin.readline())
    for line in sys.stdin:
        name, seconds = json.loads(line)
        phase = phases[name]
        foe = Foe(knows, time.monotonic() + seconds, phase.addresses)
        with suppress(KeyboardInterrupt):
            uvloop.run(foe.run(phase.attack, phase.lines))
        print(json.dumps(foe.did), flush=True)


if __name__ == "__main__":
    main()
