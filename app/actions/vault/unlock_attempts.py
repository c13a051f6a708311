"""Limit the attempts to open a vault: each wrong one makes the next wait longer, and can destroy the vault at the end.

The number of attempts is in the local settings file, so a restart does not reset it. This process remembers it too,
so removal of the file does not reset it either. A person who has a copy of the header can avoid both.
"""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Union

from app.errors import AppError, CannotUnlock
from app.phrase import Phrase
from app.store.vault import device_settings, wipe

if TYPE_CHECKING:
    import crypto
    from app.store.vault.header import UnlockSecret

T = TypeVar("T")
UnlockWay = Union[str, "crypto.Secret", "UnlockSecret"]
"""A passphrase, its Argon2id result, or another way to unlock."""

FIRST, LONGEST = 4, 600
"""Seconds after the first wrong attempt, doubled after each further one; and their maximum."""
_MOST = 10_000
AFTER = (5, 10, 20)
"""The possible numbers of wrong attempts after which a vault destroys itself."""
_WRONG, _AT, _LIMIT = "wrong", "wrong_at", "wipe_after"
_GUESSES = ("guesses", "guessed_at")


class TooSoon(CannotUnlock):
    """No attempt was made: the wait after a wrong one is not over."""


class Tries:
    """The attempts for one vault. `clock` gives UTC seconds and can be wrong: no wait is longer than `LONGEST`.

    The first `free` wrong attempts in a row are counted, but cause no wait. `guesses` are new passwords that must not
    open this vault: they have a separate count, which never destroys it.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, free: int = 0, guesses: bool = False
    ) -> None:  # fmt: skip
        self.folder, self._clock, self._free = folder, clock, free
        self._names = _GUESSES if guesses else (_WRONG, _AT)
        self._wrong, self._at = 0, 0.0
        self._costs: tuple[int, int, bytes] | None = None
        self.gone = False
        """True if the passphrase wiped the vault; later attempts fail as if the vault still existed."""

    def opened(self, *tasks: Callable[[], T]) -> T:
        """Return the result of the first task that opens; count a CannotUnlock of the last one before it is raised.

        The tasks are the spellings of one typed passphrase: together they are one attempt.
        Raises TooSoon if the attempt was not made. After a wipe by a passphrase, attempts fail as if the vault still
        existed.
        """
        wait = self.wait()
        if wait:
            raise TooSoon(
                Phrase("After a wrong password, you must wait {n} s.", n=wait),
                "Amparo did not test this password. Try again after that time.",
            )
        *others, last = tasks
        for task in others:
            with suppress(CannotUnlock):
                return self._open(task)
        try:
            return self._open(last)
        except CannotUnlock:
            self._count()
            raise

    def _open(self, task: Callable[[], T]) -> T:
        try:
            if self.gone:
                self._pretend()
            self._look()
            value = task()
        except CannotUnlock:
            self.gone = self.gone or wipe.has_begun(self.folder)  # the next spelling takes as long as before
            raise
        self._forget()
        return value

    def wait(self) -> int:
        """Return the seconds until the next attempt."""
        wrong, at = self._known()
        if wrong <= self._free:
            return 0
        now = self._clock()
        if at > now:  # the clock was put back: the wait starts now
            self._keep(wrong, now)
            at = now
        return max(0, math.ceil(at + min(LONGEST, FIRST << min(wrong - 1, 10)) - now))

    def left(self) -> int | None:
        """Return the wrong attempts left before the vault is destroyed; None if unlimited."""
        limit = limit_of(self.folder)
        return max(0, limit - self._known()[0]) if limit else None

    def _known(self) -> tuple[int, float]:
        """Return the wrong attempts and the time of the last: of the file or of this process, the higher number."""
        counted, at = self._names
        wrong = device_settings.number(self.folder, counted, _MOST)
        if wrong > self._wrong:
            return wrong, float(device_settings.number(self.folder, at, 1 << 40))
        return self._wrong, self._at

    def _count(self) -> None:
        wrong, _ = self._known()
        self.gone = self.gone or wipe.has_begun(self.folder)
        self._keep(wrong + 1, self._clock())
        limit = 0 if self._names == _GUESSES else limit_of(self.folder)
        if limit and wrong + 1 >= limit:
            with suppress(AppError):
                wipe.destroy_header(self.folder)
            self.gone = True

    def _keep(self, wrong: int, at: float) -> None:
        self._wrong, self._at = wrong, at
        if not self.gone and (self.folder / wipe.HEADER).exists():
            with suppress(OSError):  # a full disk: this process remembers
                device_settings.change(self.folder, **dict(zip(self._names, (wrong, int(at)), strict=True)))

    def _forget(self) -> None:
        self._wrong = 0
        if device_settings.number(self.folder, self._names[0], _MOST):
            with suppress(OSError):
                device_settings.change(self.folder, **dict.fromkeys(self._names))

    def _look(self) -> None:
        """Remember the cost of an attempt for this vault."""
        from app.store.vault import header

        with suppress(AppError):
            self._costs = header.costs(header.read(self.folder / wipe.HEADER))

    def _pretend(self) -> None:
        """Take the time of an attempt and say that it was wrong, although the vault is gone."""
        import crypto

        if self._costs is not None:
            m_kib, passes, salt = self._costs
            crypto.derive("nothing", salt, m_kib, passes).clear()
        raise CannotUnlock("This password did not open the vault.", "The vault is unchanged. Check each word.")


def list_ways(way: UnlockWay, words: Callable[[], Sequence[str]]) -> list[UnlockWay]:
    """Return a way to unlock for each spelling of its passphrase, if it has one; `words` reads the word list."""
    import crypto
    from app.store.vault.header import UnlockSecret

    one = UnlockSecret.of(way)
    if not isinstance(one.secret, str):
        return [way]
    return [UnlockSecret(text, one.keyfile, one.how) for text in crypto.spellings(one.secret, words())]


def limit_of(folder: Path) -> int:
    """Return the number of wrong attempts after which the vault is destroyed; 0: never."""
    limit = device_settings.number(folder, _LIMIT, max(AFTER))
    return limit if limit in AFTER else 0


def set_limit(folder: Path, limit: int) -> None:
    """Set the number of wrong attempts after which the vault is destroyed; 0: never. OSError if it cannot be stored."""
    device_settings.change(folder, **{_LIMIT: limit or None})
