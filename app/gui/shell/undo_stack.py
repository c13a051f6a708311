"""The undo history of the window; a window that is built in another look continues with it."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.actions.kernel.change_set import Changed
    from app.store.vault.open_vault import Vault

Way = Callable[[Any], None]
"""A function that undoes an action, or does it again, at the desk that it is given."""
STEPS = 20
"""Actions that can be undone one after the other."""


def make_step(task: "Callable[[Vault], Changed]", said: str) -> Way:
    """Return the function that runs a task at a desk and announces it with `said`."""
    return lambda desk: desk.ask(task, lambda changed: desk.tell(said, changed=changed))


def make_stop(said: str, stays: bool = False) -> Way:
    """Return a step that undoes nothing and announces why. If it `stays`, no older step is undone after it."""

    def stop(desk: Any) -> None:
        if stays:
            desk.past.did(stop)
        desk.say(said)

    return stop


class Past:
    """The last `STEPS` actions with an undo, and those that were undone."""

    def __init__(self) -> None:
        self.done: deque[tuple[Way, Way | None, str]] = deque(maxlen=STEPS)
        self.at = ""
        """The setting that was changed last: it has the keyboard focus in the next window."""
        self.roles: frozenset[str] | None = None
        """The roles of the person; None until they are read."""
        self.opened: set[str] = set()
        """The places that were opened: they stay on the rail."""
        self.outside: list[Path] = []
        """The files that were saved out of a temporary sample vault: they stay when it is deleted."""
        self._undone: list[tuple[Way, Way | None, str]] = []

    def did(self, back: Way, again: Way | None = None, draft: str = "") -> None:
        """Remember a new action, with the draft that its undo changes; undone actions cannot be done again."""
        self.done.append((back, again, draft))
        self._undone.clear()

    def opened_draft(self, name: str) -> bool:
        """Forget the actions about a draft: its form is open, and no undo may change the draft below it.

        Return True if the last action was about it.
        """
        last = bool(self.done) and self.done[-1][2] == name
        self.done = deque((step for step in self.done if step[2] != name), STEPS)
        self._undone = [step for step in self._undone if step[2] != name]
        return last

    def forget(self) -> None:
        """Forget all actions: after a destruction, no undo can hold data of the destroyed records."""
        self.done.clear()
        self._undone.clear()

    def back(self) -> Way | None:
        """Return the undo of the last step, or None if there is no step."""
        if not self.done:
            return None
        step = self.done.pop()
        self._undone.append(step)
        return step[0]

    def again(self) -> Way | None:
        """Return the redo of the last undone step, or None if there is no such step or it has no redo."""
        if not self._undone or self._undone[-1][1] is None:
            return None
        step = self._undone.pop()
        self.done.append(step)
        return step[1]
