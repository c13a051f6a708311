"""Choose one recipient for each automatic round, so that a relay sees mail for one of its mailboxes only.

A relay with two mailboxes could otherwise see that one sender knows both owners. Urgent mail for any recipient is
sent immediately, and a round that a person starts sends everything.
"""

from collections.abc import Callable, Collection


class Turn:
    """The one random recipient whose mail a relay gets in one round; mail for others waits for another round."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._drawn: bytes | None = None
        self.others_wait = False
        """True if mail for another recipient was held back."""

    def among(self, due: Collection[bytes], urgent: Collection[bytes]) -> set[bytes]:
        """Return the recipients whose mail is sent now, from those with `due` mail and those with `urgent` mail.

        The first random choice stays: one round asks several times.
        """
        if self._drawn is None and due:
            self._drawn = min(sorted(due), key=lambda _: self._random(8))
        chosen = {*urgent, *({self._drawn} if self._drawn else ())}
        self.others_wait = not chosen.issuperset(due)
        return chosen
