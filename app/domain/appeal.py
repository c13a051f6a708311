"""The clock of an instant action: who was asked in which tier, who answered, and when the next are to be asked.

Everything is a function of records and an instant; no timer is kept anywhere. Instants are UTC seconds, and a minute
counts from its beginning, so that both sides say the same.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from attrs import frozen

from app.domain.moment import parse_moment

SPEEDS = ("minutes", "same_day", "days", "routine")
"""How fast somebody acts, first tier first; whoever does not say is among the last."""
TIERS = len(SPEEDS)
TIER_MINUTES = 30
"""Minutes until the next tier is offered, where the appeal does not say."""
HEARD = frozenset({"reached", "promised", "acted"})
"""Answers that acknowledge: a person has heard it."""
DEAF = frozenset({"not_reached", "declined"})
"""Answers that say that nothing is to be hoped for from there."""


@frozen
class Asked:
    """One addressee who was asked: in which tier, since when, and what came of it.

    `accepted` says that a person there took the sealed report in; that it lies on their computer is no answer.
    `refused` that they refused it. `answer` is a code of `reached`, empty while nothing is known.
    """

    who: str
    tier: int
    at: int
    answer: str = ""
    accepted: bool = False
    refused: bool = False

    @property
    def heard(self) -> bool:
        """Whether a person there has acknowledged it."""
        return self.answer in HEARD or (self.accepted and self.answer not in DEAF)

    @property
    def over(self) -> bool:
        """Whether nothing more is waited for."""
        return self.heard or self.refused or self.answer in DEAF


@frozen
class Standing:
    """How an instant action stands: the tier asked last (0: nobody yet), when, and when the next are to be asked.

    `due` is None where somebody has acknowledged, or nobody was asked.
    """

    tier: int = 0
    since: int = 0
    due: int | None = None
    heard: tuple[str, ...] = ()

    def overdue(self, now: float) -> bool:
        """Return whether the next tier is to be offered."""
        return self.due is not None and now >= self.due

    def minutes_left(self, now: float) -> int:
        """Return the minutes until then, begun ones counted; 0 where it is due or nothing is waited for."""
        return 0 if self.due is None else max(0, -int((now - self.due) // 60))


def tier_of(speed: object) -> int:
    """Return in which tier somebody is who acts so fast, from 1."""
    return SPEEDS.index(str(speed)) + 1 if speed in SPEEDS else TIERS


def standing(asked: Iterable[Asked], minutes: int = TIER_MINUTES) -> Standing:
    """Return how an appeal stands. Where everybody of the tier said no, nothing is waited for: the next are due."""
    rows = list(asked)
    if not rows:
        return Standing()
    tier = max(row.tier for row in rows)
    last = [row for row in rows if row.tier == tier]
    since = max(row.at for row in last)
    heard = tuple(row.who for row in rows if row.heard)
    if heard:
        return Standing(tier, since, None, heard)
    return Standing(tier, since, since if all(row.over for row in last) else since + minutes * 60)


def next_tier(tier: int, there: Sequence[int]) -> int | None:
    """Return the next tier after this one in which there is anybody, or None."""
    return min((one for one in there if one > tier), default=None)


def instant(text: object) -> int:
    """Return the UTC seconds of a moment that is kept in UTC; 0 where it is none to the minute."""
    try:
        return int(datetime.fromisoformat(str(text)).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def in_utc(now: float) -> str:
    """Return an instant as the moment that is kept: the minute it is in."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M")


def minutes_since(moment: object, here: datetime) -> int | None:
    """Return the minutes since something happened, by the clock of the place; None where the minute is not known.

    Something that is dated later than now has just happened: clocks differ.
    """
    start = parse_moment(str(moment)).start
    if start is None or start.minute is None or start.month is None or start.day is None:
        return None
    begun = datetime(start.year, start.month, start.day, *divmod(start.minute, 60))
    return max(0, int((here - begun).total_seconds() // 60))


def number_of(first: str, follows: int) -> str:
    """Return the number of an appeal: that of the first, and for what follows it a suffix."""
    return f"{first}/{follows}" if follows else first
