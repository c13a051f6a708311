"""Accompaniment: what is missing, who stands by when, what the log counts, and what those who come next must know."""

from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from app.actions import clock, daily_log
from app.actions.around import Around, Inside
from app.actions.changed import Changed
from app.actions.records import record_of
from app.domain import accompanying, roster
from app.domain.accompanying import Consent, Entry, Package
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.roster import DAY, Day, Shift
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault import Vault

KIND = KINDS["accompaniment"]
_YES = ("given", "given_by_other")
_OTHERS = "other"
MOST_DAYS = 62
"""Days of a roster at once."""


@frozen
class OpenRisk:
    """One open risk: what it was said in, the day or a text of when, and its words."""

    record: Record
    when: str
    text: str


@frozen(slots=False)
class Accompaniment:
    """One accompaniment and what stands around it; everything is worked out from the records as they are."""

    record: Record
    around: Around

    @cached_property
    def people(self) -> list[Record]:
        """Who is accompanied."""
        return self.around.linked(self.record, "accompanied")

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What is missing before it may start, in the order it is done."""
        filled = [role.name for role in KIND.roles if self.around.linked(self.record, role.name)]
        persons = {one.id for one in self.people if one.kind == "actor"}
        answers = [
            Consent(actor.id, answer.fields.get("state") in _YES and "withdrawn_on" not in answer.fields)
            for answer in self.around.linked(self.record, "consent")
            for actor in self.around.linked(answer, "actor")
        ]
        assessed = bool(self.around.parts(self.record, "risk_assessment", "about"))
        return accompanying.missing(self.record.fields, filled, persons, answers, assessed)

    @cached_property
    def log(self) -> list[Record]:
        """The entries of its log, in the order they were written."""
        return sorted(self.around.parts(self.record, "log_entry", "of"), key=self.around.entered)

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries of its log as the rules see them."""
        sexes = tuple(sorted({str(one.fields["sex"]) for one in self.people if "sex" in one.fields}))
        return [self._entry(row, sexes) for row in self.log if "at" in row.fields or "kind" in row.fields]

    def _entry(self, row: Record, sexes: tuple[str, ...]) -> Entry:
        told = {
            name: str(row.fields.get(name, "")) for name in ("counterpart", "open_risks", "risk_level", "situation")
        }
        if row.fields.get("kind") == "meeting":
            told["counterpart"] = told["counterpart"] or _OTHERS
        places = ", ".join(map(self.around.title, self.around.linked(row, "place")))
        corrects = tuple(one.id for one in self.around.linked(row, daily_log.CORRECTS))
        follows = tuple(one.id for one in self.around.linked(row, "follows"))
        kind, at = str(row.fields.get("kind", "note")), str(row.fields.get("at", "0001"))
        return Entry(row.id, at, kind, place=places, corrects=corrects, sexes=sexes, follows=follows, **told)

    @cached_property
    def shifts(self) -> list[Shift]:
        """Its shifts that were not missed; who stands by is named by record ids in hex."""
        return [_shift(self.around, row, self.record.id) for row in self.shift_records]

    @cached_property
    def shift_records(self) -> list[Record]:
        """The records of its shifts that were not missed, by their beginning."""
        rows = self.around.parts(self.record, "shift", "of")
        return [row for row in rows if row.fields.get("status") != "missed" and "date_start" in row.fields]

    @property
    def permanent(self) -> bool:
        """Whether somebody must stand by at every minute."""
        kinds = self.record.fields.get("kind", [])
        return isinstance(kinds, list) and "permanent" in kinds

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last day that it or a shift of it is on; (0, -1) where no day is known."""
        days = [day for shift in self.shifts for day in (shift.start // DAY, (shift.end - 1) // DAY)]
        for name in ("date_start", "date_end"):
            if name in self.record.fields:
                days.append(parse_moment(str(self.record.fields[name])).sort_day)
        return (min(days), max(days)) if days else (0, -1)

    def days(self, first: int, last: int, elsewhere: Sequence[Shift] = ()) -> list[Day]:
        """Return the roster of some days of it, at most two months; no day before it begins or after it ends."""
        begins, ends = self.span
        last = min(last, ends if "date_end" in self.record.fields else last, first + MOST_DAYS - 1)
        return roster.grid(self.shifts, max(first, begins), last, self.permanent, elsewhere)

    @cached_property
    def risks(self) -> list[Record]:
        """The threats of its newest assessments, whatever the state of their measures."""
        assessments = self.around.parts(self.record, "risk_assessment", "about")
        old = {before.id for one in assessments for before in self.around.linked(one, "previous")}
        return [row for one in assessments if one.id not in old for row in self.around.parts(one, "risk", "assessment")]

    @cached_property
    def open_risks(self) -> list[OpenRisk]:
        """Every open risk: of the log since the last handover, its own, of the assessments, and security incidents.

        A security incident is open until it is assessed as nothing to do with the work, or what was changed for good
        is written down.
        """
        by_id = {row.id: row for row in self.log}
        found = [OpenRisk(by_id[row.id], row.at, text) for row, text in accompanying.open_risks(self.entries)]
        if own := str(self.record.fields.get("open_risks", "")):
            found.append(OpenRisk(self.record, "", own))
        found += [OpenRisk(row, "", str(row.fields.get("text", ""))) for row in self.risks]
        for row in self.around.parts(self.record, "security_incident", "about"):
            if row.fields.get("assessed") != "nothing" and "reaction_later" not in row.fields:
                found.append(OpenRisk(row, str(row.fields.get("date", "")), str(row.fields.get("what", ""))))
        return found


def _shift(around: Around, row: Record, of: bytes) -> Shift:
    start, end = str(row.fields["date_start"]), str(row.fields.get("date_end", ""))
    return roster.shift_of(row.id, start, end, [one.id.hex() for one in around.linked(row, "companion")], of)


def show(vault: Vault, handle: str) -> Accompaniment:
    """Return an accompaniment with all that stands around it; InputRefused for a record of another kind."""
    record = record_of(vault, handle)
    if record.kind != KIND.name:
        raise InputRefused(Phrase("{ref} is no accompaniment.", ref=record.ref), "Nothing was changed.")
    return Accompaniment(record, Inside(vault))


def roster_of(vault: Vault, handle: str, first: str = "", days: int = 14) -> tuple[list[Day], dict[str, str]]:
    """Return some days of a roster, and the name of each who stands by; also who is booked elsewhere at the time.

    `first` is a day as text; left out it is today, or the first day of one that has not begun or is over.
    """
    shown = show(vault, handle)
    begins, ends = shown.span
    today = clock.today(vault).toordinal()
    start = parse_moment(first).sort_day if first else today if begins <= today <= max(ends, today) else begins
    if not first and ends < today and "date_end" in shown.record.fields:
        start = begins
    who = {one.id: one for row in shown.shift_records for one in shown.around.linked(row, "companion")}
    booked = {
        row.id: _shift(shown.around, row, b"")
        for one in who.values() for row in shown.around.parts(one, "shift", "companion")
        if row.fields.get("status") != "missed" and "date_start" in row.fields
    }  # fmt: skip
    elsewhere = [shift for id_, shift in booked.items() if id_ not in {row.id for row in shown.shift_records}]
    return shown.days(start, start + max(days, 1) - 1, elsewhere), {id_.hex(): one.title for id_, one in who.items()}


def package(vault: Vault, handles: Sequence[str], month: str | None = None) -> Package:
    """Count the logs of accompaniments, together, or one month of them (`2026-11`)."""
    entries = [entry for handle in handles for entry in show(vault, handle).entries]
    return accompanying.package(entries, month if month is None else checked_month(month))


def checked_month(text: str) -> str:
    """Return a month as it was written (`2026-11`), or raise InputRefused where it is none."""
    try:
        known = parse_moment(f"{text}-01").text[:-3] == text
    except ValueError:
        known = False
    if not known:
        raise InputRefused(Phrase("{month} is no month.", month=text), "Write it as 2026-11. Nothing was counted.")
    return text


def hand_over(vault: Vault, handle: str, text: str, by: str = "", also: str = "") -> tuple[Record, Changed]:
    """Write the handover into the log: what is said, and every risk that the log left open, in the same words.

    `also` are open risks that nobody wrote down before.

    What assessments and security incidents say stays open there, and is listed with each handover anew.
    """
    shown = show(vault, handle)
    told = [row.text for row in shown.open_risks if row.record.kind in (daily_log.ENTRY.name, KIND.name) and row.text]
    given = {
        "kind": accompanying.HANDOVER,
        "situation": text,
        "open_risks": "\n".join(dict.fromkeys([*told, *filter(None, [also])])),
    }
    return daily_log.write(vault, handle, {**given, "author": by})
