"""Papers of a case with two people and two incidents, also after one of them withdrew (papers.md 1.2, 2.3 and 5)."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.papers.appeals import NO_ANSWER
from app.actions.withdrawals import consent_withdrawals
from app.domain.frame import Letterhead
from app.domain.record import Record
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1, f8
from tests.actions.test_new_papers import REST, text

TAKEN = "abducted"


@pytest.mark.parametrize("name", ["public-case-sheet", "press-release", "mission-report"])
def test_a_public_paper_says_nothing_about_somebody_who_withdrew(vault: Vault, name: str) -> None:
    """Facts only about her are left out, also their codes; the sentence about the yes is said where it is true."""
    case, taken, threat, heron = f8(vault)
    mission, _ = records.add(vault, "mission", {
        "title": "River", "kind": "investigation", "case": [case.ref], "event": [taken.ref, threat.ref]})  # fmt: skip
    ref = mission.ref if name == "mission-report" else case.ref
    assert TAKEN in text(vault, name, ref, profile="public")
    consent_withdrawals.withdraw(vault, heron.ref)
    said = text(vault, name, ref, profile="public")
    assert "threat" in said and "Quiché" in said
    assert not [word for word in (TAKEN, "Fact 1", "Heron", "Chajul", "did not agree", "a woman") if word in said]
    if name != "mission-report":
        assert "We publish only what the people concerned, or those who speak for them, agreed to." in said
        records.add(vault, "act", {"event": threat.ref, "violation": "THR4", "victim": heron.ref})
        both = text(vault, name, ref, profile="public")
        assert "agreed to." not in both and "did not agree to it" in both
        with pytest.raises(InputRefused, match="Heron: Public, no"):
            paper_makers.make(vault, name, [taken.ref])


@pytest.mark.parametrize("name", ["incident-report", "emergency-report"])
def test_a_report_for_the_network_is_refused_after_its_person_withdrew(vault: Vault, name: str) -> None:
    _, taken, threat, heron = f8(vault)
    assert TAKEN in text(vault, name, taken.ref, profile="network")
    consent_withdrawals.withdraw(vault, heron.ref)
    with pytest.raises(InputRefused, match=r"Heron: .*, no"):
        paper_makers.make(vault, name, [taken.ref], "network")
    assert "threat" in text(vault, name, threat.ref, profile="network")
    assert TAKEN in text(vault, name, taken.ref, profile="internal")


def test_the_danger_and_the_subject_are_of_the_gravest_incident(vault: Vault) -> None:
    """A person can be in danger since an earlier incident; the subject gives the number of all."""
    case, *_ = f8(vault)
    assert "Danger now" in text(vault, "briefing-note", case.ref, profile="un")
    said = text(vault, "denunciation-letter", case.ref, profile="un")
    assert "About: abducted / kidnapped; Chajul" in said and "Incidents in this paper: 2" in said


@pytest.mark.parametrize(("audience", "to", "day"), [
    ("un", "Special Rapporteur", "18 January"), ("authority", "Prosecutor", "2 February"),
    ("embassy", "Embassy of Norland", "18 January"), ("regional", "", "18 January"),
])  # fmt: skip
def test_a_paper_has_the_addressee_and_the_day_of_its_audience(vault: Vault, audience: str, to: str, day: str) -> None:
    """The action to that audience decides; no letter has the addressee of another one."""
    case, taken, *_ = f8(vault)
    for name, ref in (("denunciation-letter", case.ref), ("denunciation-letter", taken.ref),
                      ("briefing-note", case.ref)):  # fmt: skip
        said = text(vault, name, ref, profile=audience)
        assert f"Answer by: {day}" in said, (name, said)
        head = said.split("What happened")[0]
        if name == "denunciation-letter":
            assert [one for one in ("Rapporteur", "Prosecutor", "Norland") if one in head] == (
                [to.split()[-1]] if to else []
            )


def test_after_a_withdrawal_nothing_is_asked_and_no_row_is_without_words(vault: Vault) -> None:
    """A letter without its requests is refused; a refusal says whose yes is missing."""
    case, _, threat, heron = f8(vault)
    records.add(vault, "undertaking", {"kind": "demand", "text": "Find her", "of": [case.ref], "due": "2027-03-01"})
    (action, *_) = [one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic")]
    consent_withdrawals.withdraw(vault, heron.ref)
    with pytest.raises(InputRefused, match="asks for nothing"):
        paper_makers.make(vault, "embassy-letter", [case.ref])
    for name in ("embassy-letter", "denunciation-letter"):
        with pytest.raises(InputRefused, match=r"Heron: Embassies.*, no"):
            paper_makers.make(vault, name, [action.ref], "embassy")
    said = text(vault, "briefing-note", case.ref, profile="embassy")
    assert "Nobody is named" not in said and "March 2027" not in said and "State:" not in said, said
    with pytest.raises(InputRefused, match=r"Heron: Embassies.*, no"):
        paper_makers.make(vault, "follow-ups", [case.ref], "embassy")
    with pytest.raises(InputRefused, match="no evidence"):
        paper_makers.make(vault, "evidence-index", [threat.ref], "un")


def test_a_paper_with_one_confirmed_fact_of_two_is_not_published_at_once(vault: Vault) -> None:
    case, *_ = f8(vault)
    said = text(vault, "press-release", case.ref)
    assert "1 of 2" in said and "NOT ALL FACTS ARE CONFIRMED" in said and "at once" not in said


def test_a_perpetrator_is_told_once_and_unknown_only_alone(vault: Vault) -> None:
    _, taken, *_ = f8(vault)
    said = text(vault, "incident-report", taken.ref, profile="un")
    assert "Alleged perpetrator: four men" in said and "unknown, four" not in said


def test_facts_are_in_the_order_of_their_true_days(vault: Vault) -> None:
    """Both days are rounded to the month: the recorded order of the incidents does not count."""
    _, taken, threat, _ = f8(vault, "role")
    records.edit(vault, taken.ref, {"date_start": "2026-11-22"})
    given = {"title": "River", "kind": "investigation", "event": [taken.ref, threat.ref]}
    mission, _ = records.add(vault, "mission", given)
    said = text(vault, "mission-report", mission.ref, profile="public")
    assert said.index("threat against a person") < said.index(TAKEN)


def test_the_greeting_ends_with_the_comma_of_the_language(vault: Vault) -> None:
    case, *_ = f8(vault)
    assert "سعادة السفير/السفيرة، تحية طيبة وبعد،" in text(
        vault, "embassy-letter", case.ref, profile="embassy", language="ar"
    )


def test_a_common_word_is_no_district_and_said_is_no_family(vault: Vault) -> None:
    """The French “sur” is not the district Sur; the Arabic “قال” is not the particle “آل”."""
    _, event = f1(vault, *ALL)
    words = ("La police a pris le responsable sur le quai du port.", "قال المكتب إنه لم يكن هناك. ما زال معرضا لتعذيب.")
    for language, said in zip(("fr", "ar"), words, strict=True):
        records.edit(vault, event.ref, {"description_open": said, "description": said})
        made = paper_makers.make(vault, "incident-report", [event.ref], "un", language, answers=REST)
        assert said in " ".join(made.data("txt").decode().split()), [one.words for one in made.leaks.findings]
        assert [one.words for one in made.leaks.findings] == [], "not even the caution"


def test_a_french_paper_has_one_kind_of_colon_and_apostrophe(vault: Vault) -> None:
    case, *_ = f8(vault)
    for name in ("denunciation-letter", "briefing-note"):
        made = paper_makers.make(vault, name, [case.ref], "un", "fr", answers=REST)
        assert isinstance(made.content, Sheet)
        said = made.data("txt").decode()
        assert not re.search(r"[^\s\d][:;](\s|$)|[a-zé]'[a-zé]", said), said


def test_a_case_of_people_without_a_yes_is_not_published_through_an_incident_about_nobody(vault: Vault) -> None:
    man, _ = records.add(vault, "actor", {"alias": "Wren"})
    case, _ = records.add(vault, "case", {"title": "Dam", "focal": [man.ref]})
    records.add(vault, "event", {"case": [case.ref], "title": "A fire", "date_start": "2026-11-20",
                                 "place": {"province": "North"}})  # fmt: skip
    with pytest.raises(InputRefused, match="Wren: Public, not asked"):
        paper_makers.make(vault, "press-release", [case.ref])


@pytest.mark.parametrize("name", ["appeal-letter", "appeal-email", "appeal-script", "appeal-message"])
def test_an_appeal_without_the_name_has_the_words_for_the_person_and_the_country(vault: Vault, name: str) -> None:
    """A stranger reads who, where and of whom: a role and a place alone tell nothing."""
    _, taken, _, heron = f8(vault, "role")
    appeal, _ = records.add(vault, "appeal", {
        "title": "Dam", "number": "7KQD-48RM", "what": "Four men took Heron.", "happened": "2026-11-20",
        "asks": ["release"], "area": "Quiché", "event": taken.ref, "victim": [heron.ref], "consent": "anon",
    })  # fmt: skip
    said = text(vault, name, appeal.ref, profile="asked")
    assert "woman who defends land" in said and "Guatemala" in said and "Heron" not in said, said
    records.edit(vault, appeal.ref, {"consent": "named"})
    assert "Heron" not in text(vault, name, appeal.ref, profile="asked")


CARE, WISH = "Do not visit her village", "She wants a public statement"


def careful(vault: Vault, form: str = "named") -> tuple[str, str, str]:
    """Return case, incident and mission of F8, with a caution and a wish in the action to an embassy."""
    case, taken, threat, _ = f8(vault, form)
    (action,) = [one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic")]
    records.edit(vault, action.ref, {"care": f"{CARE}.", "wish": f"{WISH}."})
    mission, _ = records.add(vault, "mission", {
        "title": "River", "kind": "investigation", "case": [case.ref], "event": [taken.ref, threat.ref]})  # fmt: skip
    return case.ref, taken.ref, mission.ref


@pytest.mark.parametrize(("name", "audience", "care", "wish"), [
    ("emergency-report", "embassy", True, True), ("incident-report", "un", True, False),
    ("denunciation-letter", "un", True, False), ("mission-report", "un", True, False),
    ("press-release", "public", False, False), ("public-case-sheet", "public", False, False),
    ("denunciation-letter", "authority", False, False),
])  # fmt: skip
def test_cautions_are_in_every_paper_outside_and_wishes_only_where_they_were_written_for(
    vault: Vault, name: str, audience: str, care: bool, wish: bool
) -> None:
    """Cautions protect people before every reader; an authority reads nothing that was written for embassies.

    The public reads one fixed sentence: the words of a caution can say where somebody lives.
    """
    case, taken, mission = careful(vault)
    ref = taken if name in ("emergency-report", "incident-report") else mission if name == "mission-report" else case
    said = text(vault, name, ref, profile=audience)
    assert (CARE in said, WISH in said) == (care, wish), said
    assert ("Do not contact the people concerned or their families." in said) is (audience == "public")
    assert ("This does not keep you from finding, protecting or releasing" in said) is (audience == "authority")


def test_a_withheld_name_is_no_offer_in_public_or_to_the_state(vault: Vault) -> None:
    case, taken, _ = careful(vault, "role")
    for name, ref, audience in (("press-release", case, "public"), ("denunciation-letter", case, "authority")):
        said = text(vault, name, ref, profile=audience)
        assert "The names and the exact places are withheld to protect the people." in said
        assert "Ask us if you" not in said
    assert "The name and the exact place are withheld to protect the person. To know more, first" in text(
        vault, "incident-report", taken, profile="un"
    )


def test_a_fact_of_one_source_says_so_in_every_paper_outside(vault: Vault) -> None:
    case, taken, _ = careful(vault)
    for name, ref in (("incident-report", taken), ("denunciation-letter", case), ("briefing-note", case)):
        assert "one source, not confirmed" in text(vault, name, ref, profile="un")
    for name, audience in (("press-release", "public"), ("denunciation-letter", "authority")):
        said = text(vault, name, case, profile=audience)
        assert "Confirmation: not confirmed" in said and "one source" not in said, "it tells that there is a witness"


def test_no_reader_is_told_of_their_own_open_request_and_no_authority_of_other_bodies(vault: Vault) -> None:
    case, taken, _ = careful(vault)
    for name in ("denunciation-letter", "briefing-note"):
        said = text(vault, name, case, profile="authority")
        assert not [word for word in ("Norland", "Rapporteur", "communication to the UN") if word in said], said
    said = text(vault, "emergency-report", taken, profile="embassy")
    assert "To: Embassy of Norland" in said and said.count("Norland") == 1, "the title has the name"
    assert "Facts as at (UTC)" in said and "Valid until" not in said
    assert "Rapporteur" in said.split("Actions and answers")[1]


def test_a_public_paper_says_who_must_act_and_that_no_answer_is_needed(vault: Vault) -> None:
    case, _, mission = careful(vault)
    for name in ("press-release", "public-case-sheet"):
        said = text(vault, name, case)
        assert "Who must act: the Government of Guatemala" in said and "No answer is needed." in said
    records.add(vault, "undertaking", {"kind": "demand", "text": "Find her", "text_open": "Find her", "of": [case],
                                       "addressee": "the Prosecutor General"})  # fmt: skip
    assert "Who must act: the Prosecutor General" in text(vault, "press-release", case)
    assert "No answer is needed." in text(vault, "mission-report", mission, profile="public")
    records.add(vault, "undertaking", {"kind": "recommendation", "text": "Find her", "text_open": "Find her",
                                       "of": [mission]})  # fmt: skip
    said = text(vault, "mission-report", mission, profile="un")
    assert (
        "Please raise these recommendations with" in said
        and "Please act at once, and tell us by 18 January 2027" in said
    )


def test_a_note_tells_who_and_what_of_each_incident(vault: Vault) -> None:
    case, *_ = careful(vault)
    said = text(vault, "briefing-note", case, profile="un")
    assert "(against: Ibis" in said and "Men came." in said


def test_words_after_alleged_go_on_and_unknown_is_no_allegation(vault: Vault) -> None:
    _, taken, *_ = f8(vault)
    (row,) = records.find(vault, Query("involvement"))
    records.edit(vault, row.ref, {"description": "Four men in a grey car."})
    said = text(vault, "incident-report", taken.ref, profile="un")
    assert "Alleged perpetrator: four men in a grey car C" in said, said
    records.edit(vault, row.ref, {"description": ""})
    said = text(vault, "incident-report", taken.ref, profile="un")
    assert "Who did it: unknown" in said and "(alleged)" not in said and "Alleged perpetrator:" not in said


def test_a_request_to_an_embassy_does_not_read_as_done(vault: Vault) -> None:
    """A list of open requests has the actions as nouns."""
    case, *_ = careful(vault)
    (action,) = [one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic")]
    records.edit(vault, action.ref, {"diplomatic": ["contact", "received", "trial", "private", "public"]})
    for language, done in (("en", "received|observed|raised|kept"), ("fr", "reçue|observé|soulevé|maintenu"),
                           ("es", "recibida|observado|planteado|mantenido")):  # fmt: skip
        said = text(vault, "follow-ups", case, profile="embassy", language=language)
        assert "Norland" in said and not re.search(done, said), said


def appeal_of(vault: Vault, taken: Record, heron: Record) -> Record:
    """Return an appeal for the woman of F8."""
    return records.add(vault, "appeal", {
        "title": "Dam", "number": "7KQD-48RM", "what": "Four men took Heron.", "happened": "2026-11-20",
        "asks": ["release"], "area": "Quiché", "event": taken.ref, "victim": [heron.ref], "consent": "named",
    })[0]  # fmt: skip


@pytest.mark.parametrize("name", ["appeal-letter", "appeal-email", "appeal-script", "appeal-message"])
def test_an_appeal_has_the_confirmation_and_the_cautions_of_its_incident(vault: Vault, name: str) -> None:
    """A caution about an action with a person without a yes stays: its words can be about them."""
    careful(vault)
    taken, heron = (next(one for one in records.find(vault, Query(kind)) if title in one.title)
                    for kind, title in (("event", "Taken"), ("actor", "Heron")))  # fmt: skip
    appeal = appeal_of(vault, taken, heron)
    said = text(vault, name, appeal.ref)
    assert "not confirmed" in said.lower() and "one source" not in said.lower() and CARE in said, said
    wren, _ = records.add(vault, "actor", {"alias": "Wren"})
    records.add(vault, "intervention", {"about": [taken.ref], "kind": ["0102"], "care": "Keep away.",
                                        "victim": [wren.ref]})  # fmt: skip
    assert "Keep away" not in text(vault, name, appeal.ref)
    records.add(vault, "consent_record", {"actor": wren.ref, "purpose": ["APPEAL_NAMED"], "state": "given"})
    assert "Keep away" in text(vault, name, appeal.ref)


def test_a_message_has_its_sender_and_number_or_says_that_they_are_missing(vault: Vault) -> None:
    _, taken, _, heron = f8(vault)
    appeal = appeal_of(vault, taken, heron)
    bare = paper_makers.make(vault, "appeal-message", [appeal.ref], answers=REST)
    assert NO_ANSWER in bare.warnings
    letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre"}, telephone="+502 2231 0047"))
    made = paper_makers.make(vault, "appeal-message", [appeal.ref], letterhead=1, answers=REST)
    said = made.data("txt").decode()
    assert NO_ANSWER not in made.warnings
    assert "7KQD-48RM Ixtal Centre: Do not publish. Not confirmed. Heron" in said
    assert "Answer: +502 2231 0047." in said and "To check, ask us by a way that you knew before." in said


def test_a_paper_outside_says_to_whom_it_is(vault: Vault) -> None:
    case, taken, mission = careful(vault)
    for name, ref, audience, to in (
        ("briefing-note", case, "un", "Special Rapporteur"),
        ("mission-report", mission, "donor", "______________ (name)"),
        ("briefing-note", case, "regional", "______________ (office or mandate), Regional human rights body"),
        ("incident-report", taken, "un", "Special Rapporteur"), ("mission-report", mission, "authority", "Prosecutor"),
    ):  # fmt: skip
        assert f"To: {to}" in text(vault, name, ref, profile=audience)
    for name, ref, audience in (("press-release", case, "public"), ("briefing-note", case, "internal")):
        assert "To: " not in text(vault, name, ref, profile=audience)


def test_a_note_has_the_demands_of_all_actions_that_its_reader_may_know(vault: Vault) -> None:
    case, *_ = f8(vault)
    assert "Release the person" in text(vault, "briefing-note", case.ref, profile="un")
    said = text(vault, "briefing-note", case.ref, profile="authority")
    assert "Release the person" in said and "independent inquiry" in said, "somebody is in danger"
    assert "Rapporteur" not in said and "Norland" not in said, "never who got a demand"
    for event in records.find(vault, Query("event")):
        records.edit(vault, event.ref, {"danger": "no"})
    said = text(vault, "briefing-note", case.ref, profile="authority")
    assert "Release the person" in said and "independent inquiry" not in said, "that is a demand to the UN"


@pytest.mark.parametrize("form", ["txt", "html", "docx"])
def test_the_demands_of_an_embassy_go_on_with_their_numbers_in_each_format(vault: Vault, form: str) -> None:
    case, *_ = f8(vault)
    (action,) = [one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic")]
    records.edit(vault, action.ref, {"wish": "She wants a public statement."})
    made = paper_makers.make(vault, "embassy-letter", [case.ref], "embassy", answers=REST)
    if form == "txt":
        said = " ".join(made.data(form).decode().split())
        assert "Agree each statement with us first. This paper itself stays confidential." in said
    data = made.data(form)
    if form == "docx":
        with ZipFile(BytesIO(data)) as file:
            data = file.read("word/numbering.xml")
    starts = {"txt": b"\n3. Say where", "html": b'<ol start="3">', "docx": b'w:startOverride w:val="3"'}
    assert starts[form] in data
