"""Submissions: the catalogue in a vault, and a form from the first answer to the reply."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.outgoing.output import OutputResult
from app.actions.papers import paper_makers
from app.actions.submissions import form_facts, forms, mechanisms
from app.actions.submissions.requests import FIND, ORDER, TO_STATE
from app.actions.submissions.sources import SOURCES
from app.actions.today import due_tasks
from app.cli.main import parser
from app.domain.leaks.leak_values import EDIT, LeakAnswer, LeakAnswers
from app.domain.sheet import FormQuestion, SheetProse
from app.domain.submissions.preflight import GateState, Possible
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import first_arrest
from tests.flow.cast import Person
from tests.vaults import Clock, vault_at

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        yield vault


def test_a_file_of_the_user_replaces_a_mechanism_and_a_begun_form_keeps_its_version(
    vault: Vault, tmp_path: Path
) -> None:
    begun = mechanisms.keep_version(vault, "wgad")
    data = {**mechanisms.read_data(vault, "wgad"), "version": "2027.2", "body": "A body of ours"}
    (file := tmp_path / "wgad.json").write_text(json.dumps(data), "utf-8")
    assert mechanisms.load_mechanism(vault, file).version == "2027.2"
    assert mechanisms.find_by_id(vault, "wgad").body == "A body of ours"
    assert mechanisms.find_by_id(vault, "wgad", begun.version).body == begun.body != "A body of ours"
    assert mechanisms.find_by_id(vault, "wgad", "1900").version == "2027.2", "a version that is not here"
    assert len(mechanisms.list_mechanisms(vault)) == 12


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"id": 7}', "null", '{"id": "x", "questions": [null]}'])
def test_a_file_that_is_no_mechanism_is_refused_and_nothing_is_stored(vault: Vault, tmp_path: Path, text: str) -> None:
    before = mechanisms.list_mechanisms(vault)
    (file := tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(InputRefused, match="The mechanism cannot be read") as refused:
        mechanisms.load_mechanism(vault, file)
    assert "\n" not in str(refused.value) and mechanisms.list_mechanisms(vault) == before
    with pytest.raises(InputRefused, match="There is no mechanism x"):
        mechanisms.find_by_id(vault, "x")


def test_a_file_with_the_version_of_another_one_is_refused_so_a_begun_form_cannot_change(
    vault: Vault, tmp_path: Path
) -> None:
    mechanisms.keep_version(vault, "wgad")
    data = {**mechanisms.read_data(vault, "wgad"), "source": "Another source"}
    (file := tmp_path / "wgad.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(InputRefused, match=r"Another form wgad has the version 2026\.7"):
        mechanisms.load_mechanism(vault, file)
    file.write_text(json.dumps({**data, "version": "2"}), "utf-8")
    mechanisms.load_mechanism(vault, file)
    mechanisms.drop_own(vault, "wgad")
    assert mechanisms.find_by_id(vault, "wgad").version == "2026.7"
    with pytest.raises(InputRefused, match="You did not load a form wgad"):
        mechanisms.drop_own(vault, "wgad")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "It is no JSON text: see line 1, column 2"),
        (b"\xff\xfe{}", "It is no text in UTF-8"),
        (b'{"id": "wgad", "questions": [{}]}', "The mechanism has a wrong part: questions 1: id"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(vault: Vault, tmp_path: Path, data: bytes, why: str) -> None:
    (file := tmp_path / "x.json").write_bytes(data)
    with pytest.raises(InputRefused, match=why):
        mechanisms.read_file(vault, file)


def test_the_verb_shows_a_file_saves_a_copy_and_goes_back(tmp_path: Path) -> None:
    ana, file = Person(tmp_path, "ana").creates(), tmp_path / "wgad.json"
    ana.does("submission", "mechanisms", "wgad", "--save", str(file))
    file.write_text(file.read_text("utf-8").replace('"2026.7"', '"2027.1"'), "utf-8")
    assert ana.does("submission", "mechanisms", "--look", str(file))["replaces"] == "2026.7"
    rows = ana.does("submission", "mechanisms")["mechanisms"]
    assert not any(one["own"] for one in rows)
    ana.does("submission", "mechanisms", "--load", str(file))
    assert ana.does("submission", "mechanisms", "wgad")["version"] == "2027.1"
    assert ana.does("submission", "mechanisms", "wgad", "--drop")["version"] == "2026.7"


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


@pytest.fixture
def form(vault: Vault) -> str:
    """Begin a WGAD form about the first detention of F5, of a person with a yes to the United Nations."""
    person = add(vault, "actor", alias="Heron", sex="02")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    detention, _ = first_arrest(vault, person)
    return forms.begin(vault, "wgad", detention)[0].ref


def test_a_body_is_possible_only_if_each_stop_is_met_and_a_no_closes_it(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    held = first_arrest(vault, person)[0]

    def ask(name: str) -> Possible:
        return next(one.possible for one in form_facts.list_choices(vault, held) if one.mechanism.id == name)

    assert ask("wgad") is Possible.NOT_KNOWN, "nobody asked the person"
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    assert ask("wgad") is Possible.YES and ask("echr") is Possible.NOT_KNOWN
    add(vault, "consent_record", actor=person, purpose=["UN"], state="refused")
    assert ask("wgad") is Possible.NO
    found = form_facts.list_about(vault, records.record_of(vault, person))
    assert [one.kind for one in found] == ["detention"]


def test_a_form_without_a_person_or_a_known_mechanism_says_so(vault: Vault, form: str) -> None:
    records.edit(vault, form, {"mechanism": "own", "version": "9"})
    with pytest.raises(InputRefused, match="There is no mechanism own"):
        forms.check(vault, form)


def named(states: Sequence[GateState]) -> set[str]:
    return {one.gate.id for one in states}


def test_a_wgad_form_has_the_five_stays_the_gap_and_the_military_court(vault: Vault, form: str) -> None:
    """F5: II and III filled with five stays and the gap, "military court" under IV, category III."""
    found = forms.check(vault, form)
    said = {one.id: found.answers[one.id].text for one in found.mechanism.questions if one.id in found.answers}
    assert "Heron" in said["I"] and "2 March 2026" in said["II"]
    assert said["III"].startswith("1. 2 March 2026 to 4 March 2026: police station\n2. ")
    assert "3. 9 March 2026 to 12 March 2026: place not known (3 days)\n" in said["III"] and "\n6. " in said["III"]
    assert all(word in said["III"] for word in ("police station", "barracks", "prison", "hospital", "unofficial site"))
    assert said["IV"] == "Category III: military court, according to the sender, 16 March 2026" and said["cat"] == "III"
    assert said["VII"].startswith("Yes, to this body.") and said.keys().isdisjoint({"V", "VI", "state"})
    assert "military court" in said["heard"] and "to release the person at once" in said["asked"]
    assert found.preflight.say_missing("en").startswith("Missing 3 of 10: I a State concerned, V Internal steps")
    assert not found.preflight.stops and named(found.preflight.looks) == {"pages", "urgent"}


def test_a_no_or_silence_stops_the_form_and_no_word_of_the_records_is_in_it(vault: Vault, form: str) -> None:
    person = records.find(vault, Query("actor"))[0].ref
    add(vault, "consent_record", actor=person, purpose=["UN"], state="refused")
    found = forms.check(vault, form)
    assert "consent" in named(found.preflight.stops)
    assert [one.sentence for one in found.preflight.stops if one.gate.id == "consent"] == [
        "The person or the family said no to this body."]  # fmt: skip
    assert found.answers.keys() <= {"VII", "asked"} and "Heron" not in str(found.answers)


def test_own_words_stand_in_place_of_the_records_and_empty_brings_them_back(vault: Vault, form: str) -> None:
    forms.answer(vault, form, "V", "No lawyer dared to file", "none")
    forms.answer(vault, form, "VI", "The committee")
    forms.answer(vault, form, "state", "Velmora")
    found = forms.check(vault, form)
    assert found.preflight.ready and found.answers["V"].state == "none" and found.answers["VI"].own
    forms.answer(vault, form, "IV", "Other words")
    assert forms.check(vault, form).answers["IV"].text == "Other words"
    forms.answer(vault, form, "IV", "")
    assert forms.check(vault, form).answers["IV"].text.startswith("Category III")
    with pytest.raises(InputRefused, match="The form has no question 99"):
        forms.answer(vault, form, "99", "x")


def test_the_sending_needs_a_reason_and_its_reply_is_on_today_until_it_comes(vault: Vault, form: str) -> None:
    with pytest.raises(InputRefused, match="Missing 3 of 10"):
        forms.note_sent(vault, form, "2026-09-29")
    sent, _ = forms.note_sent(vault, form, "2026-09-29", by="Elm", way="mail", reason="The hearing is tomorrow")
    assert sent.fields["state"] == "sent"
    assert [one.due for one in forms.check(vault, form).clocks] == ["2026-11-28", "2026-12-28"]
    (due,) = due_tasks.needs(vault).due
    assert (due.record.kind, due.field, due.days) == ("intervention", "follow_up_on", 0)
    forms.note_reply(vault, form, "acknowledged", text="Number 44")
    assert len(due_tasks.needs(vault).due) == 1, "the answer of the Government is still to come"
    kept, _ = forms.note_reply(vault, form, "decided", text="Opinion 9")
    assert kept.fields["state"] == "answered" and due_tasks.needs(vault).due == []


def test_the_last_day_of_a_rule_is_on_today(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    case = add(vault, "case", title="Prison", focal=[person])
    form = forms.begin(vault, "echr", case, person)[0].ref
    forms.answer(vault, form, "served", "2026-07-29")
    (due,) = due_tasks.needs(vault).due
    assert (due.record.ref, due.field, due.days) == (form, "send_by", 1)
    with pytest.raises(InputRefused):
        forms.answer(vault, form, "served", "soon")


def test_a_form_is_about_one_person_and_each_source_of_the_data_exists(vault: Vault) -> None:
    case = add(vault, "case", title="Prison")
    with pytest.raises(InputRefused, match="A form is about one person"):
        forms.begin(vault, "wgad", case)
    with pytest.raises(InputRefused, match="is no submission"):
        forms.check(vault, case)
    purposes = {f"consent.{code}" for code in vault.words["consent_purpose"].codes}
    used = {one.source.removesuffix(".authority") for found in mechanisms.list_mechanisms(vault)
            for one in found.questions if one.source}  # fmt: skip
    asked = {one for one in used if one.startswith("asks.") and {FIND, ORDER, *TO_STATE} >= {*one.split(".")[1:]}}
    assert used <= {*SOURCES, *purposes, *asked} and {*SOURCES} - used == {"proceeding.perpetrator"}, (
        "which forms in the version 2026.4 name"
    )
    words = vault.words["mechanism"]
    for found in mechanisms.list_mechanisms(vault):
        assert all(found.say(language) == words.label(found.id, language) for language in ("en", "fr", "es", "ar"))


def questions(made: OutputResult) -> dict[str, str]:
    asked = (one for one in made.framed.body if isinstance(one, FormQuestion) and one.id)
    return {one.question.partition(".")[0]: one.answer for one in asked}


@pytest.mark.parametrize(
    ("language", "court", "draft"),
    [("en", "military court", "DRAFT"), ("fr", "tribunal militaire", "PROJET"), ("es", "tribunal militar", "BORRADOR")],
)
def test_the_form_is_a_paper_in_each_language_of_its_body(
    vault: Vault, form: str, language: str, court: str, draft: str
) -> None:
    made = paper_makers.make(vault, "submission-form", [form], "un", language)
    said = questions(made)
    assert [*said] == ["I", "I b", "II", "III", "IV", "IV a", "V a", "VII a", "VII b", "VII"], (
        "a missing answer has no place"
    )
    assert said["III"].count("\n") == 5 and court in said["IV"] and court in said["V a"] and said["IV a"] == "III"
    first = made.framed.body[0]
    assert isinstance(first, SheetProse) and re.search(r": 3 \(\w+ I a, V, VI\)\.", first.text)
    assert made.framed.foot.startswith(draft) and "______" not in made.data("txt").decode()
    forms.answer(vault, form, "V", "", "none")
    forms.answer(vault, form, "VI", "The committee")
    forms.answer(vault, form, "state", "Velmora")
    done = paper_makers.make(vault, "submission-form", [form], "un", language)
    assert not done.framed.foot.startswith(draft) and questions(done)["VI"] == "The committee"
    done.need_decisions()
    for kind in ("pdf", "docx", "html", "txt"):
        assert done.data(kind)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_labels_of_a_form_are_never_asked_about_but_a_name_in_its_records_is(
    vault: Vault, form: str, language: str
) -> None:
    held = records.find(vault, Query("detention"))[0].ref
    for alias in ("Place committee", "Lieu Étape", "Lugar Etapa"):
        add(vault, "actor", alias=alias)
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11-09",
        result="no_answer", reference="Quetzal")  # fmt: skip
    made = paper_makers.make(vault, "submission-form", [form], "un", language)
    assert not made.leaks.findings and "Quetzal" in questions(made)["V"]
    add(vault, "actor", alias="Quetzal")
    records.edit(vault, held, {"reasons": "A list with Quetzal."})
    made = paper_makers.make(vault, "submission-form", [form], "un", language)
    assert [one.words for one in made.leaks.open] == ["Quetzal"]
    rows = [one.id for one in made.leaks.open]
    done = paper_makers.make(vault, "submission-form", [form], "un", language,
                             answers=LeakAnswers({one: LeakAnswer(EDIT, "somebody") for one in rows}))  # fmt: skip
    assert "A list with somebody." in questions(done)["II"] and not done.leaks.open


def test_the_form_is_refused_for_other_readers_another_language_and_without_a_yes(vault: Vault, form: str) -> None:
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "submission-form", [form], "regional")
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "submission-form", [form], "un", "ar")
    person = records.find(vault, Query("actor"))[0].ref
    add(vault, "consent_record", actor=person, purpose=["UN"], state="refused")
    with pytest.raises(InputRefused, match="Heron"):
        paper_makers.make(vault, "submission-form", [form], "un")


def test_a_questionnaire_for_the_rapporteur_has_facts_doers_link_and_both_answers(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron", defender_field=["land"])
    for purpose, state in (("UN", "given"), ("UN_TO_GOV", "given"), ("UN_PUBLIC", "refused")):
        add(vault, "consent_record", actor=person, purpose=[purpose], state=state, form="alias")
    event = add(vault, "event", title="Threat", date_start="2026-11-20", danger="now", description_open="They came.",
                act={"violation": "INT1", "victim": person, "defender_link": "The land work"},
                place={"country": "GT", "province": "Quiche"})  # fmt: skip
    form = forms.begin(vault, "sr-hrd", event)[0].ref
    found = forms.check(vault, form)
    said = {one: answer.text for one, answer in found.answers.items()}
    assert (said["A"], said["B"], said["6"], said["now"]) == (
        "Real name: no. Alias: yes.",
        "No",
        "The land work",
        "yes",
    )
    assert "They came." in said["3"] and "20 November 2026" in said["3"]
    assert found.preflight.say_missing("en").startswith("Missing 2 of 11: 4 Perpetrators, also those")
    assert named(found.preflight.stops) == {"submitter"} and not found.preflight.looks
    assert questions(paper_makers.make(vault, "submission-form", [form], "un"))["6"] == "The land work"


def test_the_paste_sheet_lists_missing_answers_first_and_has_no_empty_one(vault: Vault, form: str) -> None:
    words = ("submission", "paste", form, "--replace-all")
    options = parser(words).parse_args(words)
    told = options.run(vault, options).document
    assert [one.split(".")[0] for one in told["missing"]] == ["I a", "V", "VI"]
    assert "Not answered" not in str(told) and all(one["answer"] and one["characters"] for one in told["answers"])


def test_pasted_answers_are_noted(vault: Vault, form: str) -> None:
    forms.mark_copied(vault, form, ["I", "IV a"])
    assert forms.mark_copied(vault, form, ["I", "II"])[0].fields["copied"] == ["I", "cat", "II"]


def test_the_verbs_lead_from_the_first_answer_to_the_reply(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    detention = ana.does("add", "detention", given={"person": {"alias": "Heron"}, "date_start": "2026-03-02"})["ref"]
    form = ana.does("submission", "begin", "wgad", detention)["ref"]
    assert ana.tries("submission", "check", form)[0] == 5
    said = ana.does("submission", "answer", form, "V", "No lawyer dared", "--none")
    assert [one["state"] for one in said["answers"] if one["question"] == "V"] == ["none"]
    sent = ana.does("submission", "sent", form, "--on", "2026-03-20", "--way", "mail", "--reason", "The trial is near")
    assert (sent["fields"]["way"], sent["fields"]["state"]) == ("mail", "sent")
    assert ana.does("submission", "reply", form, "--state", "decided")["fields"]["state"] == "answered"
