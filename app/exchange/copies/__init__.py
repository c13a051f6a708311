"""Working copies: made in one confined child, checked in a fresh one that sees only the copy.

- Pictures and PDF: `painter`, `page_painter`, `picture_pdf` and `inspection`, asked by `copy_client`.
- Films and sound: `film_maker` with `film_painter`, `sound_editor` and `film_writer`, and `film_inspection`, asked by
  `film_client`. Their rules of time are in `film_times`.
"""
