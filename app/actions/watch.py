"""Rounds as connections come: soon after the network changed and settled, and every few minutes while it stays.

Nothing here is exact: each wait has its share of chance, so that the times tell little and many vaults that one mast
brings back do not knock together.
"""

from collections.abc import Callable

from app.actions import apart, exchange, networks
from app.actions.networks import Network
from app.store.vault import Vault
from sync.exchange import Tally

LOOK = 2.0
"""Seconds between two looks at which network this is."""
STEADY = 4.0
"""Seconds that a new network must stay as it is before its first round."""
SETTLE = 14.0
"""Seconds at most between a new network and its first round."""
EVERY = 300.0
"""Seconds between two rounds on average: from half of it to one and a half."""
LOGIN = 60.0
"""The same while the network wants a log-in first."""
TURN = 60.0
"""The same while mail for other mailboxes of a relay waits for its turn."""
ASLEEP = 30.0
"""Seconds between two looks after which the machine slept: whatever it is connected to now is new."""


class Cadence:
    """When the next round by itself is due. `dice` gives a number in [0, 1)."""

    def __init__(self, dice: Callable[[], float], network: Network, left: float = 0.0) -> None:
        self._dice, self._network, self._left = dice, network, left
        self.anew = True
        """Whether the next round tries every relay: it was another network on which they did not answer."""

    def look(self, network: Network, passed: float) -> bool:
        """See which network there is, so many seconds after the look before; return whether a round is due."""
        if self._network.left_for(network) or passed >= ASLEEP:
            self._left, self.anew = STEADY + (SETTLE - STEADY) * self._dice(), True
        else:
            self._left -= passed
        self._network = network
        return self._left <= 0

    def went(self, tally: Tally | None) -> None:
        """Hear of a round; None: it failed."""
        often = EVERY
        if tally is not None and (tally.login_first or tally.others_wait):
            often = LOGIN if tally.login_first else TURN
        self._left, self.anew = often * (0.5 + self._dice()), False


def watch(
    vault: Vault,
    pause: Callable[[float], None],
    heard: Callable[[Tally], None],
    network: Callable[[], Network] | None = None,
) -> None:
    """Do rounds until `pause`, which waits so many seconds, raises; `heard` hears of each round.

    On a new network a relay is tried even if its next try was not due: it was the old one that failed.
    """
    where = network or networks.Told()
    at = where()
    cadence, last = Cadence(lambda: dice(vault), at), vault.clock()
    due = cadence.look(at, 0.0)
    while True:
        if due:
            tally = exchange.sync(vault, asked=False, anew=cadence.anew, network=where)
            heard(tally)
            cadence.went(tally)
            last = vault.clock()
        elif apart.due_in(vault) == 0.0:  # at a time of its own, never within another round
            heard(apart.sync(vault, asked=False, network=where))
        pause(LOOK)
        passed, last = max(LOOK, vault.clock() - last), vault.clock()  # a clock that was set back stops nothing
        due = cadence.look(where(), passed)


def dice(vault: Vault) -> float:
    """Return a number in [0, 1)."""
    return int.from_bytes(vault.random(4), "big") / 2**32
