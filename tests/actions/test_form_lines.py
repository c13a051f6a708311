"""Lines of a form that its reader acts on: the real name, the warrant, the urgency, and what goes on."""

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.submissions import forms
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_submission_papers import HEAD, complete
from tests.actions.test_submission_papers import form as form
from tests.actions.test_submission_papers import vault as vault
from tests.actions.test_submissions import add, questions


def read(vault: Vault, form: str, audience: str = "un") -> str:
    """Return the text of a form in one line."""
    return " ".join(paper_makers.make(vault, "submission-form", [form], audience).data("txt").decode().split())


@pytest.mark.parametrize(("answer", "said"), [
    ({"state": "given", "form": "named"}, "agreed"), ({"state": "refused"}, "The person said no"),
    ({"state": "given", "form": "alias"}, "no, the alias only"), ({}, "Not asked yet"),
])  # fmt: skip
def test_only_the_body_reads_if_the_state_may_know_the_real_name(
    vault: Vault, form: str, answer: dict[str, str], said: str
) -> None:
    person = records.find(vault, Query("actor"))[0].ref
    if answer:
        add(vault, "consent_record", actor=person, purpose=["UN_TO_GOV"], **answer)
        add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    open_, apart = read(vault, form).split("Confidential part:")
    assert f"Real name to the State: {said} VI." in apart and "Real name to the State" not in open_


def test_a_body_that_searches_asks_for_the_real_name_for_the_search(vault: Vault) -> None:
    person = add(vault, "actor", alias="Ibis")
    wife = {"actor": person, "state": "given_by_other", "by_whom": "wife", "why": "Nobody can ask him."}
    yes = add(vault, "consent_record", purpose=["UN", "UN_TO_GOV"], form="alias", **wife)
    held = add(vault, "detention", person=person, date_start="2026-11-20", acknowledged=False)
    apart = read(vault, forms.begin(vault, "wgeid", held)[0].ref).split("Confidential part:")[1]
    form = forms.begin(vault, "wgeid", held)[0].ref
    complete(vault, form)
    unknown = "The State cannot search for an alias. Ask us before you send it."
    assert unknown in read(vault, form).split("Confidential part:")[0]
    records.edit(vault, yes, {"form": "named"})
    assert unknown not in read(vault, form)
    assert "Real name to the State, for the search: no, the alias only" in apart
    assert "for the check or in person: the person who gave you this paper." in apart


def test_a_yes_to_the_urgent_procedure_needs_its_reason(vault: Vault, form: str) -> None:
    def missing() -> list[str]:
        return [one.id for one in forms.check(vault, form).preflight.missing]

    forms.answer(vault, form, "urgent", "no")
    assert "urgent-why" not in missing()
    forms.answer(vault, form, "urgent", "yes")
    assert "urgent-why" in missing() and "VII a 1)." in read(vault, form).split("I. Identity")[0]
    held = records.find(vault, Query("detention"))[0].ref
    add(vault, "event", title="Arrest", date_start="2026-11-12", danger="now", act={"violation": "LIB1"})
    records.edit(vault, held, {"health_flag": True, "act": [records.find(vault, Query("act"))[0].ref]})
    assert "urgent-why" not in missing(), "a danger now is a reason"
    said = read(vault, form)
    assert "The person is in danger now. Health: ask us by a safe way." in said and "needs medicine" not in said


def test_the_account_and_a_hearing_stand_for_fields_that_are_empty(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    held = add(vault, "detention", person=person, date_start="2026-11-12")
    form = forms.begin(vault, "wgad", held)[0].ref
    before = read(vault, form)
    assert "Warrant: Not known to the applicant if one exists" in before and "Forces of the arrest: Not known" in before
    assert "We wrote the names of authorities as we recorded them;" not in before
    add(vault, "event", title="Arrest", date_start="2026-11-12", description_open="Four men took her.",
        act={"violation": "LIB1", "victim": person})  # fmt: skip
    records.edit(vault, held, {"act": [records.find(vault, Query("act"))[0].ref]})
    for day in ("2026-11-22", "2026-11-20"):
        add(vault, "proceeding", about=[held], side="against_person", kind="hearing", date=day, body="Second Court")
    after = read(vault, form)
    assert "Forces of the arrest: See “What happened”." in after and "Warrant:" not in after
    assert (
        "Detention admitted by the authority: Yes, since 20 November 2026 (brought before a judge); before: not known"
        in after
    )
    assert "We wrote the names of authorities as we recorded them;" in after


def test_a_violation_that_goes_on_is_no_late_treaty_and_needs_its_reason(vault: Vault, form: str) -> None:
    held = records.find(vault, Query("detention"))[0].ref
    late = forms.begin(vault, "treaty-model", held)[0].ref
    for name, text in (("committee", "HRC"), ("since", "2026-11-25"), ("happened", "2026-03-10")):
        forms.answer(vault, late, name, text)
    assert "The complaint procedure came into force only after" in read(vault, late)
    assert any(one.gate.id == "party-hrc" for one in forms.check(vault, late).preflight.stops)
    forms.answer(vault, late, "continues", "yes")
    found = forms.check(vault, late).preflight
    assert "The complaint procedure came into force only after" not in read(vault, late)
    assert "continues-why" in [one.id for one in found.missing]
    assert any(one.gate.id == "party-hrc" for one in found.looks) and "party-hrc" not in str(found.stops)
    forms.answer(vault, late, "since", "", "none")
    assert any(one.gate.id == "party-hrc" for one in forms.check(vault, late).preflight.stops), "no party at all"


def test_a_measure_is_not_the_text_of_the_risk(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    form = forms.begin(vault, "echr-r39", add(vault, "detention", person=person, date_start="2026-11-12"))[0].ref
    forms.answer(vault, form, "4", "Torture is likely.")
    with pytest.raises(InputRefused, match="the answer of another question"):
        forms.answer(vault, form, "measure", "Torture is likely. ")
    forms.answer(vault, form, "measure", "No removal.")
    said = read(vault, form, "regional")
    assert "5 a. Interim measure asked of the Court, in words No removal." in said
    assert "2 b. Decision of removal" in said


def test_a_rapporteur_reads_the_charge_the_steps_and_the_places_of_a_detention(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12", act={"violation": "LIB1", "victim": person})
    act = records.find(vault, Query("act"))[0].ref
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=[act], held_for="Usurpation")
    add(vault, "stay", of=held, place_kind="barracks", date_start="2026-11-12")
    for side, kind, day in (("for_person", "habeas_corpus", 15), ("against_person", "hearing", 14)):
        add(vault, "proceeding", about=[held], side=side, kind=kind, date=f"2026-11-{day}", body="Second Court")
    said = questions(paper_makers.make(vault, "submission-form", [forms.begin(vault, "sr-hrd", event)[0].ref], "un"))
    assert "Places of detention\nsince 12 November 2026: barracks" in said["3"]
    assert said["5"].startswith("Alleged offence: Usurpation\n1. 14 November 2026: hearing, Second Court.\n")
    assert "2. 15 November 2026: habeas corpus, Second Court. Answer: no answer yet." in said["5"]


def test_counsel_reads_what_is_asked_with_its_last_day(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    form = forms.begin(vault, "echr", add(vault, "detention", person=person, date_start="2026-11-12"))[0].ref
    assert "Asked of counsel: prepare and sign the application, and get" in read(vault, form, "regional")
    forms.answer(vault, form, "decided", "2026-11-20")
    assert "(within 4 months): 20 March 2027 (counted from 20 November 2026)" in read(vault, form, "regional")
    assert "prepare and sign the application by 20 March 2027, and get" in read(vault, form, "regional")


def test_counsel_reads_that_no_final_decision_is_in_the_register(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    held = add(vault, "detention", person=person, date_start="2026-11-12")
    asked = add(vault, "proceeding", about=[held], side="for_person", kind="amparo", date="2026-11-15")
    check, echr = "To check: no final decision is in our register", forms.begin(vault, "echr", held)[0].ref
    achpr = forms.begin(vault, "achpr", held)[0].ref
    for one, name in ((echr, "decided"), (achpr, "exhausted")):
        forms.answer(vault, one, name, "2026-11-25")
    assert check in read(vault, echr, "regional") and check not in read(vault, achpr, "regional"), "the State reads it"
    notice = "No final decision is in the records."
    assert notice in paper_makers.make(vault, "submission-form", [achpr], "regional").warnings
    records.edit(vault, asked, {"result": "refused", "served_on": "2026-11-25"})
    assert check not in read(vault, echr, "regional")


def test_a_danger_without_urgent_measures_is_told_and_the_answer_day_is_before_the_hearing(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", danger="now", act={"violation": "LIB1", "victim": person})
    act = [one.ref for one in records.find(vault, Query("act"))]
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=act)
    add(vault, "proceeding", about=[held], side="against_person", kind="hearing", date="2026-11-13",
        next_on="2026-12-09")  # fmt: skip
    begun = forms.begin(vault, "achpr", held)[0]
    said = "Urgent measures: not asked in this form (question 6 a is empty)"
    made = paper_makers.make(vault, "submission-form", [begun.ref], "regional")
    assert begun.fields["answer_by"] == "2026-12-09" and said in read(vault, begun.ref, "regional")
    assert any("urgent measures are not asked. See question 6 a." in one for one in made.warnings)
    forms.answer(vault, begun.ref, "provisional", "yes")
    assert "Urgent measures" not in read(vault, begun.ref, "regional")
    records.edit(vault, event, {"danger": "no"})
    assert forms.begin(vault, "achpr", held)[0].fields["answer_by"] == "2026-12-28"


def test_the_sender_learns_that_the_state_can_read_own_words(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    form = forms.begin(vault, "iachr-pm", add(vault, "detention", person=person, date_start="2026-11-12"))[0].ref

    def notices() -> str:
        return " ".join(map(str, paper_makers.make(vault, "submission-form", [form], "regional").warnings))

    assert "your own words" not in notices()
    forms.answer(vault, form, "B2", "No doctor came.")
    assert "The State can read your own words in: B 2." in notices()
    open_ = read(vault, form, "regional").split("Confidential part:")[0]
    assert "B 2. Gravity (the State may read this answer) No doctor came." in open_


def test_evidence_that_stays_is_told_as_held_and_asked_for(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12", act={"violation": "LIB1", "victim": person})
    form = forms.begin(vault, "sr-hrd", event)[0].ref
    assert "Evidence: no document in our register yet" in read(vault, form)
    add(vault, "information", about=[event], connection="0102", sensitivity="V")
    assert "Evidence: we hold some; ask us by a safe way" in read(vault, form)


@pytest.mark.parametrize(("mechanism", "danger", "day"), [
    ("wgad", False, "28 December 2026"), ("wgad", True, "30 November 2026"), ("wgeid", False, "30 November 2026"),
])  # fmt: skip
def test_a_form_asks_for_an_answer_by_a_day_that_a_person_can_change_or_remove(
    vault: Vault, mechanism: str, danger: bool, day: str
) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN", "UN_TO_GOV"], state="given", form="alias")
    letterheads.put_letterhead(vault, HEAD)
    add(vault, "event", title="Arrest", danger="now" if danger else "no", act={"violation": "LIB1", "victim": person})
    act = [one.ref for one in records.find(vault, Query("act"))]
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=act)
    form, asked = forms.begin(vault, mechanism, held)[0].ref, "We ask you to answer by: "

    def parts() -> list[str]:
        made = paper_makers.make(vault, "submission-form", [form], "un", letterhead=1)
        return " ".join(made.data("txt").decode().split()).split("Confidential part:")

    assert asked not in "".join(parts()) and "If you received this draft, ask us" in parts()[1]
    assert "No answer is asked for a draft." in parts()[1]
    complete(vault, form)
    open_, apart = parts()
    assert asked + day in open_ and f"{asked}{day} To answer" in apart
    assert "+502 2231 0047 · desk@ixtal.example" in apart and "2231" not in open_, "the State never reads it"
    assert "for the check or in person: Marta Ixcoy." in apart and "Marta" not in open_
    records.edit(vault, form, {"answer_by": None})
    assert all(f"{asked}No day is asked." in part for part in parts())
    records.edit(vault, form, {"answer_by": "2026-11-27"})
    assert "The day for an answer is over: choose another one." in parts()[0]
    for given, kept in (("none", None), ("2026-12-24", "2026-12-24")):
        assert forms.begin(vault, mechanism, held, answer_by=given)[0].fields.get("answer_by") == kept
    records.edit(vault, form, {"state": "sent"})
    assert "choose another one" not in parts()[0], "a form that was sent stays as it was"


def test_a_form_says_the_state_of_health_or_that_it_is_not_told(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12", act={"violation": "LIB1", "victim": person})
    act = records.find(vault, Query("act"))[0].ref
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=[act])
    form = forms.begin(vault, "sr-hrd", event)[0].ref
    assert "Health: Not known" in read(vault, form)
    records.edit(vault, held, {"health_flag": True})
    assert "Health: not in this paper; ask us by a safe way" in read(vault, form)
    assert "Health: The person needs medicine or a doctor." in read(vault, form, "internal")


@pytest.mark.parametrize(("excepts", "who"), [([], "wife"), (["family"], "next of kin or guardian")])
def test_a_form_without_a_question_about_it_has_the_giver_and_the_day_of_the_consent(
    vault: Vault, excepts: list[str], who: str
) -> None:
    person = add(vault, "actor", alias="Ibis")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given_by_other", form="alias", by_whom="wife",
        why="Nobody can ask him.", given_on="2026-11-24", excepts=excepts)  # fmt: skip
    event = add(vault, "event", title="Bridge", date_start="2026-11-20", act={"violation": "LIB3", "victim": person})
    held = add(vault, "detention", person=person, date_start="2026-11-20", acknowledged=False)
    for mechanism, about in (("sr-hrd", event), ("wgeid", held)):
        open_, apart = read(vault, forms.begin(vault, mechanism, about)[0].ref).split("Confidential part:")
        said = f"Consent given by: {who}, in place of the person, 24 November 2026"
        assert apart.count(said) == 1 and "Consent given" not in open_ and "Nobody" not in open_ + apart
