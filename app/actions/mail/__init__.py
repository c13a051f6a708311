"""Sharing, inbox, delivery states, withdrawals and teams.

Rooms below: kernel, records, vault, contacts, release, relays. Control messages are in the package `control`.

- Preview a share, then queue it: `sharing.preview`, `sharing.share`. Anonymously: `anonymous.share`.
- Read a report as its recipient will see it: `share_preview.readings`.
- List reports that arrived: `inbox.list_reports`. Accept or refuse one: `inbox.accept`, `inbox.refuse`.
  Undo the acceptance: `accept_undo.undo`.
- Ask the sender of one: `questions.ask`.
- Read one before it is accepted: `report_contents.ReportContents`. Check its files: `report_contents.check_files`.
- Send references along with a report, and keep those of its sender: `record_references`.
- Accept many reports: `batch_accept.accept_batch`. Accept future ones automatically: `rules.add`.
- Open and save envelopes in a round: `receive.open_`, `receive.take`.
- Show the steps of a delivery: `delivery_history.steps`. Show its state as text: `delivery_status.delivery_status`.
- List all reports to and from one contact: `delivery_status.read_contact_history`.
- Withdraw records that were sent: `sent_withdrawals.retract`. Decide about withdrawals of others:
  `received_withdrawals.decide`. Leave withdrawn records out of a report: `withdrawn_inbox.left_of`.
- Make a team or leave it: `teams.make`, `teams.leave`. Write updates for its members: `team_out.prepare`.
"""

__all__ = [
    "accept_undo",
    "anonymous",
    "batch_accept",
    "control",
    "delivery_history",
    "delivery_status",
    "inbox",
    "notices",
    "private_records",
    "questions",
    "receive",
    "received_withdrawals",
    "record_references",
    "report_contents",
    "report_manifests",
    "rules",
    "sent_withdrawals",
    "share_preview",
    "sharing",
    "stopped_deliveries",
    "team_out",
    "teams",
    "withdrawn_inbox",
]
