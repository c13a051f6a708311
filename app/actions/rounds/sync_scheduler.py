"""Start rounds on connection: soon after a network change has settled, then every few minutes.

All waits are partly random, so that the times reveal little. So many vaults that get a connection from one mast do
not contact relays together.
"""

from collections.abc import Callable

from app.actions.relays import networks
from app.actions.relays.networks import Network
from app.actions.rounds import anonymous_sync, exchange
from app.store.vault.open_vault import Vault
from sync.exchange import Tally

LOOK = 2.0
"""Seconds between two checks of the network."""
STEADY = 4.0
"""Seconds that a new network must stay unchanged before its first round."""
SETTLE = 14.0
"""The maximum seconds between a new network and its first round."""
EVERY = 300.0
"""Average seconds between two rounds: from half of it to one and a half."""
LOGIN = 60.0
"""The average while the network requires a sign-in."""
TURN = 60.0
"""The average while mail for other mailboxes of a relay waits for its turn."""
ASLEEP = 30.0
"""Seconds between two checks that show that the computer slept: any connection now is new."""


class Cadence:
    """The time of the next automatic round. `dice` gives a number in [0, 1)."""

    def __init__(self, dice: Callable[[], float], network: Network, left: float = 0.0) -> None:
        self._dice, self._network, self._left = dice, network, left
        self.anew = True
        """True if the next round tries every relay, because their last failures were on another network."""

    def look(self, network: Network, passed: float) -> bool:
        """Update the network, `passed` seconds after the last check; return True if a round is due."""
        if self._network.left_for(network) or passed >= ASLEEP:
            self._left, self.anew = STEADY + (SETTLE - STEADY) * self._dice(), True
        else:
            self._left -= passed
        self._network = network
        return self._left <= 0

    def went(self, tally: Tally | None) -> None:
        """Plan the next round after a round; None: it failed."""
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
    """Run rounds until `pause`, which waits the given seconds, raises; `heard` gets each result.

    On a new network a relay is tried before its next attempt is due, because the old network could have failed.
    """
    where = network or networks.NetworkMonitor()
    at = where()
    cadence, last = Cadence(lambda: dice(vault), at), vault.clock()
    due = cadence.look(at, 0.0)
    while True:
        if due:
            tally = exchange.sync(vault, asked=False, anew=cadence.anew, network=where)
            heard(tally)
            cadence.went(tally)
            last = vault.clock()
        elif anonymous_sync.due_in(vault) == 0.0:  # at a separate time, never within another round
            heard(anonymous_sync.sync(vault, asked=False, network=where))
        pause(LOOK)
        passed, last = max(LOOK, vault.clock() - last), vault.clock()  # the loop continues if the clock was set back
        due = cadence.look(where(), passed)


def dice(vault: Vault) -> float:
    """Return a number in [0, 1)."""
    return int.from_bytes(vault.random(4), "big") / 2**32
