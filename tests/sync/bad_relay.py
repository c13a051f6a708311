"""A relay that lies: a real one behind a proxy that changes what it says."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import SplitResult, urlsplit

from attrs import evolve, field, frozen

from sync.relay.keys import RelayCertificate
from tests.tls import trust_everyone


@frozen
class Said:
    """One answer on its way back: to which request, and what it says. `cut` bytes of the body are never sent."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    cut: int = 0
    asked: Mapping[str, str] = field(factory=dict)
    """The headers of the request, as the relay got them."""
    sent: bytes = b""
    """The body of the request."""

    def but(self, **changes: object) -> "Said":
        """Return it changed; a new body gets its true length unless headers are given too."""
        changed: Said = evolve(self, **changes)  # type: ignore[arg-type]
        if "body" in changes and "headers" not in changes:
            changed = evolve(changed, headers={**changed.headers, "content-length": str(len(changed.body))})
        return changed


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


def _asked(real: SplitResult, method: str, path: str, body: bytes, headers: dict[str, str]) -> Said:
    """Return what the real relay says; any certificate of it is believed."""
    if real.scheme == "http":
        connection = http.client.HTTPConnection(real.hostname or "", real.port, timeout=20)
    else:
        blind = trust_everyone()
        connection = http.client.HTTPSConnection(real.hostname or "", real.port, timeout=20, context=blind)
    with closing(connection):  # also where the real relay hangs up first: it does so when it refuses
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        back = {k.lower(): v for k, v in answer.getheaders() if k.lower() != "connection"}
        return Said(method, path, answer.status, back, answer.read(), asked=headers, sent=body)


Swallow = Callable[[str, str, bytes], Said | None]


def _proxy(real: SplitResult, mangle: Callable[[Said], Said | None], instead: Swallow) -> type[BaseHTTPRequestHandler]:
    """Return what answers for the relay at `real`."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
            own = instead(self.command, self.path, body)
            said = own or mangle(_asked(real, self.command, self.path, body, headers))
            self.close_connection = True
            if said is None:
                return
            self.send_response_only(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body[: len(said.body) - said.cut])

        do_GET = do_POST = do_PATCH = do_HEAD = pass_on

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True  # the client hung up, which is what it should do

    return Proxy


@contextmanager
def lying(
    url: str,
    mangle: Callable[[Said], Said | None],
    shown: RelayCertificate | None = None,
    instead: Swallow = lambda method, path, body: None,
) -> Iterator[str]:
    """Serve the relay at `url` with every answer passed through `mangle`; None hangs up without an answer.

    What `instead` answers to (method, path, body) the relay is not asked at all.
    With a certificate to show, it opens the TLS of who comes and makes its own to the relay.
    """
    with _Server(("127.0.0.1", 0), _proxy(urlsplit(url), mangle, instead)) as server:
        if shown is not None:
            server.socket = shown.context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"{'https' if shown else 'http'}://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
