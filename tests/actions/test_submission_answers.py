"""Answers of a form on its paper, also those that another vault can send, and the forms of lawyers and own files."""

import json
from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.outgoing import letterheads
from app.actions.papers import paper_makers
from app.actions.submissions import forms, mechanisms
from app.gui.cases import submission_query
from app.gui.style.text import Text
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import first_arrest
from tests.actions.test_submission_papers import HEAD
from tests.actions.test_submission_papers import form as form
from tests.actions.test_submission_papers import vault as vault
from tests.actions.test_submissions import add, questions


@pytest.fixture
def court(vault: Vault) -> str:
    """Begin a form to the European Court about the first detention of F5."""
    person = add(vault, "actor", alias="Heron", sex="02")
    add(vault, "consent_record", actor=person, purpose=["REGIONAL"], state="given", form="alias")
    return forms.begin(vault, "echr", first_arrest(vault, person)[0])[0].ref


def test_an_answer_that_is_not_known_is_told_as_one_and_not_as_the_reader(vault: Vault, court: str) -> None:
    forms.answer(vault, court, "F", "", "not_known")
    forms.answer(vault, court, "H", "", "none")
    said = questions(paper_makers.make(vault, "submission-form", [court], "regional"))
    assert (said["F"], said["H"]) == ("Not known", "None")


@pytest.mark.parametrize("row", [["served", "9999-12-31"], ["served", "2026-01-01/9999-12-31"], ["F:later", "Soon"],
                                 ["F:", ""], [":", ""]])  # fmt: skip
def test_answers_that_others_can_send_end_neither_the_page_nor_the_paper(
    vault: Vault, court: str, row: list[str]
) -> None:
    form = records.edit(vault, court, {"answers": [row]})[0]
    page = submission_query.read_form(vault, Text("en"), form.id.hex())
    assert len([submission_query.say_answer(Text("en"), one) for one in page.questions]) == 13
    said = questions(paper_makers.make(vault, "submission-form", [court], "regional"))
    assert said.get("F") == ("Not known. Soon" if row[1] == "Soon" else None)


@pytest.mark.parametrize("audience", ["un", "regional", "court", "embassy", "network"])
def test_the_answers_of_a_form_leave_on_its_paper_only(vault: Vault, form: str, audience: str) -> None:
    person = records.find(vault, Query("actor"))[0].ref
    purposes = ["UN", "REGIONAL", "COURT", "EMBASSY", "SHARE_NETWORK"]
    add(vault, "consent_record", actor=person, purpose=purposes, state="given", form="alias")
    forms.answer(vault, form, "VI", "Marta Ixcoy, witness")
    told = sharing.preview(vault, [form], audience).selection.records
    assert "Ixcoy" not in str(told) and (audience != "un" or any(one.kind == "submission" for one in told))
    assert "Ixcoy" not in str(tables_out.gather_for(vault, Query("submission"), audience))
    assert "Marta Ixcoy, witness" in questions(paper_makers.make(vault, "submission-form", [form], "un"))["VI"]


def test_our_account_is_apart_from_the_reasons_that_others_gave_and_a_danger_is_urgent(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias", given_on="2026-11-20")
    add(vault, "event", title="Arrest", date_start="2026-11-12", danger="now", description_open="Four men came.",
        act={"violation": "LIB1", "victim": person})  # fmt: skip
    act = records.find(vault, Query("act"))[0].ref
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=[act], reasons="Land", held_for="Theft")
    add(vault, "proceeding", about=[held], side="against_person", kind="hearing", date="2026-11-13", text_open="Short.")
    form = forms.begin(vault, "wgad", held)[0].ref
    said = questions(paper_makers.make(vault, "submission-form", [form], "un"))
    assert (
        "What happened: Four men came." in said["II"] and "What the authority says (not our words): Land" in said["II"]
    )
    assert said["V a"].startswith("Alleged offence: Theft\n") and said["VII a"] == "Yes"


def test_a_sheet_for_counsel_names_counsel_and_the_missing_authority(vault: Vault, court: str) -> None:
    forms.answer(vault, court, "C", "")
    made = paper_makers.make(vault, "submission-form", [court], "regional",
                             letterhead=letterheads.put_letterhead(vault, HEAD))  # fmt: skip
    assert made.framed.top == "CONFIDENTIAL. For: Counsel of the applicant." and made.framed.top in made.framed.foot
    assert questions(made)["C"].endswith("Signed authority attached: No")


def test_a_last_day_of_an_own_file_in_a_far_year_is_kept_with_the_answer(vault: Vault, tmp_path: Path) -> None:
    data = dict(mechanisms.read_data(vault, "echr"), version="far")
    data["clocks"] = [{**data["clocks"][0], "length": 30, "unit": "years", "turn": {}}]
    file = tmp_path / "far.json"
    file.write_text(json.dumps(data), "utf-8")
    mechanisms.load_mechanism(vault, file)
    person = add(vault, "actor", alias="Heron")
    form = forms.begin(vault, "echr", add(vault, "case", title="Prison", focal=[person]), person)[0].ref
    forms.answer(vault, form, "decided", "2026-11-25")
    assert [one.due for one in forms.check(vault, form).clocks] == ["2056-11-25"]
    assert records.record_of(vault, form).fields["send_by"] == "2056-11-25"
