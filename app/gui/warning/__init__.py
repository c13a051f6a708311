"""Pages of early warning, alerts and the map.

Screen `warning_screen`. Queries and views: `warning_query`, `warning_view`, `map_query`, `map_view`.

- Show warning levels: `warning_screen.open_warning`. Show an alert: `warning_screen.open_tree`.
- Make an observation an incident: `warning_screen.promote`.
- Show the map: `warning_screen.Map`.
- Get a level as a badge: `warning_query.badge`. Get the name of an area: `warning_query.area_name`.
"""

__all__ = ["warning_query", "warning_screen"]
