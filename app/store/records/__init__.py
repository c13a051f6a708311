"""Records, changes, links, evidence files, search and the chain of custody.

Rooms below: tables, vault.

- Load a record by its id: `record_rows.load`. Load many: `record_rows.load_rows`. Find one: `record_rows.find`.
- Write records, changes and links: `record_rows.Writer`.
- List the links or changes of a record: `record_rows.links_of`, `record_rows.changes_of`.
- List the records of a kind: `record_lists.list_kind`. Load records that are not removed: `record_lists.load_all`.
- List the links to or from a record: `links.list_incoming`, `links.list_outgoing`. Of many: `links.list_pairs`.
- Get the number of the last change: `change_rows.find_last_number`.
- Save a draft: `drafts.save_draft`. Find one: `drafts.find_draft`.
- Read records that can be alike: `duplicates.read_people`. With coverage gaps: `record_lists.list_shifts`.
- Describe a search: `search.Query`. Run it: `search.list_order_keys`. Count results: `search.count_matches`.
- Append to the chain of custody: `custody.append`. Verify it: `custody.verify`.
- Find a file by id or content: `files.by_id`, `files.by_hash`. Read it: `files.reader`. Keep a new one: `files.keep`.
- Get the verification level of incidents or acts: `verification_status.of_events`, `verification_status.of_acts`.
- List proposals of contacts: `proposals.open_`. Keep the decision: `proposals.decide`.
- Read the rows of check-ins: `checkin_records.list_active_plans`. Sign an entry of a log: `journals.seal`.
- Copy the rows of records and put them back: `row_copies.copy_rows`, `row_copies.RowWriter`.
- List the references by which others know a record: `other_refs.list_of`.
- Read or keep the thumbnail, the waveform and the number of pages of a file: `previews.read`, `previews.keep`.
- Read or write sealed real names: `real_names.open_`, `real_names.seal`.
"""

__all__ = [
    "change_rows",
    "checkin_records",
    "custody",
    "drafts",
    "duplicates",
    "evidence_text",
    "files",
    "journals",
    "links",
    "other_refs",
    "partial_downloads",
    "previews",
    "proposals",
    "real_names",
    "record_lists",
    "record_rows",
    "row_copies",
    "salvage",
    "search",
    "titles",
    "verification_status",
]
