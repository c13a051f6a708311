"""One function for each thing a person can do; windows and command line call the same ones."""
