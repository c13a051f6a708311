"""Relays: permissions of a network, mailboxes, tickets, proofs and Tor.

Rooms below: kernel, records, vault, contacts, release. A round of synchronisation is in `app.actions.rounds`.

- Ask if data can be sent on a network: `network_policy.may`. For a complete round: `network_policy.Gate`.
- Get the network in use, or set its rule: `networks.here`, `networks.set_rule`.
- Add a relay with a mailbox for this vault: `registering.add`. Connect to a relay: `registering.reach`.
- Move to another relay: `moving.move`. Close the old one afterwards: `moving.finish`.
- Give tickets to a contact or stop them: `tickets.give`, `tickets.stop`.
- Pay for a delivery with a ticket: `token_payment.purse`.
- List proofs against relays: `relay_log_audit.all_`. List damaged messages: `quarantined_messages.unseen`.
- Choose the recipient of one automatic round: `mailbox_rotation.Turn`.
- Get or set the connection through Tor: `tor.way`, `tor.set_always`.
"""

__all__ = [
    "mailbox_rotation",
    "moving",
    "network_policy",
    "networks",
    "quarantined_messages",
    "registering",
    "relay_log_audit",
    "tickets",
    "token_payment",
    "tor",
]
