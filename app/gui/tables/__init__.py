"""Pages of table import and export.

Screens `table_in_screen` and `table_out_screen`, query `table_query`. Views: `table_in_view`
for the mapping and its result, `table_out_view` for the export.

- Import a table: `table_in_screen.TablesIn`.
- Export a table: `table_out_screen.TablesOut`. Export the list on the screen: `table_out_screen.open_export`.
- Get the kind of the list on the screen: `table_out_screen.kind_here`.
"""

__all__ = ["table_in_screen", "table_out_screen"]
