"""Papers about detention, legal steps, acts in detail, losses, patterns and submissions: one module for each family."""

__all__ = ["casualties", "displacement", "impunity"]
