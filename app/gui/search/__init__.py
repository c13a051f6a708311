"""Search of all records."""
