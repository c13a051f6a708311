"""Rows of reports: inbox, outbox, teams and withdrawals."""
