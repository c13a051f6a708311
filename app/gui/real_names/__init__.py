"""Pages of real names behind the second passphrase.

Screen `real_names_screen`, query `real_names_query`. Views: `real_names_view` is
shown on other pages, `real_names_page_view` is a page. `key_sheet_screen` and `key_sheet_view` make the list of aliases
and real names.

- Show the page of the second passphrase: `real_names_screen.open_page`.
- Ask for the password, then continue: `real_names_screen.open_lock`.
- Show a real name on the page of a person: `real_names_screen.on_page`.
- Get the values for a locked name: `real_names_query.closed_view`.
- Put a real name on a page: `real_names_view.RealNames`.
- Show generated words and type them back: `real_names_page_view.SecondWordsView`.
"""

__all__ = ["real_names_page_view", "real_names_query", "real_names_screen", "real_names_view"]
