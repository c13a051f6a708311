"""What a file says is found in it, by its bytes and not by its name; what is no text gives none."""

import random

import pytest

from app.errors import InputRefused
from app.exchange.content import MOST_TEXT, may_hold_words, words_of
from tests.exchange.office import docx, odt, packed, pdf
from tests.exchange.test_xlsx import book

TEXT = "Taken from home at five, أحمد, ရွာသား"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_the_encodings_that_say_what_they_are(encoding: str) -> None:
    assert words_of(TEXT.encode(encoding)) == TEXT
    assert may_hold_words(TEXT.encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"ID3\x04\x00\x00",
        "Año".encode("cp1252"),
        b"text \x00 and more",
        TEXT.encode("utf-16-le"),
        packed({"a.txt": "a zip of anything"}),
    ],
)
def test_what_is_no_sure_text_gives_none(data: bytes) -> None:
    assert words_of(data) == ""


def test_pictures_and_films_need_no_child() -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xd8\xff\xe0\x00\x10", b"\x00\x00\x00\x18ftypmp42"):
        assert not may_hold_words(head)
    assert may_hold_words(pdf("x")) and may_hold_words(docx("x")) and may_hold_words(b"<html>")


def test_html_without_what_is_not_shown() -> None:
    page = "<!DOCTYPE html><title>Río</title><style>p{}</style><p>wo<b>rd</b>&amp;<br>two<script>bad()</script><p>end"
    assert words_of(page.encode()).split("\n") == ["Río", "word&", "two", "end"]
    assert words_of(b"a < b > c <html> is text") == "a < b > c <html> is text"


def test_office_documents_and_pdf() -> None:
    assert words_of(docx("Five men", "in two cars")) == "Five men\nin two cars"
    assert words_of(odt("Five men", "in <text:span>two</text:span> cars")).split(" \n") == ["Five men", "in two cars"]
    sheet = '<row><c t="inlineStr"><is><t>here</t></is></c><c><v>7</v></c></row>'
    assert words_of(book(sheet, strings="<si><t>Case</t></si><si><t>Place</t></si>")).split() == [
        "here",
        "Case",
        "Place",
    ]
    slides = packed(
        {"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": "<s><p><t>One</t></p><p><t>Two</t></p></s>"}
    )
    assert words_of(slides) == "One\nTwo"
    assert words_of(pdf("Taken from R\xedo Seco", "second page")) == "Taken from Río Seco\nsecond page"


def test_bombs_are_refused_and_long_texts_cut() -> None:
    with pytest.raises(InputRefused, match="The file contains a part that office programs never write"):
        words_of(packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}))
    assert len(words_of(b"word " * MOST_TEXT)) == MOST_TEXT


def test_strangers_documents_are_refused_or_read() -> None:
    dice = random.Random(5)
    whole = bytearray(docx("Five men", "in two cars"))
    for _ in range(300):
        torn = bytearray(whole)
        torn[dice.randrange(len(torn))] ^= 1 << dice.randrange(8)
        try:
            words_of(bytes(torn))
        except InputRefused as refused:
            assert refused.message
