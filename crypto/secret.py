"""Memory for the few keys that can open a complete vault: locked against swapping, overwritten after use.

Python and Qt cannot erase their copies, so this only lowers the number of copies. The real protection is that the
locked program is another process. Each secret has a separate memory page, because unlocking the page of one secret
would unlock others on it.
"""

import mmap
from types import TracebackType
from typing import Any

from nacl._sodium import ffi, lib

PAGE = mmap.PAGESIZE


class Secret:
    """`size` bytes (default: 32) in a locked page. Use it as a context manager, or `clear` it.

    If the system refuses to lock memory (a limit of some containers), the bytes are kept unlocked: see `locked`.
    """

    def __init__(self, size: int = 32) -> None:
        if not 0 < size <= PAGE:
            raise ValueError("a secret has 1 byte to one page")
        room = ffi.new("unsigned char[]", 2 * PAGE)
        start = -int(ffi.cast("uintptr_t", room)) % PAGE
        self.locked = lib.sodium_mlock(room + start, PAGE) == 0
        self.size = size
        # munlock zeroes too. It runs at clear(), or when neither this object nor a view of it is left.
        self._room = ffi.gc(room, lambda memory: lib.sodium_munlock(memory + start, PAGE))
        self._start = start
        self._cleared = False

    @classmethod
    def of(cls, data: bytes) -> "Secret":
        """Copy `data` into a new secret. The caller's copy is not erased."""
        secret = cls(len(data))
        secret.buffer[:] = data
        return secret

    @property
    def pointer(self) -> Any:
        """The address of the first byte, for libsodium. Keep this object while the address is in use."""
        return ffi.from_buffer(self.buffer)

    @property
    def buffer(self) -> memoryview:
        """The writable bytes. Raises ValueError for a cleared secret, so that no one uses a key of zeros."""
        if self._cleared:
            raise ValueError("this secret has been cleared")
        return memoryview(ffi.buffer(self._room, 2 * PAGE))[self._start : self._start + self.size]

    def clear(self) -> None:
        """Overwrite with zeros and unlock. A second call does no harm."""
        self._cleared = True
        ffi.release(self._room)

    def __enter__(self) -> "Secret":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def __repr__(self) -> str:
        return f"Secret({self.size} bytes)"
