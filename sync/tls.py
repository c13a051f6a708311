"""TLS 1.3 to a relay, identified only by the hash of its certificate and not by any field in it.

A later connection to the same relay on the same circuit resumes the session (RFC 8446, 2.2). This is as safe, because
a server without the key of the certificate lacks the session's secret too. On a line of 64 kbit/s it needs a
third of the bytes. The large key share, the one against quantum computers, is not needed again, because the new keys
depend on the old secret too. A ticket is used once, so that no two connections show the same one.
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
"""The small key share, and True if this OpenSSL sends X25519MLKEM768 too."""


class _Context(ssl.SSLContext):
    """TLS 1.3 that trusts no authority, name or date: only the fingerprint counts."""

    def __init__(self, *_: Any) -> None:
        self.minimum_version = ssl.TLSVersion.TLSv1_3
        self.check_hostname = False
        self.verify_mode = ssl.CERT_NONE
        self.options |= ssl.OP_IGNORE_UNEXPECTED_EOF  # the length shows a cut answer; the session must stay usable
        self._offered = threading.local()

    def offer(self, session: ssl.SSLSession) -> None:
        """Make this thread's next connection resume a session of this context."""
        if _HAS_LARGE:
            self.set_ecdh_curve(_SMALL)
        self._offered.session = session

    def wrap_socket(self, *words: Any, **more: Any) -> ssl.SSLSocket:
        """See `ssl.SSLContext`."""
        more["session"] = self._offered.__dict__.pop("session", None)
        return super().wrap_socket(*words, **more)


class _Sessions:
    """The last session of a pool's connections, which the next one resumes."""

    def __init__(self) -> None:
        self._last: deque[tuple[_Context, ssl.SSLSession]] = deque(maxlen=1)

    def offer(self) -> _Context | None:
        """Return the context for this thread's next connection, which resumes the last session, or None."""
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
    """Return a context for a connection that resumes no session."""
    return _Context(ssl.PROTOCOL_TLS_CLIENT)


def make_pinned_class(
    kind: type[HTTPSConnection], pin: Callable[[], str | None], met: Callable[[bytes], None]
) -> type[HTTPSConnection]:
    """Return a connection class of a kind for one pool, whose connections resume each other's sessions.

    They accept the certificate that `pin` names (None: any), and pass the SHA-256 of theirs to `met`. `Link` decides
    what they can carry.
    """
    sessions = _Sessions()

    class Pinned(kind):  # type: ignore[misc, valid-type]
        """A connection that is checked with the pin; a session includes the certificate of its first connection."""

        def connect(self) -> None:
            self._is_new = True
            self.assert_fingerprint = pin()  # read each time: a broken connection is opened again as the same object
            offered = sessions.offer()
            self._open(offered or new_context())
            if offered and not self.sock.session_reused:  # the relay started a new session with the small share only
                self.close()
                self._open(new_context())
            self.is_verified = True  # by the fingerprint, or by the descriptor before any other request
            met(sha256(self.sock.getpeercert(True) or b"").digest())

        def _open(self, context: ssl.SSLContext) -> None:
            self.ssl_context = context
            super().connect()

        def getresponse(self) -> Any:
            answer = super().getresponse()
            if self._is_new and isinstance(self.sock, ssl.SSLSocket):
                self._is_new = False  # a ticket can be used once
                sessions.keep(self.sock)
            return answer

    return Pinned
