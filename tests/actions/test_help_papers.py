"""Papers of help tell a reader no more than it needs: no route, no threat in its words, no way around us."""

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
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
    assert not paper_makers.make(vault, "referral-letter", [line]).warnings
    records.edit(vault, line, {"state": "given"})
    assert any("given already" in said for said in paper_makers.make(vault, "referral-letter", [line]).warnings)


def test_a_claim_has_no_words_of_a_repeated_line(vault: Vault) -> None:
    case, river = fill(vault)
    agree(vault, *homes_of(vault, river))
    twice = [one for one in records.find(vault, Query("loss")) if one.fields.get("value_max") == 1100]
    (same,) = (one for one in twice if "paid" not in one.fields)
    records.edit(vault, same.ref, {"text": "House, from the list of the church"})
    assert "church" in claim(vault, "reparation-claim", case, "internal")
    text = claim(vault, "reparation-claim", case, "court")
    assert "church" not in text and "same as line 4" in text
