"""People, contacts and identities."""
