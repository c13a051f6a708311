"""Rounds and the transports they run over; never imports app."""
