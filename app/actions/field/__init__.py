"""Missions, check-ins, accompaniment, warnings and appeals."""
