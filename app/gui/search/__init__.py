"""The page that searches all records, pages, settings and actions.

Screens `find_screen` and `case_choice_screen`, query `find_query`, view `find_view`.

- Open the search: `find_screen.open_find`.
- Put an incident into a case: `case_choice_screen.open_case_choice`.
"""

__all__ = ["case_choice_screen", "find_screen"]
