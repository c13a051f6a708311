"""The real name of a person in a form: the State reads it only with a yes for the State."""

import json
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.outgoing.output import OutputResult
from app.actions.papers import paper_makers
from app.actions.release import known_names
from app.actions.release.released_names import OpenNames
from app.actions.submissions import forms, mechanisms
from app.domain.leaks.leak_values import LeakAnswers
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_released_names import NAME, NAMED, key_of, real_names, released
from tests.actions.test_submission_papers import HEAD, complete
from tests.actions.test_submission_papers import vault as vault
from tests.actions.test_submissions import add


def begin(vault: Vault, state: dict[str, str], mechanism: str = "wgad") -> tuple[str, OpenNames]:
    """Return a form about a person with a yes to be named to the body, and an answer about the State; and the names."""
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN", "REGIONAL"], **NAMED)
    if state:
        add(vault, "consent_record", actor=person, purpose=["UN_TO_GOV", "AUTHORITIES"], **state)
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    held = add(vault, "detention", person=person, date_start="2026-11-12", held_for="Heron is accused.")
    return forms.begin(vault, mechanism, held)[0].ref, OpenNames(key, "urgent")


def make(vault: Vault, form: str, names: OpenNames | None, audience: str = "un") -> tuple[str, str, OutputResult]:
    """Return both parts of a form as a text, and the form."""
    made = paper_makers.make(vault, "submission-form", [form], audience, names=names)
    open_, apart = " ".join(made.data("txt").decode().split()).split("Confidential part:")
    return open_, apart, made


@pytest.mark.parametrize("mechanism", ["wgad", "iachr-pm"])
@pytest.mark.parametrize("state", [{}, {"state": "refused"}, {"state": "given", "form": "alias"}], ids=str)
def test_a_real_name_that_the_state_may_not_know_is_only_in_the_confidential_part(
    vault: Vault, mechanism: str, state: dict[str, str]
) -> None:
    form, names = begin(vault, state, mechanism)
    open_, apart, made = make(vault, form, names, "un" if mechanism == "wgad" else "regional")
    assert NAME not in open_ and "Heron (alias)" in open_ and "Heron is accused." in open_
    assert apart.count(NAME) == 1 and f"Real name of Heron, never for the State: {NAME}" in apart
    assert "Do you need the real name?" not in apart and not made.leaks.open
    assert [alias for alias, _ in released(vault)] == ["Heron"], "before any format is made"


def test_without_the_names_password_no_part_has_the_name_and_with_a_yes_for_the_state_each_can(vault: Vault) -> None:
    form, names = begin(vault, {"state": "given", **NAMED})
    open_, apart, _ = make(vault, form, None)
    assert NAME not in open_ + apart and not released(vault)
    open_, apart, _ = make(vault, form, names)
    assert NAME in open_ and "(alias)" not in open_ and "never for the State" not in apart


def test_a_real_name_in_an_answer_is_a_finding_also_beside_a_name_that_the_state_may_know(vault: Vault) -> None:
    form, names = begin(vault, {})
    ibis = add(vault, "actor", alias="Ibis")
    add(vault, "consent_record", actor=ibis, purpose=["UN", "UN_TO_GOV", "AUTHORITIES"], **NAMED)
    real_names.save(vault, names.key, ibis, {"real_name": "Paloma Quiroga Sandoval"})
    known_names.open_names(vault, names.key)
    held = records.find(vault, Query("detention"))[0].ref
    add(vault, "event", title="Taken", act={"violation": "LIB1", "victim": ibis})
    records.edit(vault, held, {"act": [records.find(vault, Query("act"))[0].ref]})
    forms.answer(vault, form, "IV", f"They hunt {NAME}. Ibis saw it.")
    made = paper_makers.make(vault, "submission-form", [form], "un", names=names)
    assert [NAME in one.words for one in made.leaks.open] == [True], "only the place for the name may have it"
    answers = LeakAnswers(replace_rest=True)
    text = paper_makers.make(vault, "submission-form", [form], "un", names=names, answers=answers).data("txt").decode()
    assert text.count(NAME) == 1 and "Paloma Quiroga Sandoval saw it." in text


def test_a_letterhead_with_the_home_of_a_person_has_a_caution(vault: Vault) -> None:
    form, names = begin(vault, {})
    letterheads.put_letterhead(vault, HEAD)
    said = "The address of the letterhead is also that of a person in your records."

    def warned() -> bool:
        return said in paper_makers.make(vault, "submission-form", [form], "un", letterhead=1).warnings

    assert not warned(), "the town alone is no home"
    other = add(vault, "actor", alias="Ibis")
    real_names.save(vault, names.key, other, {"real_name": "Paloma Quiroga", "address": "12 Calle Real, Ciudad Nueva"})
    known_names.open_names(vault, names.key)
    assert warned()


@pytest.mark.parametrize(("mechanism", "audience"), [("achpr", "regional"), ("wgad", "un")])
@pytest.mark.parametrize(("purpose", "may"), [("AUTHORITIES", False), ("MEDIA", True)])
def test_no_page_may_go_to_the_state_after_a_no_to_the_authorities(
    vault: Vault, mechanism: str, audience: str, purpose: str, may: bool
) -> None:
    form, _ = begin(vault, {}, mechanism)
    person = records.find(vault, Query("actor"))[0].ref
    add(vault, "consent_record", actor=person, purpose=[purpose], state="refused")
    for one in forms.check(vault, form).mechanism.questions:
        forms.answer(vault, form, one.id, "2026-11-13" if one.dated else "Words.")
    mark = str(paper_makers.make(vault, "submission-form", [form], audience).content.mark)  # type: ignore[union-attr]
    assert ("You may send it to the State" in mark, "Do not send it to the State" in mark) == (may, not may)


def test_a_form_of_a_file_without_a_confidential_part_may_not_go_to_the_state(vault: Vault, tmp_path: Path) -> None:
    """Its first page has our letterhead: anybody can write such a file."""
    data = dict(mechanisms.read_data(vault, "wgad")) | {"version": "other"}
    data["questions"] = [{**one, "confidential": False} for one in data["questions"]]
    (tmp_path / "wgad.json").write_text(json.dumps(data), "utf-8")
    mechanisms.load_mechanism(vault, tmp_path / "wgad.json")
    letterheads.put_letterhead(vault, HEAD)
    form, names = begin(vault, {}, "wgad")
    complete(vault, form)
    made = paper_makers.make(vault, "submission-form", [form], "un", names=names, letterhead=1,
                             answers=LeakAnswers(replace_rest=True))  # fmt: skip
    text = " ".join(made.data("txt").decode().split())
    assert HEAD.telephone in text and NAME not in text and "DRAFT" not in text
    assert "Do not send it to the State: it has our address" in text and "You may send it" not in text
