"""Sync rounds and the transports under them. This package never imports `app`."""
