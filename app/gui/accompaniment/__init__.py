"""Accompaniment of people."""
