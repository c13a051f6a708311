"""Reports: share, inbox, outbox and USB sticks."""
