"""The gate of a treaty body asks the records about the State: yes, no, not known, and an override with a reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.submissions import form_facts, forms
from app.domain.casework.treaties import Bound
from app.domain.submissions.preflight import Possible
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        yield vault


def add(vault: Vault, kind: str, /, **fields: object) -> str:
    return records.add(vault, kind, fields)[0].ref


def disappear(vault: Vault, country: str = "AQ") -> str:
    """Record a detention in a territory without people, which cannot sign a treaty."""
    person = add(vault, "actor", alias="Heron")
    add(vault, "consent_record", actor=person, purpose=["UN"], state="given", form="alias")
    place = {"name": "Base", **({"country": country} if country else {})}
    return add(vault, "detention", person=person, date_start="2026-03-02", arrested_at=place)


def act(vault: Vault, **fields: object) -> str:
    given = {"country": "AQ", "instrument": "CED", "status": "ratified", "date": "2004-05-06", "seen_on": "2026-10-01"}
    return add(vault, "treaty_status", **{**given, "in_force_on": "2004-06-05", **fields})


def gate(vault: Vault, form: str, name: str = "party") -> tuple[list[str], list[str]]:
    """Return the sentences of a gate among the stops, and among the points to look at."""
    flight = forms.check(vault, form).preflight
    return tuple([one.sentence for one in heap if one.gate.id == name] for heap in (flight.stops, flight.looks))  # type: ignore[return-value]


def test_without_a_record_the_gate_is_not_known_and_no_mechanism_is_possible(vault: Vault) -> None:
    held = disappear(vault)
    form = forms.begin(vault, "ced-ua", held)[0].ref
    stops, (look,) = gate(vault, form)
    assert not stops and "No record tells this." in look and "answer question 8" in look
    choice = next(one for one in form_facts.list_choices(vault, held) if one.mechanism.id == "ced-ua")
    assert choice.possible is Possible.NOT_KNOWN and any("Not known if CED" in why for why in choice.why)


def test_a_state_that_ratified_before_the_act_passes(vault: Vault) -> None:
    held = disappear(vault)
    act(vault)
    form = forms.begin(vault, "ced-ua", held)[0].ref
    assert gate(vault, form) == ([], [])
    (told,) = forms.check(vault, form).treaties
    assert (told.state, told.bound, told.seen_on) == ("AQ", Bound.YES, "2026-10-01")


def test_a_later_ratification_is_a_stop_that_names_the_records(vault: Vault) -> None:
    held = disappear(vault)
    act(vault, date="2026-04-01", in_force_on="2026-05-01")
    form = forms.begin(vault, "ced-ua", held)[0].ref
    assert gate(vault, form)[0] == ["The State is not bound by CED on that day, as the records say."]
    forms.answer(vault, form, "since", "2004-06-05")
    assert gate(vault, form)[0], "the answer of a person does not open a stop of the records"


def test_a_yes_of_the_records_and_a_no_of_a_person_are_not_known(vault: Vault) -> None:
    held = disappear(vault)
    act(vault)
    form = forms.begin(vault, "ced-ua", held)[0].ref
    forms.answer(vault, form, "since", "It left the treaty", "none")
    stops, (look,) = gate(vault, form)
    assert not stops and "The records and your answer differ." in look


@pytest.mark.parametrize("country", ["", "BV"])
def test_a_place_without_a_country_or_of_another_state_is_not_known(vault: Vault, country: str) -> None:
    held = disappear(vault, country)
    act(vault)
    form = forms.begin(vault, "ced-ua", held)[0].ref
    stops, looks = gate(vault, form)
    assert not stops and len(looks) == 1


def test_two_states_are_not_known(vault: Vault) -> None:
    held = disappear(vault)
    act(vault)
    other = add(vault, "event", title="Raid", place={"name": "B", "country": "BV"})
    form = forms.begin(vault, "ced-ua", held)[0].ref
    records.edit(vault, form, {"about": [records.record_of(vault, other).id.hex()]})
    assert forms.check(vault, form).treaties[0].state == "" and gate(vault, form)[1]


def test_a_month_in_which_the_treaty_began_is_not_known(vault: Vault) -> None:
    held = disappear(vault)
    records.edit(vault, held, {"date_start": "2026-03"})
    act(vault, date="2026-01-01", in_force_on="2026-03-15")
    form = forms.begin(vault, "ced-ua", held)[0].ref
    stops, (look,) = gate(vault, form)
    assert not stops and "The day is not exact" in look


def test_a_complaint_needs_the_competence_of_its_committee(vault: Vault) -> None:
    held = disappear(vault)
    act(vault, instrument="CAT", declined=["cat22"])
    form = forms.begin(vault, "treaty-model", held)[0].ref
    assert not any(one.gate.id.startswith("party") for one in forms.check(vault, form).preflight.stops)
    forms.answer(vault, form, "committee", "CAT")
    assert gate(vault, form, "party-cat")[0]
    act(vault, instrument="CAT", date="2010-01-01", in_force_on="2010-02-01", competence=["cat22"])
    assert gate(vault, form, "party-cat") == ([], [])


def test_a_reservation_is_shown_although_the_treaty_binds(vault: Vault) -> None:
    held = disappear(vault)
    act(vault, reservation="Not for acts of the army.")
    form = forms.begin(vault, "ced-ua", held)[0].ref
    assert gate(vault, form) == ([], ["CED: the State made a reservation. Read it: Not for acts of the army."])


def test_a_stop_of_a_treaty_is_overridden_with_a_reason_that_is_kept(vault: Vault) -> None:
    held = disappear(vault)
    act(vault, status="withdrawn", date="2020-01-01", in_force_on="2021-01-01")
    form = forms.begin(vault, "ced-ua", held)[0].ref
    assert gate(vault, form)[0]
    with pytest.raises(InputRefused, match="Write a reason"):
        forms.override(vault, form, "party", " ")
    forms.override(vault, form, "party", "The withdrawal is disputed")
    stops, (look,) = gate(vault, form)
    assert not stops and look.startswith("Overridden: The withdrawal is disputed. The State is not bound")
    assert records.record_of(vault, form).fields["overrides"] == [["party", "The withdrawal is disputed"]]
    forms.override(vault, form, "party", "")
    assert gate(vault, form)[0]


@pytest.mark.parametrize("name", ["consent", "pending", "language", "nothing"])
def test_no_other_stop_is_ever_overridden(vault: Vault, name: str) -> None:
    form = forms.begin(vault, "ced-ua", disappear(vault))[0].ref
    with pytest.raises(InputRefused, match="cannot be overridden"):
        forms.override(vault, form, name, "We know better")
    records.edit(vault, form, {"overrides": [[name, "Written by another program"]], "language": "pt"})
    stops = {one.gate.id for one in forms.check(vault, form).preflight.stops}
    assert {"language", "domestic"} <= stops
