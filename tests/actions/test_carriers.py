"""Files go to one relay of the addressee, and by another where that one is dead; letters go to all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel.db import direct_db
from app.actions.rounds.outbox_port import Mail, Outgoing
from app.store.mail import outbox
from app.store.relays import file_routes
from tests.actions.field import FILM, Field, field_of
from tests.actions.pairs import Pair


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


def placed(field: Field) -> list[int]:
    """Return on how many relays each object lies, the fewest first; letters are sealed anew for each, files are not."""
    rows = field.pair.ana.con.execute("SELECT count(*) FROM placed GROUP BY object_id ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def test_letters_go_to_all_and_files_to_one_and_it_arrives_once(field: Field) -> None:
    field.share(FILM)
    field.ana()
    assert field.state() == "relayed"
    assert placed(field) == [1, 1, 1]
    assert (field.ben().received, field.came()) == (1, ["delivered"])
    assert (field.ben().received, field.ana().acknowledged, field.state()) == (0, 1, "delivered")


def test_what_is_acknowledged_while_another_relay_is_visited_is_not_sealed_again(field: Field) -> None:
    field.share()
    field.ways[1].die()
    field.ana()
    field.ben()
    field.ana()
    assert field.state() == "delivered"
    outgoing = Outgoing(direct_db(field.pair.ana), field.pair.ana)
    assert list(outgoing.parcels(Mail(field.pair.ben_here.id, 1), field.ways[1].route)) == []


def test_with_two_both_relays_carry_the_files(field: Field) -> None:
    field.share(FILM, file_relays=2)
    field.ana()
    assert placed(field) == [1, 1, 2]
    field.ben()
    assert field.came() == ["delivered"]


def test_which_one_is_chance_and_does_not_change(pair: Pair) -> None:
    routes = [f"relay:{n:02}" for n in range(8)]
    drawn = []
    with pair.ana.transaction() as con:
        for n in range(40):
            num = outbox.queue(con, n.to_bytes(16), b"c" * 16, b"a" * 32, "internal", False, b"", [], 1)
            drawn.append(file_routes.draw(con, num, routes, pair.ana.random, 1))
            assert file_routes.draw(con, num, routes, pair.ana.random, 2) == drawn[-1]
    assert all(len(one) == 1 for one in drawn) and len(set(drawn)) > 3


def test_files_go_by_the_other_relay_after_three_rounds_in_which_theirs_did_not_answer(field: Field) -> None:
    field.share(FILM)
    dead, other = field.ways
    field.drawn(dead)
    dead.die()
    for _ in range(file_routes.DEAD):
        assert field.carrying() == (dead, other)
        field.ana()
    assert field.state() == "sealed"  # the letter lies at the other one, its file nowhere
    assert field.ana().sent == 1 and field.carrying() == (other, dead)
    assert field.state() == "relayed" and field.ben().received == 1 and field.came() == ["delivered"]


def test_while_no_relay_answers_the_line_is_dead_and_no_relay(field: Field) -> None:
    field.share(FILM)
    field.drawn(field.ways[0])
    for way in field.ways:
        way.die()
    for _ in range(2 * file_routes.DEAD):
        field.ana()
    assert field.pair.ana.con.execute("SELECT max(failed) FROM carrier").fetchone() == (0,)


def test_what_comes_on_is_not_given_up_however_often_its_line_breaks(field: Field) -> None:
    field.share(FILM)
    field.ana()
    con, (way, other) = field.pair.ana.con, field.carrying()
    (name,) = con.execute("SELECT object_id FROM attachment").fetchone()
    with field.pair.ana.transaction():
        con.execute("DELETE FROM placed WHERE object_id = ?", (name,))
        con.execute("UPDATE carrier SET reached = 0, failed = ?", (file_routes.DEAD - 1,))
        file_routes.record_progress(con, way.route, {(1, name): 10}, 5)
        file_routes.record_failure(con, way.route)
        file_routes.take_over(con, other.route, field.pair.ben_here.id, [way.route, other.route], outbox.MARKS, 6)
    assert field.carrying() == (way, other)
    with field.pair.ana.transaction():
        for _ in range(2):
            file_routes.record_progress(con, way.route, {(1, name): 10}, 7)
            file_routes.record_failure(con, way.route)
        file_routes.take_over(con, other.route, field.pair.ben_here.id, [way.route, other.route], outbox.MARKS, 8)
    assert field.carrying() == (other, way)


def test_files_that_never_came_although_they_were_receipted_go_by_the_other_relay(field: Field) -> None:
    field.share(FILM)
    field.ana()
    liar, other = field.carrying()
    liar.says = lambda said: said.but(status=404, body=b"") if "/o/" in said.path else said
    field.ben()
    assert field.came() == ["incomplete"]  # the letter came by the honest one
    for _ in range(4):
        field.pair.clock.now += file_routes.LONG + 1
        field.ana()
        field.ben()
    assert field.carrying() == (other, liar) and field.came() == ["delivered"]
