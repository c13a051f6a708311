"""Creation, unlock methods, backups, recovery and wiping of a vault."""
