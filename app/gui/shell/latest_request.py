"""Run questions that follow each other quickly, for example a search at every letter."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.shell.vault_session import VaultSession
    from app.gui.widgets.listpane import ListPane

T = TypeVar("T")


class Latest:
    """Runs one question at a time: of those that come meanwhile only the last is run, and older answers are dropped.

    Thus a search follows every letter, and none waits for those before it.
    """

    def __init__(self, desk: "VaultSession") -> None:
        self._desk = desk
        self._running = False
        self._next: Callable[[], None] | None = None

    def ask(self, task: Callable[[Vault], T], done: Callable[[T], None], pane: "ListPane | None" = None) -> None:
        """Run the question now, or when the current one ends. After an error, `pane` is emptied with a sentence: an
        older list must not stand as the answer.
        """

        def not_done(error: BaseException) -> None:
            if pane is not None:
                pane.show_failed()
            self._desk.failed(error)

        def go() -> None:
            self._running, self._next = True, None
            self._desk.read(
                task,
                lambda found: self._over(lambda: done(found)),
                lambda error: self._over(lambda: not_done(error)),
            )

        if self._running:
            self._next = go
        else:
            go()

    def _over(self, tell: Callable[[], None]) -> None:
        self._running = False
        (self._next or tell)()
