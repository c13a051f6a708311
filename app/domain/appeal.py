"""Compute the tiers and the deadlines of an instant action from its answers.

All results are functions of records and an instant; nothing stores a timer. Instants are seconds UTC. A minute counts
from its beginning, so that both sides agree.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from attrs import frozen

from app.domain.moment import parse_moment

SPEEDS = ("minutes", "same_day", "days", "routine")
"""Response speeds, fastest tier first; a contact without a speed is in the last tier."""
TIERS = len(SPEEDS)
TIER_MINUTES = 30
"""Minutes until the next tier is offered, if the appeal has no value."""
HEARD = frozenset({"reached", "promised", "acted"})
"""Answers that acknowledge: a person received the appeal."""
DEAF = frozenset({"not_reached", "declined"})
"""Answers that exclude help from this contact."""


@frozen
class AskedRecipient:
    """One recipient of an appeal: the tier, the time of the request (seconds UTC) and the outcome.

    `accepted` is True if a person there accepted the encrypted report; delivery to their computer is no answer.
    `refused` is True if they refused it. `answer` is a code of `reached`, empty while it is not known.
    """

    who: str
    tier: int
    at: int
    answer: str = ""
    accepted: bool = False
    refused: bool = False

    @property
    def heard(self) -> bool:
        """Return True if a person there acknowledged the appeal."""
        return self.answer in HEARD or (self.accepted and self.answer not in DEAF)

    @property
    def over(self) -> bool:
        """Return True if no further answer is expected."""
        return self.heard or self.refused or self.answer in DEAF


@frozen
class AppealStatus:
    """The status of an instant action: its last tier (0: none yet), the time of that tier, and the next deadline.

    `since` and `due` are seconds UTC. `due` is None if a person acknowledged the appeal, or no one was asked. `heard`
    are the recipients who acknowledged.
    """

    tier: int = 0
    since: int = 0
    due: int | None = None
    heard: tuple[str, ...] = ()

    def overdue(self, now: float) -> bool:
        """Return True if the next tier is due."""
        return self.due is not None and now >= self.due

    def minutes_left(self, now: float) -> int:
        """Return the minutes until the next tier, begun ones counted; 0 if it is due or no tier follows."""
        return 0 if self.due is None else max(0, -int((now - self.due) // 60))


def tier_of(speed: object) -> int:
    """Return the tier of a response speed, from 1."""
    return SPEEDS.index(str(speed)) + 1 if speed in SPEEDS else TIERS


def read_status(asked: Iterable[AskedRecipient], minutes: int = TIER_MINUTES) -> AppealStatus:
    """Return the status of an appeal; the next tier is due immediately if everyone of the last tier said no."""
    rows = list(asked)
    if not rows:
        return AppealStatus()
    tier = max(row.tier for row in rows)
    last = [row for row in rows if row.tier == tier]
    since = max(row.at for row in last)
    heard = tuple(row.who for row in rows if row.heard)
    if heard:
        return AppealStatus(tier, since, None, heard)
    return AppealStatus(tier, since, since if all(row.over for row in last) else since + minutes * 60)


def next_tier(tier: int, there: Sequence[int]) -> int | None:
    """Return the next tier after `tier` that has contacts, or None."""
    return min((one for one in there if one > tier), default=None)


def instant(text: object) -> int:
    """Return the seconds UTC of a stored UTC moment; 0 if it is no ISO date or time."""
    try:
        return int(datetime.fromisoformat(str(text)).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def in_utc(now: float) -> str:
    """Return an instant as a stored moment: its minute in UTC."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M")


def minutes_since(moment: object, here: datetime) -> int | None:
    """Return the minutes since an event by the local clock, or None if its minute is unknown.

    An event that is dated in the future counts as 0 minutes ago, because clocks differ.
    """
    start = parse_moment(str(moment)).start
    if start is None or start.minute is None or start.month is None or start.day is None:
        return None
    begun = datetime(start.year, start.month, start.day, *divmod(start.minute, 60))
    return max(0, int((here - begun).total_seconds() // 60))


def number_of(first: str, follows: int) -> str:
    """Return the number of an appeal: the first number, with a suffix for a follow-up."""
    return f"{first}/{follows}" if follows else first
