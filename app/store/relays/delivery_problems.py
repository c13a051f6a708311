"""Store delivery problems: the reason why a relay was not reached or did not accept a delivery.

Each route and delivery has one row, with the number of tries. The first successful try deletes it.
"""

import json
from collections.abc import Mapping

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.phrase import Phrase

NO_ANSWER, NO_TICKET = Phrase("the relay does not answer"), Phrase("you have no delivery ticket for them")
"""The text for every connection error, and the text for every kind of missing ticket."""
NOT_THE_RELAY = Phrase("this address belongs to another relay")
ANY = 0
"""The number that represents every delivery: the complete visit failed."""
WISH = "wish:{url}"
"""The route to a relay that was added and has not answered yet: its key is not known."""


@frozen
class Hindrance:
    """A delivery problem of a route or of one delivery: last try `at`, number of tries since `since` (UTC)."""

    why: Phrase
    at: int
    since: int
    times: int


def record_problems(con: sqlcipher.Connection, route: str, found: Mapping[int, Phrase], now: int) -> None:
    """Record the problems of one visit to a relay, by delivery; the route's other problems are over."""
    before = list_problems(con)
    con.execute("DELETE FROM hindrance WHERE route = ?", (route,))
    for delivery, why in found.items():
        known = before.get((route, delivery))
        row = (route, delivery, pack_phrase(why), now, known.since if known else now, known.times + 1 if known else 1)
        con.execute("INSERT INTO hindrance VALUES (?, ?, ?, ?, ?, ?)", row)


def list_problems(con: sqlcipher.Connection) -> dict[tuple[str, int], Hindrance]:
    """Return every delivery problem, by route and delivery."""
    rows = con.execute("SELECT route, delivery, why, at, since, times FROM hindrance")
    return {
        (route, int(num)): Hindrance(unpack_phrase(why), at, since, times) for route, num, why, at, since, times in rows
    }


def pack_phrase(why: Phrase) -> str:
    """Return the stored form of a phrase, which can be shown in another language later."""
    return json.dumps([why.template, dict(why.values)])


def unpack_phrase(said: str) -> Phrase:
    """Return a phrase from its stored form."""
    template, values = json.loads(said)
    return Phrase(template, **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})
