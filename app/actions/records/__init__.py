"""Incidents, evidence, duplicates, differences, searches and table imports.

Rooms below: kernel. Plain reading and writing of any record is in `app.actions.kernel.records`.

- Save the short form of an incident: `incidents.save`. Read it: `incidents.load`.
- Put an incident into a case: `incidents.put_into_case`. Undo this: `incidents.take_out_of_case`.
- Read the lines of an incident: `incident_lines.read`.
- Link incidents, or get the chain of one: `event_chain.join`, `event_chain.read_event_chain`.
- Add a file as evidence or show it: `evidence.add`, `evidence.show`. Extract its text: `evidence_text.look_in`.
- List the gaps in a chain of custody, and the lines of others: `custody_lines.list_gaps`, `list_came`.
- Import a table: `tables.import_table`. Undo the import: `tables.take_back`.
- Find possible duplicates: `duplicates.find`. Merge two records: `record_merges.join`. Undo this:
  `record_merges.unmerge_records`.
- List fields with several values and choose one: `differences.list_contested_fields`, `differences.decide`.
- Show, then destroy a record permanently: `destruction.look`, `destruction.destroy`, `destruction.finish`.
- Get the thumbnail of a piece of evidence: `previews.load_thumbnail`. Its other previews: `previews.read_preview`.
- Mark a time of a sound or film: `marks.add_mark`, `marks.remove_mark`, `marks.list_marks`.
- Count events, acts and people: `record_counts.count`. List the acts of incidents: `record_counts.deeds`.
- List the records with a day that has come: `commitments.list_due_records`. List missing people and owners:
  `coverage_gaps.lacks`.
- Read the tree of areas: `areas.read_tree`. List words without an area: `areas.list_unknown`. Import areas:
  `area_import.load`.
- Assign incidents to a person: `incident_assignments.assign`.
- Save a search: `searches.save`. Show the words that were found: `extracts.where_found`.
"""

__all__ = [
    "area_import",
    "areas",
    "commitments",
    "coverage_gaps",
    "custody_lines",
    "destruction",
    "differences",
    "duplicates",
    "event_chain",
    "evidence",
    "evidence_text",
    "extracts",
    "incident_assignments",
    "incident_lines",
    "incidents",
    "interviews",
    "location_sharing",
    "mappings",
    "marks",
    "previews",
    "record_counts",
    "record_merges",
    "searches",
    "tables",
]
