"""Start of the program and the routes between pages."""
