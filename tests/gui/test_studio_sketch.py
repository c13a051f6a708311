"""The draft of a copy: places stay in the page, a turn is that of the painter, and one key that is held is one step."""

import random

from app.exchange.copies.film_times import MS, PictureTime, list_film_boxes
from app.exchange.copies.painter import list_covered
from app.gui.studio.studio_sketch import (
    BLANK,
    CUT,
    LEAST,
    SOUNDS,
    PageSketch,
    Sketch,
    SketchBar,
    SketchHistory,
    SketchStretch,
    clamp_rect,
    move_rect,
    turn_rect,
)
from crypto.recipe import WHOLE, Recipe, SourceKind, Style


def test_a_place_stays_in_its_page_and_moves_with_its_size() -> None:
    dice = random.Random(18)
    for _ in range(500):
        given = [dice.randint(-WHOLE, 2 * WHOLE) for _ in range(4)]
        place = clamp_rect((given[0], given[1], given[2], given[3]))
        x0, y0, x1, y1 = place
        assert 0 <= x0 <= x1 - LEAST < x1 <= WHOLE and 0 <= y0 <= y1 - LEAST < y1 <= WHOLE
        moved = move_rect(place, given[2], given[3])
        assert moved == clamp_rect(moved) and moved[2] - moved[0] == x1 - x0 and moved[3] - moved[1] == y1 - y0
        for degrees in (0, 90, 180, 270):
            seen = turn_rect(place, degrees)
            assert turn_rect(seen, (360 - degrees) % 360) == place
            recipe = PageSketch((SketchBar(place),), None, degrees).steps(1)
            (painted,) = list_covered([*recipe], (WHOLE, WHOLE))
            assert all(abs(a - b) < 16 for a, b in zip(painted[:4], seen, strict=True))


def test_the_steps_are_a_recipe_and_pages_that_are_left_out_have_no_other_step() -> None:
    page = PageSketch((SketchBar((0, 0, 9000, 9000), Style.WHITE, "place"),), (0, 0, WHOLE, 500_000), 180)
    sketch = Sketch({2: page, 1: PageSketch((SketchBar((0, 0, 9000, 9000)),), left_out=True)})
    assert sketch.steps()[0] == ("leave", 1) and [step[0] for step in sketch.steps()] == [
        "leave",
        "box",
        "crop",
        "turn",
    ]
    assert Recipe(bytes(32), SourceKind.PDF, tuple(sketch.steps()), "test").encode()
    assert sketch.changes == list(page.boxes)


def test_undo_and_redo_lead_through_all_changes_and_a_key_that_is_held_is_one() -> None:
    history = SketchHistory(Sketch())
    assert not history.undo() and not history.can_undo
    history.change(PageSketch((SketchBar((0, 0, 9000, 9000)),)))
    for left in range(1, 5):
        history.change(PageSketch((SketchBar((left, 0, 9000, 9000)),)), "0 moved")
    history.go_to(2)
    history.change(PageSketch(turn=90), "0 moved")
    assert history.undo() and (history.number, history.page) == (2, PageSketch())
    assert history.undo() and history.number == 1 and history.page.boxes[0].place[0] == 0
    assert history.redo() and history.page.boxes[0].place[0] == 4
    history.change(PageSketch())
    assert not history.redo() and history.undo() and history.page.boxes[0].place[0] == 4


def film_bar() -> SketchBar:
    """Return a black bar that begins at 400 ms."""
    return SketchBar((0, 0, 90_000, 90_000), marks=((400, 0, 0, 90_000, 90_000),))


def test_a_bar_of_a_film_moves_on_straight_lines_and_stays_at_its_last_place_until_its_end() -> None:
    dice = random.Random(18)
    for _ in range(200):
        bar = film_bar()
        for _ in range(dice.randint(0, 4)):
            left, upper = dice.randint(0, 500_000), dice.randint(0, 500_000)
            bar = bar.move(dice.randint(0, 5000), (left, upper, left + 90_000, upper + 90_000))
        if dice.random() < 0.5:
            bar = bar.end_at(dice.randint(0, 9000))
        (step,) = PageSketch((bar,)).steps(1)
        assert Recipe(bytes(32), SourceKind.FILM, (step,), "test").encode()
        for ms in (*(dice.randint(0, 9000) for _ in range(5)), bar.marks[0][0], bar.end):
            found = list_film_boxes([step], (WHOLE, WHOLE), PictureTime(ms * MS, ms * MS + 1, ms * MS + 1))
            assert len(found) == bar.covers(ms), (bar, ms)
            assert not found or all(abs(a - b) < 17 for a, b in zip(found[0][:4], bar.find_place(ms), strict=True))
        ((page, again),) = Sketch.from_steps([step]).pages.items()
        assert page == 1 and [*again.steps(1)] == [step]


def test_a_bar_begins_and_ends_at_the_current_time() -> None:
    bar = film_bar().move(1400, (100_000, 0, 190_000, 90_000))
    later = bar.begin_at(900)
    assert later.marks[0] == (900, 50_000, 0, 140_000, 90_000) and not later.covers(899) and later.covers(90_000)
    assert later.begin_at(0).marks[0] == (0, 50_000, 0, 140_000, 90_000), "it begins earlier, at the same place"
    short = bar.end_at(900)
    assert short.end == 900 and short.marks[-1] == (900, 50_000, 0, 140_000, 90_000) and not short.covers(901)
    assert short.end_at(2000).end == 2000 and bar.end_at(10).end == 400


def test_the_changes_of_a_part_are_steps_and_come_back_from_them() -> None:
    percents = {"beep": 35, "pitch": 140}
    stretches = tuple(SketchStretch(n, n + 9, way, "child", percents.get(way, 0))
                      for n, way in enumerate([*SOUNDS, CUT, BLANK]))  # fmt: skip
    page = PageSketch((film_bar(),), stretches=stretches)
    steps = [*page.steps(1)]
    assert Recipe(bytes(32), SourceKind.FILM, tuple(steps), "test").encode()
    assert [step[0] for step in steps] == ["track", "sound", "sound", "sound", "cut", "blank"]
    again = Sketch.from_steps(steps)
    assert again.page(1).stretches == stretches and again.steps() == steps
    assert [one.is_soft for one in again.changes] == [False, False, False, True, False, False]
    assert not any(one.is_weak for one in again.changes) and SketchStretch(0, 9, "pitch").is_weak
    assert [SketchStretch(0, 9, way).step()[3:5] for way in SOUNDS] == [(1, 0), (2, 20), (3, 70)]
