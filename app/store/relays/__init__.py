"""Rows of relays, tickets and network traffic."""
