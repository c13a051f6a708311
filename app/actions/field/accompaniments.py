"""Read an accompaniment with its roster, log and open risks, and write its handovers."""

from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from app.actions.field import daily_log
from app.actions.kernel import clock
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of
from app.domain import accompaniment_rules, roster
from app.domain.accompaniment_rules import AccompanimentCounts, AccompanimentLogEntry, Consent
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.release.consents import is_yes
from app.domain.roster import DAY, Day, Shift
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

KIND = "accompaniment"
_OTHERS = "other"
MOST_DAYS = 62
"""The most days that one roster shows."""


@frozen
class OpenRisk:
    """An open risk: its record, its date as text (empty if unknown), and its text."""

    record: Record
    when: str
    text: str


@frozen(slots=False)
class Accompaniment:
    """An accompaniment with its related records; every property is computed from the current records."""

    record: Record
    around: Around

    @cached_property
    def people(self) -> list[Record]:
        """Return the accompanied people."""
        return self.around.linked(self.record, "accompanied")

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Return the steps that are missing before the accompaniment can start, in order."""
        filled = [role.name for role in self.around.kinds[KIND].roles if self.around.linked(self.record, role.name)]
        persons = {one.id for one in self.people if one.kind == "actor"}
        answers = [
            Consent(actor.id, is_yes(answer))
            for answer in self.around.linked(self.record, "consent")
            for actor in self.around.linked(answer, "actor")
        ]
        assessed = bool(self.around.parts(self.record, "risk_assessment", "about"))
        return accompaniment_rules.list_missing(self.record.fields, filled, persons, answers, assessed)

    @cached_property
    def log(self) -> list[Record]:
        """Return the log entries in the order of writing."""
        return sorted(self.around.parts(self.record, "log_entry", "of"), key=self.around.entered)

    @cached_property
    def entries(self) -> list[AccompanimentLogEntry]:
        """Return the log entries with a time or a kind, in the form that the rules use."""
        sexes = tuple(sorted({str(one.fields["sex"]) for one in self.people if "sex" in one.fields}))
        return [self._entry(row, sexes) for row in self.log if "at" in row.fields or "kind" in row.fields]

    def _entry(self, row: Record, sexes: tuple[str, ...]) -> AccompanimentLogEntry:
        told = {
            name: str(row.fields.get(name, "")) for name in ("counterpart", "open_risks", "risk_level", "situation")
        }
        if row.fields.get("kind") == "meeting":
            told["counterpart"] = told["counterpart"] or _OTHERS
        places = ", ".join(map(self.around.title, self.around.linked(row, "place")))
        corrects = tuple(one.id for one in self.around.linked(row, daily_log.CORRECTS))
        follows = tuple(one.id for one in self.around.linked(row, "follows"))
        kind, at = str(row.fields.get("kind", "note")), str(row.fields.get("at", "0001"))
        return AccompanimentLogEntry(
            row.id, at, kind, place=places, corrects=corrects, sexes=sexes, follows=follows, **told
        )

    @cached_property
    def shifts(self) -> list[Shift]:
        """Return the shifts that were not missed; companions are record ids in hex."""
        return [_shift(self.around, row, self.record.id) for row in self.shift_records]

    @cached_property
    def shift_records(self) -> list[Record]:
        """Return the records of the shifts that were not missed, by start day."""
        rows = self.around.parts(self.record, "shift", "of")
        return [row for row in rows if row.fields.get("status") != "missed" and "date_start" in row.fields]

    @property
    def permanent(self) -> bool:
        """Return True if a companion must be present at every minute."""
        kinds = self.record.fields.get("kind", [])
        return isinstance(kinds, list) and "permanent" in kinds

    @property
    def span(self) -> tuple[int, int]:
        """Return the first and the last day of the accompaniment and its shifts; (0, -1) if no day is known."""
        days = [day for shift in self.shifts for day in (shift.start // DAY, (shift.end - 1) // DAY)]
        for name in ("date_start", "date_end"):
            if name in self.record.fields:
                days.append(parse_moment(str(self.record.fields[name])).sort_day)
        return (min(days), max(days)) if days else (0, -1)

    def days(self, first: int, last: int, elsewhere: Sequence[Shift] = ()) -> list[Day]:
        """Return the roster from `first` to `last`, at most `MOST_DAYS` days, within the accompaniment's own dates."""
        begins, ends = self.span
        last = min(last, ends if "date_end" in self.record.fields else last, first + MOST_DAYS - 1)
        return roster.grid(self.shifts, max(first, begins), last, self.permanent, elsewhere)

    @cached_property
    def risks(self) -> list[Record]:
        """Return the risks of the newest assessments, with or without measures."""
        assessments = self.around.parts(self.record, "risk_assessment", "about")
        old = {before.id for one in assessments for before in self.around.linked(one, "previous")}
        return [row for one in assessments if one.id not in old for row in self.around.parts(one, "risk", "assessment")]

    @cached_property
    def open_risks(self) -> list[OpenRisk]:
        """Return every open risk.

        The risks come from the log since the last handover, the accompaniment itself, its assessments and security
        incidents. A security incident is open until it is assessed as unrelated to the work, or a permanent change is
        recorded.
        """
        by_id = {row.id: row for row in self.log}
        found = [OpenRisk(by_id[row.id], row.at, text) for row, text in accompaniment_rules.open_risks(self.entries)]
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
    """Return an accompaniment with its related records. Raises InputRefused for a record of another kind."""
    record = record_of(vault, handle)
    if record.kind != KIND:
        raise InputRefused(Phrase("{ref} is no accompaniment.", ref=record.ref), "Nothing was changed.")
    return Accompaniment(record, Inside(vault))


def roster_of(vault: Vault, handle: str, first: str = "", days: int = 14) -> tuple[list[Day], dict[str, str]]:
    """Return days of a roster, and the names of the companions by record id in hex.

    The days also show companions who have another shift at the same time. `first` is a day as text. The default is
    today, or the first day of an accompaniment that has not begun or has ended.
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


def package(vault: Vault, handles: Sequence[str], month: str | None = None) -> AccompanimentCounts:
    """Count the logs of accompaniments together, in total or for one month (`2026-11`)."""
    entries = [entry for handle in handles for entry in show(vault, handle).entries]
    return accompaniment_rules.package(entries, month if month is None else checked_month(month))


def checked_month(text: str) -> str:
    """Return a month as text (`2026-11`). Raises InputRefused if the text is not a month."""
    try:
        known = parse_moment(f"{text}-01").text[:-3] == text
    except ValueError:
        known = False
    if not known:
        raise InputRefused(Phrase("{month} is no month.", month=text), "Write it as 2026-11. Nothing was counted.")
    return text


def hand_over(vault: Vault, handle: str, text: str, by: str = "", also: str = "") -> tuple[Record, Changed]:
    """Write a handover into the log, with the unchanged text of every risk that the log left open.

    `also` adds open risks that no one recorded before. Risks in assessments and security incidents stay open there, and
    are listed again with each handover.
    """
    shown = show(vault, handle)
    told = [row.text for row in shown.open_risks if row.record.kind in (daily_log.ENTRY, KIND) and row.text]
    given = {
        "kind": accompaniment_rules.HANDOVER,
        "situation": text,
        "open_risks": "\n".join(dict.fromkeys([*told, *filter(None, [also])])),
    }
    return daily_log.write(vault, handle, {**given, "author": by})
