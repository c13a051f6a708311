"""Pages of relays, networks and Tor.

Screens `relays_screen` and `networks_screen`, which has Tor. Each has a view with the same first word. Queries:
`relays_query` and `networks_query`.

- Show the tab of relays and of the rules of networks: `relays_screen.Relays`.
- Get the deliveries that the rule of a network stops: `networks_query.blocked_traffic`.
"""

__all__ = ["networks_query", "relays_screen"]
