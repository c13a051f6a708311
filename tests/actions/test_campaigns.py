"""C03 and C04: attacks with their answers, publications with the consents of their day, and contacts at the media."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.actions.kernel import records, view_rows
from app.actions.outgoing import letterheads
from app.actions.papers import campaigns, paper_makers
from app.actions.today import due_tasks
from app.actions.withdrawals import consent_withdrawals, holders
from app.cli.main import parser
from app.domain.frame import Letterhead
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.views import VIEWS
from app.errors import InputRefused
from app.gui.cases import cases_query
from app.gui.incidents import incident_query
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault


def add(vault: Vault, kind_: str, **given: object) -> str:
    return records.add(vault, kind_, given)[0].ref


def refs(vault: Vault, name: str) -> list[str]:
    return [one.ref for one in view_rows.find(vault, VIEWS[name])]


def verb(vault: Vault, *words: str) -> Mapping[str, object]:
    options = parser(words).parse_args(words)
    return options.run(vault, options).document  # type: ignore[no-any-return]


def facts(vault: Vault, event: str) -> dict[str, tuple[str, str]]:
    page = incident_query.page(vault, Text("en"), records.record_of(vault, event).id.hex())
    return {name: (said, why) for name, said, why in page.facts if said}


def test_twelve_attacks_have_an_action_a_reason_or_a_row(vault: Vault, tmp_path: Path) -> None:
    """7 with an action, 3 with an answer and its reason, 2 listed: in the list, on the page and in the log."""
    who = add(vault, "actor", alias="Wren", occupational_status=["hrd"])
    reasons = [("not_wish", "She wants silence."), ("not_safe", "The brother is held."), ("network_only", "Too early.")]
    events = []
    for n in range(12):
        answer = dict(zip(("denounced", "denounced_why"), reasons[n - 7], strict=True)) if 7 <= n < 10 else {}
        answer |= {"denounced": "undecided"} if n == 10 else {}
        acts = [{"violation": "THR4", "victim": who}]
        events.append(add(vault, "event", title=f"Attack {n}", date_start="2026-03-02", act=acts, **answer))
    for n, event in enumerate(events[:7]):
        due = {"follow_up_on": "2026-04-01"} if n == 0 else {}
        add(vault, "intervention", about=[event], kind=["un"], date="2026-03-05", description=f"Letter {n}", **due)
    assert refs(vault, "not-denounced") == events[10:]
    assert [row["ref"] for row in verb(vault, "view", "not-denounced")["rows"]] == events[10:]  # type: ignore[attr-defined]
    assert "Denounced" not in facts(vault, events[0]), "an action is an answer"
    assert facts(vault, events[8])["Denounced"] == ("No: it is not safe", "The brother is held.")
    assert facts(vault, events[11])["Denounced"][0] == "no decision yet"
    verb(vault, "output", "make", "intervention-log", str(tmp_path / "log.txt"))
    said = " ".join((tmp_path / "log.txt").read_text("utf-8").split())
    assert "Attacks: 12. Without a decision: 2. Overdue follow-ups: 1." in said
    for words in ("Letter 0", "The brother is held.", "not denounced, and without a reason", "follow-up is overdue"):
        assert words in said, words


@pytest.mark.parametrize(
    ("act", "victim", "listed"),
    [
        ({"link_strength": "none_known"}, {"occupational_status": ["hrd"]}, False),
        ({}, {"occupational_status": ["other"]}, False),
        ({"link_strength": "possible"}, {"occupational_status": ["other"]}, True),
        ({}, {}, True),
        ({}, None, True),
    ],
)
def test_an_incident_is_no_attack_on_a_defender_only_if_that_is_recorded(
    vault: Vault, act: dict[str, object], victim: dict[str, object] | None, listed: bool
) -> None:
    who = {"victim": add(vault, "actor", alias="Wren", **victim)} if victim is not None else {}
    event = add(vault, "event", title="Robbed", date_start="2026-03-02", act=[{"violation": "THR4", **who, **act}])
    assert refs(vault, "not-denounced") == [event] * listed
    log = paper_makers.make(vault, "intervention-log", [event]).data("txt").decode()
    assert ("Attacks: 1." in log) == listed


def test_an_action_for_the_appeal_of_an_attack_is_an_action(vault: Vault) -> None:
    event = add(vault, "event", title="Raid", date_start="2026-03-02")
    appeal = add(vault, "appeal", title="Raid", event=event, happened="2026-03-02", what="x", asks=["safety"])
    assert refs(vault, "not-denounced") == [event], "an appeal that nobody got is no action"
    add(vault, "intervention", about=[appeal], kind=["urgent_appeal"], date="2026-03-05")
    assert refs(vault, "not-denounced") == []
    assert "Without a decision: 0." in paper_makers.make(vault, "intervention-log", [event]).data("txt").decode()


def published(vault: Vault, who: list[str], date: str = "2026-03-10", **given: object) -> str:
    event = add(vault, "event", title="Raid", date_start="2026-03-01")
    given = {"description": "Interview", "published_in": "Coast Radio", **given}
    return add(vault, "intervention", about=[event], kind=["0203"], victim=who, date=date, **given)


def consents_of(vault: Vault, publication: str) -> str:
    page = cases_query.page(vault, Text("en"), records.record_of(vault, publication).id.hex())
    return " ".join(said for said, _ in page.lines.says)


@pytest.mark.parametrize(
    ("given", "then", "gone"),
    [
        ({"state": "given", "given_on": "2026-03-01"}, "yes", False),
        ({"state": "given", "given_on": "2026-03-11"}, "not asked", False),
        ({"state": "given", "given_on": "2026-03-01", "valid_until": "2026-03-09"}, "expired", False),
        ({"state": "refused", "given_on": "2026-03-01"}, "no", True),
        ({"state": "refused", "given_on": "2026-03-11"}, "not asked", True),
        ({"state": "withdrawn", "given_on": "2026-03-01", "withdrawn_on": "2026-03-11"}, "yes", True),
        ({"state": "withdrawn", "given_on": "2026-03-01", "withdrawn_on": "2026-03-10"}, "no", True),
        ({"state": "given", "purpose": ["UN"], "given_on": "2026-03-01"}, "not asked", False),
    ],
)
def test_a_publication_has_the_consent_of_its_day(
    vault: Vault, given: dict[str, object], then: str, gone: bool
) -> None:
    who = add(vault, "actor", alias="Wren")
    add(vault, "consent_record", actor=who, **{"purpose": ["MEDIA"], **given})
    made = published(vault, [who])
    assert f"Consent on that day: Wren: {then}" in consents_of(vault, made)
    assert ("Take it down" in consents_of(vault, made)) == gone
    rows = paper_makers.make(vault, "publications", []).data("csv").decode()
    assert f"Wren: {then}" in rows and "Coast Radio" in rows
    assert refs(vault, "take-down") == [made] * gone


def test_the_log_of_publications_says_what_is_missing(vault: Vault) -> None:
    made = published(vault, [], date="", description="")
    assert "Missing: the day, the text" in consents_of(vault, made)
    assert "the day, the text" in paper_makers.make(vault, "publications", []).data("csv").decode()
    records.edit(vault, made, {"date": "2026-03-10", "description": "Interview"})
    assert consents_of(vault, made) == ""


def test_a_withdrawal_lists_the_publications_to_take_down(vault: Vault) -> None:
    """P80: a publication without a recipient too; an answer about another purpose leaves it."""
    who = add(vault, "actor", alias="Wren")
    add(vault, "consent_record", actor=who, purpose=["MEDIA", "UN"], state="given", given_on="2026-03-01")
    made = published(vault, [who], link="https://radio.example/raid")
    assert [one.key for one in holders.list_holders(vault, who)] == [made]
    consent_withdrawals.withdraw(vault, who, ["UN"])
    assert refs(vault, "take-down") == [] and due_tasks.needs(vault).notices == 0
    consent_withdrawals.withdraw(vault, who, ["MEDIA"])
    assert refs(vault, "take-down") == [made] and due_tasks.needs(vault).notices == 1
    assert [(one.name, one.state) for one in holders.list_holders(vault, who)] == [("Coast Radio", "withdrawn")]
    records.edit(vault, made, {"notice": "destroyed"})
    assert refs(vault, "take-down") == []


def test_the_media_list_has_our_contacts_at_media_with_their_channels(vault: Vault, tmp_path: Path) -> None:
    radio = add(vault, "organisation", name="Coast Radio", type="media", circulation=12000)
    union = add(vault, "organisation", name="Union", type="union")
    for name, at in (("Ibis", radio), ("Heron", union)):
        ways = [{"kind": "phone", "address": "555 0188", "order": 1}]
        add(vault, "contact", display_name=name, organisation=at, topics=["Rivers"], channel=ways)
    verb(vault, "view", "media", str(tmp_path / "media.csv"))
    rows = (tmp_path / "media.csv").read_text("utf-8")
    assert "Ibis" in rows and "Heron" not in rows
    for words in ("Coast Radio", "Rivers", "12000", "555 0188"):
        assert words in rows, words


def test_a_campaign_by_the_command_line_has_its_plan_for_volunteers(vault: Vault, tmp_path: Path) -> None:
    """C03: the records from files, the stage, the plan for the network without money, the one for us with it."""

    def made(name: str, **given: object) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(given), "utf-8")
        return str(verb(vault, "add", name, str(path))["ref"])

    lines = "Students; Count the days; Posters\nThe bank; Your loan"
    goal, risks = "A siren before each flood.", "Nobody goes to the gates."
    plan = made("programme", title="Dry land", kind="campaign", goal=goal, audiences=lines, risks=risks)
    made("undertaking", of=[plan], kind="campaign", text="Put up the posters", owner="Poster group", due="2027-02-01")
    made("budget_line", of=plan, kind="other", text="Paper", state="promised", amount=90, currency="USD")
    made("intervention", about=[plan], kind=["0203"], date="2026-11-03", description="x", published_in="Coast Radio")
    assert verb(vault, "stage", plan, "--to", "running")["state"] == "running"
    said = {}
    for audience in ("network", "internal"):
        path = tmp_path / f"{audience}.txt"
        verb(vault, "output", "make", "campaign-plan", str(path), plan, "--audience", audience)
        said[audience] = " ".join(path.read_text("utf-8").split())
        for words in (goal, risks, "Target group: Students Our message: Count the days Way: Posters", "The bank",
                      "Measure: Put up the posters Person responsible: Poster group Due date: 1 February 2027",
                      "Coast Radio",
                      "Stage: in progress"):  # fmt: skip
            assert words in said[audience], (audience, words)
    assert "stop and tell the person responsible" in said["network"]
    letterheads.put_letterhead(vault, Letterhead({"en": "Coast Desk"}, telephone="+502 2231 0047"))
    called = paper_makers.make(vault, "campaign-plan", [plan], "network", letterhead=1).data("txt").decode()
    assert "stop and call us: +502 2231 0047" in " ".join(called.split())
    assert "90 USD" in said["internal"] and "90" not in said["network"]
    verb(vault, "output", "make", "calendar", str(tmp_path / "days.ics"), plan)
    assert "20270201" in (days := (tmp_path / "days.ics").read_text("utf-8")) and "posters" not in days


def social(vault: Vault, event: str, language: str = "en") -> str:
    made = paper_makers.make(vault, "social-text", [event], "public", language, answers=LeakAnswers(replace_rest=True))
    assert made.needs_reader
    return paper_makers.mark_read(vault, made, "Ceiba").data("txt").decode()


@pytest.mark.parametrize("form", ["named", "alias", "role"])
@pytest.mark.parametrize("language", ["en", "ar", "fr", "es"])
def test_a_text_for_social_media_is_short_and_has_only_what_the_person_agreed_to(
    vault: Vault, language: str, form: str
) -> None:
    yes = [{"purpose": ["MEDIA"], "state": "given", "form": form, "given_on": "2026-01-01"}]
    who = add(vault, "actor", alias="Zorzal", role_words="a teacher", consent_record=yes)
    place = add(vault, "place", name="Oyalé", district="Ansal", province="River", country="CO")
    words = "The police stopped a bus at the bridge. Three people were taken away. " + "They have no lawyer yet. " * 12
    given = {"title": "Taken", "date_start": "2026-11-03", "place": place, "description_open": words}
    event = add(vault, "event", act=[{"violation": "LIB1", "victim": who}], **given)
    said = social(vault, event, language)
    assert len(said.strip("\u200f\u2066\u2069 \n")) <= campaigns.LETTERS
    assert "Three people were taken away." in said and "Oyalé" not in said and "Zorzal" not in said


def test_a_text_for_social_media_is_refused_without_a_yes(vault: Vault) -> None:
    who = add(vault, "actor", alias="Zorzal")
    place = add(vault, "place", name="Oyalé", province="River", country="CO")
    acts = [{"violation": "LIB1", "victim": who}]
    event = add(vault, "event", title="Taken", date_start="2026-11-03", place=place, act=acts)
    add(vault, "consent_record", actor=who, purpose=["MEDIA"], state="refused", given_on="2026-11-04")
    with pytest.raises(InputRefused, match="Consent is missing"):
        social(vault, event)
