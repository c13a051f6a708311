"""What `bench_link` runs at the ends of a line, each a process in its namespace; every answer is one line.

relay FOLDER HOST:PORT    a relay, as on the net
own URL CODE              make the mailbox
ours URL KEY SIZE SEED    one delivery from the first packet to the receipt, in seconds
open URL KEY SIZE SEED    the same over a connection that is open already
sink HOST PORT FOLDER     takes a PUT over TLS and keeps nothing
put URL KEY SIZE SEED     a plain PUT over a connection that is open already, in seconds
"""

import http.client
import random
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from crypto.relay import Descriptor, read_invite_code
from sync.client import RelayTransport
from sync.errors import LinkBroken, NotDelivered
from sync.relay.keys import load_certificate
from sync.relay.operator_commands import make_invite
from sync.relay.server import serve
from tests.relay import live
from tests.tls import trust_everyone

BUDGET = 180.0
"""Seconds after which a delivery has failed."""


def relay(folder: str, where: str) -> None:
    """Serve a relay; say its URL and an invite."""
    host, _, port = where.rpartition(":")
    serve(Path(folder), host, int(port), lambda url: print(url, make_invite(Path(folder)), flush=True))


def own(url: str, code: str) -> None:
    """Make the mailbox that all runs write to; say the relay's key."""
    pk, invite = read_invite_code(code)
    transport = RelayTransport(url, pk, live.key(pk))
    transport.create_mailbox(invite)
    transport.close()
    print(pk.hex(), flush=True)


def ours(url: str, key: str, size: str, seed: str, greeted: bool = False) -> None:
    """Deliver once; a greeting that the line cut is tried again, as in the next round."""
    pk = bytes.fromhex(key)
    data = random.Random(seed).randbytes(int(size))
    transport = RelayTransport(url, pk, live.key(pk))
    if greeted:
        transport.descriptor()
    start = time.monotonic()
    described = _patiently(transport, start)
    item = live.of(data, transport.mid, pk, described.seal_pk)
    while time.monotonic() < start + BUDGET:
        try:
            transport.put(item)
            break
        except NotDelivered as failure:
            print(failure, file=sys.stderr)
    print(round(time.monotonic() - start, 3), flush=True)
    transport.close()


def _patiently(transport: RelayTransport, start: float) -> Descriptor:
    while True:
        try:
            return transport.descriptor()
        except LinkBroken:
            if time.monotonic() > start + BUDGET:
                raise


class _Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        """Read what comes."""
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read1(min(left, 1 << 16)))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def sink(host: str, port: str, folder: str) -> None:
    """Take PUTs under the relay's own certificate."""
    server = ThreadingHTTPServer((host, int(port)), _Sink)
    server.socket = load_certificate(Path(folder)).context.wrap_socket(server.socket, server_side=True)
    print("ready", flush=True)
    server.serve_forever()


def put(url: str, _key: str, size: str, seed: str) -> None:
    """Send the same bytes as one plain PUT."""
    data, at = random.Random(seed).randbytes(int(size)), urlsplit(url)
    context = trust_everyone()
    connection = http.client.HTTPSConnection(at.hostname or "", at.port, timeout=60, context=context)
    connection.request("PUT", "/", b"")
    connection.getresponse().read()
    start = time.monotonic()
    connection.request("PUT", "/", data)
    assert connection.getresponse().status == 201
    print(round(time.monotonic() - start, 3), flush=True)
    connection.close()


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    if verb == "open":
        ours(*words, greeted=True)  # type: ignore[misc]
    else:
        {"relay": relay, "own": own, "ours": ours, "sink": sink, "put": put}[verb](*words)  # type: ignore[operator]
