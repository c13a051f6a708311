"""Pages of early warning, alerts and the map.

Screens `warning_screen` and `map_screen`. Their queries, views and plain values have the same first word.
`alert_tree_view` shows the recipients of an alert.

- Show warning levels: `warning_screen.open_warning`. Show an alert: `warning_screen.open_tree`.
- Make an observation an incident: `warning_screen.promote`.
- Show the map: `map_screen.open_map`.
- Get a level as a badge: `warning_query.badge`. Get the name of an area: `warning_query.area_name`.
"""

__all__ = ["map_screen", "warning_query", "warning_screen"]
