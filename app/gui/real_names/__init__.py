"""Pages of real names behind the second passphrase.

Screen `second_screen`, query `second_query`, plain values `second_values`. Views: `second_view` is shown on other
pages, `second_page_view` is a page. `key_sheet_screen` and `key_sheet_view` make the list of aliases and real names.

- Show the page of the second passphrase: `second_screen.open_page`.
- Show a real name on the page of a person: `second_screen.on_page`.
- Get the values for a locked name: `second_query.closed`.
- Put a real name on a page: `second_view.RealNames`.
"""

__all__ = ["second_query", "second_screen", "second_values", "second_view"]
