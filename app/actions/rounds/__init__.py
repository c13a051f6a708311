"""Synchronisation with relays, USB sticks and nearby computers.

Rooms below: kernel, records, vault, contacts, release, relays, mail, field.

- Do one round with every relay: `exchange.sync`. Get the time until the next round: `exchange.due_in`.
- Send anonymous reports that are due: `anonymous_sync.sync`.
- Do rounds automatically until stopped: `sync_scheduler.watch`.
- List the mailboxes of this vault: `mailboxes.list_relays`. Close one: `mailboxes.give_up`.
- Set who can write to a mailbox: `mailboxes.set_policy`.
- Write all waiting reports to a USB stick: `sticks.write`. Read one: `sticks.read`. Clean one: `sticks.clear`.
- Read one and then write to it: `stick_round.read_then_write`. Know it again by a name: `stick_memory.find_stick`.
- Get the serial number and the room of a stick: `volumes.list_volumes`.
- Copy mail of others from a USB stick for their relays: `courier.carry`.
- Connect two computers without internet: `nearby_exchange.open_door` on one, `nearby_exchange.visit` on the other.
- Explain a failed visit as text: `relay_sessions.in_words`.
"""

__all__ = [
    "anonymous_sync",
    "courier",
    "exchange",
    "mailboxes",
    "nearby_exchange",
    "relay_sessions",
    "stick_memory",
    "stick_round",
    "sticks",
    "sync_scheduler",
    "volumes",
]
