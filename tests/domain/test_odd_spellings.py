"""The leak check finds known names in another spelling, and asks about few other words."""

import pytest
from attrs import evolve

from app.domain.leaks.known_terms import KnownTerm, KnownTerms
from app.domain.leaks.leak_search import find_leaks, put_terms
from app.domain.leaks.leak_values import LeakClass
from tests.domain.test_leaks import HERON, PUBLIC, QUETZAL, WORDS, said


@pytest.mark.parametrize(
    ("word", "weight"),
    [
        ("quet-zal", "STOP"), ("quet-\nzal", "STOP"), ("Quet‑zal", "STOP"), ("Quet- zal", "STOP"), ("Quet_zal", "STOP"),
        ("Quet\u00adzal", "STOP"), ("Quet\u200bzal", "STOP"), ("quet zal", "ASK"), ("quet\nzal", "ASK"),
        ("Quet-zals", "ASK"), ("Quetzals", "ASK"), ("Quetzalito", "ASK"), ("quetzal7", "ASK"), ("ElQuetzal", "ASK"),
    ],
)  # fmt: skip
def test_an_alias_in_pieces_or_with_an_ending_is_found(word: str, weight: str) -> None:
    assert (weight, "alias", word) in said(f"Then they took {word}, away.", QUETZAL)
    agreed = said(f"Then they took {word}, away.", QUETZAL, limits=evolve(PUBLIC, forms={HERON: "A"}))
    assert not any(kind == "alias" for _, kind, _ in agreed), "this audience may read the alias"


def test_a_name_of_two_words_is_found_as_one_and_a_place_that_is_cut() -> None:
    nasr, one = (KnownTerm(alias, LeakClass.ALIAS, HERON, whole=False) for alias in ("Abu Nasr", "AbuNasr"))
    assert said("Then abunasr came.", nasr) == [("STOP", "alias", "abunasr")]
    assert said("Then Abu Nasr came.", one) == [("ASK", "alias", "Abu Nasr")]
    place = KnownTerm("Puerto Verde", LeakClass.PLACE)
    for text in ("Puerto Ver-\nde", "PuertoVerde", "Puerto_Verde"):
        assert said(f"In {text}.", place) == [("STOP", "place", text)], text


@pytest.mark.parametrize(
    "word", ["Quetz\u0430l", "Qu\u0435tz\u0430l", "Quetz\u03b1l", "QUET\u0396AL", "Ｑｕｅｔｚａｌ", "𝐐𝐮𝐞𝐭𝐳𝐚𝐥"]
)
def test_letters_that_look_latin_hide_no_name(word: str) -> None:
    assert said(f"Then they took {word} away.", QUETZAL) == [("STOP", "alias", word)]


@pytest.mark.parametrize("name", ["Наталья Орлова", "Νίκος Παπάς", "Հայկ Սարգսյան", "Ɗanladi Ƙasim", "ᏣᎳᎩ Ꮳ"])
def test_names_in_other_scripts_still_match_themselves_in_both_cases(name: str) -> None:
    term = KnownTerm(name, LeakClass.NAME, HERON, whole=False)
    for text in (name, name.upper(), name.lower()):
        assert said(f"1. {text}!", term) == [("STOP", "name", text)], text


@pytest.mark.parametrize(
    ("word", "weight"),
    [
        ("أبوكوثر", "ASK"), ("وأبوكوثر", "ASK"), ("ياكوثر", "ASK"), ("كو ثر", "ASK"), ("كو\nثر", "ASK"),
        ("كو-ثر", "STOP"), ("وكو-ثر", "STOP"),
    ],
)  # fmt: skip
def test_an_arabic_alias_with_glued_words_or_in_pieces_is_found(word: str, weight: str) -> None:
    kawthar = KnownTerm("كوثر", LeakClass.ALIAS, HERON, whole=False)
    assert said(f"هل أخذوا {word}.", kawthar) == [(weight, "alias", word)]


def test_abd_allah_is_found_with_and_without_its_space() -> None:
    for known, text, weight in (("عبد الله", "عبدالله", "STOP"), ("عبدالله", "عبد الله", "ASK")):
        term = KnownTerm(known, LeakClass.NAME, HERON, whole=False)
        assert (weight, "name", text) in said(f"ثم جاء {text}.", term)


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("Zorzal.txt", "STOP"), ("zor-zal.txt", "STOP"), ("Zor_zal.txt", "STOP"), ("zor zal.txt", "ASK"),
        ("zorzals.txt", "ASK"), ("ElZorzal.txt", "ASK"), ("IMGzorzal2.jpg", "ASK"), ("fotozorzal.jpg", "ASK"),
        ("zor.txt", ""),
    ],
)  # fmt: skip
def test_a_name_inside_a_file_name_is_found(name: str, weight: str) -> None:
    zorzal = KnownTerms.of([KnownTerm("Zorzal", LeakClass.ALIAS, HERON, whole=False)])
    assert "".join(one.weight.name for one in find_leaks({"file:1": name}, [zorzal], PUBLIC, WORDS)) == weight


def test_other_words_with_the_letters_of_a_name_are_no_findings() -> None:
    heron = KnownTerm("Heron", LeakClass.ALIAS, HERON, whole=False)
    assert said("They gave her on Monday one, her-on. The heroically brave and the heronries.", heron) == []
    assert said("It costs 2.500 quetzales.", QUETZAL) == []
    assert said("On l'aura vu.", KnownTerm("Laura Ixcoy", LeakClass.NAME, whole=False)) == []


def test_words_that_may_leave_are_no_question_in_another_spelling() -> None:
    own = evolve(PUBLIC, own=("The Quetzals", "Quet Zal", "Ana Marula", "الهدهد الأخضر"), names=("Abu Nasr",))
    hoopoe = KnownTerm("الهدهد الأخضر", LeakClass.ALIAS, HERON, whole=False)
    abu = KnownTerm("AbuNasr", LeakClass.ALIAS, HERON, whole=False)
    marula = KnownTerm("Marula Coy", LeakClass.NAME, whole=False)
    text = "Write to the Quetzals, to Quet Zal, to Mar-ula or to Abu Nasr and AbuNasr."
    text += " ثم جاء الهدهدالأخضر ثم الهد-هد."
    assert [one for one in said(text, QUETZAL, hoopoe, abu, marula, limits=own) if one[1] != "perhaps a name"] == []


def test_another_word_takes_the_place_of_a_name_that_is_written_as_one() -> None:
    terms = KnownTerms.of([KnownTerm("Rosalba Tzul", LeakClass.NAME, HERON, whole=False)])
    text = "RosalbaTzul came. Rosalba Tzul spoke. Rosalba-Tzul."
    assert put_terms(text, terms, {HERON: "Heron"}) == "Heron came. Heron spoke. Heron."


def test_a_plural_in_small_letters_is_asked_about_unless_the_word_is_a_common_one() -> None:
    zorzal, money = (KnownTerm(alias, LeakClass.ALIAS, HERON, whole=False) for alias in ("Zorzal", "Quetzal"))
    assert said("Then the zorzals came.", zorzal) == [("ASK", "alias", "zorzals")]
    assert said("They paid ten quetzals.", money) == [], "money of Guatemala"
