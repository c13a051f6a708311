"""Backups and copies for a border."""
