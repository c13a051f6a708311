"""The main page Today, and the offer to continue unfinished work.

Screen `now_screen`, query `now_query`, view `now_view`.

- Show the main page Today: `now_screen.Now`.
- End the danger of an incident: `danger_screen.open_over`.
- Offer unfinished work after the vault was opened: `unfinished_screen.offer`.
- Continue an unfinished import: `unfinished_screen.go_on_import`.
"""

__all__ = ["danger_screen", "now_screen", "unfinished_screen"]
