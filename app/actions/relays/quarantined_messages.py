"""List the damaged data of syncs with relays, until a person has seen it.

A false statement that a relay signed is not damage but a proof (`proofs`).
"""

from app.actions.kernel.change_set import Changed
from app.store.relays import known_relays, quarantined_messages
from app.store.relays.quarantined_messages import Damage
from app.store.vault.open_vault import Vault


def list_unseen_damage(vault: Vault) -> list[Damage]:
    """Return the damage that no person has seen yet, oldest first."""
    return quarantined_messages.list_unseen(vault.con)


def of_others(vault: Vault) -> dict[str, list[Damage]]:
    """Return the unseen damage of relays without a mailbox of ours, by address: the relays of desks."""
    ours, found = {known.pk for known in known_relays.list_relays(vault.con)}, dict[str, list[Damage]]()
    for damage in list_unseen_damage(vault):
        if damage.relay not in ours:
            found.setdefault(damage.url, []).append(damage)
    return found


def see(vault: Vault, relay: bytes) -> Changed:
    """Record that a person saw the damage of a relay; only later damage is shown."""
    with vault.transaction() as con:
        quarantined_messages.see(con, relay, vault.now())
    return Changed(frozenset({"relay"}))


def take_back(vault: Vault, relay: bytes) -> Changed:
    """Show again the damage that a person saw last."""
    with vault.transaction() as con:
        quarantined_messages.take_back(con, relay)
    return Changed(frozenset({"relay"}))
