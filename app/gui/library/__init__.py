"""Help pages that need no internet.

Screen `library_screen`, view `library_view`, texts `guide`.

- Open the help for the current page: `library_screen.open_help`.
- Show one help page before a vault is open: `library_view.cover`.
- Get the help pages of a language: `guide.guides`.
- Show the main page Library: `library_screen.Library`.
"""

__all__ = ["guide", "library_screen", "library_view"]
