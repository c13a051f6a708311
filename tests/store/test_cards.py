"""Each transition of a contact's card comes from the states that `cards` lists, and from no other."""

from collections.abc import Callable
from contextlib import suppress

import pytest

import crypto
from app.errors import Fault
from app.store.contacts import card_rows, cards
from app.store.vault import identity, keysets
from app.store.vault.open_vault import Vault

RECORD, OTHER = b"r" * 16, b"o" * 16
SUSPENDED = dict.fromkeys(("new", "introduced", "verified", "changed"), "changed")
STATES = (*SUSPENDED, "revoked")


def trusted(vault: Vault, state: str) -> "crypto.Card":
    """Give the vault a contact in this state, and return its card: here our own."""
    card = identity.card(vault)
    cards.add(vault.con, RECORD, card)
    vault.con.execute("UPDATE card SET state = ?, verified_at = 1 WHERE record = ?", (state, RECORD))
    return card


def became(vault: Vault, state: str, step: Callable[[Vault], object]) -> str:
    """Return the state of a contact after a step; a step that is refused changes nothing."""
    trusted(vault, state)
    with suppress(Fault):
        step(vault)
    return card_rows.find_state(vault.con, RECORD)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("step", "changes"),
    [
        (lambda vault: cards.introduce(vault.con, RECORD, OTHER), {"new": "introduced"}),
        (lambda vault: cards.verify(vault.con, RECORD, 5, "compared"), dict.fromkeys(SUSPENDED, "verified")),
        (lambda vault: cards.doubt(vault.con, RECORD, "doubt"), SUSPENDED),
        (lambda vault: cards.fork(vault.con, RECORD), SUSPENDED),
        (lambda vault: cards.dispute(vault.con, RECORD), SUSPENDED),
        (lambda vault: cards.restart(vault.con, RECORD), {"changed": "new"}),
        (lambda vault: cards.revoke(vault.con, RECORD, 7), dict.fromkeys(STATES, "revoked")),
        (lambda vault: cards.replace(vault.con, RECORD, identity.card(vault)), {"verified": "introduced"}),
        (lambda vault: cards.delete(vault.con, RECORD), dict.fromkeys(STATES, "")),
    ],
    ids=["introduce", "verify", "doubt", "fork", "dispute", "restart", "revoke", "replace", "delete"],
)
def test_a_transition_comes_only_from_its_states(
    vault: Vault, state: str, step: Callable[[Vault], object], changes: dict[str, str]
) -> None:
    assert became(vault, state, step) == changes.get(state, state)


@pytest.mark.parametrize("state", STATES)
def test_a_revoked_contact_keeps_its_card(vault: Vault, state: str) -> None:
    old = trusted(vault, state)
    keysets.renew(vault.con, vault.now(), vault.random)
    newer = identity.card(vault)
    assert newer.seq > old.seq
    cards.renew(vault.con, RECORD, newer)
    kept = card_rows.find_card(vault.con, RECORD)
    assert kept is not None and kept.seq == (old.seq if state == "revoked" else newer.seq) and kept.state == state


def test_the_card_of_the_next_key_loses_the_comparison_and_the_introducer(vault: Vault) -> None:
    old = trusted(vault, "new")
    cards.introduce(vault.con, RECORD, OTHER)
    cards.verify(vault.con, RECORD, 5, "compared")
    vault.become(b"s" * 32)
    after = identity.card(vault)
    cards.replace(vault.con, RECORD, after)
    kept, trust = card_rows.find_card(vault.con, RECORD), card_rows.find_contact(vault.con, RECORD)
    assert kept is not None and kept.id == after.id != old.id and kept.introduced_by is None
    assert trust is not None and (trust.state, trust.verified_at) == ("introduced", None)


def test_the_first_doubtful_time_of_a_key_stays(vault: Vault) -> None:
    trusted(vault, "verified")
    for since in (9, 4, 6):
        cards.revoke(vault.con, RECORD, since)
    assert vault.con.execute("SELECT ended FROM card").fetchall() == [(4,)]
