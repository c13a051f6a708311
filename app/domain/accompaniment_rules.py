"""Check accompaniments: missing requirements, counts of the log and open risks. Pure.

The rules refuse nothing: they list missing requirements, and people decide.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import field, frozen

from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.phrase import Phrase

COUNTED = ("physical", "phone", "meeting", "presence", "incident")
"""Kinds of entries that are counted in the monthly package, in its order; handovers and notes are not."""
HANDOVER = "handover"
_HIGH = ("high", "imminent")
_NOT_BEGUN, _ENDED = ("asked", "analysed", "agreed"), "ended"


@frozen
class AccompanimentLogEntry:
    """One log entry as the rules use it: ids are 16 bytes, `at` is the text of a moment.

    `corrects` are earlier entries that this entry corrects. `follows` are earlier entries whose outcome this entry
    reports. `sexes` are the codes of the people present.
    """

    id: bytes
    at: str
    kind: str
    counterpart: str = ""
    place: str = ""
    corrects: tuple[bytes, ...] = ()
    open_risks: str = ""
    risk_level: str = ""
    situation: str = ""
    sexes: tuple[str, ...] = ()
    follows: tuple[bytes, ...] = ()

    @property
    def month(self) -> str:
        """Return the month of the entry (`2026-11`), or an empty text if it is not known."""
        point = parse_moment(self.at).start
        return f"{point.year:04}-{point.month:02}" if point and point.month else ""


@frozen
class AccompanimentCounts:
    """The counts of a log: entries by kind, meetings by counterpart, entries by place and by sex.

    `sexes` has for each counted kind the number of entries with people of each sex. One entry can be in several.
    """

    kinds: Mapping[str, int]
    counterparts: Mapping[str, int] = field(factory=dict)
    places: Mapping[str, int] = field(factory=dict)
    sexes: Mapping[str, Mapping[str, int]] = field(factory=dict)

    @property
    def total(self) -> int:
        """Return the number of counted entries, each once."""
        return sum(self.kinds.values())


@frozen
class Consent:
    """An answer of an accompanied person: the person's id (16 bytes), and True if it is a valid yes."""

    actor: bytes
    holds: bool


def list_missing(
    fields: Mapping[str, Value], roles: Collection[str], people: Collection[bytes], consents: Iterable[Consent],
    assessed: bool,
) -> tuple[str, ...]:  # fmt: skip
    """Return the missing requirements of an accompaniment, in the order of the work.

    `roles` are the filled roles, `people` the ids of the accompanied persons. `assessed` is True if a risk assessment
    covers the accompaniment. An ended accompaniment also needs its last day and the analysis after it. A refused one
    has no missing requirements.
    """
    status = fields.get("status", "asked")
    if status == "refused":
        return ()
    agreed = {consent.actor for consent in consents if consent.holds}
    told, begins = fields.get("informed_on"), fields.get("date_start")
    late = bool(told and begins and parse_moment(str(told)).first_day >= parse_moment(str(begins)).first_day)
    lacks = (
        ("request_on" not in fields, Phrase("the day of the request")),
        ("accompanied" not in roles, Phrase("the accompanied person")),
        ("analysis_before" not in fields and not assessed, Phrase("the analysis before, or a risk assessment")),
        (bool(set(people) - agreed) or not (people or agreed), Phrase("the consent of each accompanied person")),
        (not fields.get("non_partisan"), Phrase("the explanation of the non-partisan rule")),
        ("conditions" not in fields, Phrase("the written agreement")),
        ("authority" not in roles or not told, Phrase("notice to the authorities before the start")),
        (late, Phrase("notice to the authorities before the first day, not after it")),
        ("date_start" not in fields, Phrase("the first day")),
        (status == _ENDED and "analysis_after" not in fields, Phrase("the analysis after")),
        (status == _ENDED and "date_end" not in fields, Phrase("the last day")),
    )  # fmt: skip
    return tuple(said for is_so, said in lacks if is_so)


def has_begun(fields: Mapping[str, Value]) -> bool:
    """Return True if the accompaniment runs or ran: from then on a missing requirement is late."""
    return fields.get("status", "asked") not in (*_NOT_BEGUN, "refused")


def current_entries(entries: Sequence[AccompanimentLogEntry]) -> list[AccompanimentLogEntry]:
    """Return the entries without those that another entry corrects; the correction replaces them."""
    corrected = {id_ for entry in entries for id_ in entry.corrects}
    return [entry for entry in entries if entry.id not in corrected]


def months(entries: Sequence[AccompanimentLogEntry]) -> list[str]:
    """Return the months with entries, newest first; the empty text is the unknown month."""
    return sorted({entry.month for entry in current_entries(entries)}, reverse=True)


def package(entries: Sequence[AccompanimentLogEntry], month: str | None = None) -> AccompanimentCounts:
    """Count the entries of a log, or of one month (`2026-11`; the empty text: entries of no known month)."""
    rows = [row for row in current_entries(entries) if row.kind in COUNTED and month in (None, row.month)]
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in COUNTED}
    met = [row.counterpart for row in rows if row.kind == "meeting"]
    sexes = {
        kind: _tally(sex for row in rows if row.kind == kind for sex in sorted(set(row.sexes))) for kind in COUNTED
    }
    return AccompanimentCounts(kinds, _tally(met), _tally(row.place for row in rows if row.place), sexes)


def _tally(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return dict(sorted(found.items(), key=lambda row: (-row[1], row[0])))


def open_risks(entries: Sequence[AccompanimentLogEntry]) -> list[tuple[AccompanimentLogEntry, str]]:
    """Return each open risk of a log with its entry; entries are in the order of writing.

    The text of a risk is that of its entry. A handover replaces the risks that it names, line by line; the others stay
    open. An entry of a high or imminent level without a text of risks is also one, with its situation as the text. A
    risk is closed when another entry follows up its entry.
    """
    found: list[tuple[AccompanimentLogEntry, str]] = []
    rows = current_entries(entries)
    over = {id_ for entry in rows for id_ in entry.follows}
    for row in rows:
        named = set(row.open_risks.splitlines()) if row.kind == HANDOVER else set()
        if named:
            found = [(entry, said) for entry, said in found if not set(said.splitlines()) <= named]
        text = row.open_risks or (row.situation if row.risk_level in _HIGH else "")
        if row.id not in over and (text or row.risk_level in _HIGH):
            found.append((row, text))
    return found
