"""Instant actions."""
