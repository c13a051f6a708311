"""Pure rules of casework: steps of demands, stages of cases, totals of losses, and States bound by treaties."""

__all__ = ["losses", "tracker", "treaties"]
