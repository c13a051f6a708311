"""Instant action by itself: the length of messages, what is hushed, and when the next tier is asked."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from app import start
from app.actions.field.appeals import LANGUAGES
from app.catalogue import Catalogue
from app.domain import appeal_messages, appeal_texts, gsm
from app.domain.appeal import (
    AppealStatus,
    AskedRecipient,
    in_utc,
    instant,
    minutes_since,
    next_tier,
    read_status,
    tier_of,
)
from app.domain.appeal_consent import SOMEBODY, Agreed, Mode, hush, written_in
from app.domain.appeal_messages import message
from app.domain.appeal_texts import CLOSING, NEW, UPDATE, AppealContent, answer, email, letter, script
from app.exchange.sheets import as_text
from app.phrase import Phrase
from tests import translations
from tests.gui import phrases

PROSE = st.text(st.sampled_from("abc дщ ёж عر به é€[]^~{}’–…漢😀 \n.,"), max_size=700)


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [("a" * 160, 160, 1), ("a" * 161, 161, 2), ("a" * 306, 306, 2), ("a" * 307, 307, 3), ("€" * 80, 160, 1),
     ("€" * 153, 306, 3), ("a" * 152 + "€" + "a" * 152, 306, 3), ("ع" * 70, 70, 1), ("ع" * 134, 134, 2),
     ("ع" * 135, 135, 3), ("😀" * 67, 134, 3), ("😀" * 66, 132, 2), ("", 0, 1)],
)  # fmt: skip
def test_a_message_is_counted_as_the_network_counts_it(text: str, length: int, parts: int) -> None:
    assert (gsm.length(text), gsm.parts(text)) == (length, parts)


def test_typographic_marks_and_accents_do_not_cost_half_of_the_room() -> None:
    assert gsm.simplify_text("They said “no” – çà et là…") == 'They said "no" - cà et là...'
    assert gsm.simplify_text("نداء “عاجل”") == "نداء “عاجل”"


@given(PROSE, PROSE, st.sampled_from(LANGUAGES), st.sampled_from([NEW, UPDATE, CLOSING]), st.booleans())
def test_whatever_is_told_each_message_goes_in_two_parts_with_its_number(
    what: str, area: str, language: str, kind: str, rehearsal: bool
) -> None:
    told = AppealContent("UA-ABCDE/2", kind, "2026-11-26T14:05", area[:200], SOMEBODY, what, asks=("release", "access"),
                valid_until="2026-12-10", result=what, rehearsal=rehearsal)  # fmt: skip
    made = message(told, _SAY[language]).split("\n\n")
    assert 1 <= len(made) <= appeal_messages.MESSAGES
    for n, said in enumerate(made, 1):
        assert gsm.parts(said) <= 2 and gsm.length(said) <= (306 if gsm.is_gsm(said) else 134)
        assert "UA-ABCDE/2" in said and (len(made) == 1 or said.startswith(f"{n}/{len(made)} "))
        mark = _SAY[language]("EXERCISE, NOT REAL")
        assert not rehearsal or plain(mark) in said or gsm.simplify_text(mark) in said


_SAY = {language: Catalogue(language) for language in LANGUAGES}
_PLACE = re.compile(r"\{\w+\}")
SAME = {"Date", "Confirmation"}
"""Words that French writes as English does."""


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_english_is_left_in_a_text_in_a_language_that_the_window_does_not_speak(language: str) -> None:
    source = "".join(Path(str(one.__file__)).read_text("utf-8") for one in (appeal_texts, appeal_messages))
    needed = {text for text, _, _ in phrases.said(source) if re.search(r"[a-z]", _PLACE.sub("", text), re.IGNORECASE)}
    needed.add(SOMEBODY)
    catalogue = {text: said for text, said in translations.words(language).items() if text in needed}
    assert set(catalogue) == needed  # each one that they say; tests/test_paper_words.py has the other papers
    for english, said in catalogue.items():
        assert isinstance(said, str) and (said != english or english in SAME)
        assert sorted(_PLACE.findall(said)) == sorted(_PLACE.findall(english))
    words = start.vocabularies()
    for scheme in ("ask", "reached", "addressee_reach", "channel_kind"):
        labels = [words[scheme].entries[code].label[language] for code in words[scheme].codes]
        assert len(set(labels)) == len(labels), scheme
    for kind in (NEW, UPDATE, CLOSING):
        for to in ("", "7"):
            told = AppealContent("1", kind, "2", "3", SOMEBODY, "", "4", "5", "6", ("7",), "8", "9", "10", "11",
            (answer(2, "3"),
                        answer(1, "4", "5")), "12", True, 3, to, to)  # fmt: skip
            say = _SAY[language]
            texts = [as_text(letter(told), say), email(told, say), message(told, say), script(told, say)]
            pieces = [piece.strip() for english in needed - SAME for piece in _PLACE.split(english)]
            left = [piece for piece in pieces if len(piece) > 3 for text in texts if piece in " ".join(text.split())]
            assert left == []


@pytest.mark.parametrize(("prose", "language"), [
    ("Four men took Marula from the pump house.", "en"), ("Marula", "en"), ("أخذوا مارولا", "ar"),
    ("Quatre hommes ont emmené Marula dans une voiture grise.", "fr"),
    ("Cuatro hombres se llevaron a Marula en una camioneta gris.", "es"),
])  # fmt: skip
def test_the_language_of_prose_is_told_by_its_commonest_words(prose: str, language: str) -> None:
    assert written_in(prose) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rehearsal_says_so_in_every_text(language: str) -> None:
    say, told = _SAY[language], AppealContent("UA-ABCDE", what="They took her.", asks=("release",), rehearsal=True)
    texts = [as_text(letter(told), say), email(told, say), message(told, say), script(told, say)]
    marks = [say("REHEARSAL: this is an exercise, nothing has happened")[:20], say("EXERCISE, NOT REAL")]
    assert all(any(mark in text for mark in marks) for text in texts)


def test_what_must_not_be_said_is_taken_out_of_prose_in_both_languages() -> None:
    written = "Amina Haddad, born 12 March 1987, +963 944 123 456, of Tres Ceibas, was taken on 2026-11-26 at 14:05."
    said = hush(written, ["Amina Haddad"], ["Tres Ceibas"], "a defender", 2026)
    assert said == "A defender, born ..., ..., of ..., was taken on 2026-11-26 at 14:05."
    assert hush("AMINA  haddad left", ["Amina Haddad"], (), "she") == "She left"
    assert hush("أخذوا وأمينة معهم", ["أمينة"], (), "مدافعة") == "أخذوا ومدافعة معهم"
    assert hush("Amina was taken; famina too", ["Amina Haddad"], (), "she") == "She was taken; famina too"


@given(PROSE, st.lists(st.text(st.sampled_from("abcдعé "), min_size=2, max_size=8), max_size=3))
def test_no_hushed_name_is_left_as_a_word(text: str, names: list[str]) -> None:
    said = hush(f"{text} {' '.join(names)}", names, (), "#")
    assert not any(name.strip() and f" {name.strip()} " in f" {said} " for name in names)


def test_where_nothing_was_agreed_prose_is_not_said_at_all() -> None:
    assert Agreed(Mode.NONE).hushed("She was taken.") == ""
    assert Agreed(Mode.NOBODY).hushed("The hall was searched.") == "The hall was searched."


def test_the_next_tier_is_due_at_the_exact_minute_and_not_after_an_answer() -> None:
    at = 1_800_000_000
    asked = [AskedRecipient("Ben", 1, at), AskedRecipient("Cy", 1, at)]
    stands = read_status(asked, 30)
    assert stands == AppealStatus(1, at, at + 1800)
    assert [stands.overdue(at + s) for s in (1799, 1800)] == [False, True]
    assert [stands.minutes_left(at + s) for s in (0, 1, 60, 1799, 1800)] == [30, 30, 29, 1, 0]
    assert read_status([*asked, AskedRecipient("Dee", 1, at, "promised")], 30).due is None
    assert read_status([AskedRecipient("Ben", 1, at, accepted=True)], 30).heard == ("Ben",)
    assert (
        read_status([AskedRecipient("Ben", 1, at, "not_reached"), AskedRecipient("Cy", 1, at, refused=True)], 30).due
        == at
    )
    assert read_status([]) == AppealStatus()


@given(st.lists(st.builds(AskedRecipient, st.just("x"), st.integers(1, 4), st.integers(0, 2**31),
                          st.sampled_from(["", "reached", "promised", "acted", "not_reached", "declined"]))),
       st.integers(1, 10_080), st.integers(0, 2**32))  # fmt: skip
def test_time_alone_only_brings_the_next_tier_nearer(asked: list[AskedRecipient], minutes: int, now: int) -> None:
    stands = read_status(asked, minutes)
    assert stands.minutes_left(now) >= stands.minutes_left(now + 60)
    assert stands.overdue(now) == (stands.due is not None and now >= stands.due)
    assert stands.overdue(now) <= stands.overdue(now + 1)


def test_tiers_follow_how_fast_somebody_acts() -> None:
    assert [tier_of(speed) for speed in ("minutes", "same_day", "days", "routine", None, "never")] == [1, 2, 3, 4, 4, 4]
    assert next_tier(1, [1, 3, 4]) == 3 and next_tier(4, [1, 2]) is None


@given(st.integers(0, 4_000_000_000))
def test_an_instant_is_kept_to_its_minute(now: int) -> None:
    assert instant(in_utc(now)) == now - now % 60


def test_the_clock_since_the_event_runs_by_the_time_of_the_place() -> None:
    here = datetime(2026, 11, 26, 15, 30)
    assert minutes_since("2026-11-26T14:05", here) == 85
    assert minutes_since("2026-11-26T16:00", here) == 0
    assert minutes_since("2026-11-26", here) is None and instant("2026-11") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_says_the_danger_before_the_requests_if_there_is_room(language: str) -> None:
    say = _SAY[language]
    told = AppealContent("UA-ABCDE", what="They took her.", risk="They beat her.", asks=("release",), area="Ansal")
    said = message(told, say)
    assert "They beat her. " in said and "They took her." in said
    assert said.index("They beat her.") < said.index("release")
    long = message(evolve(told, risk="They beat her and " * 40), say)
    assert all(map(gsm.fits, long.split("\n\n"))) and "release" in long and "They took" in long


def plain(text: str) -> str:
    return gsm.simplify_text(gsm.drop_accents([text, "ê"])[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["Mateo Xol Caal", SOMEBODY])
def test_a_message_says_who_where_when_what_is_asked_and_until_when(language: str, who: str) -> None:
    """5.1: parts are shortened before one of them is left out; days are in words."""
    say, arabic = _SAY[language], language == "ar"
    what = "أوقف رجال الشرطة قائدا نقابيا وعذبوه." if arabic else "Police officers arrested a union leader. " * 4
    asks = ("إطلاق سراح", "زيارة محام أو أسرة أو طبيب") if arabic else ("release", "access for a lawyer or a doctor")
    told = AppealContent("7Q2K-M4TD", NEW, "2026-11-20T05:30", "Escuintla", who, what, "They beat her. " * 9, asks=asks,
                         valid_until="2026-12-01", telephone="+502 5512 3490")  # fmt: skip
    said = message(told, say)
    until = {"en": "1 December", "fr": "1er décembre", "es": "1 de diciembre", "ar": "1 ديسمبر"}[language]
    for part in ("7Q2K-M4TD", "Escuintla", asks[0], until, what[:16], "+502 5512 3490"):
        assert plain(part) in plain(said), (part, said)
    assert plain(say(who))[1:] in plain(said), "a sentence begins with a capital"
    assert all(map(gsm.fits, said.split("\n\n"))) and not re.search(r"\d{4}-\d\d", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_have_whole_sentences_and_drop_nothing_that_a_receiver_needs(language: str) -> None:
    """Sender, authority, confirmation, caution, answer and check are in each language, also in Arabic."""
    say, first = _SAY[language], "They arrested the head of a union and they tortured him at their office."
    more = "Nobody knows where he is, and no lawyer can see him, and no doctor can see him."
    told = AppealContent("7Q2K-M4TD", NEW, "2026-11-20T05:30", "Escuintla", Phrase("a man who defends human rights"),
                         first, "He is in danger of new torture. More.", asks=("release", "access", "inquiry"),
                         dont="Make no public statement.", valid_until="2026-12-12", issuer="Ixtal Centre",
                         telephone="+502 5512 3490", country="Guatemala", withheld=1,
                         basis=Phrase("one source, not confirmed"))  # fmt: skip
    said = message(told, say)
    whom = say(Phrase("the Government of {country}", country="Guatemala"))
    words = ("name protected", "a man who defends human rights", "To check, ask us by a way that you knew before")
    for part in (" 7Q2K-M4TD Ixtal Centre:", first, "He is in danger of new torture.", "+502 5512 3490", "release",
                 "Make no public statement.", "Escuintla", say("one source, not confirmed")[1:], whom,
                 *(say(one)[1:] for one in words)):  # fmt: skip
        assert plain(part) in plain(said), (part, said)
    assert "..." not in said and all(map(gsm.fits, said.split("\n\n")))
    long = message(evolve(told, what=f"{first} {more} {more} {more}"), say)
    assert language == "ar" or long.count("\n\n") == 1, "more words make no third message"
    assert first in long and long.count(more) < 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_appeal_says_who_must_act_why_there_is_no_name_and_how_to_check_it(language: str) -> None:
    say = _SAY[language]
    told = AppealContent("7Q2K-M4TD", NEW, "2026-11-20", "Escuintla", Phrase("a man who defends human rights"),
                         "They took him.", asks=("release",), country="Guatemala", withheld=1)  # fmt: skip
    whom, why = (
        say(Phrase("the Government of {country}", country="Guatemala")),
        appeal_texts.say_withheld(1),
    )
    for text in (as_text(letter(told), say), email(told, say), script(told, say)):
        said = " ".join(text.split())
        assert whom in said and say(why) in said and say(Phrase("{area}, {country}", area="Escuintla",
                                                                country="Guatemala")) in said  # fmt: skip
    assert say(
        Phrase(
            "Is this genuine? Ask us about {number}, by a way that you knew before, not by the numbers here.",
            number="7Q2K-M4TD",
        )
    ) in (email(told, say))
    assert language == "ar" or "\n\nA man" in email(told, _SAY["en"])
