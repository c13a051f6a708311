"""Pages of settings, this computer and the automatic lock.

Screens `settings_screen`, `device_screen` and `machine_screen`. Views have the same first word.
Query: `device_query`.

- Show the main page This computer: `device_screen.Device`. Show the settings: `settings_screen.Settings`.
- Show the security of this computer: `machine_screen.open_machine`. Inspect it: `machine_screen.look_at_machine`.
- Set the reasons for an automatic lock: `settings_screen.open_leaving`.
- Offer recovery shares: `recovery_offer.offer_recovery`.
- Read, store and apply the roles of a person: `roles`.
- Get the facts for the last line of the window: `device_query.foot`.
"""

__all__ = [
    "device_query",
    "device_screen",
    "machine_screen",
    "recovery_offer",
    "roles",
    "roles_view",
    "settings_screen",
]
