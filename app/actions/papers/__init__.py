"""Letters, reports and sheets that are made from records.

Rooms below: all others except exports and today. Each family of papers is one module with a list `OUTPUTS`. A paper
reads only a `leaving.Leaving` or `tallies.Tallies`, so it cannot show more than the audience is allowed to see.

- List papers: `making.all_`. Get one by name: `making.named`. List those for a kind: `making.for_kind`.
- Make a paper for an audience: `making.make`. Write it to a file: `making.write`.
- Make the sheet with the code words of a check-in plan: `base_copy.make`.
- Get the texts of an appeal: `appeals.texts`, `appeals.text`.
- List the audiences of a directory: `directory.audiences`.
- Add a paper: write its function and add a `making.Output` to `OUTPUTS` of a family.
"""

__all__ = ["appeals", "base_copy", "directory", "making", "networks", "output"]
