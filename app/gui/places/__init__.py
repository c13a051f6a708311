"""The places of the rail: each connects one view to the actions behind it."""
