"""Withdrawals of shared records."""
