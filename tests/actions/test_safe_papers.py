"""What the second round of strict readers found: times, roles, demands in one order, days for an answer."""

import re
from pathlib import Path

import pytest

from app.actions.field import appeals
from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.papers.appeals import texts
from app.actions.papers.declared import NO_NAMES
from app.actions.papers.paper_makers import OutputResult
from app.catalogue import Catalogue
from app.domain import gsm
from app.domain.appeal_messages import ONLY_OURS
from app.domain.appeal_texts import USE_OURS
from app.domain.date_text import moment_text
from app.domain.frame import Letterhead
from app.domain.leaks.leak_values import LeakClass, Weight
from app.domain.record import Record
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, ask, f1, f8
from tests.actions.test_new_papers import REST
from tests.actions.test_whole_papers import LANGUAGES, appeal, mission, plain, text
from tests.vaults import NOON, Clock, vault_at

HEAD = Letterhead(names={"ar": "مركز إكستال لحقوق الإنسان"}, telephone="+502 2231 0047", mail="desk@ixtal.example")
APPEALS = ("appeal-letter", "appeal-email", "appeal-message", "appeal-script", "appeal-update", "appeal-closing")
PART = {"en": "early morning of 20 November 2026", "fr": "du 20 novembre 2026", "es": "madrugada del 20 de noviembre",
        "ar": "20"}  # fmt: skip


def of(vault: Vault, made: Record, name: str) -> Record:
    """Return the appeal, or the record that follows it, of which a paper is made."""
    kind = name.removeprefix("appeal-")
    if kind not in ("update", "closing"):
        return made
    return appeals.follow(vault, made.id.hex(), kind, {"what" if kind == "update" else "result": "He was moved."})[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", APPEALS)
def test_an_appeal_says_the_part_of_the_day_and_never_the_minute(vault: Vault, name: str, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made = appeal(vault, case, event, rehearsal=False)
    said = text(vault, name, of(vault, made, name).ref, profile="asked", language=language)
    assert not re.search(r"\d:\d\d|05.30", said), said
    assert PART[language] in said.replace("tot le matin ", ""), said


@pytest.mark.parametrize("form", ["named", "role"])
def test_an_arabic_message_has_both_requests_the_day_of_the_answer_and_the_last_day(vault: Vault, form: str) -> None:
    """134 letters of Arabic each: the days lose their year before a request is lost."""
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form=form)
    letterheads.put_letterhead(vault, HEAD)
    for man in records.find(vault, Query("actor")):
        records.edit(vault, man.id.hex(), {"role_words": "رجل يقود نقابة عمالية"})
    (care,) = (one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic"))
    records.edit(vault, care.id.hex(), {"care": "لا تتصلوا بالرقم 5512 3490."})
    made = appeal(vault, case, event, what="أوقف رجال الشرطة Quetzal وعذبوه في مركز.", asks=["release", "access"],
                  risk_now="يواجه خطر تعذيب جديد.", consent="named" if form == "named" else "anon")  # fmt: skip
    said = paper_makers.make(vault, "appeal-message", [made.ref], "asked", "ar", letterhead=1, answers=REST).data("txt")
    told = said.decode()
    for part in (
        "الإفراج؛ السماح للمحامي والأسرة والطبيب",
        "أجيبونا في موعد أقصاه 18 يناير",
        "سارٍ حتى 20 فبراير",
        "غواتيمالا، فجر 20 نوفمبر 2026",
        "يمكنكم ذكر الاسم للحكومة" if form == "named" else "لا تذكروا أي اسم",
        "لا تتصلوا إلا برقمنا",
    ):
        assert part in told, told
    assert all(map(gsm.fits, told.split("\n\n")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_an_appeal_and_that_of_its_paper_have_different_names(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    say, made = Catalogue(language), appeal(vault, case, event)
    said = text(vault, "appeal-letter", made.ref, profile="asked", language=language)
    assert say("Document number") in said and f"{say('Reference')}:" not in said.replace(" :", ":")


def test_a_rehearsal_has_no_minute(vault: Vault) -> None:
    case, event = f1(vault)
    made = appeal(vault, case, event, rehearsal=True, what="A car came at 05:30.")
    for one in texts(vault, made.ref, ["en"]).values():
        assert "20 November 2026" in one and "05:30" not in one


OUTSIDE = [("embassy-letter", "embassy"), ("denunciation-letter", "authority"), ("denunciation-letter", "un"),
           ("denunciation-letter", "regional"), ("briefing-note", "un"), ("press-release", "public")]  # fmt: skip


@pytest.mark.parametrize(("name", "audience"), OUTSIDE)
def test_a_role_has_no_age_and_only_the_first_level_of_the_place(vault: Vault, name: str, audience: str) -> None:
    case, _ = f1(vault, *ALL, "LOCATION", form="role")
    for act in records.find(vault, Query("act")):
        records.edit(vault, act.ref, {"age_at_act": 42})
    said = text(vault, name, case.ref, profile=audience)
    assert "a man who leads a trade union" in said and "Escuintla, Guatemala" in said
    assert "30" not in said.split("What happened")[0].split("people concerned")[1] and not re.search(r"\b42\b", said)
    assert not re.search(r"\bSur\b|Quetzalito", said), said
    assert ("Human rights work" in said) is (audience != "public")
    assert "Sex: male" in said and "Sex and age" not in said
    ours = text(vault, name, case.ref, profile="internal") if audience != "public" else "30-49 Puerto Quetzalito"
    assert "Puerto Quetzalito" in ours


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["appeal-letter", "appeal-email", "appeal-message", "appeal-script"])
def test_an_appeal_with_a_role_has_the_department_also_if_its_area_is_finer(
    vault: Vault, name: str, language: str
) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="role")
    made = appeal(vault, case, event, consent="anon", area="Sur, Escuintla", what="They took him in Sur.")
    said = text(vault, name, made.ref, profile="asked", language=language)
    assert "Escuintla" in said and not re.search(r"\bSur\b", said), said


def test_a_child_is_still_said_to_be_a_child(vault: Vault) -> None:
    case, _ = f1(vault, *ALL, form="role")
    (man,) = records.find(vault, Query("actor"))
    records.edit(vault, man.ref, {"age_group": "12-17", "role_words": None})
    assert "a boy under 18" in text(vault, "press-release", case.ref)


def made(vault: Vault, name: str, case: Record, audience: str) -> OutputResult:
    """Return a paper with the defaults for its findings."""
    return paper_makers.make(vault, name, [case.ref], audience, answers=REST)


def test_words_of_the_role_in_prose_are_a_question_in_public_and_a_notice_elsewhere(vault: Vault) -> None:
    case, event = f1(vault, *ALL, form="role")
    records.edit(vault, event.ref, {"description_open": "They took a union leader at a gate."})
    public = made(vault, "press-release", case, "public").leaks
    assert [(one.words, one.kind, one.weight) for one in public.open] == [("union", LeakClass.HINT, Weight.ASK)]
    un = made(vault, "denunciation-letter", case, "un")
    assert not un.leaks.open and any("union" in one for one in un.leaks.notices)
    assert "They took a union leader at a gate." in " ".join(un.data("txt").decode().split()), "the words stay"
    records.edit(vault, event.ref, {"description_open": "They took Quetzal at a gate."})
    assert not made(vault, "press-release", case, "public").leaks.open, "our own words for the role are none"


def test_a_named_person_has_no_question_about_the_role(vault: Vault) -> None:
    case, event = f1(vault, *ALL, form="named")
    records.edit(vault, event.ref, {"description_open": "They took a union leader at a gate."})
    assert not made(vault, "press-release", case, "public").leaks.open


@pytest.mark.parametrize("name", ["denunciation-letter", "briefing-note"])
def test_an_authority_reads_how_it_can_get_the_name_that_it_needs(vault: Vault, name: str) -> None:
    case, *_ = f8(vault, "role")
    said = text(vault, name, case.ref, profile="authority")
    assert "We will give the names to an official whom you name, if the people or the families agree." in said
    assert "Ask us if you" not in said and "We will give" not in text(vault, name, case.ref, profile="un")


DEMANDS = ["Say where the person is held", "Release the person at once", "Give a lawyer, the family and a doctor",
           "Open an independent inquiry", "Protect the witnesses"]  # fmt: skip


@pytest.mark.parametrize("form", ["named", "role"])
@pytest.mark.parametrize(("name", "audience"), [
    ("denunciation-letter", "un"), ("denunciation-letter", "regional"), ("denunciation-letter", "authority"),
    ("briefing-note", "un"), ("briefing-note", "regional"), ("briefing-note", "authority"),
    ("emergency-report", "un"), ("incident-report", "regional"),
])  # fmt: skip
def test_each_body_reads_all_demands_once_in_one_order(vault: Vault, name: str, audience: str, form: str) -> None:
    case, taken, *_ = f8(vault, form)
    ask(vault, case, taken, "Commission", kind=["regional"], date="2026-12-01", asks=["witnesses", "access", "release"])
    said = text(vault, name, (taken if "report" in name else case).ref, profile=audience)
    at = [said.find(one) for one in DEMANDS]
    assert -1 not in at and at == sorted(at), (at, said)
    assert [said.count(one) for one in DEMANDS] == [1] * len(DEMANDS)


def test_a_body_without_an_action_of_its_own_reads_each_action_of_the_others(vault: Vault) -> None:
    case, *_ = f8(vault)
    said = text(vault, "denunciation-letter", case.ref, profile="regional").split("Actions and answers")[1]
    order = [said.index(one) for one in ("Embassy of Norland", "Prosecutor", "Special Rapporteur")]
    assert order == sorted(order)


def test_an_embassy_reads_its_own_demands_first(vault: Vault) -> None:
    case, *_ = f8(vault)
    said = text(vault, "embassy-letter", case.ref, profile="embassy")
    first, then = said.split("Demands to the auth")[1].split(
        "For your information: we also ask the authorities for this:"
    )
    assert "2. Release the person" in first and "where the person" not in first
    assert "3. Say where the person is held" in then and "4. Open an independent inquiry" in then
    assert "1. Act at once: telephone the authorities or send a diplomatic note. Do not travel to the area" in said
    assert "Release" not in then.split("What to be careful")[0]


def test_a_paper_is_the_same_in_each_vault(tmp_path: Path) -> None:
    """No order follows the random ids: four vaults with the same records say the same."""
    changes = re.compile(r"Reference: \S+|Check line: (?:\S{4} ?){4}")
    papers = (("emergency-report", "un", 1), ("briefing-note", "un", 0), ("denunciation-letter", "regional", 0),
              ("incident-report", "un", 1), ("follow-ups", "un", 0))  # fmt: skip
    said = set()
    for n in range(4):
        with vault_at(tmp_path / str(n), Clock(NOON)) as vault:
            found = f8(vault)
            said.add(tuple(changes.sub("", text(vault, name, found[at].ref, profile=to)) for name, to, at in papers))
    assert len(said) == 1


@pytest.mark.parametrize(("danger", "day"), [("now", "18 January 2027"), ("no", "29 January 2027")])
def test_an_answer_is_asked_for_by_a_day(vault: Vault, danger: str, day: str) -> None:
    case, event = f1(vault, *ALL)
    records.edit(vault, event.ref, {"danger": danger})
    for name, of_ in (("denunciation-letter", case), ("incident-report", event)):
        said = text(vault, name, of_.ref, profile="regional")
        assert f" by {day} " in said and f"Answer by: {day}" in said
        assert ("Please act at once" in said) is ("18 January" in day)
    visit = mission(vault, case)
    records.add(vault, "undertaking", {"kind": "demand", "text": "Act", "text_open": "Act.", "of": [visit.ref]})
    assert f" by {day} " in text(vault, "mission-report", visit.ref, profile="un")


@pytest.mark.parametrize("name", APPEALS[:5])
def test_an_appeal_asks_for_an_answer_in_three_days_and_says_its_last_day(vault: Vault, name: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    one = of(vault, appeal(vault, case, event), name)
    said = text(vault, name, one.ref, profile="asked")
    assert "by 18 January" in said and ("20 February 2027" in said) is (name != "appeal-script")
    if name in ("appeal-letter", "appeal-email"):
        assert "Please act now, and tell us by 18 January 2027" in said and "Valid until: 20 February 2027" in said
        assert "Answer by: 18 January 2027" in said
    records.edit(vault, one.ref, {"valid_until": "2027-01-16"})
    assert "by 16 January" in text(vault, name, one.ref, profile="asked"), "never after its last day"


def test_a_programme_without_stop_place_and_request_is_refused(vault: Vault) -> None:
    given = {"title": "River", "kind": "joint", "date_start": "2026-12-01"}
    bare, _ = records.add(vault, "mission", given)
    with pytest.raises(InputRefused, match="no stop, no place and no request"):
        paper_makers.make(vault, "visit-programme", [bare.ref], "embassy")
    where = {"name": "Chajul bridge", "district": "Chajul", "province": "Quiché", "country": "GT"}
    records.edit(vault, bare.ref, {"place": where})
    said = text(vault, "visit-programme", bare.ref, profile="embassy")
    assert "Places of the visit" in said and "1. Chajul, Quiché, Guatemala" in said and "bridge" not in said
    met, _ = records.add(vault, "mission", {**given, "title": "Court"})
    records.add(vault, "meeting", {"of": met.ref, "date": "2026-12-02", "purpose": "To see the file", "title": "Court"})
    assert "To see the file" in text(vault, "visit-programme", met.ref)


def test_a_request_in_a_paper_of_two_people_says_whom_it_is_for(vault: Vault) -> None:
    case, taken, _, heron = f8(vault, "role")
    (action,) = [one for one in records.find(vault, Query("intervention")) if one.fields.get("diplomatic")]
    records.edit(vault, action.ref, {"wish": "She wants a public statement.", "diplomatic": ["shelter"]})
    given = {"title": "Quiché", "number": "7KQD-48RM", "what": "They took her.", "happened": "2026-11-20",
             "event": taken.ref, "victim": [heron.ref], "kind": "new", "asks": ["release"]}  # fmt: skip
    records.add(vault, "appeal", {**given, "risk_now": "Nobody knows where she is."})
    said = text(vault, "embassy-letter", case.ref, profile="embassy")
    for one in ("Release the person at once.", "Give the person shelter.", "She wants a public statement.",
                "Immediate danger: yes", "Nobody knows where she is."):  # fmt: skip
        assert f"{one} (about: the woman who defends land)" in said, (one, said)
    assert "Wishes of the people concerned" in said
    assert "(about:" not in text(vault, "emergency-report", taken.ref, profile="un")
    for one in records.find(vault, Query("intervention")):
        records.edit(vault, one.ref, {"victim": []})
    said = text(vault, "denunciation-letter", case.ref, profile="un")
    assert "who holds the person. (about: the people concerned)" in said


@pytest.mark.parametrize(("sources", "line"), [
    (0, "NOT CONFIRMED: no source."), (1, "NOT CONFIRMED: one source only."), (2, "NOT CONFIRMED. Say so"),
])  # fmt: skip
def test_a_report_says_how_many_sources_do_not_confirm_it(vault: Vault, sources: int, line: str) -> None:
    told = {"stance": "supports", "reliability": "01"}
    event, _ = records.add(vault, "event", {"title": "Raid", "date_start": "2026-11-20", "place": {"province": "North"},
                                            "information": [told] * sources})  # fmt: skip
    assert line in text(vault, "emergency-report", event.ref, profile="internal")


def test_a_role_outside_is_told_without_the_minute(vault: Vault) -> None:
    case, _ = f1(vault, *ALL, form="role")
    for name, audience in (("denunciation-letter", "un"), ("denunciation-letter", "authority")):
        said = text(vault, name, case.ref, profile=audience)
        assert PART["en"] in said and "05:30" not in said


def test_an_answer_about_a_danger_does_not_wait_for_an_older_day(vault: Vault) -> None:
    case, event = f1(vault, *ALL)
    for name, of_ in (("emergency-report", event), ("embassy-letter", case)):
        assert "Please act at once, and tell us by 18 January 2027 what you did." in text(
            vault, name, of_.ref, profile="embassy"), name  # fmt: skip
    records.edit(vault, event.ref, {"danger": "no"})
    assert "Please answer by 4 February 2027" in text(vault, "emergency-report", event.ref, profile="embassy")


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_withheld_number_a_paper_says_how_to_reach_us(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    made, ours = appeal(vault, case, event), Catalogue(language)(USE_OURS)
    papers = (("embassy-letter", case, "embassy"), ("appeal-letter", made, "asked"), ("appeal-email", made, "asked"),
              ("appeal-script", made, "asked"))  # fmt: skip
    for name, of_, audience in papers:
        said = text(vault, name, of_.ref, profile=audience, language=language)
        assert ours in said and said.count("5512") == 0, name
    for one in records.find(vault, Query("intervention")):
        records.edit(vault, one.ref, {"care": "Do not visit her."})
    for name, of_, audience in papers:
        assert f"Do not visit her. {ours}" in text(vault, name, of_.ref, profile=audience, language=language), name
    said = text(vault, "appeal-message", made.ref, profile="asked", language=language)
    assert plain(f"Do not visit her. {Catalogue(language)(ONLY_OURS)}") in plain(" ".join(said.split()))


APART = ("Do not contact the families or the witnesses directly, but through us. "
         "This does not keep you from finding, protecting or releasing the people.")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["denunciation-letter", "briefing-note", "mission-report"])
def test_an_authority_reads_one_caution_and_no_day_of_a_visit(vault: Vault, name: str, language: str) -> None:
    case, _ = f1(vault, *ALL)
    visit, say = mission(vault, case), Catalogue(language)
    of_ = visit if name == "mission-report" else case
    said = text(vault, name, of_.ref, profile="authority", language=language)
    assert say(APART) in said and "5512" not in said
    if name == "mission-report":
        assert say("Not all days and places are told here, to protect the people concerned.") in said
        assert moment_text(say, "2026-12") not in said
        assert moment_text(say, "2026-12") in text(vault, name, of_.ref, profile="un", language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alleged_perpetrator_is_not_asked_to_act(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    said = text(vault, "denunciation-letter", case.ref, profile="un", language=language)
    whom = said.split(Catalogue(language)("Demands to the authorities"))[1]
    assert "Prosecutor" in whom and "National Police" not in whom and "National Police" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_that_those_responsible_are_not_in_it(vault: Vault, language: str) -> None:
    case, _ = f1(vault, *ALL)
    say = Catalogue(language)
    listed = text(vault, "follow-ups", case.ref, profile="embassy", language=language)
    assert say(NO_NAMES) in listed
    heron = records.add(vault, "actor", {"alias": "Heron"})[0].ref
    purposes = ["EMBASSY", "UN", "SHARE_NETWORK"]
    records.add(vault, "consent_record", {"actor": heron, "purpose": purposes, "state": "given", "form": "alias"})
    promise = {
        "kind": "promise",
        "by": heron,
        "text": "to speak",
        "text_open": "to speak",
        "made_on": "2026-01-01",
        "due": "2026-02-01",
    }
    records.add(vault, "undertaking", {"of": case.ref, **promise})
    for name, of_ in (("follow-ups", (case.ref,)), ("late", ())):
        named = text(vault, name, *of_, profile="embassy", language=language)
        assert "Heron" in named and say(NO_NAMES) not in named, name
    donor = text(vault, "mission-report", mission(vault, case).ref, profile="donor", language=language)
    why = "Who the people are, what happened to them, and who did it is not in this report, to protect them."
    assert say(why) in donor


REGIONAL = {"en": "Regional human rights body", "fr": "Organe régional des droits humains",
            "es": "Órgano regional de derechos humanos", "ar": "الهيئة الإقليمية لحقوق الإنسان"}  # fmt: skip
ASKED = {"en": "Ask the Government of Guatemala for: release", "fr": "Demandez au gouvernement (Guatemala) : ",
         "es": "Exijan al Gobierno de Guatemala: ", "ar": "طالبوا حكومة غواتيمالا بـ: "}  # fmt: skip
BY = {"en": "Tell us by 18 January 2027 at the latest", "fr": "Repondez au plus tard le 18 janvier",
      "es": "Respondan a mas tardar el 18 de enero", "ar": "أجيبونا في موعد أقصاه 18 يناير"}  # fmt: skip
PRESS = {"en": "Ask them to press the Government of Guatemala for this: release the person",
         "fr": "Demandez-leur d’exiger ceci du gouvernement (Guatemala) : ",
         "es": "Pídales que exijan al Gobierno de Guatemala lo siguiente: ",
         "ar": "اطلب منهم أن يطالبوا حكومة غواتيمالا بما يلي: "}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_names_one_regional_body_and_an_appeal_asks_its_reader(vault: Vault, language: str) -> None:
    case, event = f1(vault, "APPEAL_NAMED", *ALL, form="named")
    assert REGIONAL[language] in text(vault, "denunciation-letter", case.ref, profile="regional", language=language)
    made = appeal(vault, case, event, what="Police came.", risk_now="")
    message = text(vault, "appeal-message", made.ref, profile="asked", language=language)
    assert ASKED[language] in message and BY[language].removesuffix(" 2027 at the latest") in message, message
    assert ("at the latest" in message) is (language == "en")
    assert PRESS[language] in text(vault, "appeal-script", made.ref, profile="asked", language=language)
