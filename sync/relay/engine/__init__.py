"""The store of a relay that outgrew one computer: PostgreSQL for small data, S3-compatible objects for the rest."""
