"""Records of any kind, the clock and access to the database.

Every other room of the actions uses this one. Nothing here knows a contact, a relay or a window.

- Get one record by its id or short code: `records.record_of`.
- Get everything about one record: `records.show`.
- Find or count records: `records.find`, `records.count_matches`.
- Get the title of a record in a language: `records.title`.
- Add, edit, remove or restore a record: `records.add`, `records.edit`, `records.remove`, `records.restore`.
- Make several changes in one transaction: `records.write_records`.
- Report the changes of an action to the caller: return a `change_set.Changed`. The window reads a page again only if
  the change meets what the page shows.
- Get the local day or minute: `clock.today`, `clock.local_minute`. Never ask the system clock directly.
- Run a function of the vault from another thread: take a `db.Db`. On the thread of the vault: `db.direct_db`.
- Keep, load or delete an unfinished form: `drafts.keep`, `drafts.load`, `drafts.drop`.
- List the records that belong to some records: `linked_closure.closure`. List the withdrawn ones:
  `linked_closure.list_withheld_records`.
- Write a file outside of the vault: `external_files.write`, in parts: `external_files.new_file`.
- Read the user's data in place of the program's, or load its file: `own_data.read_own`, `own_data.load_file`.
- Find the records of a declared list: `view_rows.find`.
- List the missing items of the next stage of a case: `case_facts.list_missing_items`.
- Ask if this is a sample vault: `sample_mark.is_sample`. Refuse to send from it: `sample_mark.refuse_sending`.
"""

__all__ = [
    "case_facts",
    "change_set",
    "clock",
    "dates",
    "db",
    "drafts",
    "external_files",
    "linked_closure",
    "overlaps",
    "own_data",
    "owned_records",
    "parallel_tasks",
    "record_context",
    "records",
    "report",
    "report_copies",
    "sample_mark",
    "step_states",
    "vault_links",
    "view_rows",
]
