"""Break each promise of docs/security-evidence.md in code, with the test that must then fail (`x.py mutants`)."""
