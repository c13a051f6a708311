"""Forms to funds: a relocation or a support plan answers them, with a yes to a referral; a user loads another one."""

import json
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.submissions import form_facts, forms, mechanisms
from app.errors import InputRefused
from app.exchange import sheets
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault
from tests.actions.test_relocations import begin, paper


def answer_all(vault: Vault, form: str) -> None:
    for question in forms.check(vault, form).preflight.missing:
        forms.answer(vault, form, question.id, "By the fund of the coast, in June.")


def test_a_relocation_answers_the_form_of_a_fund_and_tells_no_safe_way(vault: Vault) -> None:
    case, heron, child = begin(vault)
    records.edit(vault, case, {"safe_way": "CANARY a", "options": "CANARY b", "destination": "FR"})
    paper(vault, case, "passport", expires="2030-01-01", note="CANARY c", **{"for": child})
    for amount, code in ((900, "USD"), (100, "USD"), (50, "EUR")):
        add(vault, "budget_line", of=case, kind="fees", text="Tickets", state="needed", amount=amount, currency=code)
    form = verb(vault, "submission", "begin", "relocation-request", case)["ref"]
    stops = [one.gate.id for one in forms.check(vault, str(form)).preflight.stops]
    assert stops == ["consent", "contact"]
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "submission-form", [str(form)], "service")
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    answer_all(vault, str(form))
    assert forms.check(vault, str(form)).preflight.ready
    for language, words in (("en", ("Two men asked", "France", "passport")), ("fr", ("France", "passeport"))):
        made = paper_makers.make(vault, "submission-form", [str(form)], "service", language)
        text = sheets.as_text(made.framed)
        assert "CANARY" not in text and "the State" not in text and "DRAFT" not in text
        assert all(word in text for word in (*words, "1\N{NO-BREAK SPACE}000 USD", "50 EUR")), text


def test_a_support_plan_asks_for_a_grant_and_each_form_is_about_its_own_records(vault: Vault) -> None:
    heron = add(vault, "actor", alias="Heron")
    plan = add(vault, "support_plan", **{"title": "Harbour", "for": [heron], "situation": "CANARY", "where": "exile"})
    add(vault, "budget_line", of=plan, kind="legal", text="A lawyer", state="asked", amount=70, currency="USD")
    assert [one.mechanism.id for one in form_facts.list_choices(vault, plan)] == ["grant-application"]
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    form = forms.begin(vault, "grant-application", plan)[0].ref
    answer_all(vault, form)
    text = sheets.as_text(paper_makers.make(vault, "submission-form", [form], "service").framed)
    assert "A lawyer" in text and "70 USD" in text and "in exile" in text and "CANARY" not in text
    forms.note_sent(vault, form)
    assert records.find(vault, records.Query("intervention"))[0].fields["kind"] == ["grant"]
    for name in ("wgad", "relocation-request"):
        with pytest.raises(InputRefused, match="not about such a record"):
            forms.begin(vault, name, plan)


def test_the_form_of_a_fund_replaces_ours(vault: Vault, tmp_path: Path) -> None:
    case, _, _ = begin(vault)
    data = {**mechanisms.read_data(vault, "relocation-request"), "version": "fund-7", "mark": "form of the fund"}
    data["questions"] = [*data["questions"], {"id": "pet", "no": "13", "text": {"en": "Animals"}, "required": True}]
    (file := tmp_path / "fund.json").write_text(json.dumps(data), "utf-8")
    mechanisms.load_mechanism(vault, file)
    form = forms.begin(vault, "relocation-request", case)[0].ref
    assert "pet" in [one.id for one in forms.check(vault, form).preflight.missing]
    file.write_text(json.dumps({**data, "version": "8", "about": "No kind"}), "utf-8")
    with pytest.raises(InputRefused, match="The mechanism cannot be read"):
        mechanisms.load_mechanism(vault, file)
