"""The arrests of an incident: their detentions, and the values of a new one. A person decides; nothing is automatic."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of
from app.domain.intervals import make_interval, read_days
from app.domain.record import Record
from app.store.vault.open_vault import Vault

CODES = ("LIB1", "LIB2", "LIB5", "LIB6", "LIB7")
"""The violations that are an arrest or a detention."""


@frozen
class Arrests:
    """The detentions of the arrests, and the values of a new one: of the first arrest without a detention.

    `missing` is True if there is such an arrest. Without any arrest, `begins` is empty.
    """

    known: tuple[Record, ...]
    begins: Mapping[str, Any]
    missing: bool


def read(vault: Vault, event: Record) -> Arrests:
    """Return the detentions of the arrests of an incident: those of the same person on that day."""
    around = Inside(vault)
    known, waiting, begins = dict[bytes, Record](), dict[str, Any](), dict[str, Any]()
    for act in around.parts(event, "act", "event"):
        if act.fields.get("violation") not in CODES:
            continue
        day = act.fields.get("date_start") or event.fields.get("date_start")
        begins = begins or {"act": [act.id.hex()]}
        for person in around.linked(act, "victim"):
            held = around.parts(person, "detention", "person")
            found = [one for one in held if _can_be(one, day)]
            known |= {one.id: one for one in found}
            if person.kind == "actor" and not found and not waiting:
                places = [one.id.hex() for one in around.linked(act, "place") or around.linked(event, "place")]
                waiting = {"person": [person.id.hex()], "act": [act.id.hex()], "arrested_at": places, "date_start": day}
    values = {name: value for name, value in (waiting or begins).items() if value}
    return Arrests(tuple(known.values()), values, bool(waiting))


def begin(vault: Vault, handle: str) -> Mapping[str, Any]:
    """Return the values of a new detention for the arrest of an incident. Raises NotFound."""
    return read(vault, record_of(vault, handle)).begins


def _can_be(detention: Record, day: object) -> bool:
    """Return True if a detention can include a day, or if the day is not known."""
    span, days = (
        make_interval(detention.fields.get("date_start"), detention.fields.get("date_end"), None),
        read_days(day),
    )
    return days is None or (span.start[0] <= days[1] and days[0] <= max(span.start[1], span.end[1]))
