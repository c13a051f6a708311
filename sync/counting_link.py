"""A link that counts its sent and received bytes, with about the overhead of HTTP and TLS."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sync.errors import LinkBroken
from sync.link import SILENCE, HttpResponse, RelayLink
from sync.pacing import BLOCK
from sync.tor import Tor

EACH = 400
"""Bytes of a request and its answer in addition to their bodies, in each direction."""
HELLO = 2_500
"""Bytes of a new TLS connection, in each direction."""


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
