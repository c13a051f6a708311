"""Working copies of pictures and PDFs: painted in one confined child, checked in a fresh one that sees only them."""
