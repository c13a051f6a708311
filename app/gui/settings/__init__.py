"""Settings and the state of this computer."""
