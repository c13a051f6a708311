"""The draft of a copy: places stay in the page, a turn is that of the painter, and one key that is held is one step."""

import random

from app.exchange.copies.painter import list_covered
from app.gui.evidence.studio_sketch import (
    LEAST,
    PageSketch,
    Sketch,
    SketchBar,
    SketchHistory,
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
    assert sketch.boxes == list(page.boxes)


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
