"""A `qtbot` that looks soon whether what is waited for is there."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

SOON = 20
"""Looks with a millisecond between two; after them as pytest-qt does, which waits 10 ms before the second look too.

A test waits some eight times, mostly for two or three milliseconds.
"""


class PromptBot(QtBot):
    """Waits for a condition as `QtBot` does, and looks sooner."""

    _looks = SOON

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 5000) -> None:
        """Look until the condition holds."""
        self._looks = 0
        try:
            super().waitUntil(callback, timeout=timeout)
        finally:
            self._looks = SOON

    def wait(self, ms: int) -> None:
        """Let the event loop run; between the first looks for a condition, for a millisecond."""
        self._looks += 1
        super().wait(1 if self._looks <= SOON else ms)
