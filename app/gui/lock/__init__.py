"""Automatic lock, its signals and the wipe keys."""
