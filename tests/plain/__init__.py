"""Check that the English of the project is plain (`x.py check`)."""
