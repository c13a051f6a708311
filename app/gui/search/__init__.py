"""The page that searches all records, pages, settings and actions.

Screen `find_screen`, query `find_query`, view `find_view`.

- Open the search: `find_screen.open_find`. Show a list with a field above it: `find_view.FindView`.
"""

__all__ = ["find_screen", "find_view"]
