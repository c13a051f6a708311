"""An acknowledgement that goes alone is drawn for once in a round, however often the round asks what is ready."""

from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import sharing
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from sync.exchange import receive
from tests.actions.pairs import Pair, go

MANY = 64
"""Draws of one half: all alike once in 2**63 times."""


def owing(pair: Pair) -> None:
    """Let a report of Ana's be with Ben, who has not said so."""
    pair.share(records.add(pair.ana, "event", {"title": "At the well"})[0].ref)
    go(pair.ana, pair.box)
    assert receive(Incoming(direct_db(pair.ben), pair.ben), pair.box).received == 1


def test_it_is_drawn_once_in_a_round_and_anew_in_the_next(pair: Pair) -> None:
    owing(pair)

    def asked(times: int, chance: float = 0.5) -> set[int]:
        """Return how many messages were ready in a round, as often as it asked."""
        outgoing = Outgoing(direct_db(pair.ben), pair.ben, chance=chance)
        return {len(outgoing.ready(pair.box.name)) for _ in range(times)}

    assert all(len(asked(MANY)) == 1 for _ in range(3))
    assert set.union(*(asked(1) for _ in range(MANY))) == {0, 1}
    assert asked(MANY, 0.0) == {0} and asked(MANY, 1.0) == {1}


def test_what_is_written_to_a_contact_anyhow_takes_it_along(pair: Pair) -> None:
    owing(pair)
    outgoing = Outgoing(direct_db(pair.ben), pair.ben, chance=0.0)
    assert outgoing.ready(pair.box.name) == []
    event, _ = records.add(pair.ben, "event", {"title": "At the ford"})
    sharing.share(pair.ben, [event.ref], [pair.ana_there.ref], "internal")
    assert len(outgoing.ready(pair.box.name)) == 2
