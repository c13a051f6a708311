"""How well incidents and acts are verified, read with all that they rest on: a few queries for any number of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from app.domain import verification as rules
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.verification import Told, Verdict
from app.store.records import fields_of, links_of, load
from app.store.vault import Vault

AT_ONCE = 500
"""Ids in one query."""

_TOLD = """
SELECT l.target, i.id, i.body, (SELECT s.target FROM link s WHERE s.source = i.id AND s.role = 'source'
  AND s.removed = 0) FROM link l JOIN record i ON i.id = l.source AND i.removed = 0 AND i.kind = {information}
WHERE l.role = 'about' AND l.removed = 0 AND l.target IN ({marks})
"""
_ACTS = """
SELECT l.target, a.id, a.body FROM link l JOIN record a ON a.id = l.source AND a.removed = 0 AND a.kind = {act}
WHERE l.role = 'event' AND l.removed = 0 AND l.target IN ({marks})
"""


def of(vault: Vault, record: Record) -> Verdict | None:
    """Return how well an incident or an act is verified; None for a record of any other kind."""
    if record.kind == "event":
        return of_events(vault, [record])[record.id]
    if record.kind != "act":
        return None
    wholes = [load(vault.con, link.target) for link in links_of(vault.con, record.id) if link.role == "event"]
    return next((of_acts(vault, {record.id: (event, record.fields)})[record.id] for event in wholes if event), None)


def of_events(vault: Vault, events: Sequence[Record]) -> dict[bytes, Verdict]:
    """Return how well each incident is verified."""
    acts = _acts(vault, [event.id for event in events])
    told = _told(vault, [*(event.id for event in events), *(act for rows in acts.values() for act, _ in rows)])
    return {event.id: _whole(event, acts.get(event.id, ()), told) for event in events}


def _whole(
    event: Record, acts: Iterable[tuple[bytes, Mapping[str, Value]]], told: Mapping[bytes, Sequence[Told]]
) -> Verdict:
    parts = [rules.overridden(rules.verdict(_all(told, event.id, id_)), fields) for id_, fields in acts]
    return rules.overridden(rules.weakest(rules.verdict(_all(told, event.id)), parts), event.fields)


def of_acts(vault: Vault, acts: Mapping[bytes, tuple[Record, Mapping[str, Value]]]) -> dict[bytes, Verdict]:
    """Return how well each act is verified; given by id, with its incident and its fields.

    What a person said of the incident stands for its acts too, where nothing was said of the act.
    """
    told = _told(vault, [*acts, *(event.id for event, _ in acts.values())])
    return {
        id_: rules.overridden(rules.overridden(rules.verdict(_all(told, id_, event.id)), event.fields), fields)
        for id_, (event, fields) in acts.items()
    }


def _all(told: Mapping[bytes, Sequence[Told]], *ids: bytes) -> list[Told]:
    return [row for id_ in ids for row in told.get(id_, ())]


def _told(vault: Vault, ids: Iterable[bytes]) -> dict[bytes, list[Told]]:
    """Return by id what each source says of it, and who it is."""
    found: dict[bytes, list[Told]] = {}
    for some in _parted(ids):
        sql = _TOLD.format(information=KINDS["information"].number, marks=",".join("?" * len(some)))
        for target, id_, body, who in vault.con.execute(sql, some):
            found.setdefault(bytes(target), []).append((bytes(who or id_), fields_of(body)))
    return found


def _acts(vault: Vault, ids: Iterable[bytes]) -> dict[bytes, list[tuple[bytes, Mapping[str, Value]]]]:
    found: dict[bytes, list[tuple[bytes, Mapping[str, Value]]]] = {}
    for some in _parted(ids):
        sql = _ACTS.format(act=KINDS["act"].number, marks=",".join("?" * len(some)))
        for event, id_, body in vault.con.execute(sql, some):
            found.setdefault(bytes(event), []).append((bytes(id_), fields_of(body)))
    return found


def _parted(ids: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
