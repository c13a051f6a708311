"""Rows of relays, logs, tickets, moves, policies and failed attempts.

Rooms below: tables, vault, records, contacts.

- List the relays of this vault: `known_relays.list_relays`. Keep or delete one: `known_relays.keep`,
  `known_relays.forget`.
- Get the policy of a mailbox: `policies.mailbox_policy`. Get the policy to ask for: `policies.wanted_policy`.
- Keep new tickets for a mailbox of this vault: `tickets.make`. Keep tickets from a contact: `tickets.hold`.
- List tickets that can pay at a mailbox: `tickets.list_unspent`.
- Keep a page of a log: `logs.keep`. Keep a proof against a relay: `logs.prove`. List proofs: `logs.proofs`.
- List failed attempts by route: `delivery_problems.list_problems`. Record an attempt:
  `delivery_problems.record_problems`.
- Record that files reached a relay, or that a visit failed: `file_routes.record_progress`,
  `file_routes.record_failure`.
- Begin or end a move to another relay: `moves.begin`, `moves.end`.
- List damaged messages: `quarantined_messages.list_unseen`. Count bytes of a day: `traffic.add`.
"""

__all__ = [
    "delivery_problems",
    "file_routes",
    "known_relays",
    "logs",
    "moves",
    "nearby_sessions",
    "policies",
    "quarantined_messages",
    "tickets",
    "traffic",
]
