"""A Tor network of our own on loopback, and a delivery through it: python3 x.py tor."""
