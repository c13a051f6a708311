"""The first start: make a vault, open or restore one, or look around with a sample vault.

The words of a sample vault are in memory only. It is made in a temporary folder, and destroyed when its window closes.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app import start
from app.errors import Stopped
from app.gui.lock.idle import IDLE_MINUTES
from app.gui.shell.longwork import LongWork
from app.gui.start import startup_settings as settings
from app.gui.start.first_start_view import FirstStart

if TYPE_CHECKING:
    from app.domain.vocabulary import Vocabularies
    from app.gui.shell.work import Work
    from app.gui.start.startup_settings import Before
    from app.gui.style.theme import Look
    from app.gui.widgets.page_values import Started
    from app.store.vault.open_vault import Vault


class Starting(Protocol):
    """The part of `program.Program` that the first start uses."""

    look: "Look"
    folder: Path
    before: "Before"
    work: "Work"

    @property
    def words(self) -> "Vocabularies":
        """The vocabularies."""

    def show(self, window: QWidget) -> None:
        """Show a window instead of the current one."""

    def opened(self, vault: "Vault", idle: int, first: bool = False) -> None:
        """Build the window of an open vault."""

    def look_around(self, vault: "Vault", idle: int) -> None:
        """Build the window of a sample vault."""

    def failed(self, error: BaseException) -> None:
        """Show an error."""

    def change_language(self, language: str) -> None:
        """Change the language of the window."""


def open_first_start(
    program: Starting, another: Callable[[], None], restore: Callable[[], None], own: Callable[[], None] | None = None
) -> FirstStart:
    """Show the first start, and return it. With `own`, which shows an own vault, make a sample vault immediately.

    `another` shows the choice of a vault that exists, `restore` the page for a backup.
    """
    window = FirstStart(program.look, program.folder, start.draw_words)
    window.started.connect(lambda started: _make(program, window, started))
    window.language.connect(program.change_language)
    window.existing.connect(another)
    window.backup.connect(restore)
    window.sample.connect(lambda: _look_around(program, window))
    program.show(window)
    if own is not None:
        _look_around(program, window, own)
    return window


def _make(program: Starting, window: FirstStart, started: "Started") -> None:
    folder, words = Path(started.folder), program.words
    kept = program.before._replace(name=started.name)
    program.folder, program.before = folder, kept

    def make() -> "Vault":
        from app.actions.vault import lifecycle
        from app.gui.settings import roles

        vault = lifecycle.create(folder, " ".join(started.words), words)
        roles.write_roles(vault, started.roles)
        settings.write(folder, kept)
        return vault

    first = not started.roles
    program.work.store(window, make, lambda vault: program.opened(vault, IDLE_MINUTES, first), program.failed)


def _look_around(program: Starting, window: FirstStart, back: Callable[[], None] | None = None) -> None:
    """Make a sample vault, as long work with Stop, in the language of the window; then show it, or go `back`."""
    tr, words, folder = program.look.tr, program.words, Path(mkdtemp(prefix="notes-"))

    def measure(done: int, total: int) -> str:
        return tr("{done} of {total} steps", done=tr.number(done), total=tr.number(total))

    stopped = tr("Stopped. The sample vault is removed.")
    long = LongWork(window, program.look, tr("Making the sample vault"), stopped, measure)
    window.busy(long.strip)
    long.announce()

    def make() -> "Vault":
        from app.actions.sample import sample_vault

        phrase = " ".join(start.draw_words())
        return sample_vault.make(folder, phrase, words, language=tr.language, told=long.told)

    def failed(error: BaseException) -> None:
        long.strip.deleteLater()
        if back is not None:
            back()
            return None if isinstance(error, Stopped) else program.failed(error)
        return window.sample_failed(tr.error(error, tr("Amparo made an error. Nothing was changed. Try again.")))

    program.work.store(window, make, lambda vault: program.look_around(vault, IDLE_MINUTES), failed)


def destroy_sample(folder: Path) -> None:
    """Destroy a sample vault whose window closed."""
    from app.actions.sample import sample_vault

    sample_vault.destroy(folder)
