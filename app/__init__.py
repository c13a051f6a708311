"""Amparo: records, evidence and delivery for human rights defenders, offline first."""

BUILT = 1_793_491_200
"""UTC seconds before which this version was not written (1 November 2026): a clock before it is wrong."""
