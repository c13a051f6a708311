"""The whole use of a USB stick with one press: read the reports, then write the waiting reports and the receipts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from attrs import evolve, frozen

from app.actions.kernel.db import Db
from app.actions.mail import receive
from app.actions.rounds import stick_memory, sticks
from app.errors import AppError, InputRefused, Stopped
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from sync.ports import Told, ignore_progress


@frozen
class StickRound:
    """The result. Only if `trouble` is None, the stick was flushed and read back: it is safe to remove.

    `left` counts the sealed packages for others that stay on the stick; `at` is the end in UTC seconds.
    """

    read: Tally
    written: Tally | None = None
    left: int = 0
    at: int = 0
    trouble: AppError | None = None


def read_then_write(
    vault: Vault, folder: Path, db: Db, told: Told = ignore_progress, serial: str = "", name: str = "",
    stepped: Callable[[StickRound], None] = lambda _: None, attempt: sticks.StickAttempt | None = None,
) -> StickRound:  # fmt: skip
    """Read a stick, then write to it, and remember it by its name.

    Each step is complete by itself. A removed stick starts again with the same `attempt`: its read bundles are known,
    and the new bundle replaces the interrupted one. `stepped` gets the result of the reading. An error of the stick is
    returned, not raised; `told` can stop the work.
    """
    so_far = StickRound(Tally())
    try:
        tally, reader, _ = sticks.take_in(vault, folder, db, told)
        so_far = evolve(so_far, read=tally)
        stepped(so_far)
        written, ours = sticks.write_again(vault, folder, db, told, attempt or sticks.StickAttempt())
        others = set(reader.whole) - ours
        left = db(lambda v: sum(not receive.was_ours(v, name) for name in others))
        db(partial(stick_memory.remember, serial=serial, name=name))
        return evolve(so_far, written=written, left=left, at=db(lambda v: v.now()))
    except Stopped:
        raise
    except AppError as error:
        if isinstance(error, InputRefused):  # anonymous reports of ours are there
            db(partial(stick_memory.forget, serial=serial))
        return evolve(so_far, trouble=error)
