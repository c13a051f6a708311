"""Rules for data that leaves the vault."""
