"""A HEIC picture in tiles is put together, turned and coloured as the telephone shows it; a copy has nothing hidden."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from app.actions.release import working_copies
from app.exchange.copies.copy_client import PictureRefused, find_words, list_leaks, paint_copy
from app.exchange.media.heic import is_heic, open_heic, read_layout
from tests.exchange.heic_files import heic
from tests.exchange.test_picture_copies import bright, opened, recipe, swapped_profile

MARK = ("box", 1, 600_000, 50_000, 950_000, 500_000, 1, "identity")


def scene() -> Image.Image:
    picture = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
    picture.paste((250, 20, 120), (200, 20, 280, 90))
    return picture


def differ(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("turn", [0, 1, 3])
@pytest.mark.parametrize("mirror", [None, 0, 1])
def test_tiles_come_to_their_place_and_the_whole_is_upright(turn: int, mirror: int | None) -> None:
    data = heic(scene(), turn, mirror)
    layout = read_layout(io.BytesIO(data))
    assert (layout.tiles, layout.columns, layout.size) == ((1, 2, 3, 4, 5, 6), 3, (300, 200)) and is_heic(data)
    wanted = scene().rotate(90 * turn, expand=True)
    ways = (Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT)
    wanted = wanted if mirror is None else wanted.transpose(ways[mirror])
    found = open_heic(io.BytesIO(data), 60_000)
    assert found.size == wanted.size and differ(found, wanted) < 6
    assert min(differ(found, other) for other in (wanted.rotate(180), scene().resize(wanted.size))) > 6 or turn == 0
    with pytest.raises(OverflowError):
        open_heic(io.BytesIO(data), 59_999)


def test_a_copy_of_a_heic_picture_has_its_colours_and_nothing_hidden() -> None:
    original = heic(scene(), profile=swapped_profile(), more=b"Exif\0\0MM\0*PlantedArtist")
    plain, copy = (paint_copy(original, recipe(*steps)) for steps in ((), (MARK,)))
    assert copy.mime == "image/jpeg" and "PlantedArtist" in copy.words and find_words(copy.data, copy.words) == []
    red, _, blue = opened(plain.data).getpixel((240, 50))  # type: ignore[misc]
    assert red < 160 and blue > 200, "the profile swaps red and blue"
    assert list_leaks(copy.data, recipe(MARK)) == [] and bright(opened(copy.data)) == 0
    view = working_copies.view_page(original, 1, 150)
    assert view is not None and (view.pages, view.picture.width, view.picture.height) == (1, 150, 100)


def test_a_damaged_heic_picture_is_refused() -> None:
    whole, grid = heic(scene()), b"\0\0\1\2\1\x2c\0\xc8"
    for wrong in (whole[:900], whole.replace(b"pitm", b"free"), whole.replace(grid, b"\0\0\1\1" + grid[4:])):
        assert wrong != whole
        with pytest.raises(PictureRefused, match="damaged"):
            paint_copy(wrong, recipe())
