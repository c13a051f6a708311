"""Why a relay was not reached when it was last tried, or did not take a delivery: one row for each, and how often.

It goes with the first try that succeeds.
"""

import json
from collections.abc import Mapping

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.phrase import Phrase

NO_ANSWER, NO_TICKET = Phrase("the relay does not answer"), Phrase("no ticket for them that fits is left here")
"""What stands for every fault of a line, and for every way in which a ticket is lacking."""
NOT_THE_RELAY = Phrase("what answers there is not the relay we know")
ANY = 0
"""The number that stands for every delivery: the whole visit failed."""
WISH = "wish:{url}"
"""The route to a relay that was added and has not answered yet: its key is not known."""


@frozen
class Hindrance:
    """Why nothing went on a route, or one delivery did not: last tried at `at`, so many times since `since` (UTC)."""

    why: Phrase
    at: int
    since: int
    times: int


def tried(con: sqlcipher.Connection, route: str, found: Mapping[int, Phrase], now: int) -> None:
    """Note what one visit to a relay met with, by delivery; what it did not meet with is over."""
    before = all_(con)
    con.execute("DELETE FROM hindrance WHERE route = ?", (route,))
    for delivery, why in found.items():
        known = before.get((route, delivery))
        row = (route, delivery, packed(why), now, known.since if known else now, known.times + 1 if known else 1)
        con.execute("INSERT INTO hindrance VALUES (?, ?, ?, ?, ?, ?)", row)


def all_(con: sqlcipher.Connection) -> dict[tuple[str, int], Hindrance]:
    """Return everything that hinders, by route and delivery."""
    rows = con.execute("SELECT route, delivery, why, at, since, times FROM hindrance")
    return {(route, int(num)): Hindrance(unpacked(why), at, since, times) for route, num, why, at, since, times in rows}


def packed(why: Phrase) -> str:
    """Return a phrase as it is kept, so that it can be said in another language later."""
    return json.dumps([why.template, dict(why.values)])


def unpacked(said: str) -> Phrase:
    """Return a phrase that was kept."""
    template, values = json.loads(said)
    return Phrase(template, **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})
