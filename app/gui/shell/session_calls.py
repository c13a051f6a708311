"""The calls that the parts of an open session make in it, so that no part needs the module of the session."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from app.actions.kernel.change_set import Changed
    from app.actions.kernel.db import Db
    from app.gui.shell.undo_stack import Past
    from app.gui.shell.window import Window
    from app.gui.shell.work import Work
    from app.gui.style.theme import Look
    from app.store.vault.open_vault import Vault

T = TypeVar("T")


class SessionCalls(Protocol):
    """The methods of `vault_session.VaultSession` with the same names."""

    look: "Look"
    window: "Window"
    work: "Work"
    past: "Past"
    is_temporary: bool

    def ask(self, task: "Callable[[Vault], T]", done: Callable[[T], None]) -> None:
        """Run a task in the store's thread."""

    def on_net(
        self,
        task: "Callable[[Vault, Db], T]",
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run a task on the net lane."""

    def tell(
        self,
        said: str,
        undo: "Callable[[Vault], Changed] | None" = None,
        again: "Callable[[Vault], Changed] | None" = None,
        changed: "Changed" = ...,
        draft: str = "",
        undone: str = "",
    ) -> None:
        """Announce a change, and add its undo and redo to the undo history; `draft` is the draft that undo changes.

        `undone` is the message after the undo.
        """

    def tell_draft(self, said: str, name: str, leads: str) -> None:
        """Announce a draft that a person left; Undo opens its form again, by the key `leads`."""

    def say(self, words: str) -> None:
        """Show a text in the quiet line."""

    def leave(self, again: bool) -> None:
        """Close the vault; `again`: with a fresh locked start."""

    def before_leaving(self, task: Callable[[], None]) -> None:
        """Do this first on lock."""
