"""Legal steps about a record on their three sides, and the days after which the last step of a side is stalled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from app.actions.kernel import clock
from app.actions.kernel.record_context import STALLED, Around, Inside
from app.actions.kernel.records import record_of
from app.domain import legal_steps as rules
from app.domain.fields import Value
from app.domain.legal_steps import AGAINST_DOERS, SIDES, Step, read_step
from app.domain.moment import first_day
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

MOST = 3650


@frozen
class Proceedings:
    """The steps of each side in the order of time, and the furthest stage on the side against those responsible.

    `idle` are the days without a new step on that side, `patience` those after which it is stalled.
    """

    record: Record
    sides: Mapping[str, Sequence[Record]]
    stage: str
    idle: int
    patience: int

    @property
    def stalled(self) -> bool:
        """Return True for a side against those responsible without a step for a long time."""
        return self.idle >= self.patience


def read_proceedings(vault: Vault, handle: str, on: date | None = None) -> Proceedings:
    """Return the steps about a record, its parts, its incident and its case, up to a day (default: today).

    Raises NotFound.
    """
    record, today = record_of(vault, handle), (on or clock.today(vault)).toordinal()
    number = vault.kinds["proceeding"].number
    ids = dict.fromkeys(id_ for whole in _list_around(vault, record.id)
                        for id_ in links.list_parts(vault.con, whole, number, "about"))  # fmt: skip
    known = record_lists.load_all(vault.con, ids)
    found = sorted((known[id_] for id_ in ids if id_ in known), key=lambda one: first_day(one.fields.get("date")) or 0)
    found = [one for one in found if (first_day(one.fields.get("date")) or 0) <= today]
    sides = {side: [one for one in found if one.fields.get("side") == side] for side in SIDES}
    steps = list(map(_read, sides[AGAINST_DOERS]))
    idle = rules.count_idle_days(steps, today)
    return Proceedings(record, sides, rules.find_furthest(steps), idle, Inside(vault).patience)


def is_early(vault: Vault, fields: Mapping[str, Value], about: Iterable[str]) -> bool:
    """Return True for a step, except one against the person, that is certainly before the acts of these records."""
    days = list_days(Inside(vault), [record_of(vault, handle) for handle in about])
    return fields.get("side") in SIDES[1:] and rules.is_early(read_step(b"", fields), days)


def list_days(around: Around, wholes: Sequence[Record]) -> list[str]:
    """Return the days of records and of their incidents."""
    events = [event for one in wholes for event in (*around.parts(one, "event"), *around.linked(one, "event"))]
    return [str(one.fields["date_start"]) for one in (*wholes, *events) if "date_start" in one.fields]


def _read(record: Record) -> Step:
    return read_step(record.id, record.fields)


def _list_around(vault: Vault, id_: bytes) -> list[bytes]:
    """Return a record, its parts, and the incident and the case around it."""
    about = vault.kinds["proceeding"].role("about")
    to = about.to if about else ()
    joins = [(vault.kinds[name].number, role.name) for name in to for role in vault.kinds[name].roles
             if role.part and {*role.to} <= {*to}]  # fmt: skip
    below, above = [id_], [id_]
    for one in below:
        below += [part for number, role in joins for part in links.list_parts(vault.con, one, number, role)]
    for one in above:
        above += [over for role in dict(joins).values() for over in links.list_targets(vault.con, one, role)]
    return list(dict.fromkeys((*below, *above)))


def choose_patience(vault: Vault, days: int) -> None:
    """Call a step stalled after so many days from now on. Raises InputRefused."""
    if not 1 <= days <= MOST:
        raise InputRefused(Phrase("{n} days are not possible here.", n=days), "Choose 1 to 3,650 days.")
    vault.set(STALLED, str(days).encode())
