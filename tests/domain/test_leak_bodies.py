"""Common words of an alias, and names of organisations: the words of a body are no name of a person."""

import pytest
from attrs import evolve

from app.domain.leaks.known_terms import KnownTerm, KnownTerms
from app.domain.leaks.leak_search import find_leaks, rewrite
from app.domain.leaks.leak_values import Finding, LeakAnswer, LeakClass, Weight
from app.domain.leaks.neutral_words import cut_gaps
from tests.domain.test_leaks import NETWORK, WORDS
from tests.domain.test_leaks import found as find_words

FIELDS = KnownTerm("Families of the lower fields", LeakClass.ALIAS, b"fields", whole=False)
WATER = KnownTerm("Water committee", LeakClass.ALIAS, b"water", whole=False)
COMPANY = KnownTerms.of([KnownTerm("Orvane Water Company", LeakClass.UNKNOWN)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Water covered the fields. Three families left.", []),
        ("The water rose over fields before anybody was paid.", []),
        ("The Orvane Water Company built it.", []),
        ("The Grey Water committee of the Orvane Water Company left.", ["Water committee"]),
        ("The Water Company built it.", ["Water"]),  # only the whole name of a body
        ("The Orvane Water Company asked the Water committee.", ["Water committee"]),
        ("They met Water. The committee left.", ["Water"]),
        ("They met Water. Committee members left.", ["Water. Committee"]),
        ("They met Families of fields.", ["Families of fields"]),
        ("The families, of the lower fields.", ["families, of the lower fields"]),
    ],
)
def test_common_words_of_an_alias_are_found_in_one_sentence_and_outside_the_name_of_a_body(
    text: str, words: list[str]
) -> None:
    found = find_leaks({"": text}, [KnownTerms.of([FIELDS, WATER])], NETWORK, WORDS, bodies=COMPANY)
    assert [one.words for one in found if one.kind is LeakClass.ALIAS] == words


def test_a_rare_word_of_an_alias_is_found_in_the_name_of_a_body() -> None:
    keeper = KnownTerm("Orvane keeper", LeakClass.ALIAS, b"keeper", whole=False)
    found = find_leaks(
        {"": "The Orvane Water Company."}, [KnownTerms.of([keeper, WATER])], NETWORK, WORDS, bodies=COMPANY
    )
    assert [one.words for one in found if one.kind is LeakClass.ALIAS] == ["Orvane"]


@pytest.mark.parametrize(("alias", "areas", "words"), [
    ("Municipal police of Velmora", ("Velmora",), []), ("Municipal police of Velmora", (), ["Velmora"]),
    ("Sister Velmora", ("Velmora",), ["Velmora"]), ("Municipal police of Velmora", ("Velmora valley",), ["Velmora"]),
])  # fmt: skip
def test_the_town_of_the_facts_is_not_the_police_of_the_town(
    alias: str, areas: tuple[str, ...], words: list[str]
) -> None:
    police = KnownTerms.of([KnownTerm(alias, LeakClass.ALIAS, b"police", whole=False)])
    found = find_leaks({"": "They took her in Velmora."}, [police], evolve(NETWORK, areas=areas), WORDS)
    assert [one.words for one in found if one.kind is LeakClass.ALIAS] == words
    (whole,) = find_leaks({"": f"It was {alias}."}, [police], evolve(NETWORK, areas=areas), WORDS)
    assert whole.words == alias


def test_a_real_name_is_found_also_over_a_full_stop_and_in_the_name_of_a_body() -> None:
    water = KnownTerm("Grace Water", LeakClass.NAME, b"grace", whole=False)
    for text, words in (("We met Grace. Her son Water left.", "Grace. Her son Water"),
                        ("The Orvane Water Company paid.", "Water")):  # fmt: skip
        found = find_leaks({"": text}, [KnownTerms.of([water])], NETWORK, WORDS, bodies=COMPANY)
        assert [one.words for one in found if one.kind is LeakClass.NAME] == [words]


@pytest.mark.parametrize("text", ["Water covered the lower fields.", "Water covered lower fields.",
                                  "They left for the Lower Fields.", "Agua en los Lower Fields."])  # fmt: skip
def test_a_place_as_a_common_noun_is_asked_about_as_the_name_of_an_area_makes_no_sentence(text: str) -> None:
    (one,) = find_words(text, KnownTerm("Lower fields", LeakClass.PLACE, instead="Upper river"))
    assert (one.weight, one.instead) == (Weight.ASK, "…")
    (home,) = find_words(text, KnownTerm("Lower fields", LeakClass.HOME, instead="Upper river"))
    assert (home.weight, home.instead) == (Weight.STOP, "…")


NEUTRAL = {"en": {"company": "a company", "other": "an organisation", "place": "a place", "perpetrator": "somebody"},
           "es": {"perpetrator": "alguien"}}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("The company closed the gates.", "Somebody closed the gates."),
        ("La compañía cerró las compuertas.", "Alguien cerró las compuertas."),
        ("Water covered the lower fields.", "Water covered a place."),
        ("They asked the Orvane Water Company.", "They asked an organisation."),
        ("Ministry of Works, Orvane Water Company", "Ministry of Works, an organisation"),
    ],
)
def test_a_replacement_is_a_word_of_the_kind_and_replaces_the_whole_name_once(text: str, after: str) -> None:
    """A gap after an article makes no sentence, and a part of a replaced name is no new question."""
    places = [KnownTerm("Lower fields", LeakClass.PLACE, instead="Upper river"),
              KnownTerm("Orvane", LeakClass.PLACE, instead="Upper river")]  # fmt: skip
    known = [KnownTerms.of([WATER]), KnownTerms.of(places)]
    bodies = KnownTerms.of([KnownTerm("Orvane Water Company", LeakClass.UNKNOWN, instead="company")])
    limits = evolve(NETWORK, audience="public", doers=("company",), neutral=NEUTRAL)

    def read(said: str) -> tuple[Finding, ...]:
        return find_leaks({"": said}, known, limits, WORDS, bodies=bodies)

    assert rewrite({"": text}, read(text), lambda _: LeakAnswer()) == {"": after}
    assert [one for one in read(after) if one.weight is not Weight.NOTICE] == []


def test_the_kind_of_a_replaced_organisation_is_told_if_no_perpetrator_is_withheld() -> None:
    bodies = KnownTerms.of([KnownTerm("Orvane Water Company", LeakClass.UNKNOWN, instead="company")])
    known = KnownTerms.of([KnownTerm("Orvane", LeakClass.PLACE, instead="Upper river")])
    limits = evolve(NETWORK, neutral=NEUTRAL)
    (one,) = find_leaks({"": "They asked the Orvane Water Company."}, [known], limits, WORDS, bodies=bodies)
    assert (one.words, one.instead) == ("the Orvane Water Company", "a company")


def test_only_a_sentence_with_more_than_one_gap_is_left_out() -> None:
    assert cut_gaps("He left … early. The … of … came. They wait.") == ("He left … early. They wait.", 1)
    assert cut_gaps("The … of … came.") == ("…", 1)
    assert cut_gaps("The … came.") == ("The … came.", 0)
