"""Errors that a person can see, named after the caller's next step; each has its exit code (cli.md).

AppError
├── NotWellFormed      2   the command cannot be read
├── CannotUnlock       3   the passphrase does not open the vault
├── NotFound           4   no such vault, record, file or contact
├── InputRefused       5   bad input, every refused row or field named; nothing was stored
├── NotOpened          6   damaged, forged or not for us: nothing was opened
├── NotDeliveredYet    7   offline or refused; queued reports stay queued
├── StorageFailed      8   storage full, read-only or failing; nothing was lost
├── VaultBusy          9   the vault is open in another window or process
├── Stopped          130   stopped by a person before its end; the unfinished change is undone
└── Fault             70   a fault of the program
"""

from copyreg import __newobj__  # type: ignore[attr-defined]
from typing import ClassVar


class AppError(Exception):
    """The root: `message` has the event and the safe state, `hint` the next step; each a `Phrase` if it has values."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process makes this error again: without `__init__`, which a class can have of its own."""
        return __newobj__, (type(self), *self.args), self.__dict__


class NotWellFormed(AppError):
    """The command is not well formed."""

    code = "usage"
    exit_code = 2


class CannotUnlock(AppError):
    """The passphrase does not open the vault; the vault is untouched."""

    code = "cannot_unlock"
    exit_code = 3


class NotFound(AppError):
    """No such vault, record, file or contact."""

    code = "not_found"
    exit_code = 4


class InputRefused(AppError):
    """Input was refused; `refused` names every row or field with its reason."""

    code = "refused"
    exit_code = 5

    def __init__(self, message: str, hint: str = "", refused: list[dict[str, object]] | None = None) -> None:
        super().__init__(message, hint)
        self.refused = refused or []


class NotOpened(AppError):
    """Damaged, forged or not for us: nothing was opened."""

    code = "not_opened"
    exit_code = 6


class NotDeliveredYet(AppError):
    """Not delivered yet; queued reports stay queued."""

    code = "not_delivered"
    exit_code = 7


class StorageFailed(AppError):
    """The disk is full, read-only or failing; nothing that was saved is lost."""

    code = "storage"
    exit_code = 8


class VaultBusy(AppError):
    """The vault is open in another window or process."""

    code = "busy"
    exit_code = 9


class Stopped(AppError):
    """Stopped by a person before its end: the unfinished change is undone, earlier ones are complete."""

    code = "stopped"
    exit_code = 130


class Fault(AppError):
    """A fault of the program; nothing that was saved is lost."""

    code = "fault"
    exit_code = 70
