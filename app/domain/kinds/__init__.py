"""The declarations, one for each kind of record."""
