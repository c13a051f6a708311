"""Pages of one piece of evidence: picture, proof and chain of custody.

Screen `piece_screen`, query `piece_query`, view `piece_view`.

Screen `piece_export_screen`: export an original or a copy. Screen `marks_screen`, view `marks_view`: marks in sound.

Screen `studio_screen`, query `studio_query`, views `studio_view`, `studio_answers_view` and `studio_checked_view`: make
a working copy.

- Open the studio on a picture, or on a copy to make it again: `studio_screen.open_studio`. Its draft and history are
  in `studio_sketch`, its bars are drawn on `studio_canvas`.
- Show a piece of evidence: `piece_screen.show_piece`.
- Show its original from a media child: `viewer_screen`, with `tile_surface` (pictures and pages), `viewer_view`,
  `film_screen`, `film_view` and `sound_output`.
- Add pictures to a strip of evidence: `piece_screen.serve_strip`. A line of them: `thumbnail_list`.
- Make an image of a picture from the confined child, and show it: `piece_view.image_of`, `piece_view.ImageView`.
- Show the chain of custody as a line: `custody_timeline.Hands`.
"""

__all__ = ["custody_timeline", "piece_screen", "piece_view", "studio_query"]
