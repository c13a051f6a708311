"""A link that counts: what it hands to the line and takes from it, with what HTTP and TLS add, about."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sync.errors import LinkBroken
from sync.link import SILENCE, Answer, Link
from sync.pacing import BLOCK
from sync.tor import Tor

EACH = 400
"""Bytes that a request and its answer have beside their bodies, in each direction."""
HELLO = 2_500
"""Bytes that opening a connection takes over TLS, in each direction."""


class CountedLink(Link):
    """`moved` hears (bytes up, bytes down). An answer that broke off counts as half of what it may have been."""

    def __init__(
        self, url: str, tor: Tor, random: Callable[[int], bytes], moved: Callable[[int, int], None],
        silence: float = SILENCE,
    ) -> None:  # fmt: skip
        super().__init__(url, tor, random, silence)
        self._moved = moved

    def _ask(
        self, method: str, target: str, most: int, headers: Mapping[str, str], body: Iterable[bytes], length: int,
        circuit: str,
    ) -> Answer:  # fmt: skip
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
