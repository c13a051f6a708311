"""Working copies of pictures: painted in one confined child, checked in a fresh one that sees only the copy."""
