"""Syncs with relays, sticks and nearby computers."""
