"""Support plans and grants (F24): no referral without a yes, receipts for each cost, and totals by currency."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.kernel import records, view_rows
from app.actions.mail import sharing
from app.actions.papers import paper_makers
from app.actions.today import due_tasks
from app.domain.casework.stages import CaseFacts, CasePart, need_receipts
from app.domain.frame import FramedSheet
from app.domain.redact import PROFILES
from app.domain.totals import find_charge
from app.errors import InputRefused
from app.exchange import sheets
from app.gui.papers import papers_query
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault
from tests.actions.test_relocations import refused, status
from tests.flow.canaries import AIDED


def say_yes(vault: Vault, who: str, purpose: str = "REFERRAL", state: str = "given", **fields: object) -> str:
    return add(vault, "consent_record", actor=who, purpose=[purpose], state=state,
               **{"given_on": "2026-11-01", **fields})  # fmt: skip


def begin(vault: Vault) -> tuple[str, str, str]:
    """Write a plan for Heron and Teal with one need; return the plan, the need and Heron."""
    heron, teal = add(vault, "actor", alias="Heron", sex="01"), add(vault, "actor", alias="Teal", sex="02")
    plan = add(vault, "support_plan", **{"title": "Harbour", "for": [heron, teal]})
    line = add(vault, "budget_line", of=plan, kind="medical", text="Six visits", state="asked", urgency="01")
    for who in (heron, teal):
        say_yes(vault, who, "STORE")
    say_yes(vault, teal)
    return plan, line, heron


def test_a_plan_with_a_referral_is_refused_by_the_name_of_the_missing_yes(vault: Vault) -> None:
    plan, line, heron = begin(vault)
    assert status(vault, plan) == "opened"
    verb(vault, "stage", plan, "--to", "assessed")
    assert "choose a provider" in refused(vault, plan, "planned")
    clinic = add(vault, "organisation", name="River clinic")
    records.edit(vault, line, {"provider": clinic})
    said = refused(vault, plan, "planned")
    assert "yes of Heron to a referral to services, for River clinic" in said and "Teal" not in said
    yes = say_yes(vault, heron, audience=["Other clinic"])
    assert "Heron" in refused(vault, plan, "planned"), "a yes for another reader"
    records.edit(vault, yes, {"audience": ["River clinic"]})
    verb(vault, "stage", plan, "--to", "planned")
    records.edit(vault, yes, {"withdrawn_on": "2026-11-20"})
    assert "yes of Heron" in refused(vault, plan, "running")
    records.edit(vault, line, {"ours": True})
    verb(vault, "stage", plan, "--to", "running")


def test_a_plan_needs_a_need_its_review_and_a_result_for_each_line(vault: Vault) -> None:
    empty = add(vault, "support_plan", **{"title": "Empty", "for": [{"alias": "Wren"}]})
    said = refused(vault, empty, "assessed")
    assert "Add a need." in said and "keep the records on this device" in said
    plan, line, _ = begin(vault)
    records.edit(vault, line, {"state": "none_found"})
    assert all(word in refused(vault, plan, "closed") for word in ("Next review", "Six visits”: choose the result"))
    records.edit(vault, plan, {"next_review": "2027-01-10"})
    records.edit(vault, line, {"outcome": "02"})
    verb(vault, "stage", plan, "--to", "closed")
    assert status(vault, plan) == "closed"


def fill_grant(vault: Vault) -> tuple[str, list[str]]:
    """Write a grant of 1,000 USD with two costs."""
    fund = add(vault, "organisation", name="Harbour Fund")
    grant = add(vault, "grant", title="Small grant", donor=fund, amount=1500, currency="USD", applied_on="2026-09-01",
                decided_on="2026-09-20", granted=1000, paid=1000, paid_on="2026-10-01",
                report_due="2026-12-20")  # fmt: skip
    plan, _, _ = begin(vault)
    rows = ({"paid": 400, "currency": "USD"}, {"paid": 90000, "currency": "XAF"})
    return grant, [add(vault, "budget_line", of=plan, kind="fees", text=f"Cost {n}", state="given", grant=grant, **row)
                   for n, row in enumerate(rows)]  # fmt: skip


def test_a_grant_is_accounted_for_with_each_receipt_and_no_more_than_was_paid(vault: Vault) -> None:
    grant, lines = fill_grant(vault)
    verb(vault, "stage", grant, "--to", "paid")
    said = refused(vault, grant, "reported")
    assert said.count("add the receipt") == 2 and "Cost 1”: write the amount in USD, and the rate" in said
    for line in lines:
        records.edit(vault, line, {"receipt": [add(vault, "document", title="Bill")]})
    records.edit(vault, lines[1], {"grant_amount": 601})
    assert "the rate" in refused(vault, grant, "reported")
    records.edit(vault, lines[1], {"rate": "1 USD = 150 XAF, bank slip of 3 October"})
    assert "The costs are 1\N{NO-BREAK SPACE}001, and the grant has 1\N{NO-BREAK SPACE}000 USD" in refused(
        vault, grant, "reported"
    )
    records.edit(vault, lines[1], {"grant_amount": 600})
    verb(vault, "stage", grant, "--to", "reported")
    rows = json.dumps(verb(vault, "view", "money")["rows"])
    assert "Cost 0" in rows and "Cost 1" in rows


def test_reviews_and_reports_are_on_today_and_an_ended_plan_is_not(vault: Vault) -> None:
    plan, _, _ = begin(vault)
    grant, _ = fill_grant(vault)
    records.edit(vault, plan, {"next_review": "2026-11-27"})
    records.edit(vault, grant, {"report_due": "2026-11-28"})
    assert [(one.record.ref, one.days) for one in due_tasks.needs(vault).due] == [(plan, -1), (grant, 0)]
    verb(vault, "stage", plan, "--to", "withdrawn", "--words", "Heron needs no help now.")
    verb(vault, "stage", grant, "--to", "refused", "--words", "No money left.")
    assert due_tasks.needs(vault).due == []
    assert [one.ref for one in view_rows.find(vault, view_rows.view_named("grants"))] == [grant]


@given(st.lists(st.tuples(st.sampled_from(("USD", "XAF")), st.integers(0, 900), st.booleans(), st.booleans())))
def test_a_grant_is_never_accounted_for_above_its_money(rows: list[tuple[str, int, bool, bool]]) -> None:
    lines = [{"paid": n, "currency": code} | ({"grant_amount": n, "rate": "bank"} if told else {})
             for code, n, told, _ in rows]  # fmt: skip
    parts = [CasePart(bytes(16), line, "Cost", roles=frozenset({"receipt"} if has else ()))
             for line, (*_, has) in zip(lines, rows, strict=True)]  # fmt: skip
    facts = CaseFacts(0, {"currency": "USD", "paid": 1000}, {}, {"budget_line": parts}, {})
    charges = [find_charge(line, "USD") for line in lines]
    whole = all(has for *_, has in rows) and None not in charges and sum(filter(None, charges)) <= 1000
    assert (not list(need_receipts(facts))) is whole


def letter(vault: Vault, line: str, language: str = "en") -> str:
    return sheets.as_text(paper_makers.make(vault, "referral-letter", [line], language=language).framed)


def test_a_referral_letter_is_for_its_provider_and_tells_nothing_else(vault: Vault) -> None:
    plan, line, heron = begin(vault)
    records.edit(vault, plan, {"situation": "CANARY a", "wish": "CANARY b", "outcome_text": "CANARY c"})
    records.edit(vault, line, {"text_open": "Mornings are best.", "outcome_text": "CANARY d", "remarks": "CANARY e"})
    other = add(vault, "budget_line", of=plan, kind="legal", text="CANARY f", state="asked", text_open="CANARY g")
    add(vault, "note", date="2026-11-02", title="CANARY h", text="CANARY i", shareable=True, about=[])
    with pytest.raises(InputRefused, match="no provider outside"):
        letter(vault, line)
    clinic = add(vault, "organisation", name="River clinic")
    records.edit(vault, line, {"provider": clinic})
    with pytest.raises(InputRefused):
        letter(vault, line)
    yes = say_yes(vault, heron, audience=["River clinic"])
    text = letter(vault, line)
    assert all(word in text for word in ("River clinic", "Heron", "Teal", "Mornings are best.", "urgent"))
    assert "CANARY" not in text and "Six visits" not in text and "Harbour" not in text
    records.edit(vault, other, {"provider": add(vault, "organisation", name="Other clinic")})
    with pytest.raises(InputRefused):
        letter(vault, other)
    records.edit(vault, yes, {"withdrawn_on": "2026-11-20"})
    with pytest.raises(InputRefused):
        letter(vault, line)
    records.edit(vault, line, {"ours": True})
    with pytest.raises(InputRefused, match="no provider outside"):
        letter(vault, line)


def test_a_share_gives_a_service_its_own_needs_and_nothing_of_the_plan(vault: Vault) -> None:
    plan, line, heron = begin(vault)
    say_yes(vault, heron)
    grant = add(vault, "grant", title="CANARY a", amount=1500, currency="USD", reference="CANARY b")
    clinic, home = (add(vault, "organisation", name=name) for name in ("River clinic", "Other clinic"))
    records.edit(vault, line, {"provider": clinic, "grant": grant, "text_open": "Mornings are best."})
    for provider in (None, home):
        add(vault, "budget_line", of=plan, kind="legal", text="CANARY c", state="asked", text_open="CANARY d",
            **({"provider": provider} if provider else {}))  # fmt: skip
    add(vault, "requirement", of=plan, kind="passport", state="have", expires="2029-01-01")
    records.edit(vault, plan, {"title": "CANARY e", "where": "exile"})

    def told(audience: str, *readers: str) -> list[Mapping[str, object]]:
        found = sharing.preview(vault, [plan, line], audience, readers).selection.records
        return [one.fields for one in found if one.fields and one.kind in AIDED]

    (own,) = told("service", "river clinic ")
    assert own["text"] == "Six visits" and own["text_open"] == "Mornings are best."
    (other,) = told("service", "Other clinic")
    assert other["text"] == "CANARY c"
    assert [told("service", *names) for names in ((), ("Third clinic",))] == [[], []]
    assert not any(told(name, "River clinic") for name in {*PROFILES} - {"internal", "service"})
    records.edit(vault, line, {"ours": True})
    assert not told("service", "River clinic")


def test_help_that_arrived_needs_its_provider_and_its_day_for_the_next_stage(vault: Vault) -> None:
    plan, line, heron = begin(vault)
    say_yes(vault, heron)
    records.edit(vault, line, {"state": "given"})
    assert "Six visits”: write the provider and the day of the help." in refused(vault, plan, "assessed")
    records.edit(vault, line, {"provider": add(vault, "organisation", name="River clinic")})
    assert "write the provider and the day" in refused(vault, plan, "assessed")
    records.edit(vault, line, {"from": "2026-11-20"})
    verb(vault, "stage", plan, "--to", "assessed")


def test_a_referral_letter_without_words_for_the_provider_warns_and_tells_of_no_choice(vault: Vault) -> None:
    _, line, heron = begin(vault)
    say_yes(vault, heron)
    key = records.record_of(vault, line).id.hex()
    wish = papers_query.PaperWish("referral-letter", "service")
    shown = papers_query.paper_view(vault, Text(), wish, [key])
    assert "no provider outside" in shown.refused and shown.fill_in == "provider"
    records.edit(vault, line, {"provider": add(vault, "organisation", name="River clinic")})
    shown = papers_query.paper_view(vault, Text(), wish, [key])
    assert shown.fill_in == "text_open" and any("only the kind of help" in one for one in shown.warnings)
    assert isinstance(shown.content, FramedSheet) and "chose" not in sheets.as_text(shown.content)
    records.edit(vault, line, {"text_open": "Six visits to an eye doctor."})
    shown = papers_query.paper_view(vault, Text(), wish, [key])
    assert shown.fill_in == "" and not any("only the kind" in one for one in shown.warnings)
    assert isinstance(shown.content, FramedSheet) and "chose what it" in sheets.as_text(shown.content)
