"""The open vault, its window and its background work."""
