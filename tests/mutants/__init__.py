"""Small breaches of what SECURITY.md promises, each with the test that must then fail (`x.py mutants`)."""
