"""Find the people that a record is about: its words follow the consent of these people.

First come the people with a link to the record: a victim, an interviewed or accompanied person, the people of a case.
Without them, the people of its parts count, then those of the records above it. An author, a host, a traveller and a
person whom a file shows count in addition. An incident with an answer counts like a person.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from app.domain.kind import Kind, Role
from app.domain.record import Link, Record
from app.domain.release.copies import is_copy

_DIRECT = ("victim", "interviewee", "in_danger", "about", "for", "of", "actor", "interview")
"""Roles that link a record to people it is about, in addition to `Kind.people`."""
_ACTING = ("by", "with", "author", "requested_by", "traveller", "holder", "member", "shows")
"""Roles of people whom the words of a record are about too; for an action of ours, these are its victims only."""
SEXUAL = frozenset({"INT3", "INT4", "INT5", "INT6"})
SEXUAL_FACTORS = frozenset({"G01", "G02", "G09", "G10", "sexual_violence"})
"""Codes of an act, gender factors and grave violations against children that say sexual violence."""


class Surroundings(Protocol):
    """The links of records, within a share or in the whole vault."""

    def list_targets(self, record: Record) -> Sequence[tuple[str, Record]]:
        """Return the roles of a record with the linked records."""

    def list_parts(self, record: Record, kind: str) -> Sequence[Record]:
        """Return the parts of a record with this kind."""

    def is_ours(self, copy: Record) -> bool:
        """Return True if this vault made a copy."""

    def list_hidden(self, copy: Record) -> Collection[bytes]:
        """Return the people whom a copy of this vault hides since it was made."""


class ShareSurroundings:
    """The links among the records of a share."""

    def __init__(self, kinds: Mapping[str, Kind], records: Iterable[Record], links: Iterable[Link]) -> None:
        by_id = {record.id: record for record in records}
        self._targets: dict[bytes, list[tuple[str, Record]]] = {}
        self._parts: dict[bytes, list[Record]] = {}
        for link in links:
            if link.removed or link.source not in by_id or link.target not in by_id:
                continue
            source = by_id[link.source]
            self._targets.setdefault(link.source, []).append((link.role, by_id[link.target]))
            role = kinds[source.kind].role(link.role)
            if role is not None and role.part:
                self._parts.setdefault(link.target, []).append(source)

    def list_targets(self, record: Record) -> Sequence[tuple[str, Record]]:
        """Return the roles of a record with the linked records."""
        return self._targets.get(record.id, ())

    def list_parts(self, record: Record, kind: str) -> Sequence[Record]:
        """Return the parts of a record with this kind."""
        return [part for part in self._parts.get(record.id, ()) if part.kind == kind]

    def is_ours(self, copy: Record) -> bool:
        """Return False: a share alone has no chain of custody."""
        return False

    def list_hidden(self, copy: Record) -> Collection[bytes]:
        """Return nobody: a share alone has no chain of custody."""
        return ()


class Subjects:
    """The people and the acts that records are about; `answered` are the ids of people and incidents with answers."""

    def __init__(self, kinds: Mapping[str, Kind], around: Surroundings, answered: Collection[bytes] = ()) -> None:
        self._kinds, self._around, self._answered = kinds, around, answered
        self._people: dict[bytes, tuple[Record, ...]] = {}
        self._acts: dict[bytes, tuple[Record, ...]] = {}

    def people(self, record: Record) -> tuple[Record, ...]:
        """Return the people that a record is about; also an incident with an answer."""
        if record.id not in self._people:
            self._people[record.id] = ()  # a circle of links ends here
            self._people[record.id] = _once(self._find_people(record))
        return self._people[record.id]

    def files(self, record: Record) -> frozenset[str]:
        """Return the SHA-256 of an item of evidence and, for a copy of ours, of its original; empty for other kinds.

        An item that only says it is a copy has its own file alone.
        """
        if record.kind != "evidence_item":
            return frozenset()
        near = self._around.list_targets(record) if is_copy(record) and self._around.is_ours(record) else ()
        rows = (record, *(to for role, to in near if role == "copy_of"))
        return frozenset(str(one.fields["sha256"]) for one in rows if "sha256" in one.fields)

    def seen(self, record: Record) -> list[Record]:
        """Return the people whose yes a file needs: those it is about or shows, without those whom our copy hides.

        To see a person decides over to hide one.
        """
        shown = {to.id for role, to in self._around.list_targets(record) if role == "shows"}
        hidden = {*self._around.list_hidden(record)} - shown if is_copy(record) else set[bytes]()
        return [one for one in self.people(record) if one.id not in hidden]

    def _find_people(self, record: Record) -> list[Record]:
        if record.kind == "actor":
            return [record]
        kind = self._kinds[record.kind]
        mine = [record] if record.kind == "event" and record.id in self._answered else []
        near = self._around.list_targets(record)
        if own := _list_actors(near, (kind.people,)):
            return own + mine
        own = _list_actors(near, _DIRECT) + mine + self._gather(self._list_below(record))
        acting = _list_actors(near, _ACTING) if record.kind != "intervention" else []
        return acting + (own or self._gather(_list_above(kind, near)))

    def _gather(self, records: Iterable[Record]) -> list[Record]:
        return [who for one in records for who in self.people(one)]

    def acts(self, record: Record) -> tuple[Record, ...]:
        """Return the acts that a record is about."""
        if record.id not in self._acts:
            self._acts[record.id] = ()
            near = self._list_below(record) or _list_above(self._kinds[record.kind], self._around.list_targets(record))
            own = [record] if record.kind == "act" else [act for one in near for act in self.acts(one)]
            self._acts[record.id] = _once(own)
        return self._acts[record.id]

    def _list_below(self, record: Record) -> Sequence[Record]:
        below = self._kinds[record.kind].people_below
        return self._around.list_parts(record, below) if below else ()


def _list_actors(near: Iterable[tuple[str, Record]], roles: Collection[str]) -> list[Record]:
    return [to for role, to in near if role in roles and to.kind == "actor"]


def _list_above(kind: Kind, near: Iterable[tuple[str, Record]]) -> list[Record]:
    return [to for role, to in near if to.kind != "actor" and _leads_up(kind.role(role))]


def _leads_up(role: Role | None) -> bool:
    return role is not None and (role.part or role.stays_with or role.name in _DIRECT)


def _once(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple({record.id: record for record in records}.values())


def is_sexual(act: Record) -> bool:
    """Return True if an act is sexual violence, by its code, its gender factors or its grave violations."""
    given = (act.fields.get(name) for name in ("gender_factor", "grave"))
    factors = {code for codes in given if isinstance(codes, list) for code in codes}
    return act.fields.get("violation") in SEXUAL or not SEXUAL_FACTORS.isdisjoint(factors)


def generalise_codes(codes: Sequence[str], parent: Callable[[str], str]) -> list[str]:
    """Return codes without those of sexual violence, or with their `parent` in their place."""
    kept = [parent(code) if code in SEXUAL | SEXUAL_FACTORS else code for code in codes]
    return [code for code in dict.fromkeys(kept) if code]
