"""Show an original of any size from a confined child that never gets the file: it asks for pieces of it.

- In the program: `media_client.MediaChild` starts a child, answers its requests and gets pictures, sound and results.
- In the child: `media_worker` (start and commands), `media_pipe` (messages), `range_source` (the file as an object).
- One module for each family of files: `pictures`, `pdf_pages`, `films` (sound too), `words`.
- `thumbnails` makes a small picture of a file from the pixels of a child.
- `media_types` finds the family of a file by its first bytes.
"""
