"""The main page Now, and the offer to continue unfinished work.

Screen `now_screen`, query `now_query`, view `now_view`.

- Show the main page Now: `now_screen.Now`.
- Offer unfinished work after the vault was opened: `unfinished_screen.offer`.
- Continue an unfinished import: `unfinished_screen.go_on_import`.
"""

__all__ = ["now_screen", "unfinished_screen"]
