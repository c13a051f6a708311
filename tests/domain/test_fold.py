"""Spellings that mean one name find each other, and folding twice changes nothing."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.search_normalisation import INDEX_TOKENIZER, fold, index_text, pairs, split_scripts, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهیم"),
        ("آمال", "امال"),
        ("ٱلرحمٰن", "الرحمن"),
        ("علی", "علي"),
        ("ليلى", "ليلي"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("کریم", "كريم"),
        ("فاطمة", "فاطمه"),
        ("مؤمن", "مومن"),
        ("علاء", "علا"),
        ("می‌رود", "ميرود"),
        ("\u202bسلمى\u202c", "سلمي"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("१२३", "123"),
        ("Ａｌｍｅｒｉａ", "almería"),
        ("Almeria", "Almería"),
        ("STRASSE", "Straße"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("İzmir", "izmir"),
        ("Ἀθῆνας", "ΑΘΗΝΑΣ"),
        ("Фёдор", "Федор"),
        ("Łódź", "lodz"),
        ("ʿAlī", "Ali"),
        ("so\u00adft", "soft"),
        ("שָׁלוֹם", "שלום"),
        ("Việt", "viet"),
    ],
)
def test_two_spellings_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("मीना", "मना"), ("がき", "かき"), ("กา", "กี"), ("حسن", "حسين"), ("ana", "anna"), ("صبر", "سبر")],
)
def test_other_words_stay_other(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_character_folds_to_a_fixed_point() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    once = fold(every)
    assert fold(once) == once
    assert not any(unicodedata.combining(c) for c in set(once) - {"\u3099", "\u309a"})


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_normal_form_and_case_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(text.casefold()) == fold(text)


@given(st.lists(st.text("abcéßИشمि1٢", min_size=1)), st.sampled_from([" ", ", ", " - ", "/", "\n", "، "]))
def test_words_come_back_folded_and_in_order(parts: list[str], between: str) -> None:
    assert words(between.join(parts)) == [fold(part) for part in parts]


def test_words_split_like_the_index() -> None:
    assert words("Río Bravo_del-Norte, 12/4 (O'Neill)") == ["rio", "bravo", "del", "norte", "12", "4", "o", "neill"]
    assert words("किताब، كتاب") == ["किताब", "كتاب"]
    assert words(" — ") == []


def index() -> sqlcipher.Connection:
    con = sqlcipher.connect(":memory:")
    tokenizer = INDEX_TOKENIZER.replace("'", "''")
    con.execute(f"CREATE VIRTUAL TABLE words USING fts5(text, tokenize='{tokenizer}', prefix='1 2 3', detail='none')")
    return con


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("北京がカ서😀⭚ابa1 ")))
def test_the_index_finds_every_word(text: str) -> None:
    con = index()
    con.execute("INSERT INTO words VALUES (?)", (index_text(text),))
    for word in words(text):
        assert con.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{word}"',)).fetchone() == (1,)
    con.close()


def test_the_index_takes_each_word_as_one_token() -> None:
    con = index()
    every = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cs", "Cn")]
    tokens = sorted({word for char in every for word in words(char)})
    con.executemany("INSERT INTO words VALUES (?)", [(word,) for word in tokens])
    con.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row)")
    assert [term for (term,) in con.execute("SELECT term FROM vocabulary ORDER BY term")] == tokens
    con.close()


@pytest.mark.parametrize("text", ["กรุงเทพ", "ລາວ", "ភ្នំពេញ", "ရန်ကုန်", "北京", "ひらがな", "ｶﾀｶﾅ"])
def test_scripts_without_spaces_are_parted_from_the_others(text: str) -> None:
    plain, runs = split_scripts(f"in {text}x 12。{text}")
    assert (plain.split(), runs) == (["in", "x", "12"], [fold(text)] * 2)


@pytest.mark.parametrize("text", ["", "Cairo", "القاهرة", "Ελλάδα", "दिल्ली", "서울"])
def test_scripts_with_spaces_are_told(text: str) -> None:
    assert split_scripts(text) == (index_text(text), [])


def test_pairs_of_a_run_end_with_its_last_character() -> None:
    assert pairs("北京市") == ["北京", "京市", "市"]
    assert pairs("山") == ["山"]


@pytest.mark.parametrize(("sample", "least"), [("Taken from home at 5 a.m. ", 20), ("Río مُحَمَّد احمد Ελλάς ", 2)])
def test_folding_is_fast_enough_to_be_unseen(sample: str, least: int) -> None:
    text = sample * (400_000 // len(sample))
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        fold(text)
        best = min(best, time.perf_counter() - start)
    assert len(text.encode()) / best / 1e6 > least
