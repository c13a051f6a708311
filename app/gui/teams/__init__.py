"""Pages of teams, of a desk with its members, and of organisations.

Screens `teams_screen`, `members_screen` and `directories_screen`. Each has a query, a view and plain values with the
same first word. `confirmation` asks again before a change.

- Show the teams of a record: `teams_screen.open_team`. Add the button for this: `teams_view.team_button`.
- Show this desk and its members: `members_screen.open_members`.
- Show organisations and their directories: `directories_screen.open_organisations`.
"""

__all__ = ["directories_screen", "members_screen", "teams_screen", "teams_view"]
