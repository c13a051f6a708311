"""Cases and other record lists."""
