"""Incidents are given to somebody at the desk; the name stays there, and is given back by Undo."""

import pytest

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import share_preview
from app.actions.records import incident_assignments
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair


def _made(vault: Vault, count: int) -> list[str]:
    return [records.add(vault, "event", {"title": f"Note {n}", "country": "MX"})[0].ref for n in range(count)]


def _of(vault: Vault, name: str) -> int:
    return records.count_matches(vault, Query("event", where=(("assigned", name),)))


def test_many_are_given_in_steps_found_and_given_back(pair: Pair) -> None:
    vault = pair.ana
    refs = _made(vault, incident_assignments.AT_ONCE + 2)
    list(incident_assignments.assign(vault, refs[:3], "Wren"))
    steps = [(len(done.before), of) for done, of in incident_assignments.assign(vault, refs, "Kestrel")]
    assert steps[-1] == (len(refs), len(refs)) and len(steps) == 2
    assert (_of(vault, "Kestrel"), _of(vault, "Wren"), _of(vault, "")) == (len(refs), 0, 0)
    *_, (done, _) = incident_assignments.assign(vault, refs, "")
    assert _of(vault, "") == len(refs)
    list(incident_assignments.restore(vault, done))
    assert _of(vault, "Kestrel") == len(refs)


def test_what_is_so_already_is_not_changed(pair: Pair) -> None:
    (ref,) = _made(pair.ana, 1)
    list(incident_assignments.assign(pair.ana, [ref], "Wren"))
    *_, (done, _) = incident_assignments.assign(pair.ana, [ref], "Wren")
    assert done.before == {} and len(records.history(pair.ana, ref)) == 2


def test_names_are_remembered_and_ones_own_is_first(pair: Pair) -> None:
    refs = _made(pair.ana, 1)
    for name in ("Wren", "Kestrel", "Wren"):
        list(incident_assignments.assign(pair.ana, refs, name))
    assert incident_assignments.names(pair.ana) == incident_assignments.Names("Ana", ("Ana", "Wren", "Kestrel"))
    contact_cards.set_my_card(pair.ana, "")
    assert incident_assignments.names(pair.ana).me == ""


def test_a_name_is_one_line(pair: Pair) -> None:
    refs = _made(pair.ana, 1)
    with pytest.raises(InputRefused, match="one line"):
        incident_assignments.assign(pair.ana, refs, "Wren\nKestrel")


@pytest.mark.parametrize("profile", [name for name, one in PROFILES.items() if not one.kinds])
def test_it_leaves_with_everything_and_never_for_the_public(pair: Pair, profile: str) -> None:
    (ref,) = _made(pair.ana, 1)
    list(incident_assignments.assign(pair.ana, [ref], "Wren"))
    (looked,) = share_preview.readings(pair.ana, [ref], [pair.ben_here.ref], profile)
    assert ("assigned" in looked.body.records[0].fields) is (profile == "internal")
