"""What needs a person: what is due by a date, contacts whose key changed, what came, what differs.

Nothing here is a list of its own that could fall behind: each is read from the records as they are.
"""

from collections.abc import Sequence

from attrs import frozen

from app.actions import alerts, asking, contacts, danger, differences, following, inbox, lacking, security_incidents
from app.actions.asking import Call
from app.actions.contacts import Contact
from app.actions.danger import Said
from app.actions.following import Due
from app.actions.lacking import NONE, Lacks
from app.actions.pressing import pressing
from app.actions.security_incidents import Found
from app.actions.warning import AreaLevel
from app.domain.record import Record
from app.domain.warning import LEVELS
from app.store import retractions
from app.store.vault import Vault


@frozen
class Needs:
    """What waits for a person: dates, contacts whose key changed, reports that came, and fields that differ."""

    due: Sequence[Due]
    changed: Sequence[Contact]
    came: int
    differing: int
    withdrawn: int = 0
    """Retractions of contacts that wait for a decision."""
    calls: Sequence[Call] = ()
    """Instant actions of others that are to be answered; those not taken in are among what `came` too."""
    late: int = 0
    """Instant actions of ours whose next tier is to be asked."""
    missed: int = 0
    """Parties that are out and need somebody now."""
    unwatched: bool = False
    """Whether somebody is out and nobody is at the base."""
    patterns: Sequence[Found] = ()
    """Security incidents that have something in common, and that somebody still has to look at."""
    rising: Sequence[AreaLevel] = ()
    """Areas whose level rose, and no alert of that level is running."""
    alerts: Sequence[Record] = ()
    """Alerts that are running."""
    danger: Sequence[Record] = ()
    """Incidents in which somebody is in danger now."""
    told: Sequence[Said] = ()
    """Reports that tell of somebody in danger now; they are among what `came` too."""
    lacks: Lacks = NONE
    """Shifts ahead that nobody covers, seats that nobody holds, decisions that nobody has to do."""

    @property
    def count(self) -> int:
        """How many things a person can act on today."""
        asked = len(self.calls) + self.late - sum(call.arrived is not None for call in self.calls)
        other = len(self.changed) + self.came + self.differing + self.withdrawn + self.missed + self.unwatched + asked
        other += len(self.danger)
        return sum(due.days <= 0 for due in self.due) + other + len(self.patterns) + len(self.rising) + self.lacks.count

    @property
    def today(self) -> bool:
        """Whether something must be done today."""
        worst = any(one.level == LEVELS[-1] for one in self.rising)
        pressing = self.danger or self.told or self.missed or self.calls or self.late or worst or self.lacks.today
        return bool(pressing) or any(due.days <= 0 for due in self.due)


def needs(vault: Vault) -> Needs:
    """Return what waits for a person now."""
    rows = vault.con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE c.state = 'changed' AND r.removed = 0"
    ).fetchall()
    changed = [contacts.of_record(vault, bytes(row[0])) for row in rows]
    late = sum(asking.is_late(vault, made) for made in asking.open_(vault))
    out, dated = pressing(vault), following.due(vault)
    return Needs(
        dated, changed, inbox.undecided(vault), differences.count(vault), retractions.waiting(vault.con),
        asking.calls(vault), late, out.missed, out.unwatched,
        [one for one in security_incidents.patterns(vault, recent=True) if one.pattern.waits],
        alerts.uncovered(vault), alerts.running(vault), danger.incidents(vault),
        danger.reports(vault), lacking.lacks(vault, {one.record.id for one in dated}),
    )  # fmt: skip
