"""Pages of Safety & settings: a list of sections and the page of one, this computer, and the automatic lock.

Screens `device_screen`, `settings_screen` and `machine_screen`. Queries: `device_query` and `foot_query`.

- Show the place: `device_screen.Device`. List its sections and settings: `sections`.
- Show the security of this computer: `machine_screen.open_machine`. Inspect it: `machine_screen.look_at_machine`.
- Set the reasons for an automatic lock: `settings_screen.open_leaving`.
- Offer recovery shares: `recovery_offer.offer_recovery`.
- Read, store and apply the roles of a person: `roles`. Let the person tick them: `roles_view.RoleChoices`.
- Get the facts for the last line of the window: `foot_query.foot`.
"""

__all__ = [
    "device_screen", "foot_query", "machine_screen", "recovery_offer", "roles", "roles_view", "sections",
    "settings_screen",
]  # fmt: skip
