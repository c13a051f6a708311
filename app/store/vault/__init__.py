"""The vault folder: header, database connection and encrypted files."""
