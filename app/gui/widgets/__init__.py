"""Widgets for every page, without knowledge of a vault or a kind of record.

Rooms below: style.

- Build a page with its title: `blocks.Page`, `blocks.PageHeader`.
- Add parts to it: `blocks.section`, `blocks.card`, `blocks.box`.
- Add a button: `buttons.Button`. Add a choice: `buttons.OneOf`, `buttons.Choice`.
- Add a text: `labels.Label`. Arrange widgets: `labels.column`, `flow.flow`.
- Add a field with label, help and error: `fields.Labelled` around `fields.line_edit` or `fields.Picker`.
- Show a row that opens a page: `openrow.OpenRow`. Show a list of rows: `listpane.ListPane`.
- Give a widget its accessible name: `plain.named`. Describe it: `plain.described`.
- Show text of a record safely: only the functions of `plain`, for example `plain.tooltip` and `plain.draw`.
- Choose a file or folder: `browse.Browser`. Cover the window with a dialog: `overlay.Veil`.
- Move the keyboard focus: `focus.enter`. Speak to a screen reader: `spoken.announce`.
- Pass plain values from a query to a view: `shown.Line` and the other classes of `shown`.
"""

__all__ = [
    "blocks",
    "browse",
    "buttons",
    "edits",
    "fields",
    "flow",
    "focus",
    "grid",
    "labels",
    "listpane",
    "matrix",
    "openrow",
    "overlay",
    "panelled",
    "plain",
    "ring",
    "rows",
    "several",
    "shown",
    "split",
    "spoken",
    "strip",
    "words",
]
