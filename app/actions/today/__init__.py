"""Tasks and dangers that need a person now."""
