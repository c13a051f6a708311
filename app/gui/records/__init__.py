"""Forms, parts, differences and destruction of any record."""
