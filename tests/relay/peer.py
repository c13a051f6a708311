"""A mailbox owner who speaks the protocol by hand, for tests of the relay's side."""

import http.client
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from crypto.relay import DeliveryTag, SigningKey, UploadHead, seal_tag, sign_request
from sync.ports import Parcel
from tests.relay import live
from tests.tls import trust_everyone


class Hand:
    """Requests of the holder of a mailbox's key, written and signed by hand."""

    def __init__(self, url: str, pk: bytes, counter: int = 0, clock: Callable[[], float] = time.time) -> None:
        self.pk, self.clock = pk, clock
        self.key: SigningKey = live.key(pk, counter)
        scheme, self.host, *_ = urlsplit(url)
        self.secure = scheme == "https"
        self.nonce = 0

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        if self.secure:
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.host, timeout=10, context=trust_everyone()
            )
        else:
            connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        try:
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def proof(self, method: str, target: str, body: bytes = b"", **changes: object) -> dict[str, str]:
        """Headers of a signed request; `changes` are made after signing."""
        self.nonce += 1
        now, nonce = int(self.clock()), self.nonce.to_bytes(16)
        signature = sign_request(self.key, method, self.pk, now, nonce, target.encode(), body)
        proof = {"Amparo-Time": str(now), "Amparo-Nonce": nonce.hex(), "Amparo-Signature": signature.hex()}
        return {**proof, **{k.replace("_", "-"): str(v) for k, v in changes.items()}}


class Peer(Hand):
    """A mailbox owner who speaks HTTP by hand."""

    def __init__(self, url: str, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.transport = live.owner(url, **settings)
        super().__init__(url, self.transport.descriptor().relay_pk)

    def head(self, item: Parcel) -> bytes:
        tag = seal_tag(DeliveryTag(item.mid, item.object_id), item.seal_pk)
        return UploadHead(tag, item.object_id, item.length, item.segments).pack()

    def begin(self, item: Parcel, more: bytes = b"") -> tuple[str, int]:
        status, headers, body = self.ask("POST", "/v1/uploads", self.head(item) + more)
        assert status == 201 and len(body) == 16
        return body.hex(), int(headers["upload-offset"])

    def patch(self, upload: str, offset: int | str, data: bytes) -> tuple[int, dict[str, str], bytes]:
        return self.ask("PATCH", f"/v1/uploads/{upload}", data, {"Upload-Offset": str(offset)})
