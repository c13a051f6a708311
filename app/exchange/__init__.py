"""Other programs' file formats, one file each."""
