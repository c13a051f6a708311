"""Line 5 of the design of evidence, for pictures: a copy has no word of its original and no pixel under a box."""

import io
import zlib
from collections.abc import Sequence

import pytest
from PIL import Image, ImageCms

from app.exchange.copies.copy_client import PictureRefused, find_words, list_leaks, paint_copy
from app.exchange.copies.inspection import LEAKS
from app.exchange.copies.painter import BLOCK, LONGEST, MOST_PAINTED, list_covered
from crypto.recipe import Recipe, SourceKind, Step, Style
from tests.exchange.planted_pictures import FORMS, SIZE, Planted, chunk, png, scene

MARK = ("box", 1, 312_500, 312_500, 468_750, 458_334, 1, "identity")
"""The bright mark of `scene`, to the pixel."""
COLOUR = (250, 20, 120)


def recipe(*steps: Step) -> bytes:
    return Recipe(bytes(32), SourceKind.IMAGE, steps, "1").encode()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def bright(picture: Image.Image) -> int:
    """Return the number of pixels that are near the colour of the mark."""
    near = [band.point(lambda v, c=c: 255 * (abs(v - c) < 60)) for band, c in zip(picture.split(), COLOUR, strict=True)]
    found = Image.new("L", picture.size, 255)
    for band in near:
        found = Image.composite(found, Image.new("L", picture.size), band)
    return found.histogram()[255]


def saved(picture: Image.Image, form: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_none_of_the_planted_words_is_in_the_copy(form: str) -> None:
    planted = Planted(form)
    original = FORMS[form](planted)
    copy = paint_copy(original, recipe(MARK))
    assert find_words(original, tuple(planted.words)) != [] and find_words(copy.data, tuple(planted.words)) == []
    assert copy.words and find_words(copy.data, copy.words) == [] and list_leaks(copy.data, recipe(MARK)) == []
    assert set(opened(copy.data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert bright(opened(copy.data)) == 0 < bright(scene())


def test_at_least_forty_words_are_planted() -> None:
    planted = [Planted(form) for form in FORMS]
    for one in planted:
        FORMS[one.form](one)
    assert len({word for one in planted for word in one.words}) >= 40


@pytest.mark.parametrize("form", ["Jpeg", "Png"])
def test_the_same_recipe_gives_the_same_bytes(form: str) -> None:
    original = FORMS[form](Planted(form))
    steps: Sequence[Step] = (MARK, ("box", 1, 0, 0, 90_000, 90_000, 3, "place"), ("crop", 1, 0, 0, 800_000, 800_000))
    first = paint_copy(original, recipe(*steps)).data
    assert paint_copy(original, recipe(*steps)).data == first != paint_copy(original, recipe(MARK)).data


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_box_stays_on_its_place_through_crop_and_turn(degrees: int, orientation: int) -> None:
    said = Image.Exif()
    said[0x0112] = orientation
    ways = {1: scene(), 6: scene().transpose(Image.Transpose.ROTATE_90)}
    original = saved(ways[orientation], exif=said, quality=95)
    steps = (("crop", 1, 200_000, 100_000, 900_000, 1_000_000), ("turn", 1, degrees))
    plain, covered = (paint_copy(original, recipe(*more, *steps)).data for more in ((), (MARK,)))
    wide, high = (448, 432) if degrees == 180 else (432, 448)
    assert opened(plain).size == opened(covered).size == (wide, high)
    assert bright(opened(plain)) > 6500 and bright(opened(covered)) == 0
    assert list_leaks(covered, recipe(MARK, *steps)) == [] and list_leaks(plain, recipe(MARK, *steps)) == ["pixels"]


def test_boxes_grow_to_whole_blocks_and_a_black_box_wins() -> None:
    steps = (("box", 1, 0, 0, 500_000, 1_000_000, 1, "identity"), ("box", 1, 1, 1, 600_000, 2, 2, "identity"),
             ("box", 1, 100_000, 0, 700_000, 400_000, 3, "place"))  # fmt: skip
    boxes = list_covered(steps, (101, 70))
    assert [box.style for box in boxes] == [Style.MOSAIC, Style.WHITE, Style.BLACK]
    assert boxes[-1][:4] == (0, 0, 64, 70) and boxes[1][:4] == (0, 0, 64, 16)
    assert all(side % BLOCK == 0 for box in boxes for side in box[:2])
    assert opened(paint_copy(saved(scene(), "PNG"), recipe(*steps)).data).getpixel((100, 20)) == (0, 0, 0)


def test_a_large_picture_becomes_smaller_and_no_pixel_beside_a_box_has_a_part_of_it() -> None:
    original = Image.new("RGB", (4800, 1600), "white")
    original.paste(COLOUR, (1600, 800, 1760, 960))
    box = ("box", 1, 333_334, 500_000, 366_666, 600_000, 2, "identity")
    copy = opened(paint_copy(saved(original, "PNG"), recipe(box)).data)
    assert copy.size == (LONGEST, 800) and copy.getextrema() == ((255, 255),) * 3


def test_a_transparent_pixel_does_not_show_its_colour() -> None:
    hidden = Image.new("RGBA", SIZE, (*COLOUR, 0))
    copy = opened(paint_copy(saved(hidden, "PNG"), recipe()).data)
    assert copy.getextrema() == ((255, 255),) * 3


def profile(space: str = "sRGB") -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]


def swapped_profile() -> bytes:
    """Return a profile in which red and blue have changed places."""
    return profile().replace(b"rXYZ", b"-XYZ").replace(b"bXYZ", b"rXYZ").replace(b"-XYZ", b"bXYZ")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_colours_of_a_profile_become_srgb_before_it_goes(form: str) -> None:
    """With a swapped profile, red is blue: the copy has the blue that a person sees."""
    original = saved(Image.new("RGB", SIZE, (255, 0, 0)), form, icc_profile=swapped_profile(), quality=95)
    copy = opened(paint_copy(original, recipe(MARK)).data)
    low, middle, high = copy.getpixel((5, 5))  # type: ignore[misc]
    assert low < 12 and middle < 12 and high > 240 and "icc_profile" not in copy.info
    assert copy.getpixel((250, 180)) == (0, 0, 0)


def test_a_transparent_part_stays_white_with_a_profile() -> None:
    half = Image.new("RGBA", SIZE, (255, 0, 0, 0))
    half.paste((255, 0, 0, 255), (0, 0, 320, 480))
    copy = opened(paint_copy(saved(half, "PNG", icc_profile=swapped_profile()), recipe()).data)
    assert copy.getpixel((400, 200)) == (255, 255, 255) and copy.getpixel((100, 200)) == (0, 0, 255)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_damaged_profile_or_one_for_other_colours_changes_nothing(mode: str) -> None:
    plain = paint_copy(saved(scene().convert(mode)), recipe()).data
    for wrong in (b"Marula", swapped_profile() if mode != "RGB" else profile("LAB")):
        assert paint_copy(saved(scene().convert(mode), icc_profile=wrong), recipe()).data == plain


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "CMYK"])
def test_each_kind_of_pixels_becomes_colours(mode: str) -> None:
    picture = Image.new("I;16", SIZE, 65_535) if mode == "I;16" else scene().convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    copy = paint_copy(saved(picture, form), recipe(MARK))
    assert opened(copy.data).mode == "RGB" and list_leaks(copy.data, recipe(MARK)) == []


def damaged() -> dict[str, bytes]:
    """Return files that are no whole picture."""
    whole = png(Planted("Png"))
    wide = chunk(b"IHDR", (MOST_PAINTED).to_bytes(4, "big") + (2).to_bytes(4, "big") + b"\x08\x02\0\0\0")
    return {
        "nothing": b"",
        "text": b"words",
        "cut": whole[: len(whole) // 2],
        "jpeg cut": saved(scene())[:5000],
        "flipped": whole[:2000] + bytes([whole[2000] ^ 255]) + whole[2001:],
        "too large": whole[:8] + wide + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""),
        "another format": saved(scene(), "BMP"),
    }


@pytest.mark.parametrize("name", damaged())
def test_a_damaged_picture_is_refused_by_name(name: str) -> None:
    why = "more than 50 million pixels" if name == "too large" else "damaged"
    with pytest.raises(PictureRefused, match=why):
        paint_copy(damaged()[name], recipe(MARK))


def test_the_tables_of_a_small_picture_are_no_words_of_the_original() -> None:
    """Each usual JPEG has these letters, so they would be found in each copy."""
    copy = paint_copy(saved(scene(), exif=b"Exif\0\0Marulas " + saved(scene().resize((64, 48)))), recipe())
    assert "Marulas" in copy.words and find_words(copy.data, copy.words) == []


def test_a_recipe_that_is_none_makes_no_copy() -> None:
    with pytest.raises(PictureRefused):
        paint_copy(saved(scene()), b"\x00")


def leaking() -> dict[str, tuple[bytes, str]]:
    """Return copies that a taken-over child could give back, each with the leak."""
    covered = scene()
    covered.paste((0, 0, 0), (192, 144, 304, 224))
    good, said = saved(covered, quality=90, subsampling=0), Image.Exif()
    said[0x013B] = "Marula"
    plain = saved(covered, "PNG")
    return {
        "nothing hidden": (good, ""),
        "exif": (saved(covered, exif=said), "metadata"),
        "comment": (saved(covered, comment=b"Marula"), "metadata"),
        "another segment": (good[:20] + b"\xff\xef\x00\x08Marula" + good[20:], "metadata"),
        "more than one scan": (saved(covered, progressive=True), "metadata"),
        "small picture": (good[:18] + b"\x01\x01" + good[20:], "metadata"),
        "profile": (saved(covered, icc_profile=b"Marula"), "metadata"),
        "film after the end": (good + b"ftypmp42", "after_the_end"),
        "plain": (plain, ""),
        "text": (plain[:33] + chunk(b"tEXt", b"Author\0Marula") + plain[33:], "metadata"),
        "private chunk": (plain[:33] + chunk(b"prVt", b"Marula") + plain[33:], "metadata"),
        "bytes after the end": (plain + b"\0", "after_the_end"),
        "nothing covered": (saved(scene(), quality=90, subsampling=0), "pixels"),
        "alpha": (saved(covered.convert("RGBA"), "PNG"), "size"),
        "too long": (saved(Image.new("RGB", (LONGEST + 1, 5)), "PNG"), "size"),
        "no picture": (b"words", " ".join(LEAKS)),
    }


@pytest.mark.parametrize("name", leaking())
def test_the_check_finds_each_leak_of_a_copy(name: str) -> None:
    copy, leaks = leaking()[name]
    assert list_leaks(copy, recipe(MARK)) == leaks.split()


def test_words_are_found_in_each_encoding() -> None:
    words = ("Marula", "Tres Ceibas")
    assert find_words(b"..Marula..", words) == find_words("xMarula".encode("utf-16-be"), words) == ["Marula"]
    assert find_words("Tres Ceibas".encode("utf-16-le"), words) == ["Tres Ceibas"] and find_words(b"Maru", words) == []
