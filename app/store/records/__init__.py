"""Rows of records, their files, history and search index."""
