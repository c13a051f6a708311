"""Teams, desk members and organisation directories."""
