"""TLS 1.3 to a relay that is known by the hash of its certificate, and by nothing else that stands in it.

A connection that follows another to the same relay, on the same circuit, goes on with its session (RFC 8446, 2.2): it
is as safe, since who could not show the certificate has not got the session's secret either; and on a line of 64 kbit/s
opening it takes a third of the bytes. The large key share, the one against quantum computers, need not come again,
since the new keys are made of the old secret too. A ticket is used once: on the line no two connections show the same.
"""

import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

from urllib3.connection import HTTPSConnection

_SMALL, _HAS_LARGE = "X25519", ssl.OPENSSL_VERSION_INFO >= (3, 5)
"""The small key share, and whether this OpenSSL sends X25519MLKEM768 too."""


class _Context(ssl.SSLContext):
    """TLS 1.3 that believes no authority, name or date: the fingerprint alone counts."""

    def __init__(self, *_: Any) -> None:
        self.minimum_version = ssl.TLSVersion.TLSv1_3
        self.check_hostname = False
        self.verify_mode = ssl.CERT_NONE
        self.options |= ssl.OP_IGNORE_UNEXPECTED_EOF  # by its length one sees what was cut; the session must outlive it
        self._offered = threading.local()

    def offer(self, session: ssl.SSLSession) -> None:
        """Have this thread's next connection go on with a session of this context's."""
        if _HAS_LARGE:
            self.set_ecdh_curve(_SMALL)
        self._offered.session = session

    def wrap_socket(self, *words: Any, **more: Any) -> ssl.SSLSocket:
        """See `ssl.SSLContext`."""
        more["session"] = self._offered.__dict__.pop("session", None)
        return super().wrap_socket(*words, **more)


class _Sessions:
    """The last session of a pool's connections, with which the next one begins."""

    def __init__(self) -> None:
        self._last: deque[tuple[_Context, ssl.SSLSession]] = deque(maxlen=1)

    def offer(self) -> _Context | None:
        """Return what to open this thread's next connection with, so that it goes on with the last session, if any."""
        with suppress(IndexError):
            context, session = self._last.pop()
            context.offer(session)
            return context
        return None

    def keep(self, sock: ssl.SSLSocket) -> None:
        """Keep the session of a connection that had its first answer: the relay's ticket came before that."""
        if isinstance(sock.context, _Context) and sock.session and sock.session.has_ticket:
            self._last.append((sock.context, sock.session))


def new_context() -> ssl.SSLContext:
    """Return what to open a connection with that goes on with no other's session."""
    return _Context(ssl.PROTOCOL_TLS_CLIENT)


def pinned(
    kind: type[HTTPSConnection], pin: Callable[[], str | None], met: Callable[[bytes], None]
) -> type[HTTPSConnection]:
    """Return connections of a kind for one pool, which go on with each other's sessions.

    They take the certificate `pin` names (None: any), and tell `met` the SHA-256 of theirs. What they may carry is for
    `Link` to say.
    """
    sessions = _Sessions()

    class Pinned(kind):  # type: ignore[misc, valid-type]
        """A connection held against the pin; a session carries the certificate that it began with."""

        def connect(self) -> None:
            self._is_new = True
            self.assert_fingerprint = pin()  # asked each time: a connection that broke is opened again as it is
            offered = sessions.offer()
            self._open(offered or new_context())
            if offered and not self.sock.session_reused:  # the relay began anew, and has the small key share only
                self.close()
                self._open(new_context())
            self.is_verified = True  # by the fingerprint, or by the descriptor before anything else is asked
            met(sha256(self.sock.getpeercert(True) or b"").digest())

        def _open(self, context: ssl.SSLContext) -> None:
            self.ssl_context = context
            super().connect()

        def getresponse(self) -> Any:
            answer = super().getresponse()
            if self._is_new and isinstance(self.sock, ssl.SSLSocket):
                self._is_new = False  # its ticket serves once
                sessions.keep(self.sock)
            return answer

    return Pinned
