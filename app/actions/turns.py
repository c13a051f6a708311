"""Whose turn it is: in a round that the program starts by itself, a relay sees mail for one of its mailboxes.

Who writes to two mailboxes within seconds knows both of their owners; a relay that hosts both is not shown that. What
is urgent goes at once, whoever it is for, and a round that a person asked for takes everything.
"""

from collections.abc import Callable, Collection


class Turn:
    """The one addressee whose mail a relay takes in one round, drawn by chance; the others' waits for another round."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._drawn: bytes | None = None
        self.others_wait = False
        """Whether mail for somebody else was kept back."""

    def among(self, due: Collection[bytes], urgent: Collection[bytes]) -> set[bytes]:
        """Return the addressees whose mail goes now, of those with mail that is `due` and those with `urgent` mail.

        Who was drawn once stays drawn: one round asks several times.
        """
        if self._drawn is None and due:
            self._drawn = min(sorted(due), key=lambda _: self._random(8))
        chosen = {*urgent, *({self._drawn} if self._drawn else ())}
        self.others_wait = not chosen.issuperset(due)
        return chosen
