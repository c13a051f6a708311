"""The check-in board."""
