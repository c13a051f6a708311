"""Pages of early warning, alerts and the map.

Screens `warning_screen` and `warning_screen`. Their queries, views and plain values have the same first word.
`warning_view` shows the recipients of an alert.

- Show warning levels: `warning_screen.open_warning`. Show an alert: `warning_screen.open_tree`.
- Make an observation an incident: `warning_screen.promote`.
- Show the map: `warning_screen.open_map`.
- Get a level as a badge: `warning_query.badge`. Get the name of an area: `warning_query.area_name`.
"""

__all__ = ["warning_query", "warning_screen"]
