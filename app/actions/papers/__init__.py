"""Letters, reports and sheets that are made from records.

Rooms below: paper_parts and all below it. Each family of papers is one module with a list `OUTPUTS`. A paper reads only
what `app.actions.outgoing` gives.

- List papers: `paper_makers.list_outputs`. Get one by name: `paper_makers.find_by_name`. List those for a kind:
  `paper_makers.for_kind`.
- Make a paper for an audience: `paper_makers.make`. Paint it and save it with its row in the
  register: `register.paint`, `register.save`.
- Make the sheet with the code words of a check-in plan: `base_copy.make`.
- List the papers that were made: `register.list_papers`. Check a file or a check line: `register.check_file`,
  `register.check_text`. Note a recipient or an answer: `register.give`, `register.withdraw`, `register.answer`.
- Get the texts of an appeal: `appeals.texts`, `appeals.text`.
- Make scorecards and briefs of demands, plans and arguments: the room `advocacy`.
- Count the people killed, injured and missing: `justice.casualties.count_casualties`.
- Read the incidents with displaced people: `justice.displacement.read_displaced`.
- List who got a record, with the receipts: `handed_out.list_handed_out`.
- Write the answer to a company that asks about names: `business.vetting.make_answer`.
- List the audiences of a directory: `directory.audiences`.
- Count attacks by the stage of their proceedings: `justice.impunity.list_attacks`.
- Add a paper: write its function and add a `paper_makers.Output` to `OUTPUTS` of a family.
"""

__all__ = [
    "advocacy",
    "appeals",
    "base_copy",
    "business",
    "directory",
    "handed_out",
    "justice",
    "networks",
    "paper_makers",
    "register",
]
