"""The store of a relay that outgrew one machine: PostgreSQL for what is small, S3-compatible objects for the rest."""
