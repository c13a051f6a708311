"""Pages of backups, checks, the border mode and an older copy of the vault.

Screens `backup_screen`, `border_screen` and `checked_screen`. Views have the same first word.
Queries: `backup_query` and `border_query`.

- Show backups: `backup_screen.open_backup`. Get the state for the last line of the window: `backup_query.fact`.
- Check the vault: `checked_screen.check_all`.
- Cross a border: `border_screen.open_border`.
- Warn about an older copy after the vault was opened: `checked_screen.warn`.
"""

__all__ = ["backup_query", "backup_screen", "border_screen", "checked_screen"]
