"""The board of check-ins.

Screen `checkins_screen`, query `checkins_query`, views `checkins_view` and `panel_view`. `dayline` paints
the day of each party.

- Show the board: `checkins_screen.open_board`.
"""

__all__ = ["checkins_screen"]
