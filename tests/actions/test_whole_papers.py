"""Papers as a stranger reads them, in each language: cautions, confirmation, handling, people and requests."""

import re
from collections.abc import Mapping

import pytest

from app.actions.field import appeals
from app.actions.kernel import records
from app.actions.outgoing.addressees import NO_NAME
from app.actions.paper_parts.demands import ASKS, REQUESTS
from app.catalogue import Catalogue
from app.domain import gsm
from app.domain.appeal_messages import ONLY_OURS
from app.domain.appeal_texts import USE_OURS
from app.domain.date_text import moment_text
from app.domain.frame import audience_mark
from app.domain.record import Record
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1, f8
from tests.actions.test_new_papers import text as unread

LANGUAGES = ("en", "fr", "es", "ar")
CAUTION: Mapping[str, tuple[str, str]] = {
    "en": ("Do not visit the house or telephone 5512 3490.",
           "Do not visit the house or telephone (a number that we withhold)."),
    "fr": ("Ne rendez visite à personne et ne téléphonez pas au 5512 3490.",
           "Ne rendez visite à personne et ne téléphonez pas au (numéro non communiqué)."),
    "es": ("No visiten la casa ni llamen al 5512 3490.", "No visiten la casa ni llamen al (teléfono reservado)."),
    "ar": ("لا تزوروا البيت ولا تتصلوا بالرقم 5512 3490.", "لا تزوروا البيت ولا تتصلوا بالرقم (محجوب)."),
}  # fmt: skip
BARE = {"en": "Do not telephone 5512 3490.", "fr": "Ne téléphonez pas au 5512 3490.",
        "es": "No llamen al 5512 3490.", "ar": "لا تتصلوا بالرقم 5512 3490."}  # fmt: skip


def text(vault: Vault, name: str, *handles: str, profile: str = "", language: str = "en") -> str:
    """Return a paper on one line, without marks of direction and hard spaces."""
    said = unread(vault, name, *handles, profile=profile, language=language)
    return " ".join(re.sub("[\u200f\u2066-\u2069]", "", said).split())


def appeal(vault: Vault, case: Record, event: Record, **given: object) -> Record:
    """Return an appeal about the man of F1."""
    said = {"title": "Arrest", "number": "3HXN-92WA", "kind": "new", "what": "Police officers arrested Quetzal.",
            "happened": "2026-11-20T05:30", "risk_now": "He is in danger of new torture.", "asks": ["release"],
            "area": "Escuintla", "event": event.ref, "victim": list_focal(vault, case), "consent": "named",
            "valid_until": "2027-02-20"}  # fmt: skip
    return records.add(vault, "appeal", {**said, **given})[0]


def list_focal(vault: Vault, case: Record) -> list[str]:
    """Return the people of a case."""
    return [row.ref for role, row in records.show(vault, case.id.hex()).links if role == "focal"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["named", "role"])
def test_a_caution_with_a_removed_number_is_a_whole_sentence(vault: Vault, language: str, form: str) -> None:
    written, told = CAUTION[language]
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=form)
    (care,) = [one for one in records.find(vault, Query("intervention")) if "care" in one.fields]
    records.edit(vault, care.id.hex(), {"care": written})
    made = appeal(vault, case, event, consent="named" if form == "named" else "anon")
    papers = [("embassy-letter", case, "embassy"), ("appeal-letter", made, "asked"),
              ("appeal-email", made, "asked"), ("appeal-message", made, "asked")]  # fmt: skip
    for name, of, audience in papers:
        said = text(vault, name, of.ref, profile=audience, language=language)
        assert plain(told) in plain(said) and "(" in told, name
        assert "..." not in said and "…" not in said, name
    records.edit(vault, care.id.hex(), {"care": BARE[language]})
    for name, of, audience in papers:
        said = text(vault, name, of.ref, profile=audience, language=language)
        ours = Catalogue(language)(ONLY_OURS if name == "appeal-message" else USE_OURS)
        assert plain(ours) in plain(said) and told[-12:] not in said, "the next sentence says it all"


def plain(text: str) -> str:
    """Return a text as a short message has it, without the accents of its vowels."""
    return gsm.simplify_text(gsm.drop_accents([text, "ê"])[0])


PUBLIC = ("press-release", "public-case-sheet", "mission-report")


def mission(vault: Vault, case: Record) -> Record:
    """Return a mission about all incidents of a vault."""
    every = [one.ref for one in records.find(vault, Query("event"))]
    said = {"title": "River", "kind": "investigation", "case": [case.ref], "event": every}
    return records.add(vault, "mission", {**said, "date_start": "2026-12-01", "date_end": "2026-12-03"})[0]


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_paper_has_the_same_warning_and_the_same_last_line(vault: Vault, name: str) -> None:
    case, event = f1(vault, *ALL)
    of = (mission(vault, case) if name == "mission-report" else case).ref
    said = text(vault, name, of, profile="public")
    assert "NOT CONFIRMED by two independent sources. Say so if you publish it." in said
    assert said.endswith("It is not confirmed: say so if you publish it.") and "It may be" not in said
    for _ in range(2):
        records.add(vault, "information", {"about": event.ref, "independence": "independent", "stance": "supports",
                                           "reliability": "01", "connection": "0402"})  # fmt: skip
    records.edit(vault, event.ref, {"verification": "judgment", "verification_reason": "The court."})
    said = text(vault, name, of, profile="public")
    assert said.endswith("It may be passed on and published.") and "CONFIRMED" not in said


@pytest.mark.parametrize("name", PUBLIC)
def test_a_paper_of_two_facts_says_which_person_each_is_about_and_that_one_is_confirmed(
    vault: Vault, name: str
) -> None:
    case, *_ = f8(vault, "role")
    of = (mission(vault, case) if name == "mission-report" else case).ref
    said = text(vault, name, of, profile="public")
    assert "NOT ALL FACTS ARE CONFIRMED." in said
    assert said.endswith("Not all of it is confirmed: say so if you publish it.")
    assert "abducted / kidnapped (against: the woman who defends land)" in said
    assert "threat against a person (against: the man who defends the river)" in said


@pytest.mark.parametrize(
    ("name", "profile"), [("embassy-letter", "embassy"), ("denunciation-letter", "un"), ("briefing-note", "un")]
)
def test_each_fact_of_a_letter_names_its_person_once(vault: Vault, name: str, profile: str) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, name, case.ref, profile=profile)
    assert said.count("(against: the woman who defends land)") == said.count("(against: the man who") == 1


def test_a_public_paper_says_only_what_the_register_knows_about_the_yes(vault: Vault) -> None:
    """A missing woman agreed to nothing after she was taken; a day that is told is not rounded."""
    case, *_ = f8(vault)
    said = text(vault, "press-release", case.ref)
    assert "Names and places: We publish only what the people concerned, or those who speak for them, agreed" in said
    assert "are left out, to protect them." in said and "rounded" not in said and "agreed to all" not in said
    assert "agreed to." in said and said.index("No answer is needed.") > said.index("Names and places")


@pytest.mark.parametrize(("cleared", "why"), [("", "no lawyer has checked it."), ("cleared", "")])
def test_the_reason_why_nobody_is_told_is_the_one_that_holds(vault: Vault, cleared: str, why: str) -> None:
    _, event = f1(vault, *ALL)
    vash, _ = records.add(vault, "actor", {"alias": "Sergeant Vash"})
    for row in records.find(vault, Query("involvement")):
        given = {"type": None, "perpetrator": vash.ref, "legal_check": cleared or None}
        records.edit(vault, row.id.hex(), given)
    said = text(vault, "emergency-report", event.ref, profile="un")
    public = text(vault, "press-release", event.ref)
    assert (f"Not in this paper: {why}" in said) if why else "Alleged perpetrator: Sergeant Vash" in said
    assert "Not in this paper." in public and "lawyer" not in public


@pytest.mark.parametrize("profile", ["un", "regional", "embassy", "authority"])
def test_a_briefing_note_asks_for_an_answer(vault: Vault, profile: str) -> None:
    case, _ = f1(vault, *ALL)
    said = text(vault, "briefing-note", case.ref, profile=profile)
    day = "4 February 2027" if profile == "authority" else "18 January 2027"
    act = f"Please act at once, and tell us by {day} what you did."
    assert (f"Please answer by {day} and tell us what you can do." if profile == "authority" else act) in said


def closing(vault: Vault, made: Record) -> Record:
    """Return the closing notice of an appeal."""
    return appeals.follow(vault, made.id.hex(), "closing", {"result": "He was released."})[0]


UPDATED = {"en": "Further information on the urgent appeal 3HXN-92WA/1", "ar": "معلومات إضافية عن النداء العاجل",
           "fr": "Complément d’information sur l’appel urgent",
           "es": "Más información sobre el llamamiento urgente"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_further_information_says_the_appeal_again_with_its_last_day(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made = appeal(vault, case, event)
    update, _ = appeals.follow(vault, made.id.hex(), "update", {"what": "He was moved to Norte prison."})
    say = Catalogue(language)
    said = text(vault, "appeal-update", update.ref, profile="asked", language=language)
    day = moment_text(say, "2027-02-20")
    for part in (UPDATED[language], "Police officers arrested Quetzal.", "He was moved", "Escuintla",
                 say("Valid until"), say("Answer by"), say("What the appeal said")):  # fmt: skip
        assert part in said, part
    assert said.count(day) == 1
    message = text(vault, "appeal-message", update.ref, profile="asked", language=language)
    assert "He was moved to Norte prison. " in message and "Police officers arrested Quetzal." in message
    end = text(vault, "appeal-closing", closing(vault, made).ref, profile="asked", language=language)
    assert say("Refers to") in end and say("Adds to") not in end and day not in end


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_an_appeal_says_that_nobody_may_publish_it(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made, say = appeal(vault, case, event), Catalogue(language)
    for name, line in (
        ("appeal-letter", audience_mark("asked", asks=True)), ("appeal-email", audience_mark("asked", asks=True)),
        ("appeal-message", "Do not publish"),
        ("appeal-script", "Tell them: act on it and raise its demands, but do not publish it."),
    ):  # fmt: skip
        assert say(line) in text(vault, name, made.ref, profile="asked", language=language), name
    for name, line in (("appeal-email", audience_mark("asked")), ("appeal-script", "Tell them: do not publish it.")):
        assert say(line) in text(vault, name, closing(vault, made).ref, profile="asked", language=language), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_gives_a_reference_and_says_whom_to_call_without_a_number(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    said, say = text(vault, "appeal-script", appeal(vault, case, event).ref, language=language), Catalogue(language)
    assert say(Phrase("Give the reference: {number}.", number="3HXN-92WA")) in said
    assert said.startswith(
        say(Phrase("{label}: {text}", label=say("Whom to call"), text=say(NO_NAME))).replace("\xa0", " ")
    )


DANGER = {"en": "Running water was cut in his cell.", "fr": "Privé d'eau dans sa cellule, il est en danger.",
          "es": "Corre peligro de nuevas torturas.", "ar": "يواجه خطر تعذيب جديد."}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_word_after_a_label_of_ours_is_no_name(vault: Vault, language: str) -> None:
    """In an e-mail and a script, a sentence of a person stands after "Danger now:" on one line."""
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made = appeal(vault, case, event, risk_now=DANGER[language], dont="Hablen con nadie.")
    for name in ("appeal-email", "appeal-script"):
        said = text(vault, name, made.ref, profile="asked", language=language)
        assert DANGER[language].rstrip(".") in said and "Hablen" in said and "..." not in said
    made = appeal(vault, case, event, number="4HXN-92WA", risk_now="They hold Tomasa Chavarria too.")
    said = text(vault, "appeal-email", made.ref, profile="asked", language=language)
    assert "Chavarria" not in said, "a name inside the sentence is still one"


ROLES = {
    "en": ("a man who leads a trade union", "Police officers arrested Quetzal and beat him.",
           "Police officers arrested the man who leads a trade union and beat him."),
    "fr": ("un homme qui dirige un syndicat", "Des policiers sont venus chez lui à cause de Quetzal.",
           "Des policiers sont venus chez lui à cause de l’homme qui dirige un syndicat."),
    "es": ("un hombre que dirige un sindicato", "Policías detuvieron a Quetzal y lo torturaron.",
           "Policías detuvieron al hombre que dirige un sindicato y lo torturaron."),
    "ar": ("رجل يقود نقابة عمالية", "أوقف رجال الشرطة Quetzal وعذبوه.",
           "أوقف رجال الشرطة الرجل الذي يقود نقابة عمالية وعذبوه."),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("yes", ["role", "named"])
def test_words_for_the_role_stand_for_a_name_only_if_the_person_agreed_to_the_role(
    vault: Vault, language: str, yes: str
) -> None:
    """Arabic words get the article: then no case is written."""
    role, written, told = ROLES[language]
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=yes)
    (man,) = records.find(vault, Query("actor"))
    records.edit(vault, man.id.hex(), {"role_words": role})
    made = appeal(vault, case, event, what=written, consent="anon")
    said = text(vault, "appeal-letter", made.ref, profile="asked", language=language)
    assert (told in said) is (yes == "role") and "Quetzal" not in said


TO = {"fr": "À : ______________ (service ou mandat), Nations Unies",
      "es": "Para: ______________ (oficina o mandato), Naciones Unidas",
      "ar": "إلى: ______________ (المكتب أو الولاية)، الأمم المتحدة",
      "en": "To: ______________ (office or mandate), United Nations"}  # fmt: skip
GREETED = {
    "fr": "Excellence,",
    "es": "Excelencia:",
    "ar": "سعادة السفير/السفيرة، تحية طيبة وبعد،",
    "en": "Your Excellency,",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_is_in_the_language_of_the_paper_and_names_the_body_once(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    assert TO[language] in text(vault, "briefing-note", case.ref, profile="un", language=language)
    said = text(vault, "embassy-letter", case.ref, profile="embassy", language=language)
    assert GREETED[language] in said and said.count("Embassy of Norland") == 1
    assert "Excellency" not in said or language == "en"


def test_a_rapporteur_without_a_known_title_gets_none(vault: Vault) -> None:
    case, *_ = f8(vault)
    said = text(vault, "denunciation-letter", case.ref, profile="un")
    assert said.count("Special Rapporteur") == 1 and "Dear Sir or Madam," in said and "for the head" not in said[:300]


MONTHS = {"en": "January 2027 to March 2027", "fr": "janvier 2027 à mars 2027",
          "es": "entre enero de 2027 y marzo de 2027",
          "ar": "من كانون الثاني/يناير 2027 إلى آذار/مارس 2027"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_donor_reads_who_must_act_and_the_quarter_in_words(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    of, say = mission(vault, case), Catalogue(language)
    records.add(vault, "undertaking", {"kind": "recommendation", "text": "Protect the families.", "of": [of.ref],
                                       "text_open": "Protect the families.", "due": "2027-03-01",
                                       "addressee": "Prosecutor"})  # fmt: skip
    said = text(vault, "mission-report", of.ref, profile="donor", language=language)
    assert MONTHS[language] in said and "2027-03" not in said
    whom = say("an authority that we do not name here, to protect the people")
    row = say(Phrase("{label}: {text}", label=say("Addressed to"), text=whom))
    assert row.replace("\xa0", " ") in said and "Prosecutor" not in said
    assert say(Phrase("{months} (this paper tells only the quarter)", months=MONTHS[language])) in said


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_message_keeps_the_year_of_its_days_if_more_messages_have_room(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    what = "Police officers arrested Quetzal at the gate of the port at night and tortured him at a station in town. "
    made = appeal(vault, case, event, what=what * 2, asks=["release", "access", "inquiry"])
    said = text(vault, "appeal-message", made.ref, profile="asked", language=language)
    assert said.count("2026") == 1 and said.count("2027") == 1, said


@pytest.mark.parametrize(("start", "open_"), [("2027-02-01", True), ("2026-12-01", False), ("2026", False)])
def test_only_a_visit_to_come_invites_people(vault: Vault, start: str, open_: bool) -> None:
    given = {"title": "River", "kind": "joint", "date_start": start, "place": {"province": "North"}}
    made, _ = records.add(vault, "mission", given)
    said = text(vault, "visit-programme", made.ref, profile="embassy")
    assert ("We invite you to take part" in said, "- trade union" in said) == (open_, open_)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_promises_says_what_it_is_for_and_which_incident(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    said, say = text(vault, "follow-ups", case.ref, profile="embassy", language=language), Catalogue(language)
    use = "This list shows what we asked of you and of others, what was promised, and by when. " \
          "Tell us what you did about each row that is for you."  # fmt: skip
    assert say(use) in said and say(ASKS["inquiry"]) in said and say(REQUESTS["trial"]) in said
    assert "Escuintla" in said and "2026" in said.split(say("Total"))[0]
    day = moment_text(say, "2027-02-04")
    assert say(Phrase("Please tell us by {day} what you did.", day=day)) in said
    basis = Phrase("{label}: {text}", label=say("Confirmation"), text=say("one source, not confirmed"))
    assert say(basis).replace("\xa0", " ") in said
    assert "This list" not in text(vault, "follow-ups", case.ref, profile="internal")
    un = text(vault, "follow-ups", case.ref, profile="un", language=language)
    assert say("Answer by") not in un, "no row is for the United Nations"


def test_a_source_is_numbered_as_a_source(vault: Vault) -> None:
    _, event = f1(vault, *ALL)
    said = text(vault, "incident-report", event.ref, profile="un")
    assert "Source: 1 Independence" in said and "Number: 1" not in said


CLOSED = {
    "en": ("Yours faithfully,", "CONFIDENTIAL. For the embassy that it is addressed to.",
           "the Government of Guatemala"),
    "fr": ("Veuillez agréer l’expression", "CONFIDENTIEL. Pour l’ambassade destinataire.",
           "gouvernement (Guatemala)"),
    "es": ("Atentamente,", "CONFIDENCIAL. Para la embajada destinataria.", "Gobierno de Guatemala"),
    "ar": ("وتفضلوا بقبول فائق الاحترام والتقدير.", "سري – للسفارة المرسل إليها.", "حكومة غواتيمالا"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_begins_with_its_mark_ends_with_a_greeting_and_names_who_must_act(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    greeting, mark, whom = CLOSED[language]
    said = text(vault, "embassy-letter", case.ref, profile="embassy", language=language)
    assert said.startswith(mark) and greeting in said and said.index(greeting) > said.index("Embassy of Norland")
    told = text(vault, "denunciation-letter", case.ref, profile="un", language=language)
    assert f"{whom}{Catalogue(language)('; ')}Prosecutor".replace("\xa0", " ") in told
    body = {"fr": "Nations Unies", "es": "Naciones Unidas", "ar": "الأمم المتحدة", "en": "United Nations"}[language]
    assert body in told[: told.index("Guatemala" if language != "ar" else "غواتيمالا")].partition(".")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mission_report_tells_acts_and_no_titles_of_records(vault: Vault, language: str) -> None:
    case, event = f1(vault, *ALL)
    records.edit(vault, event.ref, {"title": "Zorbing"})
    said = text(vault, "mission-report", mission(vault, case).ref, profile="un", language=language)
    act = {"en": "arrested", "fr": "arrestation", "es": "captura", "ar": "اعتقال"}[language]
    assert "Zorbing" not in said and act in said.split(Catalogue(language)("The people concerned"))[0]


def test_an_appeal_asks_in_sentences_and_thanks_at_its_end(vault: Vault) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made = appeal(vault, case, event, asks=["release", "access"])
    said = text(vault, "appeal-letter", made.ref, profile="asked")
    assert "1. Release the person at once. 2. Give a lawyer, the family and a doctor access" in said
    assert "release the person at once; give a lawyer" in text(vault, "appeal-script", made.ref, profile="asked")
    assert "To everyone who acted on this appeal," in text(vault, "appeal-closing", closing(vault, made).ref)


def test_a_press_release_says_who_what_where_and_when_first_and_does_not_contradict_itself(vault: Vault) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, "press-release", case.ref)
    first = said.index("According to our information, a woman who defends land suffered these acts (")
    assert first < said.index("The people concerned") and "Ask us before you publish" not in said
