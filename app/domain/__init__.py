"""What the records are: pure rules, standard library and attrs only."""
