"""Pages of one piece of evidence: picture, proof and chain of custody.

Screen `piece_screen`, query `piece_query`, view `piece_view`.

Screen `piece_export_screen`: export an original or a copy. Screen `marks_screen`, view `marks_view`: marks in sound.

- Show a piece of evidence: `piece_screen.show_piece`.
- Show its original from a media child: `viewer_screen`, with `tile_surface` (pictures and pages), `viewer_view`,
  `film_screen`, `film_view` and `sound_output`.
- Write the readers of a copy as text: `lineage_query.copy_words`. List all copies: `lineage_query.list_lineage`.
- Add pictures to a strip of evidence: `piece_screen.serve_strip`. A line of them: `thumbnail_list`.
- Make an image of a picture from the confined child, and show it: `piece_view.image_of`, `piece_view.ImageView`.
- Show the chain of custody as a line: `custody_timeline.Hands`.
"""

__all__ = [
    "custody_timeline",
    "film_screen",
    "film_view",
    "lineage_query",
    "piece_export_screen",
    "piece_screen",
    "piece_view",
    "tile_surface",
    "viewer_screen",
    "viewer_view",
]
