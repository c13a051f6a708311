"""A copy hides as much as another one only at the same places: pages, corners and times."""

import random

import pytest

from app.actions.release.cover_places import list_open
from app.exchange.copies.film_times import MS, PictureTime, list_film_boxes
from crypto.recipe import WHOLE, Step

BOX: Step = ("box", 2, 100, 100, 300, 300, 1, "identity")
SOFT: Step = ("box", 2, 100, 100, 300, 300, 3, "identity")
TRACK: Step = ("track", 1, "identity", ((100, 10, 10, 30, 30), (300, 50, 10, 70, 30)))


@pytest.mark.parametrize(("old", "new", "kind"), [
    (BOX, BOX, ""),
    (BOX, ("box", 2, 90, 100, 300, 310, 2, "place"), ""),
    (SOFT, BOX, ""),
    (BOX, ("leave", 2), ""),
    (BOX, SOFT, "bar"),
    (BOX, ("box", 1, 100, 100, 300, 300, 1, "identity"), "bar"),
    (BOX, ("box", 2, 101, 100, 300, 300, 1, "identity"), "bar"),
    (BOX, ("box", 2, 100, 100, 300, 299, 1, "identity"), "bar"),
    (BOX, ("box", 2, 500, 500, 900, 900, 1, "identity"), "bar"),
    (SOFT, ("box", 2, 500, 500, 900, 900, 1, "identity"), "mosaic"),
    (("crop", 1, 10, 10, 90, 90), ("crop", 1, 20, 20, 90, 90), ""),
    (("crop", 1, 10, 10, 90, 90), ("crop", 1, 0, 10, 90, 90), "crop"),
    (("leave", 3), ("leave", 4), "leave"),
    (("blank", 100, 200, "identity"), ("cut", 90, 200, "identity"), ""),
    (("blank", 100, 200, "identity"), ("blank", 101, 300, "identity"), "blank"),
    (("cut", 100, 200, "identity"), ("blank", 100, 200, "identity"), "cut"),
    (("sound", 100, 200, 1, 0, "identity"), ("sound", 100, 250, 2, 20, "place"), ""),
    (("sound", 100, 200, 1, 0, "identity"), ("sound", 100, 200, 3, 70, "identity"), "silence"),
    (("sound", 100, 200, 3, 70, "identity"), ("sound", 300, 400, 3, 70, "identity"), "pitch"),
    (TRACK, TRACK, ""),
    (TRACK, ("track", 2, "place", ((50, 10, 10, 30, 30), (100, 5, 10, 30, 30), (300, 50, 10, 75, 30))), ""),
    (TRACK, ("track", 1, "identity", ((101, 10, 10, 30, 30), (300, 50, 10, 70, 30))), "bar"),
    (TRACK, ("track", 1, "identity", ((100, 10, 10, 30, 30), (299, 50, 10, 70, 30))), "bar"),
    (TRACK, ("track", 1, "identity", ((100, 10, 10, 30, 30), (200, 50, 10, 70, 30), (300, 50, 10, 70, 30))), "bar"),
    (TRACK, ("track", 3, "identity", TRACK[3]), "bar"),
])  # fmt: skip
def test_a_cover_counts_only_at_its_place(old: Step, new: Step, kind: str) -> None:
    assert list_open([("turn", 1, 90), new], [old]) == ({kind: (1, 0)} if kind else {})
    assert list_open([new, old], [old]) == {} and list_open([], [old]).keys() != set()


def test_as_many_bars_at_other_places_are_not_enough() -> None:
    moved: Step = ("box", 2, 400, 400, 600, 600, 1, "identity")
    assert list_open([moved, moved], [BOX, moved]) == {"bar": (2, 1)}


def test_a_moving_bar_that_counts_is_over_the_other_one_in_each_picture() -> None:
    draw, kept = random.Random(2), 0

    def track(wide: int) -> Step:
        times = sorted(draw.sample(range(1, 12), draw.randrange(1, 4)))
        corners = ((ms, draw.randrange(4), draw.randrange(4)) for ms in times)
        marks = tuple((ms, x, y, x + wide, y + wide) for ms, x, y in corners)
        return ("track", 1, "identity", marks)

    for _ in range(4000):
        new, old = track(7), track(3)
        if list_open([new], [old]):
            continue
        kept += 1
        for ms in range(14):
            at = PictureTime(ms * MS, ms * MS + 1, ms * MS + 1)
            (inner, outer) = (list_film_boxes([one], (WHOLE, WHOLE), at, 1) for one in (old, new))
            for box in inner:
                assert outer and outer[0][0] <= box[0] and outer[0][1] <= box[1], (old, new, ms)
                assert outer[0][2] >= box[2] and outer[0][3] >= box[3], (old, new, ms)
    assert kept > 50
