"""An extract shows the word that was asked for, as it was written, wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.extract import BEFORE, BEHIND, Extract, TextLocation, extract, terms
from app.domain.search_normalisation import fold, split_scripts


def marked(asked: str, *texts: str) -> str:
    found = extract(terms(asked), [TextLocation(str(n), text) for n, text in enumerate(texts)])
    return "" if found is None else f"{found.where}: {shown(found)}"


def shown(found: Extract) -> str:
    return f"{found.text[: found.start]}[{found.text[found.start : found.end]}]{found.text[found.end :]}"


@pytest.mark.parametrize(
    ("asked", "text", "shown"),
    [
        ("home", "Taken from home at five", "Taken from [home] at five"),
        ("hom", "Taken from\nhome  at five", "[hom]e at five"),
        ("almeria night", "Near Almería, in the night", "Near [Almería], in the night"),
        ("محمد", "قال مُحَمَّد إن", "قال [مُحَمَّد] إن"),
        ("strasse", "An der Straße 5", "An der [Straße] 5"),
        ("ภาพ", "มีภาพถ่ายร้านค้า", "มี[ภาพ]ถ่ายร้านค้า"),
        ("รานคา", "มีภาพถ่ายร้านค้า", "มีภาพถ่าย[ร้านค้า]"),
        ("ဖမ်းဆီး", "ရွာသားကိုဖမ်းဆီးခဲ့", "ရွာသားကို[ဖမ်းဆီး]ခဲ့"),
        ("拘留", "警察拘留了村民", "警察[拘留]了村民"),
        ("2024", "في ٢٠٢٤", "في [٢٠٢٤]"),
    ],
)
def test_the_word_is_marked_as_it_was_written(asked: str, text: str, shown: str) -> None:
    assert marked(asked, text) == f"0: {shown}"


def test_the_place_that_holds_most_of_it_is_shown() -> None:
    assert marked("night convoy", "a convoy", "nothing", "by night a convoy") == "2: by [night] a convoy"
    assert marked("night convoy", "a convoy", "at night") == "0: a [convoy]"
    assert marked("night", "midnight", "nights") == "1: [night]s"
    assert marked("night fall", "nights", "fall") == "1: [fall]", "only the last word is a beginning"
    assert marked("other", "a convoy") == marked("", "a convoy") == marked("—", "a convoy") == ""


def test_a_long_text_is_cut_between_words() -> None:
    found = extract(terms("needle"), [TextLocation("x", "straw " * 50 + "needle " + "hay " * 90)])
    assert found is not None
    assert found.text[found.start : found.end] == "needle"
    assert len(found.text) <= BEFORE + len("needle") + BEHIND + 2
    assert found.text.startswith("…straw ") and found.text.endswith("…")


@given(
    st.text(st.sampled_from("ab İßﬁé مُحﷺ北京กำ\n\t0_-"), max_size=60),
    st.text(st.sampled_from("abißﬁeمح北京ก"), min_size=1, max_size=3),
)
def test_what_is_marked_is_what_was_asked_for(text: str, asked: str) -> None:
    found = extract(terms(asked), [TextLocation("x", text)])
    if found is not None and len(split_scripts(asked)[0].split()) + len(split_scripts(asked)[1]) == 1:
        assert fold(asked)[:1] == fold(found.text[found.start : found.end])[:1] or fold(asked) in fold(found.text)
        assert 0 <= found.start < found.end <= len(found.text)
