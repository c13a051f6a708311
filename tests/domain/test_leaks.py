"""The leak check over texts: what it finds, what it leaves alone, which answers it takes, and how long it needs."""

import random
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import evolve
from babel import Locale

from app.domain.leaks.known_terms import KnownTags, KnownTerm, KnownTerms
from app.domain.leaks.leak_search import find_leaks
from app.domain.leaks.leak_values import (
    AGREED,
    DAY,
    DISTRICT,
    EXACT,
    KEEP,
    LOCALITY,
    MINUTE,
    MONTH,
    NOT_A_NAME,
    PROVINCE,
    QUARTER,
    AudienceLimits,
    Finding,
    LeakAnswer,
    LeakAnswers,
    LeakClass,
    Weight,
    keep_reasons,
    refusal,
)
from app.domain.leaks.leak_words import parse_words
from app.domain.leaks.paper_texts import read_texts, rewrite, write_texts
from app.domain.leaks.tokens import split_tokens
from app.domain.sheet import Heading, Items, Sheet, SheetFacts, SheetProse
from app.exchange import vcard
from app.exchange.icalendar import CalendarItem, write_calendar
from app.phrase import Phrase

ROOT = Path(__file__).resolve().parents[2]
WORDS = parse_words((ROOT / "resources" / "release" / "leak_words.tsv").read_text("utf-8"))
COUNTRIES = {
    token.word for language in ("en", "fr", "es", "ar") for name in Locale(language).territories.values()
    for token in split_tokens(name)
}  # fmt: skip
PUBLIC = AudienceLimits("public", place=PROVINCE, time=MONTH, year=2026)
NETWORK = AudienceLimits("network", place=LOCALITY, time=MINUTE, ids=True, year=2026)
HERON = b"heron"
ROSALBA = KnownTerm("Rosalba Tzul Ixcoy", LeakClass.NAME, HERON, "Heron", whole=False)
QUETZAL = KnownTerm("Quetzal", LeakClass.ALIAS, HERON, "Quetzal", whole=False)


def found(text: str, *terms: KnownTerm, limits: AudienceLimits = PUBLIC) -> Sequence[Finding]:
    return find_leaks({"": text}, [KnownTerms.of(terms)], limits, WORDS)


def said(text: str, *terms: KnownTerm, limits: AudienceLimits = PUBLIC) -> list[tuple[str, str, str]]:
    return [(one.weight.name, one.kind.value, one.words) for one in found(text, *terms, limits=limits)]


NUMBERS = [
    "+502 5512 3490", "(502) 5512-3490", "0050255123490", "0712 345 678", "06 12 34 56 78", "06.12.34.56.78",
    "+33 (0)6 12 34 56 78", "5512-3490", "٠٧٩ ١٢٣ ٤٥٦٧", "+962-79-123-4567", "030/1234567", "612 345 678",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_telephone_number_is_found_however_it_is_written(number: str) -> None:
    """Papers, line 11: eight national ways and more, Arabic digits too."""
    assert said(f"Call her: {number}, at night.") == [("STOP", "telephone or address", number.strip())]


def test_a_number_that_is_wrapped_is_found_whole() -> None:
    assert said("call +502 5512\n3490 now") == [("STOP", "telephone or address", "+502 5512\n3490")]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to rosa.t@example.org.", "telephone or address", "rosa.t@example.org"),
        ("Write to t.me/rosa_22, please.", "telephone or address", "t.me/rosa_22"),
        ("She is @rosita there.", "telephone or address", "@rosita"),
        ("The car P-482KLM stood there.", "number", "P-482KLM"),
        ("The car KAB 123C stood there.", "number", "KAB 123C"),
        ("The plate was 123 TUN 4567.", "number", "123 TUN 4567"),
        ("Her passport, no. AB 12345, is lost.", "number", "AB 12345"),
        ("His card says A1234567X.", "number", "A1234567X"),
        ("DPI 2547 81234 0101.", "telephone or address", "2547 81234 0101"),
        ("It stands at 14.63490, -90.50690.", "place", "14.63490, -90.50690"),
        ("It stands at 14°38'N.", "place", "14°38'N"),
        ("Find it at 6GCRMQXQ+2C.", "place", "6GCRMQXQ+2C"),
        ("They met at km 14.", "place", "km 14"),
        ("She lives at 4a avenida 3-14 zona 1.", "place", "4a avenida 3-14 zona 1"),
        ("Elle habite 12 rue Kasongo.", "place", "12 rue Kasongo"),
        ("See IN-7K2QX.", "id", "IN-7K2QX"),
        ("She was born on 3 May 1985.", "birth", "3 May 1985"),
        ("Nació en 1985.", "birth", "1985"),
    ],
)
def test_what_points_at_a_person_is_found_by_its_form(text: str, kind: str, words: str) -> None:
    """Papers, line 11."""
    assert said(text) == [("STOP", kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Law 12/2015, Decree 57-2008, resolution 1325 (2000) and article 19.", "See A/HRC/RES/50/12 and E/CN.4/2000/1.",
        "It costs USD 12,500, 12 000 euros or 2.500.000 quetzales.", "Some 1,200,000 people live there.",
        "In October 2026, in the years 2024-2026, and for 48 hours.", "The Law of 14 March 2011 says so.",
        "We wrote to the Sheriff of the Gambara and to the Ministry of Fisheries.",
        "In her house 3 soldiers waited on the road for 12 people.",
    ],
)  # fmt: skip
def test_dates_laws_articles_and_amounts_are_no_findings(text: str) -> None:
    """Papers, line 12."""
    assert said(text) == []


def test_what_belongs_to_the_issuer_and_the_addressee_is_no_finding() -> None:
    own = AudienceLimits("authority", own=("+502 5512 3490", "Ana Marula", "7Q2K-M4TD1234"), year=2026)
    ana = KnownTerm("Ana Marula", LeakClass.CONTACT, whole=False)
    assert said("Ask Ana Marula at 5512-3490 about 7Q2K-M4TD1234.", ana, limits=own) == []


def test_a_real_name_is_found_by_two_of_its_words_or_a_rare_one() -> None:
    both = [("STOP", "name", "Tzul, Rosalba")]
    assert said("It was Tzul, Rosalba who spoke.", ROSALBA) == both
    assert said("It was tzul who spoke.", ROSALBA) == [("STOP", "name", "tzul")]
    grace = KnownTerm("Grace Mutombo", LeakClass.NAME, b"grace", whole=False)
    assert said("We thank Grace for it.", grace) == [("ASK", "name", "Grace")]
    assert said("By the grace of God.", grace) == []
    named = AudienceLimits("un", {HERON: "N"}, own=("Rosalba Tzul",), year=2026)
    assert said("Rosalba Tzul spoke.", ROSALBA, limits=named) == []


def test_an_earlier_real_name_stops_even_for_a_person_who_is_named() -> None:
    def named(text: str, *terms: KnownTerm) -> list[str]:
        limits = AudienceLimits("un", {HERON: "N"}, says_names=True, year=2026)
        return [one.words for one in found(text, *terms, limits=limits) if one.kind is LeakClass.NAME]

    earlier, now = evolve(ROSALBA, earlier=True), evolve(ROSALBA, text="Rosalba Quispe")
    assert named("Rosalba Tzul spoke.", ROSALBA) == [] and named("Rosalba Tzul spoke.", earlier) == ["Rosalba Tzul"]
    assert named("Rosalba Quispe spoke. Then Rosalba left.", earlier, now) == []


def test_an_alias_stops_where_its_person_is_not_told_of_and_is_replaced_by_the_form() -> None:
    heron = KnownTerm("Heron", LeakClass.ALIAS, HERON, "Heron", whole=False)
    limits = AudienceLimits("network", {HERON: "R"}, somebody={"en": "a defender", "ar": "مدافع"})
    (one,) = found("They beat HERON. Then Heron fled.", heron, limits=limits)
    assert (one.weight, len(one.spans), one.instead) == (Weight.STOP, 2, "a defender")
    named = AudienceLimits("network", {HERON: "A"}, own=("Heron",))
    assert said("They beat Heron.", heron, limits=named) == []
    assert said("They beat herons.", heron, limits=named) == []
    both = find_leaks({"": "They beat heron."}, [KnownTerms.of([heron])], PUBLIC, WORDS, {"heron"})
    assert [one.weight for one in both] == [Weight.STOP], "a title of a record is no common word"
    maria = KnownTerm("Maria of the Well", LeakClass.ALIAS, HERON, whole=False)
    assert said("They beat Maria.", maria) == [("ASK", "alias", "Maria")]


@pytest.mark.parametrize(("alias", "text", "weight", "words"), [
    ("Luz Ceiba", "They left. Ceiba hid in a church.", "ASK", "Ceiba"),
    ("Luz Ceiba", "They left and ceiba hid.", "ASK", "ceiba"),
    ("La Güera", "They left. Güera hid.", "STOP", "Güera"),
    ("La Güera", "Then guera hid.", "STOP", "guera"),
    ("Don Beto", "Beto hid.", "STOP", "Beto"),
    ("أبو زيد", "زيد هرب", "STOP", "زيد"),
    ("Zorzal 7", "Then zorzal ran.", "STOP", "zorzal"),
    ("Witness A", "Then Witness B ran.", "ASK", "Witness"),
])  # fmt: skip
def test_one_word_of_an_alias_is_found_at_a_start_and_in_small_letters(
    alias: str, text: str, weight: str, words: str
) -> None:
    for kind in (LeakClass.ALIAS, LeakClass.CONTACT):
        term = KnownTerm(alias, kind, whole=False)
        assert said(text, term) == [(weight, kind.value, words)]
        assert said("Witness statements were late. The witness left, and don and la.", term) == []


def test_arabic_prefixes_and_vowel_signs_hide_no_name() -> None:
    salma = KnownTerm("سلمى", LeakClass.ALIAS, HERON, whole=False)
    for text in ("قالت وسلمى", "ذهب بسلمى", "لسلمى بيت", "سَلْمَى"):
        assert [one[:2] for one in said(text, salma)] == [("STOP", "alias")], text


def test_a_place_is_replaced_by_a_wider_one() -> None:
    (one,) = found("They came to Chajul.", KnownTerm("Chajul", LeakClass.PLACE, instead="Quiché"))
    assert (one.weight, one.instead) == (Weight.STOP, "Quiché")


def test_a_time_is_rounded_as_the_audience_may_know_it() -> None:
    (date,) = found("It was on 14 October 2026.")
    assert (date.weight, date.instead) == (Weight.ROUND, "October 2026")
    assert found("El 14 de octubre de 2026 fue.")[0].instead == "octubre de 2026"
    assert [one.words for one in found("At 05:30 they came.", limits=AudienceLimits("x", time=DAY))] == ["05:30"]
    assert found("At 05:30 on 14 October 2026.", limits=NETWORK) == ()


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("It was on 14 October 2026.", "2026-10/2026-12"),
        ("It was in November 2026.", "2026-10/2026-12"),
        ("Fue el 3 de febrero de 2026.", "2026-01/2026-03"),
        ("Le 20/11/2026, il a plu.", "2026-10/2026-12"),
        ("On 2026-05-02 it rained.", "2026-04/2026-06"),
        ("From October 2026 to November 2026.", "2026-10/2026-12"),
        ("From October 2026 to December 2026.", ""),
        ("From 2026-10/2026-12, it rained.", ""),
        ("It was in 2026.", ""),
    ],
)
def test_a_time_is_rounded_to_a_quarter(text: str, instead: str) -> None:
    """Papers, 1.3: neither a day nor a month for a donor, and no more than the whole year is lost."""
    limits = AudienceLimits("donor", time=QUARTER, year=2026)
    assert {one.instead for one in found(text, limits=limits)} == ({instead} if instead else set())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The soldiers beat Josefa Ixtahuacan there.", "Josefa Ixtahuacan"),
        ("Kasongo Mbuyi saw the soldiers.", "Kasongo Mbuyi"),
        ("He was with Mr. Kasongo.", "Kasongo"),
        ("They met Mohamed Ould Cheikh there.", "Mohamed Ould Cheikh"),
        ("قالت السيدة روزالبا تزول ذلك", "روزالبا تزول"),
        ("The Ministry of Justice and the UN wrote to Ngozi.", "Ngozi"),
        ("They know the Kasongo family.", "Kasongo"),
    ],
)
def test_a_word_like_a_name_that_nobody_knows_is_asked_about(text: str, words: str) -> None:
    assert ("ASK", "perhaps a name", words) in said(text)


def test_her_sister_is_a_notice_that_needs_no_answer() -> None:
    assert said("They took her sister too.") == [("NOTICE", "hint", "her sister")]


FIRST = ("Amina", "Josefa", "Thérèse", "Kwame", "Ngozi", "Ramón", "Chantal", "Idris", "Yolanda", "Baptiste", "Nomsa")
LAST = ("Kasongo", "Ixcoy", "Traoré", "Mbuyi", "Sánchez", "Okafor", "Diallo", "Tzul", "Ndlovu", "Quispe", "Mutombo")
FRAMES = (
    "The soldiers took {} to the station.", "On Friday {} was beaten by the police.", "Her lawyer is {}.",
    "Les soldats ont emmené {} au poste.", "La police a frappé {} devant le tribunal.", "Selon {}, rien n'a changé.",
    "Los soldados se llevaron a {} al cuartel.", "La policía golpeó a {} en la calle.", "Según {}, nadie respondió.",
)  # fmt: skip


def test_of_a_hundred_unknown_names_ninety_are_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    """Papers, line 11: English, French and Spanish prose, with no name known."""
    dice, hits = random.Random(3), 0
    for _ in range(100):
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}" if dice.random() < 0.7 else dice.choice(FIRST + LAST)
        words = [one.words for one in found(dice.choice(FRAMES).format(name)) if one.weight is Weight.ASK]
        hits += any(name in one for one in words)
    with capsys.disabled():
        print(f" [{hits} of 100]", end="")
    assert hits >= 90


def test_clean_reports_ask_little(capsys: pytest.CaptureFixture[str]) -> None:
    """Papers, line 12: on 40 clean reports at most 1 stop and 6 questions in 1,000 words."""
    reports = tomllib.loads((ROOT / "tests" / "domain" / "clean_reports.toml").read_text("utf-8"))
    weights, words = Counter[Weight](), 0
    for text in (one for rows in reports.values() for one in rows):
        words += len(text.split())
        weights.update(one.weight for one in find_leaks({"": text}, [], PUBLIC, WORDS, COUNTRIES))
    with capsys.disabled():
        stops, asks = (1000 * weights[one] / words for one in (Weight.STOP, Weight.ASK))
        print(f" [{words} words, {stops:.1f} stops and {asks:.1f} questions in 1,000]", end="")
    assert sum(map(len, reports.values())) == 40
    assert weights[Weight.STOP] <= words / 1000 and weights[Weight.ASK] <= 6 * words / 1000


def test_clean_reports_ask_little_about_known_words_with_an_ending() -> None:
    """Papers, line 12, with aliases of 40 people that are names of animals and plants or titles of people."""
    text = (ROOT / "tests" / "domain" / "clean_reports.toml").read_text("utf-8")
    said = "Heron Marula Swift Falcon Eagle Robin Cedar Laurel Acacia Jaguar Condor Ceiba Laguna Montana Rivera Piedra "
    said += "Paloma Encina Roble Renard Moineau Rivière Soleil Teacher Driver Nurse Lawyer Neighbour Guard Leader "
    said += "Journalist Doctor Farmer Student Soldier Witness Window Garden Anchor Silver"
    aliases = [KnownTerm(one, LeakClass.ALIAS, one.encode(), one, whole=False) for one in said.split()]
    asked = [one for one in found(text, *aliases) if one.kind is LeakClass.ALIAS and one.weight is Weight.ASK]
    assert len(aliases) == 40 and len(asked) <= 6 * len(text.split()) / 1000


def test_tags_of_names_find_them_and_hold_none() -> None:
    tags = KnownTags.of(b"k" * 32, KnownTerms.of([ROSALBA]).words)
    (one,) = find_leaks({"": "It was Rosalba Tzul."}, [tags], PUBLIC, WORDS)
    cut = find_leaks({"": "It was Ros-alba. The Rosalbas came."}, [tags], PUBLIC, WORDS)
    assert [(odd.weight.name, odd.words) for odd in cut] == [("STOP", "Ros-alba"), ("ASK", "Rosalbas")]
    assert (one.kind, one.weight, one.instead) == (LeakClass.NAME, Weight.STOP, "…")
    assert all(len(tag) == 8 for tag in tags.tags) and "rosalba" not in repr(tags)
    other = KnownTags(b"l" * 32, tags.tags)
    assert [x.kind for x in find_leaks({"": "It was Rosalba Tzul."}, [other], PUBLIC, WORDS)] == [LeakClass.UNKNOWN]


def test_twenty_thousand_names_are_compared_with_a_hundred_kilobytes_in_half_a_second() -> None:
    """Papers, 3.4 and line 26; seconds of the processor, which other tests share."""
    dice = random.Random(1)
    names = ["".join(dice.choices("abcdefghiklmnoprst", k=dice.randint(3, 9))).title() for _ in range(9000)]
    known = KnownTerms.of(
        KnownTerm(" ".join(dice.sample(names, 3)), LeakClass.NAME, dice.randbytes(16), whole=False)
        for _ in range(20_000)
    )
    plain = sorted(WORDS.no_names)
    text = " ".join(dice.choice(plain) + dice.choice(("", "", "", ",", ".")) for _ in range(17_000))[:100_000]
    start = time.process_time()
    assert found_in(text + " Then " + known.terms[7].text, known)
    assert time.process_time() - start < 0.5


def found_in(text: str, known: KnownTerms) -> bool:
    return any(one.kind is LeakClass.NAME for one in find_leaks({"": text}, [known], PUBLIC, WORDS))


def test_a_stop_about_a_person_is_never_kept_for_public() -> None:
    """Papers, 3.3."""
    number, place = found("Call 5512 3490."), found("They met at km 14.")
    keep = LeakAnswer(KEEP, "", NOT_A_NAME)
    assert refusal(number[0], keep, "public") and keep_reasons(number[0], "public") == ()
    assert not refusal(place[0], keep, "public") and refusal(number[0], keep, "court")
    assert refusal(number[0], LeakAnswer(KEEP, "", "because"), "court")
    assert refusal(number[0], LeakAnswer(KEEP, "", "other:"), "court")
    assert not refusal(number[0], LeakAnswer(KEEP, "", "other: her own wish"), "court")
    assert refusal(number[0], LeakAnswer(KEEP, "", AGREED), "court"), "offered only where it is on record"


@pytest.mark.parametrize(
    "text", ["They beat Quetzal.", "They beat quet-zal.", "Tzul, Rosalba spoke.", "Call 5512 3490."]
)
def test_a_known_person_or_a_number_is_never_kept_as_not_a_name(text: str) -> None:
    (one,) = found(text, QUETZAL, ROSALBA)
    assert NOT_A_NAME not in keep_reasons(one, "court") and refusal(one, LeakAnswer(KEEP, "", NOT_A_NAME), "court")
    (asked,) = found("The Quetzals were taken.", QUETZAL)
    assert not refusal(asked, LeakAnswer(KEEP, "", NOT_A_NAME), "court"), "a question can be about no name"


@pytest.mark.parametrize(
    "reason", ["other:", "other: ", "other: .", "other:\u200b", "other: \u2800-!", "other: 7", "other"]
)
def test_an_own_reason_has_a_letter(reason: str) -> None:
    (number,) = found("Call 5512 3490.")
    assert refusal(number, LeakAnswer(KEEP, "", reason), "court")
    assert not refusal(number, LeakAnswer(KEEP, "", "other: سبب"), "court")


def test_replace_all_answers_no_question_about_a_public_paper() -> None:
    stop, ask = found("They beat Josefa Ixtahuacan, call 5512 3490.")
    rest = LeakAnswers(replace_rest=True)
    assert rest.of(stop, "public") == LeakAnswer() and rest.of(ask, "public") is None
    assert rest.of(ask, "network") == LeakAnswer()


def test_answers_are_written_into_every_place() -> None:
    text = {"a": "Call 5512 3490 or Josefa.", "b": "Again: 5512 3490!"}
    findings = find_leaks(text, [], PUBLIC, WORDS)
    edit = {LeakClass.UNKNOWN: LeakAnswer("edit", "a neighbour")}
    after = rewrite(text, findings, lambda one: edit.get(one.kind, LeakAnswer()))
    assert after == {"a": "Call … or a neighbour.", "b": "Again: …!"}


def test_only_words_of_people_are_read_out_of_a_paper_and_written_back() -> None:
    sheet = Sheet(
        Phrase("Report"), Phrase("About {who}", who="Heron"),
        (Heading(Phrase("What")), SheetProse("Heron spoke."), SheetFacts(((Phrase("Who"), "Heron"),)),
         Items((Phrase("{all}", all=("Heron", Phrase("Yes"))),))), Phrase("For us"),
    )  # fmt: skip
    texts = read_texts(sheet)
    assert list(texts.values()) == ["Heron", "Heron spoke.", "Heron", "Heron", "sheet"]
    after = write_texts(sheet, {key: text.replace("Heron", "X") for key, text in texts.items()})
    assert "Heron" not in repr(after) and after.second == "About X"
    page = '{\n "features": [\n  {\n   "properties": {\n    "ref": "IN-1",\n    "title": "Heron"\n   }\n  }\n ]\n}\n'
    assert read_texts(page) == {"0": "Heron"} and '"title": "X"' in write_texts(page, {"0": "X"})
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Her\r\n on\r\nUID:1\r\nEND:VCALENDAR\r\n"
    assert read_texts(calendar) == {"0": "Heron"}
    assert write_texts(calendar, {"0": "Heron"}) == calendar.replace("\r\n on", "on")


def test_a_line_break_in_a_calendar_or_a_card_hides_no_name() -> None:
    """3.1, titles in calendars: the backslash and the letter of a line break stood before the next word."""
    calendar = write_calendar([CalendarItem("1", "Visit", "2026-11-20", note="See;\nHeron, at\\home")], 0)
    assert list(read_texts(calendar).values()) == ["Visit", "See;\nHeron, at\\home"]
    card = vcard.write([vcard.VCard("Office", organisation="Red; Sur", more={"hours": ("Ask\nHeron, or Rio",)})])
    assert list(read_texts(card).values()) == ["Office", "Red; Sur", "Ask\nHeron, or Rio"]
    for text in (calendar, card):
        texts = read_texts(text)
        assert write_texts(text, texts) == text
        after = write_texts(text, {key: said.replace("Heron", "somebody, " * 20) for key, said in texts.items()})
        assert "somebody\\, somebody" in after and max(len(line.encode()) for line in after.split("\r\n")) <= 75


def test_place_levels_are_in_order() -> None:
    assert EXACT < LOCALITY < DISTRICT < PROVINCE
