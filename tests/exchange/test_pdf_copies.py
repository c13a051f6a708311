"""Line 5 of the design of evidence, for PDFs: a copy has pictures alone, and no pixel under a box."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.exchange.copies.copy_client import PictureRefused, find_words, list_leaks, paint_copy, view_page
from app.exchange.copies.inspection import LEAKS
from app.exchange.copies.picture_pdf import PicturePage, read_pages, write_pdf
from app.exchange.sandbox_client import Reader
from crypto.recipe import Recipe, SourceKind, Step
from tests.exchange.planted_pdfs import PDFS, Draft, append, unpacked
from tests.exchange.planted_pictures import Planted
from tests.exchange.test_picture_copies import bright

MARK = ("box", 1, 250_000, 166_667, 500_000, 333_333, 1, "identity")
"""The bright mark of each planted PDF."""


def recipe(*steps: Step) -> bytes:
    return Recipe(bytes(32), SourceKind.PDF, steps, "1").encode()


def pictures(data: bytes) -> list[Image.Image]:
    found = [Image.open(io.BytesIO(page.jpeg)) for page in read_pages(data)]
    for one in found:
        one.load()
    return found


def several(*sizes: tuple[int, int], secret: str = "") -> bytes:
    """Return a PDF with blank pages of these sizes after a page with the mark."""
    whole, out = PdfWriter(io.BytesIO(Draft().write())), io.BytesIO()
    for wide, high in sizes:
        whole.add_blank_page(wide, high)
    if secret:
        whole.encrypt(secret, algorithm="RC4-128")
    whole.write(out)
    return out.getvalue()


@pytest.mark.parametrize("form", PDFS)
def test_none_of_the_planted_words_is_in_the_copy(form: str) -> None:
    planted = Planted(form)
    original = PDFS[form](planted)
    copy = paint_copy(original, recipe(MARK))
    assert [word for word in planted.words if word.encode() not in unpacked(original)] == []
    assert [word for word in planted.words if word.encode() in unpacked(copy.data)] == []
    assert find_words(copy.data, (*planted.words, *copy.words)) == [] == list_leaks(copy.data, recipe(MARK))
    (picture,) = pictures(copy.data)
    assert picture.size == (1112, 1667) and bright(picture) == 0
    assert bright(pictures(paint_copy(original, recipe()).data)[0]) > 60_000
    if reader := shutil.which("pdftotext"):
        said = subprocess.run([reader, "-", "-"], input=copy.data, capture_output=True, check=True).stdout
        assert said.split() == []


def test_at_least_forty_words_are_planted_in_ten_files() -> None:
    planted = [Planted(form) for form in PDFS]
    for one in planted:
        PDFS[one.form](one)
    assert len({word for one in planted for word in one.words}) >= 40 and len(PDFS) >= 10


def test_the_words_of_the_metadata_come_back_for_the_check() -> None:
    planted = Planted("Metadata")
    words = paint_copy(PDFS["Metadata"](planted), recipe()).words
    assert {word for word in planted.words if re.search("InfoTitle|InfoAuthor|dataXmp", word)} <= set(words)
    files = Planted("Files")
    assert {word for word in files.words if "FileName" in word} <= set(paint_copy(PDFS["Files"](files), recipe()).words)


def test_the_same_recipe_gives_the_same_bytes_and_no_date() -> None:
    original = several((300, 200))
    steps: Sequence[Step] = (MARK, ("box", 2, 0, 0, 90_000, 90_000, 3, "place"), ("turn", 2, 90), ("dots", 150))
    first = paint_copy(original, recipe(*steps)).data
    assert paint_copy(original, recipe(*steps)).data == first != paint_copy(original, recipe(MARK)).data
    whole = PdfReader(io.BytesIO(first), strict=True)
    assert whole.metadata is None and set(whole.trailer) == {"/Size", "/Root"}
    assert [tuple(map(round, page.mediabox[2:])) for page in whole.pages] == [(400, 600), (200, 300)]
    assert first.count(b" obj\n") == 2 + 3 * 2


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_box_stays_on_its_place_through_crop_and_turn(degrees: int) -> None:
    steps = (("crop", 1, 100_000, 100_000, 800_000, 900_000), ("turn", 1, degrees), ("dots", 150))
    plain, covered = (paint_copy(several(), recipe(*more, *steps)).data for more in ((), (MARK,)))
    assert pictures(plain)[0].size == pictures(covered)[0].size
    assert bright(pictures(plain)[0]) > 30_000 and bright(pictures(covered)[0]) == 0
    assert list_leaks(covered, recipe(MARK, *steps)) == [] and list_leaks(plain, recipe(MARK, *steps)) == ["pixels"]


def test_a_box_grows_to_whole_blocks_of_the_page() -> None:
    step = ("box", 1, 500_000, 500_000, 500_001, 500_001, 1, "child")
    (picture,) = pictures(paint_copy(several(), recipe(step)).data)
    black = [(x, y) for x in range(540, 580) for y in range(820, 850) if max(picture.getpixel((x, y))) < 8]  # type: ignore[type-var, arg-type]
    assert (black[0], black[-1]) == ((544, 832), (559, 847)) and len(black) == 16 * 16


@pytest.mark.parametrize("dots", [150, 200, 300])
def test_a_page_has_the_dots_that_were_chosen(dots: int) -> None:
    (picture,) = pictures(paint_copy(several(), recipe(("dots", dots))).data)
    assert abs(picture.width - 400 * dots / 72) < 1 and abs(picture.height - 600 * dots / 72) < 1


def test_pages_that_stay_out_are_not_in_the_copy_and_boxes_find_their_page() -> None:
    other = ("box", 3, 0, 0, 1_000_000, 1_000_000, 1, "identity")
    steps = (("leave", 1), other)
    copy = paint_copy(several((300, 200), (200, 100)), recipe(*steps))
    white, black = pictures(copy.data)
    assert white.size == (834, 556) and white.getextrema() == ((255, 255),) * 3
    assert black.size == (556, 278) and black.getextrema() == ((0, 0),) * 3
    assert list_leaks(copy.data, recipe(*steps)) == []
    with pytest.raises(PictureRefused, match="no page"):
        paint_copy(several(), recipe(("leave", 1)))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut": (lambda: several()[:400], "damaged"),
    "a name alone": (lambda: b"%PDF-1.7\n%%EOF\n", "damaged"),
    "with a password": (lambda: several(secret="heron"), "has a password"),
    "too long a page": (lambda: several((14_401, 20)), "14,400 points"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pdf_without_a_copy_is_refused_by_name(name: str) -> None:
    make, why = REFUSED[name]
    with pytest.raises(PictureRefused, match=why):
        paint_copy(make(), recipe())
    with Reader() as reader, pytest.raises(PictureRefused, match=why):
        view_page(reader, make(), 2, 300)


def test_a_very_large_page_gets_fewer_dots() -> None:
    (picture,) = pictures(paint_copy(several((14_400, 1440)), recipe(("leave", 1), ("dots", 300))).data)
    assert picture.size == (5000, 500)


def test_the_window_gets_the_number_of_pages_and_a_page_of_its_size() -> None:
    with Reader() as reader:
        first, last = (view_page(reader, several((300, 200)), number, 300) for number in (1, 9))
        assert first.pages == last.pages == 2
        assert (first.picture.width, first.picture.height) == (200, 300)
        assert (last.picture.width, last.picture.height) == (300, 200)
        shown = Image.frombytes("RGBA", (200, 300), first.picture.pixels)
        assert shown.getpixel((75, 75)) == (250, 20, 120, 255) and shown.getpixel((150, 150)) == (255,) * 4


def page(picture: Image.Image, **more: object) -> PicturePage:
    out = io.BytesIO()
    picture.save(out, "JPEG", **{"quality": 85, **more})
    return PicturePage(out.getvalue(), *picture.size, b"400.00", b"600.00")


def leaking() -> dict[str, tuple[bytes, str]]:
    """Return copies that a taken-over child could give back, each with the leak."""
    covered = Image.new("RGB", (400, 600), "white")
    covered.paste((0, 0, 0), (96, 96, 208, 208))
    one, bare = page(covered), Image.new("RGB", (400, 600), "white")
    good = write_pdf([one])
    drawn = b"400.00 0 0 600.00 0 0 cm /I Do"
    words = b"BT /F 9 Tf(Marula)Tj ET".ljust(len(drawn))
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return {
        "nothing hidden": (good, ""),
        "information": (good.replace(b"/Size 6", b"/Size 6/Info<</Author(Marula)>>"), "metadata"),
        "a comment": (good.replace(b"xref\n", b"%Marula\nxref\n", 1), "metadata"),
        "text": (good.replace(drawn, words).replace(b"/Resources<<", font), "metadata text"),
        "another version": (append(good, {9: b"(Marula)"}), "metadata"),
        "bytes after the end": (good + b"PK\x03\x04", "after_the_end metadata"),
        "exif": (write_pdf([page(covered, comment=b"Marula")]), "metadata"),
        "more than one scan": (write_pdf([page(covered, progressive=True)]), "metadata"),
        "bytes after the picture": (write_pdf([one._replace(jpeg=one.jpeg + b"Marula")]), "after_the_end"),
        "nothing covered": (write_pdf([page(bare)]), "pixels"),
        "grey": (write_pdf([page(covered.convert("L"))]), "size"),
        "another size": (write_pdf([one._replace(columns=401)]), "size"),
        "no page": (write_pdf([]), " ".join(LEAKS)),
        "no PDF": (b"words", " ".join(LEAKS)),
    }  # fmt: skip


@pytest.mark.parametrize("name", leaking())
def test_the_check_finds_each_leak_of_a_copy(name: str) -> None:
    copy, leaks = leaking()[name]
    assert list_leaks(copy, recipe(MARK)) == leaks.split()
