"""Incidents, links between records, duplicates, searches and tables."""
