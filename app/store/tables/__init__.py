"""Table definitions and their migrations.

Every other room of the store uses this one. A definition that was released never changes.

- Migrate a database to the newest version: `schema.migrate`. Get its version: `schema.version`.
- Get the range of order keys of a kind: `schema.sort_range`. Make one order key: `schema.sort_key`.
- Get the SQL expression of an indexed field: `schema.value_of`.
- Add a migration: append it to `schema.MIGRATIONS`.
"""

__all__ = ["schema"]
