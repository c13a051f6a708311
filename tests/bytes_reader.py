"""Bytes in memory as the source of a media child."""

from attrs import frozen


@frozen
class BytesReader:
    """Bytes in memory as a source."""

    data: bytes

    def read_at(self, offset: int, n: int) -> bytes:
        """Return n bytes from `offset`."""
        return self.data[offset : offset + n]
