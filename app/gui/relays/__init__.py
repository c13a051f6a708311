"""Relays, networks and Tor."""
