"""Pure rules of casework: steps of demands, stages of cases, publications, losses, and States bound by treaties."""

__all__ = ["losses", "publicity", "tracker", "treaties"]
