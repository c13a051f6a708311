"""The form of a submission as its body reads it: what the State never reads, and what a reader needs to act."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import ALL_LANGUAGES
from app.actions.papers import paper_makers, register
from app.actions.papers.justice import bundles
from app.actions.submissions import forms, mechanisms
from app.actions.submissions.form_records import NO, YES
from app.catalogue import Catalogue
from app.cli.main import parser
from app.domain.frame import Letterhead
from app.domain.sheet import FormQuestion, SheetFacts
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_detention import first_arrest
from tests.actions.test_submissions import NOW, add, questions
from tests.vaults import Clock, vault_at


@pytest.fixture
def vault(tmp_path: Path):  # type: ignore[no-untyped-def]
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        yield vault


@pytest.fixture
def form(vault: Vault) -> str:
    """Begin a WGAD form about the first detention of F5, of a person with a yes to the United Nations."""
    person = add(vault, "actor", alias="Heron", sex="02")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    return forms.begin(vault, "wgad", first_arrest(vault, person)[0])[0].ref


HEAD = Letterhead({"en": "Ixtal Centre"}, ("12 Calle Real",), "+502 2231 0047", "desk@ixtal.example",
                  signatories=("Marta Ixcoy",))  # fmt: skip


def complete(vault: Vault, form: str, **answers: str) -> None:
    """Answer each question of a form that still needs it."""
    for name, text in answers.items():
        forms.answer(vault, form, name, text)
    for one in forms.check(vault, form).preflight.missing:
        words = {"date": "2026-11-25", "code": "yes", "moment": "2026-12-02T09:00"}.get(one.kind, "Our words.")
        forms.answer(vault, form, one.id, words)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_issuer_is_only_in_the_last_part_that_the_state_never_reads(vault: Vault, form: str, language: str) -> None:
    forms.answer(vault, form, "V", "", "none")
    forms.answer(vault, form, "state", "Velmora")
    made = paper_makers.make(vault, "submission-form", [form], "un", language,
                             letterhead=letterheads.put_letterhead(vault, HEAD))  # fmt: skip
    open_, apart = made.data("txt").decode().split(
        Catalogue(language)("Confidential part: keep it, and never send it to the State"))  # fmt: skip
    for secret in ("Ixtal", "Calle Real", "2231", "Marta"):
        assert secret not in open_ and secret in apart and secret not in made.framed.foot
    assert made.framed.issuer == () and "VII b." in open_ and not made.leaks.open
    assert len(made.data("pdf")) > 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("given", "You may send it to the State without its confidential part. Say a name only if this paper allows"),
        ("refused", "Do not send it to the State: the person did not agree to that."),
    ],
)
def test_the_line_of_each_page_says_if_the_body_can_send_the_form_to_the_state(
    vault: Vault, form: str, answer: str, said: str
) -> None:
    add(vault, "consent_record", actor=records.find(vault, Query("actor"))[0].ref, purpose=["UN_TO_GOV"], state=answer)
    draft = paper_makers.make(vault, "submission-form", [form], "un").framed
    assert draft.foot.startswith("DRAFT.") and "You may send" not in draft.foot + draft.apart
    complete(vault, form)
    made = paper_makers.make(vault, "submission-form", [form], "un").framed
    assert said in made.foot and "Destroy" not in made.foot and "Do not give" not in made.foot
    said = "CONFIDENTIAL. For the United Nations. Never send this page to the State. Do not publish it."
    assert made.apart.startswith(f"{said} · ") and made.apart.count("-") == 1


def test_the_confidential_pages_have_their_own_line_and_section(vault: Vault, form: str) -> None:
    complete(vault, form)
    made = paper_makers.make(vault, "submission-form", [form], "un")
    text = " ".join(made.data("txt").decode().split())
    open_, apart = text.split("Confidential part: keep it, and never send it to the State")
    assert open_.rstrip("- ").endswith("Do not publish it.") and "You may send it" not in apart
    reference = made.framed.apart.rpartition(" · ")[2]
    assert apart.endswith(f"Never send this page to the State. Do not publish it. · {reference}")
    assert reference not in open_ and f"Reference: {reference} Check line" in apart, "the State can ask with it"
    with ZipFile(BytesIO(made.data("docx"))) as parts:
        body, first, last = (parts.read(f"word/{name}.xml").decode() for name in ("document", "footer", "apart"))
    assert body.index('r:id="footer"') < body.index("Confidential part:") < body.index('r:id="apart"')
    assert "Never send this page" in last and reference in last and reference not in first


@pytest.mark.parametrize(("state", "day", "doubted"), [
    ("given", "2026-11-25", True), ("given", "2026-11-19", False), ("given_by_other", "2026-11-25", False),
])  # fmt: skip
def test_a_yes_of_a_person_who_is_gone_keeps_the_form_a_draft(
    vault: Vault, state: str, day: str, doubted: bool
) -> None:
    person = add(vault, "actor", alias="Ibis")
    add(vault, "consent_record", actor=person, purpose=["UN", "UN_TO_GOV"], state=state, form="alias", given_on=day,
        by_whom="wife", why="Nobody can ask him.")  # fmt: skip
    held = add(vault, "detention", person=person, date_start="2026-11-20", acknowledged=False)
    form = forms.begin(vault, "wgeid", held)[0].ref
    complete(vault, form)
    stops = [one.sentence for one in forms.check(vault, form).preflight.stops]
    made = paper_makers.make(vault, "submission-form", [form], "un")
    open_, apart = made.data("txt").decode().split("Confidential part:")
    caution = "whom nobody could ask on that day"
    assert any(caution in one for one in stops) is doubted is made.framed.foot.startswith("DRAFT.")
    assert (caution in " ".join(apart.split())) is doubted and caution not in " ".join(open_.split())


def test_a_yes_at_an_unknown_place_keeps_the_form_a_draft(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias", given_on="2026-11-20")
    held = add(vault, "detention", person=person, date_start="2026-11-12")
    for day, end in (("2026-11-12", "2026-11-19"), ("2026-11-21", None)):
        add(vault, "stay", of=held, place_kind="prison", date_start=day, **({"date_end": end} if end else {}))
    form = forms.begin(vault, "wgad", held)[0].ref
    complete(vault, form)
    assert [one.gate.id for one in forms.check(vault, form).preflight.stops] == ["consent"]
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias", given_on="2026-11-22")
    assert not forms.check(vault, form).preflight.stops


def test_the_reason_of_an_overridden_stop_is_in_the_confidential_part(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    held = add(vault, "detention", person=person, date_start="2026-11-12")
    form = forms.begin(vault, "treaty-model", held)[0].ref
    complete(vault, form, committee="HRC", since="2026-11-25")
    gate = next(one.gate.id for one in forms.check(vault, form).preflight.stops)
    forms.override(vault, form, gate, "The violation goes on, says our lawyer.")
    made = paper_makers.make(vault, "submission-form", [form], "un")
    open_, apart = made.data("txt").decode().split("Confidential part:")
    assert "our lawyer" not in open_ and "our lawyer" in apart and not made.framed.foot.startswith("DRAFT.")


@pytest.mark.parametrize(
    ("form_of_name", "until", "said"),
    [
        ("alias", None, "You may give this alias to the State."),
        ("alias", "2027-02-01", "You may give this alias to the State until 1 February 2027: then the consent ends."),
        ("named", None, "Do not say this alias to the authorities."),
    ],
)
def test_an_alias_goes_to_the_state_as_one_and_only_the_body_reads_who_agreed(
    vault: Vault, form: str, form_of_name: str, until: str | None, said: str
) -> None:
    person = records.find(vault, Query("actor"))[0].ref
    add(vault, "consent_record", actor=person, purpose=["UN_TO_GOV", "AUTHORITIES"], state="given", form=form_of_name,
        **({"valid_until": until} if until else {}))  # fmt: skip
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias", given_on="2026-11-20")
    made = paper_makers.make(vault, "submission-form", [form], "un")
    assert said in questions(made)["I"] and "You may say this name" not in str(questions(made))
    assert "Consent given by: the person, 20 November 2026" in questions(made)["VII"]
    open_, apart = made.data("txt").decode().split("Confidential part:")
    assert "Consent given by" not in open_ and not made.leaks.open and "safe way" not in open_
    assert ("First check this paper" in apart) is (form_of_name == "alias")


def test_the_facts_do_not_hide_whom_the_next_question_names(vault: Vault) -> None:
    person, police = add(vault, "actor", alias="Heron"), add(vault, "organisation", name="Police")
    add(vault, "consent_record", actor=person, purpose=["UN", "UN_TO_GOV", "UN_PUBLIC"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12",
                act={"violation": "LIB1", "victim": person, "involvement": [{"perpetrator": police}]})  # fmt: skip
    form = forms.begin(vault, "sr-hrd", event)[0].ref
    assert "4" not in questions(paper_makers.make(vault, "submission-form", [form], "un")), "a withheld name is open"
    forms.answer(vault, form, "4", "National Police")
    said = questions(paper_makers.make(vault, "submission-form", [form], "un"))
    assert "Who did it: See 4." in said["3"] and "too sensitive" not in said["3"] and said["4"] == "National Police"


def test_a_step_without_an_answer_has_its_days_and_one_with_an_answer_its_result(vault: Vault, form: str) -> None:
    held = records.find(vault, Query("detention"))[0].ref
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11-14",
        text_open="The court was closed.")  # fmt: skip
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11-15",
        result="Refused", ineffective_reason="No independent judge")  # fmt: skip
    add(vault, "proceeding", about=[held], side="for_person", kind="habeas_corpus", date="2026-11")
    rows = questions(paper_makers.make(vault, "submission-form", [form], "internal"))["V"].split("\n")
    assert "Answer: no answer yet. Days without an answer: 14. The court was closed." in rows[1]
    assert "Answer: Refused. Reason why it had no effect: No independent judge." in rows[2]
    assert sum("Days without" in one for one in rows) == 1, "a month has no days"


def test_the_reasons_have_the_missing_warrant_and_the_link_to_the_work(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron", defender_field=["land"])
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12",
                act={"violation": "LIB1", "victim": person, "defender_link": "She leads the committee."})  # fmt: skip
    act = records.find(vault, Query("act"))[0].ref
    held = add(vault, "detention", person=person, date_start="2026-11-12", act=[act], warrant="not_shown")
    add(vault, "proceeding", about=[held], side="against_person", kind="hearing", date="2026-11-13",
        next_on="2026-12-09", body="Second Court")  # fmt: skip
    form = forms.begin(vault, "wgad", held)[0].ref
    said = questions(paper_makers.make(vault, "submission-form", [form], "un"))
    assert said["IV"] == ("Warrant: warrant not shown\n"
                          "Link to their human rights work: She leads the committee.")  # fmt: skip
    assert "Forces of the arrest: Not known" in said["II"] and "Law applied: Not known" in said["II"]
    assert said["IX"] == "Confirmation: reported, not confirmed\nEvidence: no document in our register yet"
    assert "Profession: " in said["I b"]
    rapporteur = forms.begin(vault, "sr-hrd", event)[0].ref
    said = questions(paper_makers.make(vault, "submission-form", [rapporteur], "un"))
    assert "Next hearing: 9 December 2026, Second Court" in said["3b"] and "Confirmation" not in said["3"]


@pytest.mark.parametrize("mechanism", ["ced-ua", "wgeid"])
def test_a_denied_detention_is_told_with_the_denial_and_is_no_arrest(vault: Vault, mechanism: str) -> None:
    person = add(vault, "actor", alias="Ibis")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    held = add(vault, "detention", person=person, date_start="2026-11-20", acknowledged=False, reasons="Four men.")
    form = forms.begin(vault, mechanism, held)[0].ref
    said = questions(paper_makers.make(vault, "submission-form", [form], "un"))["4a" if mechanism == "ced-ua" else "9"]
    assert said == (
        "Taken on: 20 November 2026\nWhat the authority says (not our words): Four men.\n"
        "Detention admitted by the authority: No"
    )


def test_a_removal_needs_a_day_and_an_hour_to_come(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    form = forms.begin(vault, "echr-r39", add(vault, "case", title="Removal", focal=[person]), person)[0].ref
    for text in ("2026-11-25T09:00", "2026-12-02", "soon"):
        with pytest.raises(InputRefused):
            forms.answer(vault, form, "removal", text)
    forms.answer(vault, form, "removal", "2026-12-02T09:00")
    assert [one.due for one in forms.check(vault, form).clocks] == ["2026-12-01T16:00"]


@pytest.mark.parametrize(("mechanism", "question"), [("achpr", "56-1"), ("iachr-petition", "identity")])
def test_anonymity_is_a_yes_or_a_no(vault: Vault, mechanism: str, question: str) -> None:
    person = add(vault, "actor", alias="Heron")
    form = forms.begin(vault, mechanism, add(vault, "case", title="Prison", focal=[person]), person)[0].ref
    for text, stops in (("12 Calle Real", True), ("yes", False), ("no", False)):
        forms.answer(vault, form, question, text)
        stopped = {one.gate.values[0] for one in forms.check(vault, form).preflight.stops}
        assert (question in stopped) is stops


def test_a_question_without_an_answer_is_on_the_paper_and_not_on_the_paste_sheet(vault: Vault, form: str) -> None:
    body = paper_makers.make(vault, "submission-form", [form], "un").framed.body
    asked = [one for one in body if isinstance(one, FormQuestion)]
    assert len(asked) == len(forms.check(vault, form).mechanism.questions), "each number is on the paper"
    assert all((one.answer == "The sender left this question empty.") is not bool(one.id) for one in asked)
    words = ("submission", "paste", form, "--replace-all")
    options = parser(words).parse_args(words)
    assert "The sender left this question empty." not in str(options.run(vault, options).document["answers"])


@pytest.mark.parametrize(
    ("mechanism", "code", "to"),
    [("treaty-model", "HRC", "Human Rights Committee"), ("treaty-model", "", "Complaint to a treaty body"),
     ("echr", "", "Counsel of the applicant"), ("achpr", "", "African Commission on Human and Peoples’ Rights")],
)  # fmt: skip
def test_the_reader_is_the_chosen_committee_or_the_lawyer(vault: Vault, mechanism: str, code: str, to: str) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN", "REGIONAL"], state="given", form="alias")
    form = forms.begin(vault, mechanism, add(vault, "case", title="Prison", focal=[person]), person, "en")[0].ref
    if code:
        forms.answer(vault, form, "committee", code)
    audience = mechanisms.find_by_id(vault, mechanism).audience
    made = paper_makers.make(vault, "submission-form", [form], audience)
    assert ("To", to) in made.framed.facts and (not code or questions(made)["0"] == to)


def test_the_top_has_the_danger_the_next_day_the_last_day_and_a_treaty_that_came_too_late(vault: Vault) -> None:
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN", "REGIONAL"], state="given", form="alias")
    event = add(vault, "event", title="Arrest", date_start="2026-11-12", danger="now",
                act={"violation": "LIB1", "victim": person})  # fmt: skip
    held = add(vault, "detention", person=person, date_start="2026-11-12")
    for day in ("2026-12-09", "2026-11-27"):
        add(vault, "proceeding", about=[held], side="against_person", kind="hearing", date="2026-11-13", next_on=day)

    def top(mechanism: str, **answers: str) -> tuple[tuple[str, str], ...]:
        form = forms.begin(vault, mechanism, event if mechanism == "sr-hrd" else held, language="en")[0].ref
        for name, text in answers.items():
            forms.answer(vault, form, name, text)
        audience = mechanisms.find_by_id(vault, mechanism).audience
        body = paper_makers.make(vault, "submission-form", [form], audience).framed.body
        return next((one.rows for one in body[:2] if isinstance(one, SheetFacts)), ())

    assert top("sr-hrd") == (("Immediate danger", "yes"),)
    assert top("wgad") == (("Next hearing", "9 December 2026"),), "a past day is no next one"
    last = "25 May 2027 (counted from 25 November 2026)"
    assert ("Last day to send the petition (within 6 months of the notice)", last) in top(
        "iachr-petition", **{"8": "2026-11-25"})  # fmt: skip
    late = (
        "The complaint procedure came into force only after the violation",
        "The body cannot take it, unless the violation goes on: then answer 4 d, 4 e.",
    )
    assert late in top("treaty-model", committee="HRC", since="2026-11-25")
    assert late not in top("treaty-model", committee="HRC", since="2020-11-25")
    (said,) = (text for label, text in top("ced-ua", since="2026-11-25") if label.startswith("The treaty came"))
    assert said.startswith("The body takes only a disappearance that began after the entry into force (article 35).")
    assert ("Removal: day and hour (Strasbourg time)", "9 December 2026, 09:00") in top(
        "echr-r39", removal="2026-12-09T09:00", measure="No removal")  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [
    ("es", "Pidan al Estado, por favor:\n– que ponga en libertad a la persona de inmediato\n– que permita"),
    ("fr", "Veuillez demander à l’État :\n– de libérer la personne sans délai\n– de permettre"),
])  # fmt: skip
def test_no_request_to_the_state_is_an_order_to_the_body(vault: Vault, form: str, language: str, said: str) -> None:
    assert questions(paper_makers.make(vault, "submission-form", [form], "un", language))["VII b"].startswith(said)


def test_a_yes_to_the_body_does_not_contradict_a_no_to_the_authorities(vault: Vault, form: str) -> None:
    said = questions(paper_makers.make(vault, "submission-form", [form], "un"))
    for part in ("I", "VII"):
        assert "Before the authorities: Do not say this name to them: the consent does not cover that." in said[part]
    assert said["VII"].startswith("Yes, to this body.\n")


WHOLES = [(mechanism, language) for mechanism in (
    "achpr", "ced-ua", "echr", "echr-r39", "iachr-petition", "iachr-pm", "sr-hrd", "treaty-model", "wgad", "wgeid",
) for language in ALL_LANGUAGES]  # fmt: skip


@pytest.mark.parametrize(("mechanism", "language"), WHOLES)
def test_each_form_has_the_state_and_the_requests_in_each_language_of_its_body(
    vault: Vault, mechanism: str, language: str
) -> None:
    found = mechanisms.find_by_id(vault, mechanism)
    if language not in found.languages:
        pytest.skip("the body does not read it")
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN", "REGIONAL"], state="given", form="alias")
    detention = add(vault, "detention", person=person, date_start="2026-11-24T04:40",
                    arrested_at=[{"province": "Quiche", "country": "GT"}])  # fmt: skip
    form = forms.begin(vault, mechanism, detention, language=language)[0].ref
    if mechanism == "echr-r39":
        forms.answer(vault, form, "measure", "No removal to Velmora")
    body = [one for one in paper_makers.make(vault, "submission-form", [form], found.audience, language).framed.body
            if isinstance(one, FormQuestion)]  # fmt: skip
    said, label = "\n".join(one.answer for one in body), vault.words["country"].label("GT", language)
    assert label in [one.answer for one in body] and "T04:40" not in said
    find = "Please find that the State violated the rights in this form, and ask the State:"
    find = find.replace("ask", "order") if mechanism == "echr" else find
    decides = mechanism in ("achpr", "echr", "iachr-petition", "treaty-model")
    ask, arrest = map(Catalogue(language), (find if decides else "Please ask the State:", "Arrested on"))
    told = {one.source for one in found.questions}
    assert (arrest in said) is bool(told & {"event.facts", "event.places", "detention.arrest"}), (
        "no label in another language"
    )
    assert (ask if mechanism != "echr-r39" else "No removal to Velmora") in said
    assert all(one.answer and one.answer not in (YES, NO) for one in body)


def test_the_form_has_the_address_of_the_letterhead_without_a_question(vault: Vault, form: str) -> None:
    number = letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre"}, ("12 Calle Real",), "+502 2231 0047"))
    made = paper_makers.make(vault, "submission-form", [form], "un", letterhead=number)
    assert questions(made)["VI"] == "Ixtal Centre\n12 Calle Real\n+502 2231 0047" and not made.leaks.open
    add(vault, "actor", alias="Wren")
    letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre, with Wren"}, ("12 Calle Real",)), number)
    made = paper_makers.make(vault, "submission-form", [form], "un", letterhead=number)
    assert [one.words for one in made.leaks.open] == ["Wren"], "a person in a letterhead is asked about"


def test_a_code_that_no_list_has_is_read_for_leaks(vault: Vault, form: str) -> None:
    leaving = OutgoingData(vault, [records.find(vault, Query("detention"))[0].ref], "un")
    known = vault.words[vault.kinds["detention"].fields["forces"].scheme].codes[0]
    for codes, ours in (([known], True), ([known, "Quetzal"], False), (["Quetzal"], False)):
        said = leaving.said(leaving.roots[0]._replace(fields={"forces": codes}), "forces")
        assert isinstance(said, Phrase) is ours and isinstance(leaving.join([said, "x"]), Phrase) is ours


def test_a_form_that_was_given_out_is_marked_as_sent_in_the_same_step(vault: Vault, form: str, tmp_path: Path) -> None:
    made = paper_makers.make(vault, "submission-form", [form], "un")
    row = register.save(vault, register.paint(tmp_path / "form.txt", made))[0][0]
    unsent = bundles.find_unsent(vault, row)
    assert unsent is not None and unsent.ref == form

    def state() -> tuple[object, ...]:
        paper, sent = records.record_of(vault, row.ref).fields, records.record_of(vault, form).fields
        return paper["state"], sent["state"], sent.get("sent_on"), sent.get("way")

    with pytest.raises(InputRefused):  # open points: neither of the two is stored
        bundles.give_and_send(vault, row, "", "Working Group", "mail", "2026-11-28", "by e-mail", "")
    assert state() == ("made", "draft", None, None)
    bundles.give_and_send(vault, row, "", "Working Group", "mail", "2026-11-28", "by e-mail", "The trial is near")
    assert state() == ("given_out", "sent", "2026-11-28", "by e-mail") and not bundles.find_unsent(vault, row)
