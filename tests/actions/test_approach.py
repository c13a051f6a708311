"""What goes to an embassy about somebody follows their consent, as an appeal does: each answer, and several people."""

from collections.abc import Sequence

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.domain.record import Record
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.unchecked import unchecked

PAPERS = ("briefing-note", "embassy-letter")
EMBASSY = "embassy"
FACTS = ("beaten at the post", "visited by a doctor", "not call the family")
Answer = tuple[list[str], str] | tuple[list[str], str, str]


def person(vault: Vault, alias: str, answers: Sequence[Answer]) -> Record:
    """Write somebody down with what they answered: purposes and a state."""
    made, _ = records.add(vault, "actor", {"alias": alias})
    for purposes, state, *form in answers:
        said = {"actor": made.ref, "purpose": purposes, "state": state, **({"form": form[0]} if form else {})}
        records.add(vault, "consent_record", said)
    return made


def case(vault: Vault, *people: Record, focal: bool = True) -> str:
    made, _ = records.add(vault, "case", {"title": "River case", "focal": [one.ref for one in people if focal],
                                          "summary_open": "Somebody was beaten at the post, says Heron"})  # fmt: skip
    records.add(vault, "intervention", {
        "about": [made.ref], "kind": ["embassy"], "date": "2026-04-02", "diplomatic": ["custody"],
        "wish": "To be visited by a doctor", "care": "Do not call the family",
    })  # fmt: skip
    for one in people:
        records.add(vault, "event", {"case": [made.ref], "title": f"Arrest {one.ref}", "act": {"victim": one.ref},
                                     "date_start": "2026-04-01", "place": {"province": "North"}})  # fmt: skip
    return made.ref


def text(made: paper_makers.OutputResult) -> str:
    return " ".join(unchecked(made).data("txt").decode().split())


REFUSED: dict[str, Sequence[Answer]] = {
    "silence": (),
    "no": ((["EMBASSY"], "refused"),),
    "taken back": ((["EMBASSY"], "given"), (["EMBASSY"], "withdrawn")),
    "no to it, yes to an appeal": ((["EMBASSY"], "refused"), (["APPEAL_NAMED", "APPEAL_ANON"], "given")),
    "no to an appeal": ((["APPEAL_NAMED", "APPEAL_ANON"], "refused"),),
    "yes to others": ((["SHARE_NETWORK", "MEDIA", "STORE", "AUTHORITIES", "UN"], "given"),),
    "appeal with the name": ((["APPEAL_NAMED"], "given"),),
    "appeal without the name": ((["APPEAL_ANON"], "given"),),
    "yes by another, without a reason": ((["EMBASSY"], "given_by_other"),),
}
AGREED: dict[str, tuple[Sequence[Answer], bool]] = {
    "yes": (((["EMBASSY"], "given"),), True),
    "yes, by the role": (((["EMBASSY"], "given", "role"),), False),
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("focal", [True, False])
@pytest.mark.parametrize("answers", REFUSED.values(), ids=REFUSED.keys())
def test_without_their_consent_there_is_no_paper(
    vault: Vault, paper: str, focal: bool, answers: Sequence[Answer]
) -> None:
    ref = case(vault, person(vault, "Heron", answers), focal=focal)
    with pytest.raises(InputRefused, match=r"Heron: Embassies, (no|not asked|write the person who answered)"):
        paper_makers.make(vault, paper, [ref], EMBASSY)
    ours = text(paper_makers.make(vault, paper, [ref], "internal"))
    assert all(fact in ours for fact in FACTS)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("answers", "named"), AGREED.values(), ids=AGREED.keys())
def test_who_agreed_is_spoken_of_as_they_agreed(
    vault: Vault, paper: str, answers: Sequence[Answer], named: bool
) -> None:
    who = person(vault, "Heron", answers)
    made = paper_makers.make(vault, paper, [case(vault, who)], EMBASSY)
    assert all(fact in text(made) for fact in FACTS)
    assert ("Heron" in text(made)) is named
    assert f"Arrest {who.ref}" in text(made)


@pytest.mark.parametrize("paper", PAPERS)
def test_where_one_of_two_did_not_agree_words_about_both_stay_and_it_is_said_whose(vault: Vault, paper: str) -> None:
    heron = person(vault, "Heron", ((["EMBASSY"], "given"),))
    egret = person(vault, "Egret", ((["EMBASSY"], "refused"),))
    made = paper_makers.make(vault, paper, [case(vault, heron, egret)], EMBASSY)
    told = text(made)
    assert not any(fact in told for fact in FACTS) and "Egret" not in told and f"Arrest {egret.ref}" not in told
    assert "custody" in told and f"Arrest {heron.ref}" in told
    (whole,) = [row for row in made.held_back if row.record == egret.id and not row.field]
    assert whole.detail == "Embassies: no" and "Egret" not in whole.why
    assert any(row.field == "summary_open" for row in made.held_back)


def test_a_letter_from_an_intervention_follows_those_it_is_for(vault: Vault) -> None:
    heron, egret = person(vault, "Heron", ((["EMBASSY"], "given"),)), person(vault, "Egret", ())
    ref = case(vault, egret)
    event = {"title": "Beaten", "date_start": "2026-04-01", "place": {"province": "North"}}
    of, _ = records.add(vault, "event", {**event, "act": {"victim": heron.ref}})
    asked, _ = records.add(vault, "intervention", {"about": [ref], "diplomatic": ["custody"], "wish": "A doctor"})
    with pytest.raises(InputRefused, match="Egret"):
        paper_makers.make(vault, "embassy-letter", [asked.ref], EMBASSY)
    records.edit(vault, asked.ref, {"victim": [heron.ref], "about": [ref, of.ref]})
    assert "A doctor" in text(paper_makers.make(vault, "embassy-letter", [asked.ref], EMBASSY))


def test_the_network_is_asked_for_by_its_own_purpose_and_a_case_of_nobody_is_free(vault: Vault) -> None:
    heron = person(vault, "Heron", ((["SHARE_NETWORK"], "given"),))
    ref = case(vault, heron)
    assert "Heron" in text(paper_makers.make(vault, "briefing-note", [ref], "network"))
    with pytest.raises(InputRefused):
        paper_makers.make(vault, "briefing-note", [ref], EMBASSY)
    assert FACTS[0] in text(paper_makers.make(vault, "briefing-note", [case(vault)], EMBASSY))
