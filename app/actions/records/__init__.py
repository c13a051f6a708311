"""Incidents, evidence, duplicates, differences, searches and table imports.

Rooms below: kernel. Plain reading and writing of any record is in `app.actions.kernel.records`.

- Save the short form of an incident: `incidents.save`.
- Link incidents, or get the chain of one: `event_chain.join`, `event_chain.of`.
- Add a file as evidence or show it: `evidence.add`, `evidence.show`. Extract its text: `evidence_text.look_in`.
- Import a table: `tables.import_table`. Undo the import: `tables.take_back`.
- Find possible duplicates: `duplicates.find`. Merge two records: `joining.join`. Undo this: `joining.unmerge_records`.
- List fields with several values and choose one: `differences.contested`, `differences.decide`.
- Show, then destroy a record permanently: `destruction.look`, `destruction.destroy`, `destruction.finish`.
- Count events, acts and people: `counting.count`. List the acts of incidents: `counting.deeds`.
- List overdue commitments: `commitments.list_overdue_commitments`. List missing people and owners:
  `coverage_gaps.lacks`.
- Assign incidents to a person: `assigning.assign`.
- Save a search: `searches.save`. Show the words that were found: `extracts.where_found`.
"""

__all__ = [
    "assigning",
    "change_proposals",
    "commitments",
    "counting",
    "coverage_gaps",
    "destruction",
    "differences",
    "duplicates",
    "event_chain",
    "evidence",
    "evidence_text",
    "extracts",
    "incidents",
    "interviews",
    "joining",
    "location_sharing",
    "mappings",
    "searches",
    "tables",
]
