"""Sharing, inbox, delivery states, withdrawals and teams.

Rooms below: kernel, records, vault, contacts, release, relays. Control messages are in the package `control`.

- Preview a share, then queue it: `sharing.preview`, `sharing.share`. Anonymously: `anonymous.share`.
- Read a report as its recipient will see it: `foreseen.readings`.
- List reports that arrived: `inbox.all_`. Accept or refuse one: `inbox.accept`, `inbox.refuse`.
- Accept many reports: `bulk.accept_all`. Accept future ones automatically: `rules.add`.
- Open and save envelopes in a round: `arrivals.open_`, `arrivals.take`.
- Show the steps of a delivery: `journeys.steps`. Show its state as text: `states.of`.
- List all reports to and from one contact: `between.of`.
- Withdraw records that were sent: `retracting.retract`. Decide about withdrawals of others: `retracted.decide`.
- Make a team or leave it: `teams.make`, `teams.leave`. Write updates for its members: `team_out.prepare`.
"""

__all__ = [
    "anonymous",
    "batch_accept",
    "contact_history",
    "control",
    "delivery_history",
    "delivery_status",
    "inbox",
    "notices",
    "receive",
    "received_withdrawals",
    "report_manifests",
    "rules",
    "sent_withdrawals",
    "share_preview",
    "sharing",
    "stopped_deliveries",
    "team_out",
    "teams",
]
