"""Early warning and the map."""
