"""Relocation (F17): each stage is refused until its items are there, then the request leaves with consent only."""

import json
import os

import pytest
from attrs import evolve

from app.actions.casework import tracking
from app.actions.kernel import records, view_rows
from app.actions.mail import accept_undo, sharing
from app.actions.mail.accept_undo import Accepted
from app.actions.papers import paper_makers
from app.actions.records import differences
from app.actions.submissions import forms
from app.actions.today import due_tasks
from app.domain.redact import PROFILES
from app.domain.release.audiences import AUDIENCES
from app.domain.release.facets import facet_of
from app.errors import InputRefused
from app.exchange import sheets
from app.gui.cases import cases_query
from app.gui.records.form_screen import _read
from app.gui.style.text import Text
from app.gui.today import now_query
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault
from crypto import BodyLink, Copied
from tests.actions.bodies import body, change
from tests.actions.pairs import Pair
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault


def refused(vault: Vault, ref: str, state: str) -> str:
    with pytest.raises(InputRefused) as caught:
        verb(vault, "stage", ref, "--to", state)
    return str(caught.value)


def status(vault: Vault, ref: str) -> object:
    return records.record_of(vault, ref).fields["status"]


def begin(vault: Vault) -> tuple[str, str, str]:
    """Write Heron, who leaves with a partner and a child of six; return the relocation, Heron and the child."""
    heron = add(vault, "actor", alias="Heron", sex="01")
    case = add(
        vault,
        "relocation",
        title="North star",
        who=heron,
        kind="refuge",
        leave_by="2026-12-20",
        reason="Two men asked for Heron at the school.",
        safe_way="By Wren",
        options="A town in the south",
    )
    add(vault, "participant", of=case, kind="partner", sex="02", age_group="30-49")
    child = add(vault, "participant", of=case, kind="child", age_group="0-11")
    return case, heron, child


def paper(vault: Vault, case: str, kind: str, state: str = "have", **fields: object) -> str:
    return add(vault, "requirement", of=case, kind=kind, state=state, **fields)


def test_each_stage_is_refused_with_its_items_and_then_passes(vault: Vault) -> None:
    case, heron, child = begin(vault)
    assert status(vault, case) == "inquiry"
    assert "risk assessment of the last 30 days" in refused(vault, case, "assessed")
    old = add(vault, "risk_assessment", title="Old", date="2026-10-01", about=[heron])
    records.edit(vault, case, {"risk": [old]})
    assert "risk assessment of the last 30 days" in refused(vault, case, "assessed")
    records.edit(vault, case, {"risk": [add(vault, "risk_assessment", title="New", date="2026-11-20", about=[heron])]})
    assert verb(vault, "stage", case, "--to", "assessed")["next"] == "options"

    assert "yes to a referral" in refused(vault, case, "options")
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    records.edit(vault, case, {"destination": "FR", "destination_why": "A sister lives there."})
    verb(vault, "stage", case, "--to", "options")

    host = add(vault, "offer", side="offer", kind=["refuge"], text="Two rooms", capacity=2)
    records.edit(vault, case, {"host": host})
    assert "room for 2, and 3 people travel" in refused(vault, case, "host")
    records.edit(vault, host, {"capacity": 4})
    verb(vault, "stage", case, "--to", "host")

    partner = next(one.ref for one in records.find(vault, records.Query("participant"))
                   if one.fields["kind"] == "partner")  # fmt: skip
    for who in ({"for": partner}, {}):
        paper(vault, case, "passport", expires="2030-01-01", **who)
        paper(vault, case, "visa", "not_needed", **who)
    short = paper(vault, case, "passport", expires="2027-04-20", **{"for": child})
    paper(vault, case, "visa", "not_needed", **{"for": child})
    line = add(
        vault, "budget_line", of=case, kind="fees", text="Three tickets", state="asked", amount=900, currency="USD"
    )
    said = refused(vault, case, "documents")
    assert "Child: the passport must be valid until 2027-06-21" in said and "consent of the other parent" in said
    assert "Nobody promised 900 USD yet" in said and "Partner" not in said and "Heron" not in said
    records.edit(vault, short, {"expires": "2027-06-21"})
    paper(vault, case, "guardian_consent", **{"for": child})
    records.edit(vault, line, {"state": "promised"})
    verb(vault, "stage", case, "--to", "documents")

    mission = add(vault, "mission", title="The way", date_start="2026-12-10")
    records.edit(vault, case, {"travel": mission})
    assert "plan of check-ins" in refused(vault, case, "travel") and "security training" in refused(
        vault, case, "travel"
    )
    assert all(word in refused(vault, case, "settled") for word in ("plan of check-ins", "Arrived on", "wellbeing"))
    assert status(vault, case) == "documents" and len(tracking.read(vault, case).steps) == 4
    finish(vault, case, mission)


def test_an_assessment_of_other_people_is_none_of_the_person_who_leaves(vault: Vault) -> None:
    case, _, _ = begin(vault)
    teal = add(vault, "actor", alias="Teal")
    other = add(vault, "risk_assessment", title="Mission 7", date="2026-11-20", about=[teal])
    records.edit(vault, case, {"risk": [other]})
    assert "of the last 30 days about Heron" in refused(vault, case, "assessed")


def finish(vault: Vault, case: str, mission: str) -> None:
    """Walk the stages from the way to the end (F17): each is refused, then passes."""
    jump = refused(vault, case, "closed")
    add(vault, "checkin_plan", mission=mission, title="Way", starts="2026-12-10T06:00", ends="2026-12-11T06:00",
        every_minutes=60, time_zone="Europe/Paris")  # fmt: skip
    paper(vault, case, "security_training", "not_needed")
    for stage, said, given, part in (
        ("travel", "", {}, ""),
        ("arrived", "Arrived on", {"arrived_on": "2026-11-27"}, ""),
        ("settled", "local co-ordinator", {"continues_work": True}, "local"),
        ("reviewed", "second check", {"next_review": "2026-12-24"}, "wellbeing"),
        ("return_planned", "Plan of the return", {"return_plan": "The trial is over."}, ""),
        ("returned", "Returned on", {"returned_on": "2026-11-28"}, ""),
        ("closed", "Result", {"result": "Safe at home.", "contact_after": "Wren"}, ""),
    ):
        if said:
            assert said in jump and said in refused(vault, case, stage)
            records.edit(vault, case, given)
        if part == "local":
            add(vault, "participant", of=case, kind="local", who={"kind": "contact", "display_name": "Wren"})
        if part:
            paper(vault, case, "wellbeing")
        assert verb(vault, "stage", case, "--to", stage)["state"] == stage


def test_no_way_round_the_steps_moves_a_case(vault: Vault) -> None:
    case, _, _ = begin(vault)
    early = [{"date": "2026-11-01", "state": "settled"}]
    with pytest.raises(InputRefused, match="state is that of the last step"):
        records.edit(vault, case, {"status": "closed"})
    with pytest.raises(InputRefused, match="state is that of the last step"):
        add(vault, "relocation", title="Typed", who={"alias": "Teal"}, status="closed")
    for given in ({"step": early}, {"step": early, "status": "settled"}):
        with pytest.raises(InputRefused):
            records.edit(vault, case, given)
        with pytest.raises(InputRefused):
            add(vault, "relocation", title="Typed", who={"alias": "Teal"}, **given)
    with pytest.raises(InputRefused, match="Use one of"):
        add(vault, "step", of=case, date="2026-11-01", state="promised")
    with pytest.raises(InputRefused, match="Use one of"):
        add(vault, "step", of=add(vault, "undertaking", text="Ask"), date="2026-11-01", state="host")
    # a step that hides another one, and is then removed
    verb(vault, "stage", case, "--to", "refused", "--words", "Heron wants to stay.")
    hidden = add(vault, "step", of=case, date="2026-11-01", state="settled")
    last = tracking.read(vault, case).steps[-1].ref
    with pytest.raises(InputRefused, match="risk assessment"):
        records.remove(vault, last)
    other = add(vault, "relocation", title="Other", who={"alias": "Teal"})
    with pytest.raises(InputRefused, match="Fill in"):
        records.link(vault, hidden, "of", other)
    assert (status(vault, case), status(vault, other)) == ("refused", "inquiry")


def test_a_step_back_and_an_end_need_a_reason_only(vault: Vault) -> None:
    case, _, _ = begin(vault)
    assert "reason for the step back" in refused(vault, case, "withdrawn")
    verb(vault, "stage", case, "--to", "withdrawn", "--words", "Heron found another way.")
    assert "reason for the step back" in refused(vault, case, "inquiry")
    verb(vault, "stage", case, "--to", "inquiry", "--words", "The other way is closed.")
    assert [verb(vault, "stage", case, "--on", day)["state"] for day in ("2026-11-27", "2026-11-28")] == ["inquiry"] * 2
    told = verb(vault, "stage", case)
    assert told["next"] == "assessed" and [row["field"] for row in told["missing"]] == ["risk"]  # type: ignore[attr-defined]


def test_a_paper_that_ends_is_on_today_in_its_list_and_gone_when_it_is_not_needed(vault: Vault) -> None:
    case, _, _ = begin(vault)
    soon, far = paper(vault, case, "passport", expires="2027-01-27"), paper(vault, case, "visa", expires="2027-01-28")
    assert [one.ref for one in view_rows.find(vault, view_rows.view_named("expiring"))] == [soon]
    assert due_tasks.needs(vault).expiring == [0, 0, 1] and due_tasks.needs(vault).due == []
    records.edit(vault, far, {"expires": "2026-11-20"})
    records.edit(vault, soon, {"state": "not_needed"})
    assert [(one.record.ref, one.days) for one in due_tasks.needs(vault).due] == [(far, -8)]
    records.edit(vault, case, {"next_review": "2026-11-28"})
    assert [one.field for one in due_tasks.needs(vault).due] == ["expires", "next_review"]


def test_the_page_names_the_missing_items_and_the_form_offers_only_the_stages_of_its_record(vault: Vault) -> None:
    case, _, _ = begin(vault)
    key = records.record_of(vault, case).id.hex()
    lines = cases_query.page(vault, Text(), key).lines
    assert lines.says == (("State today: Asked for", "box"),)
    assert lines.rows[0][0] == "Missing for the next stage: Assessed"
    assert [row.title for row in lines.rows[0][1]] == ["Link a risk assessment of the last 30 days about Heron."]
    step = records.Record(b"", "step", "", {})
    offered = [code for code, _ in _read(vault, step, {"of": [key]}, (), "x").choices["state"]]
    assert offered[0] == "inquiry" and "withdrawn" in offered and "promised" not in offered
    asked = records.record_of(vault, add(vault, "undertaking", text="Ask")).id.hex()
    assert "host" not in dict(_read(vault, step, {"of": [asked]}, (), "x").choices["state"])


def test_the_request_leaves_for_a_service_with_a_yes_and_never_tells_the_way(vault: Vault) -> None:
    case, heron, child = begin(vault)
    records.edit(vault, case, {"destination_why": "CANARY sister", "return_plan": "CANARY road", "destination": "FR"})
    records.edit(vault, case, {"options": "CANARY south", "safe_way": "CANARY Wren"})
    paper(vault, case, "passport", expires="2027-04-20", note="CANARY note", **{"for": child})
    for state, amount, currency in (("asked", 900, "USD"), ("given", 100, "USD"), ("needed", 50, "EUR")):
        add(vault, "budget_line", of=case, kind="fees", text="Tickets", state=state, amount=amount, currency=currency)
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "relocation-request", [case], "service")
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    text = sheets.as_text(paper_makers.make(vault, "relocation-request", [case], "service").framed)
    assert "CANARY" not in text and "Two men asked" in text and "People who travel, in all" in text
    for code, whole, sure, open_ in (("USD", "1\N{NO-BREAK SPACE}000", "100", "900"), ("EUR", "50", "0", "50")):
        rows = f"Currency: {code}\nAll needs: {whole}\nPromised or given: {sure}\nNot covered yet: {open_}\n"
        assert rows in text, text
    own = sheets.as_text(paper_makers.make(vault, "relocation-request", [case], "internal").framed)
    assert own.count("CANARY") >= 4


def test_a_paper_or_a_cost_leaves_with_the_yes_of_the_person_only(vault: Vault) -> None:
    case, heron, _ = begin(vault)
    parts = [paper(vault, case, "passport", expires="2027-04-20"),
             add(vault, "budget_line", of=case, kind="fees", state="asked", amount=900, currency="USD",
                 provider=add(vault, "organisation", name="Coast fund"))]  # fmt: skip
    asked = {audience: [one.fields for one in sharing.preview(vault, parts, audience).selection.records
                        if one.kind in ("relocation", "requirement", "budget_line") and one.fields]
             for audience in PROFILES}  # fmt: skip
    assert {name for name, told in asked.items() if told} == {"internal"}
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    told = [one.fields for one in sharing.preview(vault, parts, "service", ["Coast Fund"]).selection.records]
    assert any(one.get("amount") == 900 for one in told)


def test_no_other_audience_reads_a_value_of_a_relocation(vault: Vault) -> None:
    """Its own fields have the facet `aid`: only internal and service are open in its row."""
    opened = {name for name, one in AUDIENCES.items() if one.facets["aid"] != "-"}
    assert opened == {"internal", "service"}
    kinds = [vault.kinds[name] for name in ("relocation", "requirement", "budget_line", "support_plan", "grant")]
    told = {facet_of(kind, field.name) for kind in kinds for field in kind.own if field.name != "gender_factor"}
    assert told == {"aid", "security", "internal"}


def test_the_list_by_stage_is_a_verb_and_a_paper(vault: Vault) -> None:
    case, _, _ = begin(vault)
    rows = verb(vault, "view", "relocations")["rows"]
    assert [row["ref"] for row in rows] == [case] and "inquiry" in json.dumps(rows)  # type: ignore[attr-defined]
    text = sheets.as_text(paper_makers.make(vault, "relocations", [], "internal").framed)
    assert "North star" in text and "asked for" in text.casefold()


def test_hosts_with_room_for_all_come_first_by_verb_on_the_page_and_in_their_paper(vault: Vault) -> None:
    case, _, _ = begin(vault)
    small, large = (add(vault, "offer", side="offer", kind=["refuge"], text=text, capacity=n, family=True)
                    for text, n in (("Room by the mill", 2), ("House by the sea", 4)))  # fmt: skip
    add(vault, "offer", side="offer", kind=["refuge"], text="Full", capacity=9, status="closed")
    rows = verb(vault, "match", "--for", case)["matches"]
    assert [(one["offer"], one["missing"]) for one in rows] == [(large, []), (small, ["room"])]  # type: ignore[attr-defined]
    lines = cases_query.page(vault, Text(), records.record_of(vault, case).id.hex()).lines
    assert "Hosts" not in [head for head, _ in lines.rows], "only before the stage that needs one"
    text = sheets.as_text(paper_makers.make(vault, "host-profile", [large], "internal").framed)
    assert all(word in text for word in ("House by the sea", "Takes families: Yes", "Number of people: 4"))


def test_the_plan_of_a_return_has_its_dangers_money_and_people_and_stays_here(vault: Vault) -> None:
    case, heron, _ = begin(vault)
    risk = add(vault, "risk_assessment", title="The way back", date="2026-11-20", about=[heron])
    records.edit(vault, case, {"return_plan": "The trial is over.", "risk": [risk]})
    for kind, who in (("local", "Wren"), ("regional", "Lantern"), ("international", "Beacon")):
        add(vault, "participant", of=case, kind=kind, who={"kind": "contact", "display_name": who})
    add(vault, "budget_line", of=case, kind="transport", state="asked", amount=300, currency="EUR")
    text = sheets.as_text(paper_makers.make(vault, "return-plan", [case]).framed)
    assert all(word in text for word in ("The trial is over.", "The way back", "Wren", "Lantern", "Beacon", "300"))
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "return-plan", [case], "service")


def test_today_counts_papers_that_end_by_the_week_the_month_and_two_months(vault: Vault) -> None:
    case, _, _ = begin(vault)
    for day in ("2026-11-27", "2026-12-05", "2026-12-06", "2026-12-28", "2026-12-29", "2027-01-27", "2027-01-28"):
        paper(vault, case, "visa", expires=day)
    assert due_tasks.needs(vault).expiring == [2, 2, 2]
    rows = [row for section in now_query.page(vault, Text()).sections for row in section.rows]
    told = [(row.title, row.second) for row in rows if "papers or checks end soon" in row.title]
    assert told == [("2 papers or checks end soon", when)
                    for when in ("Within 7 days, or late", "Within 30 days", "Within 60 days")]  # fmt: skip


def test_a_report_moves_no_stage_without_its_step_and_its_items(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "relocation", {"title": "North star", "who": {"alias": "Heron"}})
    pair.give(ours.ref)
    (first,) = [one for one in store.changes_of(pair.ana.con, ours.id) if "status" in one.fields]
    typed = body(Copied(ours.id, "relocation", {"title": "North star"}),
                 changes=(change(ours.id, pair.ben.author, "status", "stage:travel", first.id),))  # fmt: skip
    done = pair.accept(typed)
    assert status(pair.ana, ours.ref) == "inquiry" and not [row for row in done.changed if row[1] == "status"]
    assert [(name, str(why)) for _, name, why in done.refused] == [
        ("status", "The state is that of the last step. Add a step.")]  # fmt: skip

    def send(state: str, number: bytes, **fields: object) -> Accepted:
        row = Copied(number * 16, "step", {"date": "2026-11-20", "state": f"stage:{state}", **fields})  # type: ignore[dict-item]
        return pair.accept(body(row, links=(BodyLink(os.urandom(16), number * 16, "of", ours.id, False),)))

    done = send("travel", b"s", text="Heron is on the way.")
    (why,) = [str(why) for _, name, why in done.refused if name == "state"]
    assert "risk assessment" in why and status(pair.ana, ours.ref) == "inquiry"
    (kept,) = tracking.read(pair.ana, ours.ref).steps
    assert "state" not in kept.fields and kept.fields["text"] == "Heron is on the way."
    done = send("withdrawn", b"t", text="Heron found another way.")
    assert (ours.id, "status", "inquiry", "withdrawn") in done.changed and status(pair.ana, ours.ref) == "withdrawn"
    assert accept_undo.undo(pair.ana, done.copy) and status(pair.ana, ours.ref) == "inquiry"


def test_a_step_whose_link_comes_later_moves_no_stage_without_its_items(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "relocation", {"title": "North star", "who": {"alias": "Heron"}})
    pair.give(ours.ref)
    step = Copied(b"s" * 16, "step", {"date": "2026-11-20", "state": "stage:travel", "text": "On the way."})
    pair.accept(body(step))
    done = pair.accept(body(links=(BodyLink(os.urandom(16), b"s" * 16, "of", ours.id, False),)))
    (why,) = [str(why) for _, name, why in done.refused if name == "state"]
    (kept,) = tracking.read(pair.ana, ours.ref).steps
    assert "risk assessment" in why and "state" not in kept.fields
    assert accept_undo.undo(pair.ana, done.copy) and not tracking.read(pair.ana, ours.ref).steps
    records.add(pair.ana, "step", {"of": ours.ref, "date": "2026-11-21", "text": "Our own step is not refused."})


def test_a_case_that_lost_its_step_falls_back(pair: Pair) -> None:
    ours, _ = records.add(pair.ana, "relocation", {"title": "North star", "who": {"alias": "Heron"}})
    pair.give(ours.ref)
    step = Copied(b"s" * 16, "step", {"date": "2026-11-20", "state": "stage:withdrawn", "text": "They found a way."})
    link = BodyLink(os.urandom(16), b"s" * 16, "of", ours.id, False)
    pair.accept(body(step, links=(link,)))
    assert status(pair.ana, ours.ref) == "withdrawn"
    done = pair.accept(body(links=(evolve(link, removed=True),)))
    assert (ours.id, "status", "withdrawn", "inquiry") in done.changed and status(pair.ana, ours.ref) == "inquiry"
    assert not [row for row in done.refused if row[0] == ours.id]
    assert accept_undo.undo(pair.ana, done.copy) and status(pair.ana, ours.ref) == "withdrawn"


def test_a_step_that_moves_to_another_case_takes_its_stage_along(vault: Vault) -> None:
    case, _, _ = begin(vault)
    other = add(vault, "relocation", title="South star", who={"alias": "Wren"})
    step = add(vault, "step", of=case, date="2026-11-20", state="withdrawn", text="Written to the wrong case.")
    assert status(vault, case) == "withdrawn"
    records.edit(vault, step, {"of": other})
    assert (status(vault, case), status(vault, other)) == ("inquiry", "withdrawn")


def test_the_state_of_a_record_of_others_is_that_of_their_steps(pair: Pair) -> None:
    case, asked = b"r" * 16, b"u" * 16
    pair.accept(body(
        Copied(case, "relocation", {"title": "North star", "status": "stage:travel"}),
        Copied(asked, "undertaking", {"text": "Ask", "status": "undertaking_status:done"}),
        *(Copied(number * 16, "step", {"date": "2026-11-20", "state": "stage:promised"}) for number in (b"s",)),
        links=(BodyLink(os.urandom(16), b"s" * 16, "of", asked, False),),
    ))  # fmt: skip
    assert (status(pair.ana, case.hex()), status(pair.ana, asked.hex())) == ("inquiry", "promised")


def test_a_decision_between_two_versions_types_no_stage(vault: Vault) -> None:
    case, _, _ = begin(vault)
    with pytest.raises(InputRefused, match="state is that of the last step"):
        differences.decide(vault, case, "status", "travel")
    assert status(vault, case) == "inquiry"


def test_a_service_reads_only_the_needs_that_it_is_asked_for(vault: Vault) -> None:
    case, heron, _ = begin(vault)
    add(vault, "consent_record", actor=heron, purpose=["REFERRAL"], state="given", given_on="2026-11-21")
    clinic, host = (add(vault, "organisation", name=name) for name in ("River clinic", "Hill house"))
    for text, whom in (("Rent", {"provider": host}), ("A doctor", {"provider": clinic}), ("Tickets", {})):
        add(vault, "budget_line", of=case, kind="fees", text=text, state="asked", amount=50, currency="USD", **whom)

    def told(*readers: str) -> set[str]:
        made = paper_makers.make(vault, "relocation-request", [case], "service", readers=readers)
        text = sheets.as_text(made.framed)
        assert text.count("All needs: 50") == (1 if readers != ("x",) else 0)
        asked = sheets.as_text(paper_makers.make(vault, "submission-form", [form], "service", readers=readers).framed)
        assert [word in text for word in needs] == [word in asked for word in needs] and "50 USD" in asked
        return {word for word in needs if word in text}

    needs, form = ("Rent", "A doctor", "Tickets"), forms.begin(vault, "relocation-request", case, heron)[0].ref
    assert (told("River clinic"), told("Hill house"), told("Fund")) == ({"A doctor"}, {"Rent"}, {"Tickets"})
    own = sheets.as_text(paper_makers.make(vault, "relocation-request", [case], "internal").framed)
    assert all(word in own for word in needs)
