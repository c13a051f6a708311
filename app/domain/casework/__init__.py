"""Pure rules of casework: steps of promises and demands, totals of losses, and States bound by treaties."""

__all__ = ["losses", "tracker", "treaties"]
