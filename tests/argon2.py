"""Argon2id once in a process for the same password, salt and costs.

The result is libsodium's, and all checks of ours before and after it run. A run takes a fifth of a second at the least
costs, and the suite asks for the same few results again and again. What calibrates to this computer runs each time.
"""

from typing import Any

from nacl._sodium import ffi, lib

from crypto import passphrase


class Kept:
    """libsodium with the results of `crypto_pwhash`; `on` is False where a test is about Argon2id itself."""

    def __init__(self) -> None:
        self.on = True
        self._known: dict[tuple[bytes, bytes, int, int, int], bytes] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(lib, name)

    def crypto_pwhash(
        self, out: Any, size: int, text: bytes, length: int, salt: bytes, passes: int, memory: int, kind: int
    ) -> int:
        """Fill `out` as libsodium does, and return its code."""
        key = (text, bytes(salt), passes, memory, size)
        if not self.on or text == b"calibration" or key not in self._known:
            failed: int = lib.crypto_pwhash(out, size, text, length, salt, passes, memory, kind)
            if not failed and self.on and text != b"calibration":
                self._known[key] = bytes(ffi.buffer(out, size))
            return failed
        ffi.memmove(out, self._known[key], size)
        return 0


KEPT = Kept()


def keep() -> None:
    """Let this process keep the results."""
    passphrase.lib = KEPT
