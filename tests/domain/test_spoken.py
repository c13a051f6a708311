"""Code words: known however they are written, kept nowhere, and the same to whoever looks over a shoulder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_word_that_is_not_agreed_says_nothing() -> None:
    plan = plan_of({**FIELDS, "word_fine": "", "word_duress": "ذُرة"})
    assert code_words.state_said(plan, "") == "" and code_words.state_said(plan, "قال ذرة") == "duress"


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
