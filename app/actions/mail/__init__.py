"""Reports: sharing, inbox, outbox, teams and withdrawals."""
