"""Relays, networks, Tor and delivery tickets."""
