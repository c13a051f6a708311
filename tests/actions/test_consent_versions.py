"""Two members of a team write different answers into one consent: it is no yes until a person chooses (P60)."""

import pytest

from app.actions.kernel import records
from app.actions.release import consent_rules
from app.domain.fields import Value
from app.domain.release.consents import find_answer, has_consent
from tests.actions.team import Three, incident, three_at
from tests.actions.test_consent_order import CLOSED, OPEN, PURPOSES, forms
from tests.domain.test_redact import NOON, answer, rec
from tests.domain.test_release import paper


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Three:
    with three_at(tmp_path_factory.mktemp("versions")) as found:
        yield found  # type: ignore[misc]


@pytest.mark.parametrize("states", [("refused", "given"), ("given", "refused"), ("withdrawn", "given")])
def test_a_no_of_one_member_wins_until_a_person_chooses(three: Three, states: tuple[str, str]) -> None:
    """In each vault, whoever wrote last; a choice of a person opens it again."""
    three.begin_anew()
    row = {"purpose": PURPOSES, "state": "not_asked", "form": "named"}
    heron, _ = records.add(three.ana, "actor", {"alias": "Heron", "consent_record": [row]})
    event = incident(three)
    records.add(three.ana, "act", {"event": event.ref, "violation": "LIB1", "victim": heron.ref})
    three.team(event.ref)
    ((_, consent),) = consent_rules.list_answers(three.ana, [heron])
    three.clocks["Carla"].now += 60
    for name, state in zip(("Ben", "Carla"), states, strict=True):
        records.edit(three.vaults[name], consent.id.hex(), {"state": state})
    three.round(3)
    for name, vault in three.vaults.items():
        assert records.record_of(vault, consent.id.hex()).conflicts == ("state",)
        assert forms(vault, heron) == CLOSED, name
    records.edit(three.ana, consent.id.hex(), {"state": "given"})
    three.round(3)
    assert [forms(vault, heron) for vault in three.vaults.values()] == [OPEN] * 3


@pytest.mark.parametrize(
    ("torn", "column"),
    [("state", "no"), ("withdrawn_on", "no"), ("form", "silent"), ("purpose", "silent"), ("audience", "silent"),
     ("excepts", "silent"), ("valid_until", "silent"), ("remarks", "yes_alias")],
)  # fmt: skip
def test_a_field_with_two_versions_is_no_yes(torn: str, column: str) -> None:
    """An older yes does not count in its place; a yes of a later day does."""
    who, fields = rec(1, "actor", alias="Heron"), dict[str, Value](given_on="2023-01-01")
    older = answer(2, "given", "UN", form="alias", given_on="2023-02-01")
    both = answer(3, "given", "UN", form="alias", **fields)._replace(conflicts=(torn,))
    rows = [(who.id, older), (who.id, both)]
    assert find_answer(who, rows, paper("un")).column == column
    assert has_consent(who, "UN", rows) is (torn == "remarks")
    later = answer(4, "given", "UN", form="alias", at=NOON + 2 * 86_400, given_on="2023-11-16")
    assert find_answer(who, [*rows, (who.id, later)], paper("un")).column == "yes_alias"


def test_the_purposes_of_two_versions_are_all_in_doubt() -> None:
    """The hidden version can hold the purpose that another record opened."""
    who = rec(1, "actor", alias="Heron")
    torn = answer(3, "refused", "EMBASSY")._replace(conflicts=("purpose",))
    rows = [(who.id, answer(2, "given", "UN")), (who.id, torn)]
    assert not find_answer(who, rows, paper("un")).is_yes
    assert find_answer(who, rows[:1], paper("un")).is_yes
