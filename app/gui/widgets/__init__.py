"""Widgets for every page, without knowledge of a vault or a kind of record.

Rooms below: style.

- Build a page with its title: `blocks.ScrollPage`, `blocks.PageHeader`.
- Add parts to it: `blocks.section`, `blocks.card`, `blocks.box`.
- Add a button: `buttons.Button`. Add a choice: `buttons.OneOf`, `buttons.Choice`.
- Add a text: `labels.Label`. Arrange widgets: `labels.column`, `flow.flow`.
- Add a field with label, help and error: `fields.Labelled` around `fields.line_edit` or `fields.Picker`.
- Add a field for a date: `date_edit.DateEdit`.
- Show rows that open pages: `openrow.open_rows`. Show a list of rows: `listpane.ListPane`.
- Give a widget its accessible name: `plain_text.set_accessible_name`. Describe it:
  `plain_text.set_accessible_description`.
- Show text of a record safely: only the functions of `plain_text`, for example `plain_text.tooltip` and
  `plain_text.draw`.
- Choose a file or folder: `browse.Browser`. Cover the window with a dialog: `overlay.Veil`.
- Move the keyboard focus: `focus.enter`. Speak to a screen reader: `plain_text.announce`.
- Tell a screen reader what a widget is: `spoken_roles`.
- Keep a secret out of screenshots, or say that the system cannot: `screen_capture.guard`.
- Pass plain values from a query to a view: `page_values.RowView` and the other classes of `page_values`.
"""

__all__ = [
    "blocks",
    "browse",
    "buttons",
    "date_edit",
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
    "page_values",
    "plain_text",
    "ring",
    "rows",
    "screen_capture",
    "several",
    "split",
    "spoken_roles",
    "strip",
    "tabs",
    "words",
]
