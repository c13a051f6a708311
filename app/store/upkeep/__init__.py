"""Backup, restore, repair and key rotation of a vault."""
