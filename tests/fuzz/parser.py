"""What a parser of bytes that others wrote is to the fuzzing."""

from collections.abc import Callable, Sequence

from attrs import frozen

from crypto.errors import CryptoError


@frozen
class Parser:
    """One parser: `read` may raise `errors` and nothing else, and takes less than a second of the processor."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    errors: tuple[type[Exception], ...] = (CryptoError,)
    cbor: bool = False
    """Whether the bytes are one CBOR value, so that it can be changed by sense."""
