"""The studio: make a working copy of a picture, a PDF, a film or a sound.

Screen `studio_screen`, query `studio_query`, views `studio_view`, `studio_answers_view` and `studio_checked_view`. For
a film or a sound: screen `film_studio_screen`, view `film_studio_view`, with the time in `film_stage`.

- Open the studio on an original, or on a copy to make it again: `studio_screen.open_studio`. Other rooms follow the
  route `studio:ID`.
- Its draft and history are in `studio_sketch`, its bars are drawn on `studio_canvas`.
"""

__all__ = ["studio_screen"]
