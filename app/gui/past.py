"""What was done in the window and can be taken back, step by step; a window that is dressed anew goes on with it."""

from collections import deque
from collections.abc import Callable
from typing import Any

Way = Callable[[Any], None]
"""What takes an action back, or does it again, at the desk that it is given."""
STEPS = 20
"""Actions that can be undone one after the other."""


class Past:
    """The last `STEPS` actions with a way back, and those that were taken back."""

    def __init__(self) -> None:
        self.done: deque[tuple[Way, Way | None]] = deque(maxlen=STEPS)
        self.at = ""
        """The setting that was changed last: where the keyboard stands in the window that follows."""
        self._undone: list[tuple[Way, Way | None]] = []

    def did(self, back: Way, again: Way | None = None) -> None:
        """Remember something new: what was undone before it cannot be done again."""
        self.done.append((back, again))
        self._undone.clear()

    def forget(self) -> None:
        """Forget all of it: something was destroyed, and no way back may hold anything of that."""
        self.done.clear()
        self._undone.clear()

    def back(self) -> Way | None:
        """Return the way back from the last step, or None where there is none."""
        if not self.done:
            return None
        step = self.done.pop()
        self._undone.append(step)
        return step[0]

    def again(self) -> Way | None:
        """Return how the step that was undone last is done again; None where there is none, or it cannot be."""
        if not self._undone or self._undone[-1][1] is None:
            return None
        step = self._undone.pop()
        self.done.append(step)
        return step[1]
