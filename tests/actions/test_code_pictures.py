"""Codes in pictures as people make them: turned, blurred, seen from the side, several in one, none, and hostile."""

import io
import struct
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageFilter

import crypto
from app.actions.contacts import code_pictures, contact_cards
from app.actions.contacts.code_pictures import PartMissing, card_in, cut, nearby_code_in, read_codes
from app.errors import InputRefused
from app.exchange import sandbox_client
from crypto.nearby import SECRET
from tests.vaults import vault_at


def drawn(code: bytes | str, scale: int = 6) -> Image.Image:
    file = io.BytesIO()
    segno.make(code, error="m", micro=False).save(file, kind="png", scale=scale, border=4)
    return Image.open(file).convert("L")


def sheet(pictures: Sequence[Image.Image], across: int = 2) -> Image.Image:
    side = max(picture.width for picture in pictures)
    paper = Image.new("L", (side * across, side * -(-len(pictures) // across)), 255)
    for at, picture in enumerate(pictures):
        paper.paste(picture, (at % across * side, at // across * side))
    return paper


def saved(picture: Image.Image, form: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def photographed(picture: Image.Image) -> Image.Image:
    """As a telephone sees it: from the side, on a table that is not white, a little out of focus, as a JPEG."""
    table = Image.new("L", (picture.width + 400, picture.height + 400), 150)
    table.paste(picture, (200, 200))
    w, h = table.size
    seen = table.transform(
        (w, h), Image.Transform.PERSPECTIVE, (1.1, 0.06, -60.0, 0.03, 1.1, -50.0, 0.00004, 0.00005),
        Image.Resampling.BICUBIC, fillcolor=120,
    )  # fmt: skip
    return seen.rotate(8, Image.Resampling.BICUBIC, fillcolor=120).filter(ImageFilter.GaussianBlur(1.2))


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with vault_at(tmp_path_factory.mktemp("heron")) as vault:
        contact_cards.set_my_card(vault, "Heron")
        return contact_cards.my_card(vault).file


@pytest.fixture(scope="module")
def pictures(card: bytes) -> list[Image.Image]:
    return [drawn(part) for part in cut(card)]


def test_a_card_is_cut_into_codes_that_a_telephone_can_read(card: bytes) -> None:
    parts = cut(card)
    assert b"".join(parts) == card and 2 <= len(parts) <= 4
    assert max(map(len, parts)) <= code_pictures.PART
    assert max(int(segno.make(part, error="m").version) for part in parts) <= 22


@pytest.mark.parametrize("turn", [90, 37])
def test_a_card_is_read_from_one_picture_however_it_is_turned(
    card: bytes, pictures: list[Image.Image], turn: int
) -> None:
    whole = sheet(pictures).rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert card_in(saved(whole)) == card


def test_a_card_is_read_from_a_photograph(card: bytes, pictures: list[Image.Image]) -> None:
    assert card_in(saved(photographed(sheet(pictures)), "JPEG", quality=70)) == card


def test_parts_in_several_pictures_are_put_together_in_any_order(card: bytes, pictures: list[Image.Image]) -> None:
    with pytest.raises(InputRefused, match="This code contains no card, or the first part of the card is"):
        card_in(saved(pictures[-1]))
    others = read_codes(saved(sheet(pictures[1:])))
    assert card_in(saved(pictures[0]), [*others[::-1], *others]) == card


def test_what_is_missing_is_counted(pictures: list[Image.Image]) -> None:
    with pytest.raises(PartMissing) as missing:
        card_in(saved(sheet(pictures[:2])))
    assert str(missing.value.message) == f"2 of the {len(pictures)} codes of this card were read."
    assert len(missing.value.codes) == 2


def test_parts_of_two_cards_are_never_one_card(card: bytes, pictures: list[Image.Image]) -> None:
    forged = drawn(bytes(byte ^ 1 for byte in cut(card)[-1]))
    with pytest.raises(InputRefused, match="These codes belong to different cards"):
        card_in(saved(sheet([*pictures[:-1], forged])))


def test_more_codes_than_a_card_has_are_not_tried(pictures: list[Image.Image]) -> None:
    others = [bytes([at]) * 9 for at in range(code_pictures.MOST_PARTS + 1)]
    with pytest.raises(InputRefused, match="too many codes"):
        card_in(saved(pictures[0]), others)


def test_two_cards_in_one_picture_are_not_chosen_between(card: bytes, tmp_path: Path) -> None:
    with vault_at(tmp_path / "swift") as vault:
        other = contact_cards.my_card(vault).file
    both = [drawn(part, 4) for part in (*cut(card), *cut(other))]
    with pytest.raises(InputRefused, match="several cards"):
        card_in(saved(sheet(both, 3)))


def test_the_first_code_of_another_card_drops_the_codes_before_it(card: bytes, tmp_path: Path) -> None:
    with vault_at(tmp_path / "swift") as vault:
        other = contact_cards.my_card(vault).file
    parts = cut(other)
    assert card_in(saved(sheet([drawn(part) for part in parts])), cut(card)[:2]) == other
    with pytest.raises(PartMissing) as missing:
        card_in(saved(drawn(parts[0])), cut(card)[:2])
    assert list(missing.value.codes) == parts[:1] and "deleted the codes of the first card" in str(missing.value.hint)


def test_the_orders_of_the_codes_of_several_cards_are_not_tried(pictures: list[Image.Image]) -> None:
    """Each further head would cost as many orders as the first one."""
    head = b"AMPCRD" + bytes(34) + (2000).to_bytes(4, "big")
    heads = [head + bytes([at]) * 100 for at in range(9)]
    with pytest.raises(InputRefused, match="several cards"):
        card_in(saved(pictures[-1]), [*heads, *(bytes([at]) * 100 for at in range(code_pictures.MOST_PARTS - 1))])


def test_an_invite_is_no_card_and_the_refusal_says_what_to_ask_for(card: bytes) -> None:
    invite = crypto.make_invite(crypto.read_card(card), "https://relay.example:8440")
    with pytest.raises(InputRefused, match="This code contains only the name of a card, not the card"):
        card_in(saved(drawn(invite)))


def nearby(host: str = "192.0.2.7") -> str:
    return "".join(crypto.NearbyInvite(bytes(range(SECRET)), host, 8440).code)


def test_the_code_of_a_door_is_read_beside_another_code() -> None:
    text = nearby()
    both = sheet([drawn("https://example.org/menu"), drawn(text)])
    for picture in (both, photographed(both), both.filter(ImageFilter.GaussianBlur(2))):
        assert nearby_code_in(saved(picture, "JPEG")) == text
    with pytest.raises(InputRefused, match="codes of several nearby sessions"):
        nearby_code_in(saved(sheet([drawn(text), drawn(nearby("192.0.2.8"))])))
    with pytest.raises(InputRefused, match="not the code of a nearby session"):
        nearby_code_in(saved(drawn("1" * 60)))


def test_a_code_on_a_transparent_ground_is_read() -> None:
    file = io.BytesIO()
    segno.make(nearby(), error="m").save(file, kind="png", scale=5, light=None)
    assert nearby_code_in(file.getvalue()) == nearby()


def test_without_a_code_or_a_picture_it_is_said_in_one_sentence() -> None:
    claims = bytearray(saved(Image.new("L", (4, 4))))
    claims[16:24] = struct.pack(">II", 60_000, 60_000)
    claims[29:33] = struct.pack(">I", zlib.crc32(claims[12:29]))
    for bad, said in (
        (saved(Image.new("L", (300, 300), 200)), "No QR code was found"),
        (b"no picture", "Amparo cannot read this picture, or it is too large"),
        (bytes(claims), "Amparo cannot read this picture, or it is too large"),
        (bytes(sandbox_client.MOST_READ + 1), "larger than 64 MiB"),
    ):
        with pytest.raises(InputRefused, match=said):
            read_codes(bad)


def test_a_huge_picture_is_made_smaller_and_read() -> None:
    """Sixty million pixels, twelve more than a telephone takes; the code fills a quarter of them."""
    paper = Image.new("L", (10_000, 6_000), 255)
    paper.paste(drawn(nearby(), 100), (500, 500))
    began = time.monotonic()
    assert nearby_code_in(saved(paper, "JPEG")) == nearby()
    assert time.monotonic() - began < 20
