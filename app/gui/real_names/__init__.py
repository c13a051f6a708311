"""Real names and the alias list."""
