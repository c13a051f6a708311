"""Rows of relays, logs, tickets, moves, policies and failed attempts.

Rooms below: tables, vault, records, contacts.

- List the relays of this vault: `known_relays.all_`. Keep or delete one: `known_relays.keep`, `known_relays.forget`.
- Get the policy of a mailbox: `policies.of`. Get the policy to ask for: `policies.wanted`.
- Keep new tickets for a mailbox of this vault: `tickets.make`. Keep tickets from a contact: `tickets.hold`.
- List tickets that can pay at a mailbox: `tickets.unspent`.
- Keep a page of a log: `logs.keep`. Keep a proof against a relay: `logs.prove`. List proofs: `logs.proofs`.
- List failed attempts by route: `delivery_problems.all_`. Record an attempt: `delivery_problems.tried`.
- Record that files reached a relay, or that a visit failed: `file_routes.went`, `file_routes.failed`.
- Begin or end a move to another relay: `moves.begin`, `moves.end`.
- List damaged messages: `quarantined_messages.unseen`. Count bytes of a day: `traffic.add`.
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
