"""Papers to and about companies, and about economic and social rights: answers about names, letters, effects."""

__all__ = ["companies", "vetting"]
