"""Pure rules of casework: the steps of promises and demands, and the totals of losses."""

__all__ = ["losses", "tracker"]
