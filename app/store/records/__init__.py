"""Records, changes, links, evidence files, search and the chain of custody.

Rooms below: tables, vault.

- Load a record by its id: `record_rows.load`. Load many: `record_rows.load_rows`. Find one: `record_rows.find`.
- Write records, changes and links: `record_rows.Writer`.
- List the links or changes of a record: `record_rows.links_of`, `record_rows.changes_of`.
- Describe a search: `search.Query`. Run it: `search.ids`. Count results: `search.total`.
- Append to the chain of custody: `custody.append`. Verify it: `custody.verify`.
- Find a file by id or content: `files.by_id`, `files.by_hash`. Read it: `files.reader`. Keep a new one: `files.keep`.
- Get the verification level of incidents or acts: `verdicts.of_events`, `verdicts.of_acts`.
- List proposals of contacts: `proposals.open_`. Keep the decision: `proposals.decide`.
- Read the rows of check-ins: `watching.active`. Sign an entry of a log: `journals.seal`.
- Read or write sealed real names: `second.open_`, `second.seal`.
"""

__all__ = [
    "coming",
    "custody",
    "files",
    "inside",
    "journals",
    "proposals",
    "rebuilding",
    "record_rows",
    "search",
    "second",
    "titles",
    "verdicts",
    "watching",
]
