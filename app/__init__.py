"""Amparo: records, evidence and delivery for human rights defenders, offline first."""

BUILT = 1_793_491_200
"""UTC seconds before which this version did not exist (1 November 2026): an earlier clock is wrong."""
