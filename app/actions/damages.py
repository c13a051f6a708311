"""What rounds with relays kept aside: brought up until a person has seen it.

What a relay signed that cannot be true is no damage but a proof (`proofs`).
"""

from app.actions.changed import Changed
from app.store import damages, relays
from app.store.damages import Damage
from app.store.vault import Vault


def unseen(vault: Vault) -> list[Damage]:
    """Return what no person has seen yet, oldest first."""
    return damages.unseen(vault.con)


def of_others(vault: Vault) -> dict[str, list[Damage]]:
    """Return what was not seen of relays where we have no mailbox of our own, by address: those of desks."""
    ours, found = {known.pk for known in relays.all_(vault.con)}, dict[str, list[Damage]]()
    for damage in unseen(vault):
        if damage.relay not in ours:
            found.setdefault(damage.url, []).append(damage)
    return found


def see(vault: Vault, relay: bytes) -> Changed:
    """Note that a person was shown what was kept aside at a relay: only what comes after is brought up."""
    with vault.transaction() as con:
        damages.see(con, relay, vault.now())
    return Changed()


def take_back(vault: Vault, relay: bytes) -> Changed:
    """Bring up again what was seen last."""
    with vault.transaction() as con:
        damages.take_back(con, relay)
    return Changed()
