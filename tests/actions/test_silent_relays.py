"""One relay of two that does not answer, or is another's: what is counted, and what its card says until it answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.relays.networks import Network
from app.actions.rounds import exchange
from app.gui.relays import relays_query as reading
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3
from app.store.relays import delivery_problems, known_relays
from app.store.vault.open_vault import Vault
from sync.errors import LinkBroken, NotTheRelay
from tests.actions.field import Field, field_of, reach
from tests.actions.pairs import Pair

TR = Text("en")


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


def why(vault: Vault, url: str) -> list[Fact3]:
    (card,) = [card for card in reading.page(vault, TR, Network()).relays if card.url == url]
    return [fact for fact in card.facts if fact[0] == "Problem"]


def test_a_dead_relay_is_counted_and_its_card_says_why_until_it_answers(field: Field) -> None:
    ana, (one, two) = field.pair.ana, field.ways
    tally = field.ana()
    assert (tally.visited, tally.answered, tally.silent) == (2, 2, []) and why(ana, two.url) == []
    two.die()
    field.share()
    tally = field.ana()
    assert (tally.visited, tally.answered) == (2, 1) and tally.sent and not tally.impostor
    assert [type(error) for error in tally.silent] == [LinkBroken]
    assert why(ana, one.url) == []
    ((_, said, todo),) = why(ana, two.url)
    assert said == "the relay does not answer" and todo.startswith("No data is lost")
    two.live()
    assert field.ana().answered == 2 and why(ana, two.url) == []


def test_another_in_its_place_is_never_a_network_that_is_down(field: Field) -> None:
    ana, (_, two) = field.pair.ana, field.ways
    two.says = lambda said: (
        said.but(body=said.body[:-1] + bytes([said.body[-1] ^ 1])) if said.path.startswith("/v1/relay") else said
    )
    tally = field.ana()
    assert (tally.visited, tally.answered, tally.impostor) == (2, 1, True)
    assert [type(error) for error in tally.silent] == [NotTheRelay]
    ((_, said, todo),) = why(ana, two.url)
    assert said == delivery_problems.NOT_THE_RELAY and todo.startswith("Amparo sent nothing there")


def test_one_that_goes_silent_in_the_middle_did_not_answer(field: Field) -> None:
    _, two = field.ways
    field.share()
    two.says = lambda said: None if "/uploads" in said.path else said
    tally = field.ana()
    assert (tally.visited, tally.answered) == (2, 1)


def test_one_that_was_added_and_never_answered_says_why_until_it_is_given_up(field: Field) -> None:
    ana, url = field.pair.ana, "http://127.0.0.1:9"
    with ana.transaction() as con:
        known_relays.want(con, url, "", ana.now())
    assert why(ana, url) == []
    tally = exchange.sync(ana, reach=reach)
    assert (tally.visited, tally.answered) == (3, 2)
    ((_, said, _),) = why(ana, url)
    assert said == "the relay does not answer"
    with ana.transaction() as con:
        known_relays.forget_wish(con, url)
    assert delivery_problems.list_problems(con) == {}
