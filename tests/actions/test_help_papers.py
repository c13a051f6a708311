"""Papers of help tell a reader no more than it needs: no route, no threat in its words, no way around us."""

from collections.abc import Mapping

import pytest

from app.actions.kernel import records
from app.actions.outgoing import letterheads
from app.actions.paper_parts.deeds import NO_NAME
from app.actions.papers import paper_makers
from app.domain.frame import Letterhead
from app.errors import InputRefused
from app.exchange import sheets
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.test_assistance import begin as begin_plan
from tests.actions.test_assistance import letter, say_yes
from tests.actions.test_displacement import add
from tests.actions.test_displacement import vault as vault
from tests.actions.test_losses import agree, fill, homes_of
from tests.actions.test_losses import paper as claim
from tests.actions.test_relocations import begin as begin_move
from tests.actions.test_relocations import paper as travel_paper


def text_of(vault: Vault, name: str, handle: str, audience: str = "") -> str:
    return " ".join(sheets.as_text(paper_makers.make(vault, name, [handle], audience).framed).split())


def test_a_host_profile_tells_a_network_no_day_and_no_free_text(vault: Vault) -> None:
    host = add(vault, "offer", side="offer", kind=["refuge"], text="Only on Mondays", conditions="No telephones",
               date_start="2026-12-07", date_end="2026-12-14", capacity=2, area=["Lurenka"])  # fmt: skip
    hidden = ("Mondays", "telephones", "7 December", "14 December")
    text = text_of(vault, "host-profile", host, "network")
    assert "Lurenka" in text and "Ask us for the days" in text and not [word for word in hidden if word in text]
    own = text_of(vault, "host-profile", host, "internal")
    assert all(word in own for word in hidden)


@pytest.mark.parametrize("audience", ["internal", "network"])
def test_a_request_has_no_host_profile(vault: Vault, audience: str) -> None:
    asked = add(vault, "offer", side="request", kind=["transport"], text="Two people to the clinic by the river.")
    with pytest.raises(InputRefused, match="no host"):
        text_of(vault, "host-profile", asked, audience)


@pytest.mark.parametrize("quote", ["“{}”", "«{}»", "„{}“", '"{}"'])
def test_a_relocation_request_has_the_consent_and_no_word_of_a_caller(vault: Vault, quote: str) -> None:
    move, heron, _ = begin_move(vault)
    threat = quote.format("Next time the bridge.")
    records.edit(vault, move, {"reason": f"A caller said: {threat} Heron hides.", "next_review": "2026-12-03"})
    say_yes(vault, heron, given_on="2026-11-21")
    text = text_of(vault, "relocation-request", move, "service")
    assert "bridge" not in text and "A caller said: (…) Heron hides." in text
    assert "Consent given on: 21 November 2026" in text and "3 December" not in text
    assert "Show this paper only to people who help with the move." in text and "Places: not in this paper" in text
    add(vault, "budget_line", of=move, kind="living", state="asked", urgency="01")
    assert "Answer by: 30 November 2026" in text_of(vault, "relocation-request", move, "service")
    own = text_of(vault, "relocation-request", move, "internal")
    assert "Next time the bridge." in own and "3 December 2026" in own and "Consent given on" not in own


@pytest.mark.parametrize(("expires", "warned"), [("2027-06-01", True), ("2027-12-01", False)])
def test_a_passport_that_ends_during_the_stay_gives_a_warning(vault: Vault, expires: str, warned: bool) -> None:
    move, _, _ = begin_move(vault)
    travel_paper(vault, move, "passport", expires=expires)
    made = paper_makers.make(vault, "relocation-request", [move], "internal")
    assert any("passport" in said for said in made.warnings) is warned


def test_a_referral_goes_through_us_without_the_work_and_warns_of_help_that_was_given(vault: Vault) -> None:
    _, line, heron = begin_plan(vault)
    records.edit(vault, heron, {"defender_field": ["land"]})
    records.edit(vault, line, {"provider": add(vault, "organisation", name="River clinic")})
    say_yes(vault, heron)
    text = " ".join(letter(vault, line).split())
    assert "Heron" in text and "Human rights work" not in text
    assert "Arrange the help and each meeting through us" in text
    assert not any("already" in said for said in paper_makers.make(vault, "referral-letter", [line]).warnings)
    assert "Answer by: 30 November 2026" in text, "an urgent need"
    assert "as soon as you can, at the latest by 30 November 2026" in text and "only to people who help" in text
    records.edit(vault, line, {"urgency": "02"})
    assert "Answer by: 12 December 2026" in letter(vault, line) and "as soon as you" not in letter(vault, line)
    records.edit(vault, line, {"from": "2026-12-02"})
    assert "Answer by: 2 December 2026" in letter(vault, line), "before the help begins"
    records.edit(vault, line, {"state": "given"})
    assert any("given already" in said for said in paper_makers.make(vault, "referral-letter", [line]).warnings)


def test_a_claim_has_no_words_of_a_repeated_line(vault: Vault) -> None:
    case, river = fill(vault)
    agree(vault, *homes_of(vault, river))
    twice = [one for one in records.find(vault, Query("loss")) if one.fields.get("value_max") == 1100]
    (same,) = (one for one in twice if "paid" not in one.fields)
    records.edit(vault, same.ref, {"text": "House, from the list of the church"})
    add(vault, "undertaking", of=[case], kind="demand", text="Rebuild", form=["restitution"], addressee="Ministry")
    assert "church" in claim(vault, "reparation-claim", case, "internal")
    text = claim(vault, "reparation-claim", case, "court")
    assert "church" not in text and "same as line 4" in text


def test_a_claim_numbers_each_line_asks_it_of_somebody_and_needs_a_power_of_attorney(vault: Vault) -> None:
    case, river = fill(vault)
    agree(vault, *homes_of(vault, river))
    add(vault, "undertaking", of=[case], kind="demand", text="Rebuild the houses", form=["restitution"],
        addressee="Ministry of Works")  # fmt: skip
    text = " ".join(claim(vault, "reparation-claim", case, "court").split())
    for told in ("without a basis of the value: 3", "repeat another one, left out: 6", "Power of attorney",
                 "Request: for the losses in these lines: 2 Amount asked for: 1 200 USD Asked of: Ministry of Works",
                 "the claim asks for each loss once", "To: ______________ (name)"):  # fmt: skip
        assert told in text, told
    assert "State concerned" not in text, "the claim is against a named body"
    made = paper_makers.make(vault, "reparation-claim", [case], "court", readers=["Court of Lurenka"])
    assert "To: Court of Lurenka" in sheets.as_text(made.framed) and NO_NAME not in made.warnings
    assert NO_NAME in paper_makers.make(vault, "reparation-claim", [case], "court").warnings


def give(vault: Vault, kind: str, **fields: object) -> str:
    grant = add(vault, "grant", title="Small", currency="USD", granted=1000, paid=1000)
    return add(
        vault, "budget_line", of=grant, kind=kind, grant=grant, **{"state": "given", "currency": "USD", **fields}
    )


def test_a_grant_report_promises_no_numbers_that_it_hides_and_is_signed(vault: Vault) -> None:
    few, many = (records.record_of(vault, give(vault, "fees", paid=300, people=n)) for n in (3, 30))
    grants = [one.ref for one in records.find(vault, Query("grant"))]
    texts = {("under these numbers" in text, "300 USD" in text): text
             for text in (text_of(vault, "grant-report", one, "donor") for one in grants)}  # fmt: skip
    assert set(texts) == {(True, True), (False, False)} and few.ref != many.ref
    assert "We show you the receipts at our office." in texts[False, False]
    assert all("Name, date and signature" in text for text in texts.values())


def test_a_joined_row_of_a_grant_report_tells_no_small_number_by_subtraction(vault: Vault) -> None:
    """24 people of one kind are known to the donor: 24 to 25 together tell that one person got the other kind."""
    grant = add(vault, "grant", title="Small", currency="USD", granted=1000, paid=1000, period_to="2026-12-20")
    for kind, people in (("equipment", 120), ("medical", 24), ("fees", 1)):
        add(vault, "budget_line", of=grant, kind=kind, grant=grant, state="given", currency="USD", paid=100,
            people=people)  # fmt: skip
    text = text_of(vault, "grant-report", grant, "donor")
    assert "People: 120" in text and "Other kinds together People: 5 or more Spent in USD: 200" in text
    assert "24" not in text.replace("2026-12-24", "") and "Place: not in this paper: numbers only" in text
    assert "Interim report on a grant, up to 28 November 2026" in text
    records.edit(vault, grant, {"period_to": "2026-11-20"})
    assert "Interim" not in text_of(vault, "grant-report", grant, "donor")
    own = text_of(vault, "grant-report", grant, "internal")
    assert "People: 24" in own and "or more" not in own and "Place:" not in own


def test_a_grant_report_is_signed_for_the_organisation_of_the_letterhead(vault: Vault) -> None:
    give(vault, "fees", paid=300, people=30)
    letterheads.put_letterhead(vault, Letterhead({"en": "Ixtal Centre"}))
    (grant,) = (one.ref for one in records.find(vault, Query("grant")))
    made = paper_makers.make(vault, "grant-report", [grant], "donor", letterhead=1)
    assert "For Ixtal Centre: name, date and signature" in sheets.as_text(made.framed)


def numbers(vault: Vault, name: str = "needs-table") -> Mapping[str, str]:
    said = {audience: " ".join(sheets.as_text(paper_makers.make(vault, name, [], audience).framed).split())
            for audience in ("donor", "internal")}  # fmt: skip
    return {audience: text.replace("\N{NO-BREAK SPACE}", "") for audience, text in said.items()}


def test_papers_for_donors_ask_with_a_day_and_have_no_dash_that_hides_nothing(vault: Vault) -> None:
    give(vault, "legal", state="asked", amount=500, people=3)
    assert not [
        word for word in ("in all Not covered", "–") if word in numbers(vault)["donor"].split("Needs in USD")[0]
    ]
    give(vault, "school", state="promised", amount=700, people=30)
    told = numbers(vault)
    assert "Not covered: fewer than 5 Promised: 0 in all: fewer than 5" in told["donor"]
    assert "Place: not in this paper: numbers only" in told["donor"] and "Place:" not in told["internal"]
    assert "“Given”" not in told["donor"] and "As of 28 November 2026" in told["donor"]
    assert "Please tell us the needs below" in told["donor"] and "Answer by: 12 December 2026" in told["donor"]
    assert "Answer by" not in told["internal"] and "Please tell us" not in told["internal"]
    give(vault, "medical", amount=900, people=30)
    assert "“Given” has the needs that are met." in numbers(vault)["donor"]


def test_a_brief_tells_no_sex_of_few_people(vault: Vault) -> None:
    people = [add(vault, "actor", alias=f"Alias{n}", sex="02") for n in range(6)]
    plan = add(vault, "support_plan", **{"title": "Plan", "for": people})
    add(vault, "budget_line", of=plan, kind="medical", state="given", amount=10, currency="USD")
    told = numbers(vault, "donor-brief")
    assert "female" not in told["donor"] and "People: 6" in told["donor"] and "female: 6" in told["internal"]
    records.edit(vault, plan, {"for": [*people, add(vault, "actor", alias="Teal", sex="01")]})
    told = numbers(vault, "donor-brief")
    assert "male" not in told["donor"] and "People without a record" not in told["donor"]
    assert "By whom: not in this paper: numbers only" in told["donor"] and "By whom" not in told["internal"]
    give(vault, "equipment", people=40)
    assert all("People without a record" in said for said in numbers(vault, "donor-brief").values())


def test_a_file_on_rights_asks_the_committee_names_the_state_and_warns_of_an_early_measurement(vault: Vault) -> None:
    dam = add(vault, "context", title="Dam", kind="project")
    with pytest.raises(InputRefused, match="needs an effect"):
        text_of(vault, "esc-violation-file", dam, "un")
    works = add(vault, "organisation", name="Ministry of Works", country="GT")
    effect = add(vault, "effect", of=dam, right="right:water", state="actual", duty=[works], since="2026-09-01",
                 readings=["2026-05-02 level 0 m, our visit"])  # fmt: skip
    made = paper_makers.make(vault, "esc-violation-file", [dam], "un")
    text = " ".join(sheets.as_text(made.framed).split())
    for told in ("State concerned: Guatemala", "article: 11, 12", "raise these facts and duties with the State",
                 "Answer by: 12 December 2026"):  # fmt: skip
        assert told in text, told
    assert any("“Since”" in said for said in made.warnings)
    records.edit(vault, works, {"country": None})
    asked = add(vault, "undertaking", text="Wells", text_open="Mend the wells.", kind="demand")
    records.edit(vault, effect, {"ask": [asked]})
    text = text_of(vault, "esc-violation-file", dam, "un")
    assert "facts, duties and requests" in text and "State concerned: not recorded for those who must act" in text
    records.edit(vault, effect, {"readings": ["2026-09-02 level 0 m"]})
    assert not any("“Since”" in said for said in paper_makers.make(vault, "esc-violation-file", [dam], "un").warnings)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_plan_for_ourselves_is_confidential_marks_its_names_and_tells_what_it_lacks(
    vault: Vault, language: str
) -> None:
    plan, _, _ = begin_plan(vault)
    made = paper_makers.make(vault, "support-plan", [plan], language=language).framed
    top = {"en": "CONFIDENTIAL.", "fr": "CONFIDENTIEL.", "es": "CONFIDENCIAL.", "ar": "سري"}
    assert made.top.startswith(top[language])
    text = " ".join(sheets.as_text(paper_makers.make(vault, "support-plan", [plan]).framed).split())
    for told in ("mostly aliases", "Person responsible: not recorded", "By whom: not in this paper"):
        assert told in text, told
