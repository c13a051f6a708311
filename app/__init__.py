"""Amparo: records, evidence and delivery for human rights defenders, offline first."""
