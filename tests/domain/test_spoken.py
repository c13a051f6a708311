"""Code words: known however they are written, kept nowhere, and the same to whoever looks over a shoulder."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import start
from app.domain import code_words
from app.domain.fields import Value
from app.domain.schedule import plan_of
from app.domain.search_normalisation import words

FIELDS: dict[str, Value] = {
    "starts": "2026-12-01T08:00", "ends": "2026-12-01T18:00",
    "word_fine": "Black coffee", "word_late": "sugar", "word_duress": "maize",
}  # fmt: skip
PLAN = plan_of(FIELDS)
SALT = b"12345678"


@pytest.mark.parametrize(("said", "state", "rest"), [
    ("BLACK  coffee!", "fine", ""), ("at the ford, Maize.", "duress", "at the ford,"),
    ("sugar and more", "late", "and more"),
    ("tea", "", "tea"), ("", "", ""), ("coffee, black", "", "coffee, black"), ("sugar then maize", "duress", "then"),
])  # fmt: skip
def test_a_word_is_known_in_what_was_said_and_does_not_stay_in_it(said: str, state: str, rest: str) -> None:
    assert (code_words.state_said(PLAN, said), code_words.without_words(PLAN, said)) == (state, rest)


@pytest.mark.parametrize(("word", "said", "state"), [
    ("sofa", "the sofas are fine", "duress"), ("sofa", "soda", ""), ("sofa", "sofabed", ""),
    ("sofa", "sofaen", "duress"),
    ("maize", "maise", "duress"), ("maize", "miaze", "duress"), ("maize", "maiz", "duress"),
    ("maize", "mmaize", "duress"), ("maize", "mouse", ""), ("cherry", "cherries", "duress"), ("ox", "oxen", ""),
    ("red sofa", "two red sofas", "duress"), ("red sofa", "sofas", ""), ("ليمون", "والليمونة", "duress"),
    ("sofa", "coffees", ""), ("sofa", "coffee", "fine"), ("sofa", "sofia", "late"),
])  # fmt: skip
def test_a_word_that_is_nearly_the_danger_word_is_danger_and_other_words_are_exact(
    word: str, said: str, state: str
) -> None:
    plan = plan_of({**FIELDS, "word_fine": "coffee", "word_late": "sofia", "word_duress": word})
    assert code_words.state_said(plan, said) == state
    assert code_words.is_nearly_danger(plan, said) == (state == "duress") and not code_words.is_nearly_danger(
        plan, word
    )
    assert code_words.state_said(plan, code_words.without_words(plan, said)) == ""
    if state:
        assert code_words.state_of(plan, code_words.seal(plan, said, SALT)) == state


def test_a_word_that_is_not_agreed_says_nothing() -> None:
    plan = plan_of({**FIELDS, "word_fine": "", "word_duress": "ذُرة"})
    assert code_words.state_said(plan, "") == "" and code_words.state_said(plan, "قال ذرة") == "duress"


@pytest.mark.parametrize(("said", "state"), [
    ("اشترينا الليمون اليوم", "duress"), ("وبالليمون", "duress"), ("لليمون", "duress"), ("ليموني", "duress"),
    ("السكر والأرنب", "fine"), ("للأرنب", "fine"), ("مليمون", "duress"),
])  # fmt: skip
def test_an_arabic_word_is_known_with_the_letters_that_join_it(said: str, state: str) -> None:
    plan = plan_of({**FIELDS, "word_fine": "أرنب", "word_late": "", "word_duress": "ليمون"})
    assert code_words.state_said(plan, said) == state
    assert code_words.state_said(plan, code_words.without_words(plan, said)) == ""


ALIKE = str.maketrans("cqzvbdgjm", "kksfptksn")
"""Letters that a bad line makes one."""


def difference(one: str, other: str) -> int:
    """Return the number of letters to change, to add or to remove."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        next_ = [number]
        for at, second in enumerate(other, 1):
            next_.append(min(row[at] + 1, next_[-1] + 1, row[at - 1] + (letter != second)))
        row = next_
    return row[-1]


@pytest.mark.parametrize(("language", "danger"), [
    ("en", "danger help police army arrest attack shot gun bomb knife fire dead blood hurt taken prison weapon"),
    ("ar", "خطر نجدة شرطة جيش اعتقال هجوم رصاص سلاح قنبلة سكين حريق قتيل دم جريح سجن حرب قصف ضرب غارة بيان طريق"),
])  # fmt: skip
def test_no_two_drawn_words_sound_alike_and_none_is_near_a_danger(language: str, danger: str) -> None:
    listed = (start.resources() / "wordlists" / f"code_{language}.txt").read_text("utf-8").split()
    assert len(listed) == len(set(listed)) >= 35 and all(" ".join(words(word)) for word in listed)
    for one, other in combinations(listed, 2):
        assert difference(one, other) >= 3 and one[:3] != other[:3] and one[-3:] != other[-3:], (one, other)
        said, heard = (re.sub(r"[aeiouy]+", "a", word.translate(ALIKE)) for word in (one, other))
        assert difference(said, heard) >= 2, (one, other)
    for word in listed:
        assert all(difference(word, other) >= 3 and other not in word for other in danger.split()), word
        assert 4 <= len(word) <= 11 and word.isalpha()
    drawn = start.draw_code_words(language, listed[4:])
    assert len(set(drawn)) == 3 and set(drawn) <= set(listed[:4])
    assert len(set(start.draw_code_words(language, listed))) == 3, "all are taken: three all the same"
    assert all(word.isascii() for word in start.draw_code_words("xx")), "English without a list of the language"


@given(st.sampled_from(["black coffee", "sugar", "maize", "tea"]), st.binary(min_size=8, max_size=8))
def test_a_seal_says_to_who_has_the_words_which_it_was_and_to_nobody_else(word: str, salt: bytes) -> None:
    sealed = code_words.seal(PLAN, word, salt)
    assert code_words.state_of(PLAN, sealed) == code_words.state_said(PLAN, word)
    stranger = plan_of({**FIELDS, "word_fine": "", "word_late": "", "word_duress": ""})
    assert code_words.state_of(stranger, sealed) == "" and len(sealed) == 49 and word not in sealed


@given(st.text(max_size=60))
def test_any_text_is_taken_and_comes_back_without_a_word_of_the_plan(said: str) -> None:
    rest = code_words.without_words(PLAN, said)
    assert code_words.state_said(PLAN, rest) == "" and code_words.state_of(PLAN, said) == ""
    assert code_words.without_words(PLAN, rest) == rest
    assert " ".join(words(rest)) in " ".join(words(said)) or code_words.state_said(PLAN, said)
