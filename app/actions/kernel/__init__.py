"""Record actions, the clock and the database session that all rooms share."""
