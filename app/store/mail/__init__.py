"""Rows of the outbox, the inbox, receipts, withdrawals and teams.

Rooms below: tables, vault, records, contacts, relays.

- Queue a report for a recipient: `outbox.queue`. Get a delivery: `outbox.get`. List: `delivery_lists.list_of_report`.
- Find deliveries by a word: `delivery_words.list_with`. Store the words of one: `delivery_words.put`.
- Change the state of a delivery: `outbox.set_state`. List its events: `delivery_events.list_delivery_events`.
- Find reports that arrived: `inbox.find`. Read a manifest: `inbox.manifest`. Keep a decision: `inbox.decide`.
- Remember an object that was dealt with: `handled_objects.note_outcome`. Test it: `handled_objects.find_outcome`.
- Remember the records that a contact was sent: `shared_records.note_shared`, `shared_records.find_history`.
- Remove parts of a received or queued report: `report_copies.set_manifest`, `report_copies.set_body`.
- List the inbox: `inbox_list.list_reports`. Let an accepted report wait again: `inbox_list.reopen`.
- Keep a withdrawal: `retractions.put`. List its records: `retractions.records_of`.
- Get a team: `teams.get`. List all: `teams.list_teams`. Get its deliveries to a member: `teams.list_deliveries_to`.
- Seal waiting mail again for a new key: `reencryption.reseal`. Cancel it: `reencryption.drop`.
- Keep the reply mailbox of an anonymous report: `anonymous_queue.keep_box`.
- List the mail of others that this vault brings to a relay: `couriers.list_objects_to_upload`.
- Destroy files and their traces: `destruction.delete_file_keys`, `destruction.leave_traces`.
"""

__all__ = [
    "acknowledgements",
    "anonymous_queue",
    "contact_merges",
    "couriers",
    "delivery_events",
    "delivery_lists",
    "delivery_words",
    "destruction",
    "handled_objects",
    "inbox",
    "inbox_list",
    "outbox",
    "reencryption",
    "report_copies",
    "retractions",
    "rules",
    "shared_records",
    "teams",
]
