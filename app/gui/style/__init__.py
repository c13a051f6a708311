"""Theme, fonts, icons and formatted text."""
