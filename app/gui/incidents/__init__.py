"""Incidents: list, page, form and filters."""
