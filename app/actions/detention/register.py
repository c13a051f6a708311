"""The register of detained people, computed from the records at each reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from app.actions.detention import time_limits
from app.actions.kernel import clock
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of
from app.domain.detention_rules import UNSEEN_DAYS, Episode, Held, Whereabouts, make_episode
from app.domain.intervals import Interval, Sure, make_interval
from app.domain.legal_limits import LimitState
from app.domain.moment import last_day
from app.domain.record import Record
from app.domain.release.resolver import CHILD
from app.domain.search_normalisation import fold
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

_DATES = ("date_start", "date_end")
_AREA = ("name", "district", "province", "country")


@frozen
class HeldPerson:
    """One row: a detention, its person, and the state on the day. `stays` are the records of the stays in it.

    `seen` is the last day on which somebody saw the person, as text. `unseen` are the days since then, or since the
    arrest.
    """

    detention: Record
    person: Record | None
    where: Whereabouts[bytes]
    stays: Mapping[bytes, Record]
    seen: str = ""
    unseen: int = 0

    @property
    def forgotten(self) -> bool:
        """Return True for a person whom nobody has seen for a month."""
        return self.unseen >= UNSEEN_DAYS


@frozen
class DetentionCheck:
    """One detention on a day: stays in order, gaps, doubts, access, and time limits."""

    detention: Record
    person: Record | None
    episode: Episode[Record]
    where: Whereabouts[Record]
    access: Sequence[Record]
    limits: Sequence[LimitState[Record]]
    others: Sequence[Record]
    """The other detentions of the person."""
    overlapping: Sequence[Record]
    """Those of the others that overlap this one, or possibly do."""
    end_missing: bool
    """True for a release without its day."""


def is_child(person: Record) -> bool:
    """Return True for a person under 18, by the age group or by the mark for a child."""
    return person.fields.get("age_group") in CHILD or bool(person.fields.get("child"))


def read_day(vault: Vault, text: str = "") -> date:
    """Return a day such as 2026-03-10, by default today. Raises InputRefused."""
    try:
        return date.fromisoformat(text) if text else clock.today(vault)
    except ValueError as error:
        raise InputRefused(Phrase("{text} is no day.", text=text), "Write a day such as 2026-03-10.") from error


def list_held(vault: Vault, day: date, place: str = "", most: int | None = None) -> tuple[list[HeldPerson], int]:
    """Return the people in detention on a day, or only those at `place`, and the number of all rows.

    People without a known place come first, and people with a release on that day last.
    """
    on = day.toordinal()
    found = [(id_, person, where) for id_, person, where in _states(vault, day) if where.held is not Held.NOT_HELD]
    rank = {Held.UNKNOWN: 0, Held.HELD: 1, Held.RELEASED: 2}
    found.sort(key=lambda row: (rank[row[2].held], -row[2].days))
    if place:
        here = _find_stays_at(vault, place, (stay.what for *_, where in found for stay in where.at))
        found = [row for row in found if any(stay.what in here for stay in row[2].at)]
    shown = found[:most]
    ids = {one for id_, person, where in shown for one in (id_, person, *_stays_of(where))}
    records = record_lists.load_all(vault.con, ids)
    seen = _read_seen(vault, on)
    return [
        HeldPerson(records[id_], records.get(person), where, {one: records[one] for one in _stays_of(where)},
                   *seen.get(id_, ("", where.days - 1)))
        for id_, person, where in shown
    ], len(found)  # fmt: skip


def _stays_of(where: Whereabouts[bytes]) -> list[bytes]:
    return [one.what for one in (*where.at, *([where.last] if where.last else []))]


def _states(vault: Vault, day: date) -> Iterable[tuple[bytes, bytes, Whereabouts[bytes]]]:
    """Yield each detention that can last on a day, with its person and the state. Only dates are read."""
    text, on = day.isoformat(), day.toordinal()
    names = (*_DATES, "release")
    current = [row for row in record_lists.list_linked_values(vault.con, "detention", "person", names)
               if not _is_before(row.values[1], text) and not row.values[0][:10] > text]  # fmt: skip
    wanted, stays = {row.id for row in current}, dict[bytes, list[Interval[bytes]]]()
    for stay in record_lists.list_linked_values(vault.con, "stay", "of", _DATES):
        if stay.whole in wanted:
            stays.setdefault(stay.whole, []).append(make_interval(stay.values[0], stay.values[1], stay.id))
    for row in current:
        episode = make_episode(dict(zip(names, row.values, strict=True)), stays.get(row.id, []))
        yield row.id, row.whole, episode.on(on)


def _is_before(text: str, day: str) -> bool:
    """Return True for an exact date before a day."""
    return len(text) in (10, 16) and text[4] == "-" and "~" not in text and "/" not in text and text[:10] < day


def _find_stays_at(vault: Vault, place: str, stays: Iterable[bytes]) -> set[bytes]:
    """Return the stays at a place: by its id or code, or by words in its name, its areas or its kind."""
    asked, kinds = fold(place), vault.words["place_kind"]
    ids = set(stays)
    at = dict(links.list_targets_of(vault.con, ids, "place"))
    places, rows = record_lists.load_all(vault.con, at.values()), record_lists.load_all(vault.con, ids)
    found = set()
    for id_, stay in rows.items():
        there = places.get(at.get(id_, b""))
        words = [str(there.fields.get(name, "")) for name in _AREA] if there else []
        kind = str(stay.fields.get("place_kind", ""))
        words += [kind, kinds.label(kind, "en")] if kind else []
        exact = there is not None and place.upper().replace("-", "") in (
            there.ref.replace("-", ""),
            there.id.hex().upper(),
        )
        if exact or any(asked in fold(word) for word in words):
            found.add(id_)
    return found


def _read_seen(vault: Vault, on: int) -> Mapping[bytes, tuple[str, int]]:
    """Return for each detention the last day up to `on` with access, and the days since then."""
    found: dict[bytes, tuple[str, int]] = {}
    for row in record_lists.list_linked_values(vault.con, "access", "of", ("held_on", "answer")):
        day = last_day(row.values[0]) if row.values[1] not in ("refused", "none") else None
        if day is not None and day <= on and (row.whole not in found or on - day < found[row.whole][1]):
            found[row.whole] = (row.values[0], on - day)
    return found


def check(vault: Vault, handle: str, on: date | None = None) -> DetentionCheck:
    """Return the state of a detention on a day (default: today). Raises NotFound, InputRefused."""
    record = record_of(vault, handle)
    if record.kind != "detention":
        raise InputRefused(Phrase("{ref} is no detention.", ref=record.ref), "See: amparo detained")
    day, around = (on or clock.today(vault)).toordinal(), Inside(vault)
    episode = make_episode(record.fields, list(map(_span, around.parts(record, "stay", "of"))))
    person = next(iter(around.linked(record, "person")), None)
    rows = around.parts(person, "detention", "person") if person else []
    mine, others = _span(record), [one for one in rows if one.id != record.id]
    return DetentionCheck(
        record, person, episode, episode.on(day), around.parts(record, "access", "of"),
        time_limits.compute(vault, [record]), others,
        [one for one in others if mine.overlaps(_span(one)) is not Sure.NO],
        "release" in record.fields and "date_end" not in record.fields,
    )  # fmt: skip


def _span(record: Record) -> Interval[Record]:
    return make_interval(record.fields.get(_DATES[0]), record.fields.get(_DATES[1]), record)


def count_waiting_days(access: Record, today: int) -> int | None:
    """Return the days since a request; None after an answer."""
    asked = last_day(access.fields.get("asked_on"))
    return (
        None if asked is None or access.fields.get("answer") or access.fields.get("held_on") else max(0, today - asked)
    )
