"""Rounds as connections come: soon after the network changed, and every few minutes while it stays.

Nothing here is exact: each wait has its share of chance, so that the times tell little and many vaults that one mast
brings back do not knock together.
"""

from collections.abc import Callable

from app.actions import exchange, networks
from app.store.vault import Vault
from sync.exchange import Tally

LOOK = 5.0
"""Seconds between two looks at which network this is."""
SETTLE = 20.0
"""Seconds at most between a new network and its first round."""
EVERY = 300.0
"""Seconds between two rounds on average: from half of it to one and a half."""
LOGIN = 60.0
"""The same while the network wants a log-in first."""


def watch(
    vault: Vault,
    pause: Callable[[float], None],
    heard: Callable[[Tally], None],
    network: Callable[[], networks.Network] = networks.here,
) -> None:
    """Do rounds until `pause`, which waits so many seconds, raises; `heard` hears of each round.

    On a new network a relay is tried even if its next try was not due: it was the old one that failed.
    """
    known, left, anew = network(), 0.0, True
    while True:
        now = network()
        if known.left_for(now):
            left, anew = SETTLE * _dice(vault), True
        known = now
        if left <= 0:
            tally = exchange.sync(vault, asked=False, anew=anew, network=network)
            heard(tally)
            left, anew = (LOGIN if tally.login_first else EVERY) * (0.5 + _dice(vault)), False
        pause(LOOK)
        left -= LOOK


def _dice(vault: Vault) -> float:
    return int.from_bytes(vault.random(4), "big") / 2**32
