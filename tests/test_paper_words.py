"""A paper is offered in a language only if each phrase and label that it can say exists in it."""

import pytest

from app.actions.papers import paper_makers
from app.actions.papers.output import ALL_LANGUAGES
from app.actions.papers.paper_makers import Output
from app.actions.withdrawals import withdrawal_notices
from app.domain.appeal_consent import SOMEBODY
from tests import paper_words, translations

OUTPUTS = (*paper_makers.list_outputs(), withdrawal_notices.OUTPUT)
"""Every paper, with the notice about a paper."""


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_paper_has_each_of_its_words_in_each_of_its_languages(output: Output) -> None:
    """Line 16 of papers.md."""
    lost = {language: paper_words.lacking(output, language) for language in output.languages}
    assert {language: words for language, words in lost.items() if words} == {}


def test_the_list_of_words_has_phrases_labels_of_fields_and_codes() -> None:
    letter = paper_makers.find_by_name("appeal-letter")
    assert {"Urgent appeal", "Reference", "{answer}", "Danger now"} - paper_words.phrases(letter) == {"{answer}"}
    assert {"ask", "reached", "addressee_reach"} <= paper_words.schemes(letter)
    assert "Sex" not in paper_words.phrases(letter), "a gender table says it, a letter does not"
    report = paper_makers.find_by_name("mission-report")
    assert paper_words.lacking(report, "fr") and "mission_kind" in paper_words.schemes(report)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_catalogue_of_papers_has_no_word_that_no_paper_says_and_loses_no_place(language: str) -> None:
    papers = [output for output in OUTPUTS if language in output.languages]
    assert papers and all(set(output.languages) == set(ALL_LANGUAGES) for output in papers)
    told = translations.words(language)
    unused = set(told) - set().union(*map(paper_words.phrases, papers))
    assert {text for text in unused if paper_words.PLACE.sub("", text).strip(" ,") and text != SOMEBODY} == set()
    for english, said in told.items():
        assert isinstance(said, str)
        assert sorted(paper_words.PLACE.findall(english)) == sorted(paper_words.PLACE.findall(said))
