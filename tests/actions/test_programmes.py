"""Plans and campaigns: their stages, and measures that each have a person responsible and a day."""

import pytest

from app.actions.kernel import records
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.test_displacement import add, verb
from tests.actions.test_displacement import vault as vault


def test_a_plan_is_not_adopted_while_a_measure_has_no_owner_or_no_day(vault: Vault) -> None:
    plan = add(vault, "programme", title="Plan of the river", kind="plan", country=["CO"])
    boat = add(vault, "undertaking", of=[plan], kind="measure", text="Find a boat", owner="Heron")
    lamp = add(vault, "undertaking", of=[plan], kind="measure", text="Buy a lamp", due="2027-01-10")
    assert records.record_of(vault, plan).fields["status"] == "drafted"
    with pytest.raises(InputRefused) as caught:
        verb(vault, "stage", plan, "--to", "adopted")
    assert all(said in str(caught.value) for said in ("“Goal”", "Find a boat: write", "Buy a lamp: write"))

    records.edit(vault, plan, {"goal": "Help on the same day."})
    records.edit(vault, boat, {"due": "2027-01-10"})
    with pytest.raises(InputRefused, match="Buy a lamp"):
        verb(vault, "stage", plan, "--to", "running")
    records.edit(vault, lamp, {"owner": "Wren"})
    assert verb(vault, "stage", plan, "--to", "adopted")["next"] == "running"
    with pytest.raises(InputRefused, match="“Result”"):
        verb(vault, "stage", plan, "--to", "closed")
