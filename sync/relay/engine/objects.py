"""Large objects in a bucket, one key for each segment of a MiB.

No multipart upload: its parts are of 5 MiB at least, belong to one writer, and can cost money when they are forgotten.
A segment is written only when its hash is the announced one. Every writer of a key writes the same bytes, so the order
and repeats do not matter. The bucket must only keep the data that it acknowledged.
"""

import datetime
import errno
import os
from collections.abc import Sequence

from obstore.exceptions import BaseError
from obstore.store import S3Store

from sync.relay.errors import Refusal

_TOGETHER = 1000
"""Maximum keys that one request deletes."""


class Objects:
    """A bucket, or the part under a prefix. A bucket that does not answer is `Refusal` 503."""

    def __init__(self, url: str) -> None:
        plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        self._store = S3Store.from_url(
            url,
            client_options={"timeout": "30s", "connect_timeout": "5s", "allow_http": plain},
            retry_config={"max_retries": 3, "retry_timeout": datetime.timedelta(seconds=20)},
        )

    def want_writable(self) -> None:
        """Write a key and delete it again, as an operator's check; `ConnectionError` has the bucket's answer."""
        try:
            self._store.put("amparo", b"?")
            self._store.delete("amparo")
        except (BaseError, OSError) as error:
            text = str(error).strip().splitlines()[0]
            raise ConnectionError(errno.ECONNREFUSED, f"the bucket takes nothing: {text}") from error

    async def put(self, upload_id: bytes, number: int, data: bytes) -> None:
        """Store segment `number` of an object."""
        try:
            await self._store.put_async(_key(upload_id, number), data)
        except (BaseError, OSError) as error:
            raise Refusal(503) from error

    async def get(self, upload_id: bytes, number: int, start: int, end: int) -> bytes:
        """Return the bytes [start, end) of a segment; `Refusal` 404 if it was deleted."""
        try:
            return bytes(await self._store.get_range_async(_key(upload_id, number), start=start, end=end))
        except FileNotFoundError as error:
            raise Refusal(404) from error
        except (BaseError, OSError) as error:
            raise Refusal(503) from error

    async def delete(self, upload_id: bytes, segments: int) -> None:
        """Delete the first `segments` of an object, if they are there."""
        keys = [_key(upload_id, number) for number in range(segments)]
        try:
            for at in range(0, len(keys), _TOGETHER):
                await self._delete(keys[at : at + _TOGETHER])
        except (BaseError, OSError) as error:
            raise Refusal(503) from error

    async def _delete(self, keys: Sequence[str]) -> None:
        try:
            await self._store.delete_async(keys)
        except FileNotFoundError:  # some buckets raise this for a key that was never there
            for key in keys:
                try:
                    await self._store.delete_async(key)
                except FileNotFoundError:
                    continue


def _key(upload_id: bytes, number: int) -> str:
    return f"{upload_id.hex()}/{number:05d}"
