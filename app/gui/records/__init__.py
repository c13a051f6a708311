"""Pages for every kind: form, parts, differences, duplicates, destruction.

Screens `form_screen`, `differences_screen`, `duplicates_screen` and `destroying_screen`. Their queries and views have
the same first word. `parts_query` and `parts_view` are part of other pages.

- Edit or write any record with its kept draft: `form_screen.Editing`. Show only the form: `form_view.RecordForm`.
- Give another form the same bar, and groups that open and close: `form_frame.FormFrame`, `form_frame.FormGroup`.
- Write a value of a field as text: `parts_query.value_words`. Write the date of a record: `parts_query.date_words`.
- List the parts of a record: `parts_query.parts`. Show them: `parts_view.Parts`.
- Show differing values: `differences_screen.open_differences`.
- Show possible duplicates: `duplicates_screen.open_duplicates`.
- Show, then destroy a record: `destroying_screen.open_destroying`. Complete an earlier one: `destroying_screen.go_on`.
- Write an incident as a sentence: `sentences.act_sentence`. Write a person and a consent as text: the same module.
- List the legal steps about a record by their sides: `steps_query.read_steps`.
- List reports and letters that were sent to someone: `sent_query.list_interventions_to`.
"""

__all__ = [
    "destroying_screen",
    "destroying_view",
    "differences_screen",
    "duplicates_screen",
    "form_frame",
    "form_screen",
    "form_view",
    "parts_query",
    "parts_view",
    "sent_query",
    "sentences",
    "steps_query",
]
