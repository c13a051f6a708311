"""Unlock methods, recovery shares and wiping."""
