"""Missions, coverage and security incidents."""
