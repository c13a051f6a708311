"""The record types and their rules: pure functions, standard library and attrs only."""
