"""A paper is offered in a language only if each phrase and label that it can say exists in it."""

import re

import pytest
from attrs import evolve

from app.actions.outgoing.output import ALL_LANGUAGES
from app.actions.papers import paper_makers
from app.actions.papers.business import vetting
from app.actions.papers.justice import bundles
from app.actions.papers.paper_makers import Output
from app.actions.withdrawals import withdrawal_notices
from app.domain.appeal_consent import SOMEBODY, WITHHELD
from app.domain.leaks import neutral_words
from app.start import vocabularies
from tests import paper_words, translations

FORM = paper_makers.find_by_name(bundles.FORM)
BUNDLE = tuple(
    evolve(FORM, name=name, build=build)
    for name, build in (("table", bundles.make_table), ("stamps", bundles.make_stamps))
)
OUTPUTS = (*paper_makers.list_outputs(), withdrawal_notices.OUTPUT, vetting.OUTPUT, *BUNDLE)
"""Every paper, with the notice about a paper, and the words of a bundle."""


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_paper_has_each_of_its_words_in_each_of_its_languages(output: Output) -> None:
    """Line 16 of papers.md."""
    lost = {language: paper_words.lacking(output, language) for language in output.languages}
    assert {language: words for language, words in lost.items() if words} == {}


GENDERED = {
    "fr": r"(?<!personne )\b(détenu|libéré|blessé|disparu|retrouvé|exilé|déplacé|évadé|recherché|licencié|réinstallé|"
          r"étudiant|chercheur|avocat|migrant|réfugié|prisonnier|combattant|manifestant|passant|défenseur)\b"
          r"(?! ou )",
    "es": r"(?<!persona )\b(detenid|liberad|herid|desaparecid|hallad|buscad|exiliad|desplazad|reasentad|retornad|"
          r"despedid|refugiad|voluntari|abogad|recuperad|absuelt)[oa]\b",
    "ar": r"(?<!شخص )\b(مدافع|شاهد|نازح|لاجئ|سجين|مقاتل|موظف|باحث|طالب|محتجز|مفصول|منفي|عنه|عليه)\b",
}  # fmt: skip
"""Words for one sex, unless a word for a person or the other sex stands beside them."""
FREE = (SOMEBODY, *WITHHELD, *neutral_words.WORDS.values())
"""The words of the leak check in a paper."""
PEOPLE = ("victim_status_end", "occupational_status", "defender_role", "characteristic", "source_connection")


@pytest.mark.parametrize("language", GENDERED)
def test_the_labels_for_people_are_of_neither_sex(language: str) -> None:
    """A paper has the code and not always the sex: “detention” or “a person”, never “he was detained”."""
    words = vocabularies()
    found = [label for scheme in PEOPLE for code in words[scheme].codes
             if re.search(GENDERED[language], label := words[scheme].label(code, language))]  # fmt: skip
    assert found == []


def test_numbers_in_arabic_papers_are_all_of_one_kind() -> None:
    """4.3: Western digits, also in the labels of codes: an age group beside a day."""
    eastern, told, words = re.compile("[\u0660-\u0669]"), translations.words("ar"), vocabularies()
    said = [str(told.get(text, "")) for output in OUTPUTS for text in paper_words.phrases(output)]
    said += [words[scheme].label(code, "ar") for output in OUTPUTS for scheme in paper_words.schemes(output)
             for code in words[scheme].codes]  # fmt: skip
    assert [text for text in said if eastern.search(text)] == []


def test_the_list_of_words_has_phrases_labels_of_fields_and_codes() -> None:
    letter = paper_makers.find_by_name("appeal-letter")
    assert {"Urgent appeal", "Reference", "{answer}", "Danger now"} - paper_words.phrases(letter) == {"{answer}"}
    assert {"ask", "reached", "addressee_reach"} <= paper_words.schemes(letter)
    assert "Overdue" not in paper_words.phrases(letter), "a list of promises says it, a letter does not"
    report = paper_makers.find_by_name("mission-report")
    assert "Mission report" in paper_words.phrases(report) and "mission_kind" in paper_words.schemes(report)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_catalogue_of_papers_has_no_word_that_no_paper_says_and_loses_no_place(language: str) -> None:
    papers = [output for output in OUTPUTS if language in output.languages]
    assert papers and all(set(output.languages) == set(ALL_LANGUAGES) for output in papers)
    told = translations.words(language)
    unused = set(told) - set().union(*map(paper_words.phrases, papers))
    assert {text for text in unused if paper_words.PLACE.sub("", text).strip(" ,:;") and text not in FREE} == set()
    for english, said in told.items():
        assert isinstance(said, str)
        assert sorted(paper_words.PLACE.findall(english)) == sorted(paper_words.PLACE.findall(said))
