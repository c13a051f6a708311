"""A mailbox owner who speaks the protocol by hand, for tests of the relay's side."""

import http.client
import time
from pathlib import Path

from crypto.relay import DeliveryTag, SigningKey, UploadHead, seal_tag, sign_request
from sync.ports import Parcel
from tests.relay import live


class Peer:
    """A mailbox owner who speaks HTTP by hand."""

    def __init__(self, url: str, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.transport = live.owner(url, **settings)
        self.pk = self.transport.descriptor().relay_pk
        self.key: SigningKey = live.key(self.pk)
        self.host = url.removeprefix("http://")
        self.nonce = 0

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
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
        now, nonce = int(time.time()), self.nonce.to_bytes(16)
        signature = sign_request(self.key, method, self.pk, now, nonce, target.encode(), body)
        proof = {"Amparo-Time": str(now), "Amparo-Nonce": nonce.hex(), "Amparo-Signature": signature.hex()}
        return {**proof, **{k.replace("_", "-"): str(v) for k, v in changes.items()}}

    def head(self, item: Parcel) -> bytes:
        tag = seal_tag(DeliveryTag(item.mid, item.object_id), item.seal_pk)
        return UploadHead(tag, item.object_id, item.length, item.segments).pack()

    def begin(self, item: Parcel, more: bytes = b"") -> tuple[str, int]:
        status, headers, body = self.ask("POST", "/v1/uploads", self.head(item) + more)
        assert status == 201 and len(body) == 16
        return body.hex(), int(headers["upload-offset"])

    def patch(self, upload: str, offset: int | str, data: bytes) -> tuple[int, dict[str, str], bytes]:
        return self.ask("PATCH", f"/v1/uploads/{upload}", data, {"Upload-Offset": str(offset)})
