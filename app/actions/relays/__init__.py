"""Relays: permissions of a network, mailboxes, tickets, proofs and Tor.

Rooms below: kernel, records, vault, contacts, release. A round of synchronisation is in `app.actions.rounds`.

- Ask if data can be sent on a network: `network_policy.decide_traffic`. For a complete round: `network_policy.Gate`.
- Get the network in use, or set its rule: `networks.read_current_network`, `networks.set_rule`.
- Add a relay with a mailbox for this vault: `mailbox_registration.add`. Connect to a relay:
  `mailbox_registration.reach`.
- Move to another relay: `relay_moves.move`. Close the old one afterwards: `relay_moves.finish`.
- Give tickets to a contact or stop them: `tickets.give`, `tickets.stop`.
- Pay for a delivery with a ticket: `token_payment.purse`.
- List proofs against relays: `relay_log_audit.list_proofs`. List damaged messages:
  `quarantined_messages.list_unseen_damage`.
- Choose the recipient of one automatic round: `mailbox_rotation.Turn`.
- Get or set the connection through Tor: `tor.way`, `tor.set_always`.
"""

__all__ = [
    "mailbox_registration",
    "mailbox_rotation",
    "network_policy",
    "networks",
    "quarantined_messages",
    "relay_log_audit",
    "relay_moves",
    "tickets",
    "token_payment",
    "tor",
]
