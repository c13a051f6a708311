"""Recipes of working copies: frozen bytes, and no other reading of them."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import encode
from crypto.errors import CryptoError, Malformed, NeedsNewerApp
from crypto.recipe import Recipe, SourceKind, name_recipe, parse_recipe
from tests.crypto.decoder_parts import h
from tests.crypto.decoder_wire import recipe as second_reader

SOURCE = b"\x05" * 32
PICTURE = Recipe(
    SOURCE, SourceKind.IMAGE,
    (("box", 1, 0, 10, 250_000, 1_000_000, 1, "identity"), ("crop", 1, 0, 0, 900_000, 900_000), ("turn", 1, 90)),
    "1.0",
)  # fmt: skip
FILM = Recipe(
    SOURCE, SourceKind.FILM,
    (("track", 2, "child", ((0, 1, 2, 3, 4), (40, 1, 2, 5, 6))), ("sound", 0, 900, 2, 0, "third_person"),
     ("cut", 5, 6, "private"), ("blank", 1, 2, "place")),
    "1.0",
)  # fmt: skip
PAPER = Recipe(SOURCE, SourceKind.PDF, (("leave", 3), ("box", 2, 0, 0, 1, 1, 2, "device")), "1.0")
SHARP = Recipe(SOURCE, SourceKind.PDF, (("dots", 300), ("turn", 2, 180)), "1.0")
VOICE = Recipe(
    SOURCE, SourceKind.SOUND,
    (("sound", 0, 1000, 1, 0, "identity"), ("sound", 1000, 2500, 2, 20, "identity"),
     ("sound", 3000, 4000, 3, 70, "place"), ("cut", 65_536, 70_000, "private")),
    "films 1, av 18.1.0",
)  # fmt: skip
WORDS = Recipe(SOURCE, SourceKind.TEXT, (("text", 3, 9, "[…]", "identity"),), "1.0")
FROZEN = {
    "picture": (
        PICTURE,
        "85015820050505050505050505050505050505050505050505050505050505050505050501838863626f7801000a1a0003d0"
        "901a000f424001686964656e74697479866463726f700100001a000dbba01a000dbba083647475726e01185a63312e30",
        "2f3dd21d418c672920c17f585fa2d2873120e9940a466cfd6620581a621571a8",
    ),
    "film": (
        FILM,
        "85015820050505050505050505050505050505050505050505050505050505050505050504848465747261636b0265636869"
        "6c6482850001020304851828010205068665736f756e640019038402006c74686972645f706572736f6e8463637574050667"
        "707269766174658465626c616e6b010265706c61636563312e30",
        "62636bc921afbb0c99f27e974f6834de89d5466849a721ab9674e146ea58eba5",
    ),
    "paper": (
        PAPER,
        "850158200505050505050505050505050505050505050505050505050505050505050505028282656c65617665038863626f"
        "780200000101026664657669636563312e30",
        "4af08066d314c51931c05a55188fcc97102acc1308defff1547458b69949c403",
    ),
    "sharp": (
        SHARP,
        "85015820050505050505050505050505050505050505050505050505050505050505050502828264646f747319012c83647475"
        "726e0218b463312e30",
        "58872e50082100aa620dd3cdeb9b946d932ffb3d14b86f85c41428277f6a76f6",
    ),
    "voice": (
        VOICE,
        "85015820050505050505050505050505050505050505050505050505050505050505050503848665736f756e64001903e80100"
        "686964656e746974798665736f756e641903e81909c40214686964656e746974798665736f756e64190bb8190fa00318466570"
        "6c61636584636375741a000100001a0001117067707269766174657266696c6d7320312c2061762031382e312e30",
        "38f830fc09da6a01880dc811a5efd8259d581c118a4549514a838bd559d446e7",
    ),
    "words": (
        WORDS,
        "85015820050505050505050505050505050505050505050505050505050505050505050505818564746578740309655be280"
        "a65d686964656e7469747963312e30",
        "d8232a6eda645d1624d4e94077f02ab85b5c9b7ed6b0e0e933a30226d7ebe6ce",
    ),
}


def written(*steps: object, kind: object = 1, version: object = 1, source: object = SOURCE) -> bytes:
    return encode([version, source, kind, list(steps), "1.0"])


@pytest.mark.parametrize("name", FROZEN)
def test_frozen_bytes_and_names(name: str) -> None:
    recipe, data, named = FROZEN[name]
    assert recipe.encode().hex() == data
    assert name_recipe(recipe.encode()).hex() == named == h("recipe", bytes.fromhex(data)).hex()
    assert parse_recipe(bytes.fromhex(data)) == recipe


def test_the_reasons_of_a_recipe_are_listed_once() -> None:
    assert FILM.reasons == ("child", "third_person", "private", "place")
    assert PICTURE.reasons == WORDS.reasons == ("identity",)


BOX = ["box", 1, 0, 0, 10, 10, 1, "identity"]
REFUSED: dict[str, tuple[bytes, type[CryptoError]]] = {
    "another version": (written(BOX, version=2), NeedsNewerApp),
    "another kind": (written(BOX, kind=6), NeedsNewerApp),
    "an unknown step": (written(["blur", 1, 0, 0, 10, 10]), NeedsNewerApp),
    "an unknown style": (written([*BOX[:6], 4, "identity"]), NeedsNewerApp),
    "an unknown sound": (written(["sound", 0, 1, 4, 0, "child"], kind=3), NeedsNewerApp),
    "a point outside": (written(["box", 1, 0, 0, 1_000_001, 10, 1, "identity"]), Malformed),
    "a negative point": (written(["box", 1, -1, 0, 10, 10, 1, "identity"]), Malformed),
    "an empty box": (written(["box", 1, 10, 0, 10, 10, 1, "identity"]), Malformed),
    "a box upside down": (written(["box", 1, 0, 10, 10, 0, 1, "identity"]), Malformed),
    "page 0": (written(["box", 0, *BOX[2:]]), Malformed),
    "page 2 of a picture": (written(["box", 2, *BOX[2:]]), Malformed),
    "no reason": (written([*BOX[:7], ""]), Malformed),
    "a reason with a name": (written([*BOX[:7], "Heron"]), Malformed),
    "a value too few": (written(BOX[:7]), Malformed),
    "a value too many": (written([*BOX, 1]), Malformed),
    "true for 1": (written(["box", True, *BOX[2:]]), Malformed),
    "a turn by 45": (written(["turn", 1, 45]), Malformed),
    "two crops": (written(["crop", 1, 0, 0, 5, 5], ["crop", 1, 0, 0, 6, 6]), Malformed),
    "two crops of a page": (written(["crop", 2, 0, 0, 5, 5], ["crop", 2, 0, 0, 6, 6], kind=2), Malformed),
    "other dots": (written(["dots", 151], kind=2), Malformed),
    "two dots": (written(["dots", 150], ["dots", 300], kind=2), Malformed),
    "dots of a picture": (written(["dots", 150]), Malformed),
    "a cut of a picture": (written(["cut", 0, 5, "child"]), Malformed),
    "a tone louder than the loudest": (written(["sound", 0, 1, 2, 101, "child"], kind=3), Malformed),
    "a pitch that hardly changes": (written(["sound", 0, 1, 3, 100, "child"], kind=3), Malformed),
    "a pitch too high": (written(["sound", 0, 1, 3, 201, "child"], kind=4), Malformed),
    "a blank of sound": (written(["blank", 0, 5, "child"], kind=3), Malformed),
    "a box of a film": (written(BOX, kind=4), Malformed),
    "a step without a name": (written([]), Malformed),
    "a step that is a map": (written({1: 2}), Malformed),
    "a track without a mark": (written(["track", 1, "child", []], kind=4), Malformed),
    "a track that goes back": (
        written(["track", 1, "child", [[5, 0, 0, 1, 1], [4, 0, 0, 1, 1]]], kind=4),
        Malformed,
    ),
    "a short source": (written(BOX, source=bytes(31)), Malformed),
    "a value after the last": (encode([1, SOURCE, 1, [], "1.0", None]), Malformed),
    "bytes after the end": (written(BOX) + b"\0", Malformed),
    "a longer form of 1": (b"\x85\x18\x01" + written(BOX)[2:], Malformed),
    "cut short": (written(BOX)[:-1], Malformed),
    "nothing": (b"", Malformed),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_bytes_are_refused(name: str) -> None:
    data, why = REFUSED[name]
    with pytest.raises(why):
        parse_recipe(data)


@pytest.mark.parametrize("name", FROZEN)
def test_the_second_reader_agrees(name: str) -> None:
    recipe, data, _ = FROZEN[name]
    assert second_reader(bytes.fromhex(data))[1:3] == [recipe.source, recipe.kind]


def test_no_recipe_is_written_that_cannot_be_read() -> None:
    with pytest.raises(NeedsNewerApp):
        Recipe(SOURCE, SourceKind.IMAGE, (("blur", 1),), "1.0").encode()


PARTS = st.tuples(st.integers(0, 999_999), st.integers(0, 999_999)).map(sorted).filter(lambda pair: pair[0] < pair[1])
BOXES = st.builds(
    lambda x, y, style, reason: ("box", 1, x[0], y[0], x[1], y[1], style, reason),
    PARTS, PARTS, st.integers(1, 3), st.sampled_from(["identity", "third_person"]),
)  # fmt: skip


@given(st.lists(BOXES, max_size=20), st.text(max_size=20))
def test_a_recipe_comes_back(boxes: list[Any], program: str) -> None:
    recipe = Recipe(SOURCE, SourceKind.IMAGE, tuple(boxes), program)
    assert parse_recipe(recipe.encode()) == recipe
    assert parse_recipe(recipe.encode()).encode() == recipe.encode()


@given(st.data())
def test_changed_bytes_raise_only_what_is_declared(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([PICTURE, FILM, PAPER, SHARP, WORDS])).encode())
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(CryptoError):
        assert parse_recipe(bytes(whole)).encode() == bytes(whole)
