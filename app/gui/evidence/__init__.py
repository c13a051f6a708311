"""Evidence items and their custody."""
