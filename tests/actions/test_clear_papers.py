"""What the third round of strict readers found: names before authorities, promises, warnings first, and sources."""

import re
from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.paper_parts.deeds import NO_READER
from app.actions.paper_parts.demands import REQUESTS
from app.actions.paper_parts.passages import SOME_KEPT
from app.actions.papers import paper_makers
from app.actions.papers.follow_ups import CARE
from app.actions.papers.reports import ALL_KEPT
from app.catalogue import Catalogue
from app.domain.appeal_consent import SOMEBODY, define_role, hush, list_forms
from app.domain.appeal_messages import NO_NAME, ONLY_OURS
from app.domain.appeal_texts import CAREFUL, KNOWN_NAME, say_withheld
from app.domain.date_text import moment_phrase
from app.domain.frame import Letterhead
from app.domain.gsm import drop_accents
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1, f8
from tests.actions.test_new_papers import REST
from tests.actions.test_new_papers import text as unread
from tests.actions.test_whole_papers import LANGUAGES, appeal, mission, plain, text
from tests.unchecked import read_twice


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_promises_tells_each_incident(vault: Vault, language: str) -> None:
    case, *_ = f8(vault)
    said = text(vault, "follow-ups", case.ref, profile="un", language=language)
    about = said.split(Catalogue(language)("Total"))[0]
    assert "Chajul" in about and "Nebaj" in about and "Heron" not in said
    for _ in range(10):
        records.add(vault, "event", {"title": "Raid", "date_start": "2026-11-22", "case": [case.ref],
                                     "place": {"province": "Petén"}})  # fmt: skip
    said = text(vault, "follow-ups", case.ref, profile="un", language=language)
    assert Catalogue(language)(Phrase("Earlier incidents that are not in this paper: {n}.", n=2)) in said


MAY, MAY_NOT = (
    "You may say this name: the person, or those who speak for the person, agreed.",
    "Do not say this name to them: the consent does not cover that.",
)
SAYS = [
    ("briefing-note", "un", {}, MAY_NOT), ("briefing-note", "un", {"UN_TO_GOV": "given"}, MAY),
    ("briefing-note", "un", {"AUTHORITIES": "given"}, MAY),
    ("briefing-note", "un", {"AUTHORITIES": "given", "UN_TO_GOV": "refused"}, MAY_NOT),
    ("briefing-note", "un", {"AUTHORITIES": "refused", "UN_TO_GOV": "given"}, MAY),
    ("briefing-note", "un", {"AUTHORITIES": "given", "UN_TO_GOV": "expired"}, MAY_NOT),
    ("embassy-letter", "embassy", {}, MAY_NOT), ("embassy-letter", "embassy", {"UN_TO_GOV": "given"}, MAY_NOT),
    ("embassy-letter", "embassy", {"AUTHORITIES": "given"}, MAY),
    ("embassy-letter", "embassy", {"AUTHORITIES": "alias"}, MAY_NOT),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "audience", "answers", "line"), SAYS)
def test_a_paper_says_if_its_reader_may_say_the_name_to_the_authorities(
    vault: Vault, name: str, audience: str, answers: Mapping[str, str], line: str, language: str
) -> None:
    """A yes to an embassy or to the United Nations is no yes to the Government."""
    case, _ = f1(vault, "UN", "EMBASSY", form="named")
    (man,) = records.find(vault, Query("actor"))
    for purpose, answer in answers.items():
        form, state = ("alias", "given") if answer == "alias" else ("named", answer)
        given = {"purpose": [purpose], "state": state, "form": form, "actor": man.ref}
        records.add(vault, "consent_record", given)
    said, say = text(vault, name, case.ref, profile=audience, language=language), Catalogue(language)
    other = MAY if line == MAY_NOT else MAY_NOT
    row = Phrase("{label}: {text}", label=say("Before the authorities"), text=say(line))
    assert say(row).replace("\xa0", " ") in said and say(other) not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_with_an_end_is_said_with_its_last_day(vault: Vault, language: str) -> None:
    case, event = f1(vault, "UN", "EMBASSY", "APPEAL_NAMED", form="named")
    (man,) = records.find(vault, Query("actor"))
    given = {"purpose": ["AUTHORITIES"], "state": "given", "form": "named", "valid_until": "2027-02-10"}
    records.add(vault, "consent_record", {**given, "actor": man.ref})
    said, say = text(vault, "embassy-letter", case.ref, profile="embassy", language=language), Catalogue(language)
    day = Phrase("You may say this name until {day}: then the consent ends.", day=moment_phrase("2027-02-10"))
    assert say(day).replace("\xa0", " ") in said.replace("\xa0", " ") and say(MAY) not in said
    for last, line in (("2027-02-10", "You may say"), ("2027-02-11", "Do not say")):
        made = appeal(vault, case, event, consent="named", valid_until=last)
        assert f"{line} the name" in unread(vault, "appeal-message", made.ref, profile="asked")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_to_observe_a_trial_has_the_court_and_the_day(vault: Vault, language: str) -> None:
    case, event = f1(vault, *ALL)
    say = Catalogue(language)
    ask, court = Phrase("Ask us for the court and the day of the hearing."), "Court of Escuintla"
    assert say(ask) in text(vault, "embassy-letter", case.ref, profile="embassy", language=language)
    for side, day in (("against_person", "2027-01-28"), ("against_person", "2027-01-02"), ("for_person", "2027-01-29")):
        step = {"side": side, "kind": "hearing", "date": "2027-01-01", "next_on": day, "body": court}
        records.add(vault, "proceeding", {**step, "about": [event.ref]})
    said = text(vault, "embassy-letter", case.ref, profile="embassy", language=language).replace("\xa0", " ")
    days = [Phrase("Next hearing: {day}, {court}.", day=moment_phrase(f"2027-01-{day}"), court=court)
            for day in ("28", "02", "29")]  # fmt: skip
    assert [say(day).replace("\xa0", " ") in said for day in days] == [True, False, False] and say(ask) not in said


def test_a_role_has_no_name_to_say_and_an_authority_reads_nothing_about_it(vault: Vault) -> None:
    case, _ = f1(vault, *ALL, form="role")
    assert "Before the authorities" not in text(vault, "briefing-note", case.ref, profile="un")
    case, _ = f1(vault, *ALL, form="named")
    assert "Before the authorities" not in text(vault, "briefing-note", case.ref, profile="authority")


def test_an_adult_with_a_role_has_no_age_in_the_network(vault: Vault) -> None:
    _, event = f1(vault, *ALL, form="role")
    said = text(vault, "incident-report", event.ref, profile="network")
    assert "Sex: male" in said and "30 to 49" not in said and "Sur, Escuintla" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["named", "role"])
def test_the_first_of_linked_messages_has_both_warnings_before_the_person(
    vault: Vault, language: str, form: str
) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=form)
    made = appeal(vault, case, event, consent="named" if form == "named" else "anon")
    said = unread(vault, "appeal-message", made.ref, profile="asked", language=language)
    first, say = plain(said.partition("2/")[0]), Catalogue(language)
    keep, basis = plain(say("Do not publish")), plain(say("not confirmed"))[1:]
    who = "Quetzal" if form == "named" else "man who leads"
    assert keep in first and basis in first and said.lower().index(who.lower()) > first.index(basis)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_press_release_says_who_reports_each_incident(vault: Vault, language: str) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, "press-release", case.ref, language=language)
    head = {"fr": "Selon nos informations, les actes suivants auraient été commis contre ",
            "es": "Según nuestra información, se cometieron los actos siguientes contra "}  # fmt: skip
    assert said.count(head[language]) == 2
    letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre"}))
    made = read_twice(paper_makers.make(vault, "press-release", [case.ref], "", language, letterhead=1, answers=REST))
    by = {"fr": "Selon l’organisation Ixtal Centre, ", "es": "Según la organización Ixtal Centre, "}[language]
    assert by in " ".join(made.data("txt").decode().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_that_tells_no_day_and_no_place_says_so(vault: Vault, language: str) -> None:
    case, *_ = f8(vault)
    of, say = mission(vault, case), Catalogue(language)
    records.edit(vault, of.ref, {"summary_open": "The team listened."})
    donor = text(vault, "mission-report", of.ref, profile="donor", language=language)
    assert say(ALL_KEPT) in donor and say(SOME_KEPT) not in donor and say("Public summary") not in donor
    assert say("Summary") in donor
    authority = text(vault, "mission-report", of.ref, profile="authority", language=language)
    assert say(SOME_KEPT) in authority and say(ALL_KEPT) not in authority
    public = text(vault, "mission-report", of.ref, profile="public", language=language)
    assert say("Public summary") in public and say("We make further demands directly to the authorities.") in public


@pytest.mark.parametrize("audience", ["un", "regional"])
def test_a_paper_to_an_unknown_office_has_a_line_for_it_and_a_warning(vault: Vault, audience: str) -> None:
    case, _ = f1(vault, *ALL)
    made = paper_makers.make(vault, "briefing-note", [case.ref], audience, answers=REST)
    assert NO_READER in made.warnings and "To: ______________ (office or mandate), " in made.data("txt").decode()
    made = paper_makers.make(vault, "briefing-note", [case.ref], audience, answers=REST, readers=["Mandate on torture"])
    assert NO_READER not in made.warnings and "To: Mandate on torture" in made.data("txt").decode()


TOOK = {"en": "Four armed men took Heron.", "fr": "Quatre hommes armés ont emmené Heron.",
        "es": "Cuatro hombres armados se llevaron a Heron.", "ar": "أخذ أربعة رجال مسلحين Heron."}  # fmt: skip
ROLE = {"en": "the woman who defends land", "fr": "la femme qui défend la terre",
        "es": "la mujer que defiende la tierra", "ar": "المرأة التي تدافع عن الأرض"}  # fmt: skip


WOMAN = {"en": "a woman who defends land", "fr": "une femme qui défend la terre",
         "es": "una mujer que defiende la tierra", "ar": "امرأة تدافع عن الأرض"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [True, False])
def test_an_appeal_puts_words_of_its_own_language_for_a_name(vault: Vault, language: str, words: bool) -> None:
    """A short sentence has no common word: the words of the role, and of the other sentences, tell its language."""
    case, taken, _, heron = f8(vault, "role")
    known = WOMAN[language] if words else ""
    records.edit(vault, heron.ref, {"role_words": known})
    made = appeal(vault, case, taken, consent="anon", what=TOOK[language], victim=[heron.ref], risk_now="-")
    said = text(vault, "appeal-letter", made.ref, profile="asked", language=language)
    told = ROLE[language] if words else Catalogue(language)(SOMEBODY)
    assert TOOK[language].replace("Heron", told) in said
    assert Catalogue(language)(say_withheld(1, place=True)) in said, "the village too"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caution_comes_before_the_request_and_the_name_before_the_government(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made, say = appeal(vault, case, event), Catalogue(language)
    may, not_ = (plain(say(one)) for one in ("You may say the name to the Government.", "Do not say the name."))
    said = plain(unread(vault, "appeal-message", made.ref, profile="asked", language=language))
    asks = plain(say(Phrase("Ask the Government of {country} for: {asks}", country="", asks=""))[:12])
    assert said.index(plain(say(ONLY_OURS))) < said.index(asks) and may in said
    (man,) = records.find(vault, Query("actor"))
    records.add(vault, "consent_record", {"purpose": ["AUTHORITIES"], "state": "refused", "actor": man.ref})
    for name in ("appeal-message", "appeal-letter"):
        said = plain(unread(vault, name, made.ref, profile="asked", language=language))
        assert not_ in said and may not in said, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_that_is_no_authority_is_asked_to_raise_a_demand(vault: Vault, language: str) -> None:
    case, taken, *_ = f8(vault, "role")
    say = Catalogue(language)
    asks = vault.words["ask"].label("inquiry", language)
    raised = say(Phrase("Ask the Government of {country} for: {asks}", country="Guatemala", asks=asks))
    country = vault.words["country"].label("GT", language)
    raised = raised.replace("Guatemala", country).replace("\xa0", " ")
    for audience in ("embassy", "un"):
        assert raised in text(vault, "follow-ups", case.ref, profile=audience, language=language), audience
    of = say(Phrase("the Government of {country}", country="Guatemala")).replace("Guatemala", country)
    named = say(Phrase("request to {whom}: {asks}", whom=of, asks=asks)).replace("\xa0", " ")
    note = text(vault, "briefing-note", case.ref, profile="embassy", language=language)
    assert named in note and raised not in note, "a table has nouns"
    listed = text(vault, "follow-ups", case.ref, profile="embassy", language=language)
    assert say(CAREFUL) in listed and say(CARE) in listed
    said = text(vault, "emergency-report", taken.ref, profile="embassy", language=language)
    assert said.index(say("Our requests to you")) < said.index(say(REQUESTS["urgent"]).replace("\xa0", " "))


DEFINITE = {"a man who leads": "the man who leads", "un homme qui dirige": "l’homme qui dirige",
            "une ouvrière qui dirige": "l’ouvrière qui dirige", "una mujer que defiende": "la mujer que defiende",
            "un hombre que va": "el hombre que va", "رجل يقود": "الرجل الذي يقود",
            "une femme qui dirige": "la femme qui dirige"}  # fmt: skip


def test_a_role_is_definite_where_it_comes_again() -> None:
    assert {one: define_role(one) for one in DEFINITE} == DEFINITE


def test_a_message_keeps_all_of_its_accents_or_none() -> None:
    assert drop_accents(["été", "señal"]) == ["été", "señal"]
    assert drop_accents(["été", "tôt", "señal"]) == ["ete", "tôt", "señal"], "simplify_text takes the others"


WORKERS = {"en": ("a man who leads a trade union", "The workers asked for safe cranes."),
           "fr": ("un homme qui dirige un syndicat", "Les ouvriers demandaient des grues sûres."),
           "es": ("un hombre que dirige un sindicato", "Los trabajadores pedían grúas seguras."),
           "ar": ("رجل يقود نقابة عمالية", "طالب العمال برافعات آمنة.")}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_the_work_of_a_role_is_a_question_in_each_language(vault: Vault, language: str) -> None:
    """In Arabic, the words for a union and for workers are alike; a reader of the others knows as much."""
    case, _ = f1(vault, *ALL, form="role")
    (man,) = records.find(vault, Query("actor"))
    role, said = WORKERS[language]
    records.edit(vault, man.ref, {"role_words": role})
    assert not paper_makers.make(vault, "press-release", [case.ref], "", language, answers=REST).leaks.open
    (event,) = records.find(vault, Query("event"))
    records.edit(vault, event.ref, {"description_open": said})
    (asked,) = paper_makers.make(vault, "press-release", [case.ref], "", language, answers=REST).leaks.open
    assert asked.words in said.split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["public", "authority"])
def test_no_paper_for_perpetrators_tells_the_number_of_sources(vault: Vault, audience: str, language: str) -> None:
    case, *_ = f8(vault)
    say = Catalogue(language)
    papers = {"public": ("press-release", "public-case-sheet"), "authority": ("denunciation-letter", "briefing-note")}
    for name in papers[audience]:
        said = text(vault, name, case.ref, profile=audience, language=language)
        assert say("not confirmed") in said and say("confirmed by independent sources") in said
        for word in (say("one source, not confirmed"), vault.words["verification"].label("corroborated", language)):
            assert word not in said
        assert f"{say('Sources')}: " not in said.replace(" :", ":")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["appeal-letter", "appeal-email", "appeal-script", "appeal-message"])
def test_an_appeal_about_a_role_forbids_the_name(vault: Vault, name: str, language: str) -> None:
    """Somebody who knows the name can tell it to the Government; the year and the country stay too."""
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="role")
    made, say = appeal(vault, case, event, consent="anon", area="Escuintla"), Catalogue(language)
    letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre for Human Rights"}, telephone="+502 2231 0047"))
    paper = paper_makers.make(vault, name, [made.ref], "asked", language, letterhead=1, answers=REST)
    said = plain(" ".join(re.sub("[\u200f\u2066-\u2069]", "", paper.data("txt").decode()).split()))
    country = vault.words["country"].label("GT", language)
    for part in (say(NO_NAME if name == "appeal-message" else KNOWN_NAME), country, "2026"):
        assert plain(part) in said, (part, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exact_place_is_withheld_only_if_the_district_is(vault: Vault, language: str) -> None:
    _, taken, *_ = f8(vault, "role")
    say = Catalogue(language)
    near, far = (text(vault, "emergency-report", taken.ref, profile=one, language=language) for one in
                 ("network", "un"))  # fmt: skip
    assert say(say_withheld(1)) in near and say(say_withheld(1, place=True)) not in near and "Chajul" in near
    assert say(say_withheld(1, place=True)) in far and "Chajul" not in far
    way = "To know more, first agree a safe way with us. Say and write no name by open telephone or e-mail."
    assert say(way) in near and say(way) in far


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alias_is_not_said_to_the_authorities(vault: Vault, language: str) -> None:
    _, taken, *_ = f8(vault)
    said = text(vault, "emergency-report", taken.ref, profile="network", language=language)
    not_ = "Do not say this alias to the authorities. We give the real name to them ourselves."
    say = Catalogue(language)
    assert (say(not_) in said, say(MAY).replace("\xa0", " ") in said) == (True, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_public_paper_without_a_name_has_no_background(vault: Vault, language: str) -> None:
    case, *_ = f1(vault, *ALL, form="role")
    why = Catalogue(language)("The background is not told here, to protect the person.")
    for name in ("press-release", "public-case-sheet"):
        said = text(vault, name, case.ref, language=language)
        assert why in said and "safe cranes" not in said
    case, *_ = f1(vault, *ALL, form="named")
    said = text(vault, "press-release", case.ref, language=language)
    assert why not in said and "safe cranes" in said


def test_a_definite_role_joins_the_preposition_before_it() -> None:
    for role, said, told in (("el hombre que va", "Fueron a casa de Ibis.", "Fueron a casa del hombre que va."),
                             ("le chef de la ville", "Ils ont parlé de Ibis.", "Ils ont parlé du chef de la ville."),
                             ("une femme", "Ils ont parlé de Ibis.", "Ils ont parlé d’une femme.")):  # fmt: skip
        assert hush(said, ("Ibis",), (), role) == told
    assert {"al hombre que va", "el hombre que va", "un hombre que va"} <= list_forms("un hombre que va")
