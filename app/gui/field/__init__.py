"""Pages of missions, security, networks and the base copy.

Screens `mission_screen`, `security_screen`, `coverage_screen` and `base_copy_screen`. Their queries and
views have the same first word; `base_copy_screen` needs no query.

- Show the plan of a mission: `mission_screen.open_plan`.
- Show a risk assessment: `security_screen.open_risk`.
- Show patterns of security incidents: `security_screen.open_patterns`. Make one an incident: `security_screen.promote`.
- Show the coverage of a network: `coverage_screen.open_network`.
- Show matching offers and requests: `coverage_screen.open_matches`.
- Show the channels of a contact: `coverage_screen.open_channels`.
- Make the sheet with code words: `base_copy_screen.open_base_copy`.
"""

__all__ = ["base_copy_screen", "coverage_screen", "mission_screen", "security_query", "security_screen"]
