"""Exports of records as tables."""
