"""Rows of contacts, organisations and members."""
