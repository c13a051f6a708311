"""What a round with a relay keeps aside is kept in the vault until a person has seen it, and said in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.relays import quarantined_messages, relay_log_audit
from app.actions.relays.networks import Network
from app.actions.rounds import mailboxes
from app.gui.relays import relays_query as reading
from app.gui.relays.relays_query import RelayCard
from app.gui.style.text import Text
from app.gui.today import now_query
from app.store.relays import quarantined_messages as store
from app.store.vault.open_vault import Vault
from tests.actions.field import Field, Way, field_of
from tests.actions.pairs import Pair
from tests.actions.test_proofs import cut_back

TR = Text("en")
DAY = 86_400
WRONG = "the relay returned other data than requested"


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        field.ben()
        yield field


def lies(way: Way) -> None:
    """Let a relay change a bit of every object that it gives out."""
    way.says = lambda said: said.but(body=said.body[:-1] + bytes([said.body[-1] ^ 1])) if "/o/" in said.path else said


def on_now(vault: Vault) -> list[tuple[str, str]]:
    rows = [row for section in now_query.page(vault, TR).sections for row in section.rows if row.key == "go:relays"]
    return [(row.title, row.second) for row in rows]


def cards(vault: Vault) -> dict[str, RelayCard]:
    return {card.url: card for card in reading.page(vault, TR, Network()).relays}


def test_wrong_bytes_are_said_until_a_person_has_seen_it_and_once_more_where_others_come(field: Field) -> None:
    ben, (way, other), clock = field.pair.ben, field.ways, field.pair.clock
    other.die()
    lies(way)
    field.share()
    field.ana()
    kept = len(field.ben().kept_aside)
    damage, *more = quarantined_messages.list_unseen_damage(ben)
    assert len(more) + 1 == kept
    assert (damage.relay, damage.url, damage.why, damage.since) == (way.pk, way.url, WRONG, clock())
    assert on_now(ben) == [("Not read: damaged", way.url)]
    assert cards(ben)[way.url].aside.startswith(f"{kept} packages not read, last today ")
    assert cards(ben)[way.url].aside.endswith(f": {WRONG}.") and cards(ben)[other.url].aside == ""
    clock.now += DAY
    field.ben()
    later, *others = quarantined_messages.list_unseen_damage(ben)
    assert len(others) == len(more)
    assert (later.since, later.at) == (damage.since, damage.since + DAY), "the same once more is no news"
    quarantined_messages.see(ben, way.pk)
    field.ben()
    assert on_now(ben) == [] and cards(ben)[way.url].aside == ""
    field.share()
    field.ana()
    field.ben()
    assert 0 < len(quarantined_messages.list_unseen_damage(ben)) < 3 and len(on_now(ben)) == 1
    assert [at.url for at in mailboxes.list_relays(ben) if at.aside] == [way.url]
    way.live()
    field.ben()
    assert len(field.came()) == 2, "and what lay there came when the relay was honest again"


def test_another_log_of_which_the_pages_are_kept_is_a_proof_and_not_said_twice(field: Field) -> None:
    ben, (way, other) = field.pair.ben, field.ways
    cut_back(field, way)
    field.share()
    other.die()
    field.ana()
    assert len(field.ben().kept_aside) == 1
    assert quarantined_messages.list_unseen_damage(ben) == [] and len(relay_log_audit.list_proofs(ben)) == 1
    assert [title for title, _ in on_now(ben)] == ["A relay lost data, or signed two different lists"]


def test_of_a_relay_that_is_a_desks_alone_it_is_said_too(field: Field) -> None:
    ben = field.pair.ben
    with ben.transaction() as con:
        store.record_quarantined(con, b"k" * 32, "https://desk.example", [("ab" * 16, WRONG), ("cd" * 16, WRONG)], 5)
    card = cards(ben)["https://desk.example"]
    assert (card.ours, card.proof) == (False, "") and card.aside.startswith("2 packages not read")


def test_noise_fills_no_vault_and_pushes_out_what_was_seen_first(field: Field) -> None:
    ben, key = field.pair.ben, b"k" * 32
    with ben.transaction() as con:
        store.record_quarantined(con, key, "u", [(f"{n:032x}", WRONG) for n in range(store.MOST + 50)], 5)
    assert len(quarantined_messages.list_unseen_damage(ben)) == store.MOST
    quarantined_messages.see(ben, key)
    with ben.transaction() as con:
        store.record_quarantined(con, key, "u", [("new", WRONG), ("newer", WRONG)], 6)
    assert [damage.what for damage in quarantined_messages.list_unseen_damage(ben)] == ["new", "newer"]
    assert ben.con.execute("SELECT count(*) FROM damage").fetchone() == (store.MOST,)
