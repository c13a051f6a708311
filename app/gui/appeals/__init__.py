"""Pages of instant action: form, confirmation, texts and answers.

Screen `appeals_screen`, query `appeals_query`, plain values `appeals_values`. Views: `form_view` for the form,
`ask_view` for the confirmation, `texts_view` for the texts, `appeal_view` for one appeal.

- Start an instant action: `appeals_screen.open_instant`.
- Show an appeal from this vault: `appeals_screen.open_appeal`. Show one of others: `appeals_screen.open_call`.
- List appeals that need an answer: `appeals_query.list_waiting_rows`.
"""

__all__ = ["appeals_query", "appeals_screen"]
