"""Count the whole vault for tables: only numbers and labels of code lists.

For other audiences, the counts exclude people who refused, withdrawn records, and records above the audience's level.
A small number is shown only as small (`app.domain.disclosure`). Every table prints the rule.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import evolve

from app.actions.field.accompaniments import Accompaniment
from app.actions.kernel import clock
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.kernel.record_context import Inside
from app.actions.records import areas, record_counts
from app.actions.records.record_counts import CountedRecord
from app.actions.release import consent_rules
from app.catalogue import Catalogue
from app.domain import accompaniment_rules, disclosure
from app.domain.accompaniment_rules import AccompanimentLogEntry
from app.domain.act_counts import ActCount
from app.domain.areas import LEVELS, AreaTree
from app.domain.date_text import moment_text
from app.domain.disclosure import HIDDEN, Crossed, Range
from app.domain.frame import audience_mark
from app.domain.legal_steps import Step, read_step
from app.domain.moment import first_day, last_day
from app.domain.record import Record, comma
from app.domain.redact import Profile, marked_above
from app.domain.release.audiences import AUDIENCES, Spoken
from app.domain.release.consents import find_answer
from app.domain.sheet import SheetTable
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

Scheme = str | Mapping[str, str]
"""The name of a code list, or the label of each code."""
_PROVINCE = LEVELS[1]
MALE, FEMALE = "01", "02"
SEXES = (FEMALE, MALE, "98", "99", "")
"""Columns of a table by sex; the last is for people with unknown sex."""


class Tallies:
    """The countable data for an audience, and the form of its numbers."""

    def __init__(self, vault: Vault, profile: Profile, language: str = "en") -> None:
        self._vault, self.profile, self.language = vault, profile, language
        self.kinds = vault.kinds
        self.closed = profile.name != "internal"
        self._withheld = list_withheld_records(vault)
        rows = record_counts.list_counted_records(vault, "consent_record", "actor", "event") if self.closed else []
        self._paper = consent_rules.make_paper(vault, AUDIENCES["counts"])
        self._answers: dict[bytes, list[tuple[bytes, Record]]] = {}
        for row in rows:
            for who in row.linked["actor"] or row.linked["event"]:
                self._answers.setdefault(who.id, []).append((who.id, row.record))

    def _may(self, record: Record) -> bool:
        return not self.closed or not (
            record.id in self._withheld
            or marked_above(self.kinds[record.kind], record, self.profile)
            or not self._is_counted(record)
        )

    def _is_counted(self, record: Record) -> bool:
        answer = find_answer(record, self._answers.get(record.id, ()), self._paper)
        return self._paper.audience.form_for(answer.column) is Spoken.COUNT

    def deeds(self) -> list[ActCount]:
        """Return every act that can be counted, with its related records."""
        parts = ("act", "event", "victim")
        return [
            deed for deed in record_counts.deeds(self._vault)
            if all(self._may(record) for part in parts for record in deed.parts.get(part, ()))
        ]  # fmt: skip

    def held(self, kind: str, *roles: str) -> list[CountedRecord]:
        """Return every record of a kind that can be counted, with its links in some roles."""
        return [
            row for row in record_counts.list_counted_records(self._vault, kind, *roles)
            if self._may(row.record) and all(self._may(other) for found in row.linked.values() for other in found)
        ]  # fmt: skip

    def steps(self) -> Mapping[bytes, Sequence[Step]]:
        """Return the countable legal steps by each record that they are about, the newest first."""
        found: dict[bytes, list[Step]] = {}
        for row in record_counts.list_counted_records(self._vault, "proceeding", "about"):
            for whole in row.linked["about"] if self._may(row.record) else ():
                found.setdefault(whole.id, []).append(read_step(row.record.id, row.record.fields))
        return found

    def name_province(self, places: Iterable[Record]) -> str:
        """Return the province of the first place that has one; for other readers one of the list of areas only."""
        for place in filter(self._may, places):
            at = self._areas.locate(str(place.fields.get(name, "")) for name in areas.WHERE)
            for area in self._areas.path(at.id) if at else ():
                if area.level == _PROVINCE and not (self.closed and area.secret):
                    return area.name
        return ""

    def say_scope(
        self, deeds: Iterable[ActCount], enough: Callable[[Collection[bytes]], bool]
    ) -> tuple[tuple[str, str], ...]:
        """Return the States and the months of some acts: a paper of numbers has no day of a record.

        Other readers get only States and months whose incidents have `enough` people, and a dash for the rest.
        """
        states, times = dict[str, set[bytes]](), dict[str, set[bytes]]()
        for deed in deeds:
            for event in deed.parts["event"]:
                for one in (event, *filter(self._may, deed.parts.get("place", ()))):
                    states.setdefault(str(one.fields.get("country", "")), set()).add(event.id)
                days = first_day(event.fields.get("date_start")), last_day(event.fields.get("date_end"))
                for day in filter(None, days):
                    times.setdefault(date.fromordinal(day).isoformat()[:7], set()).add(event.id)
        states = {code: some for code, some in states.items() if code} or {"": set()}

        def tell(found: Mapping[str, set[bytes]], order: Iterable[str]) -> list[str]:
            return [one for one in order if not (one and self.closed) or enough(found[one])]

        known, months = tell(states, self.order("country", states)), tell(times, sorted(times))
        ends = [moment_text(Catalogue(self.language), one) for one in dict.fromkeys((*months[:1], *months[-1:]))]
        names = [self.label("country", code) for code in known] + [HIDDEN] * (len(known) < len(states))
        period = [" – ".join(ends)] * bool(ends) + [HIDDEN] * (len(months) < len(times))
        say = comma(self.language).join
        return (Phrase("Country"), say(names)), (Phrase("Period"), say(period) or Phrase("not recorded"))

    @cached_property
    def _areas(self) -> AreaTree:
        return areas.read_tree(self._vault, not self.closed, self._withheld)

    @property
    def mark(self) -> str:
        """Return the line that names the audience; every page has it."""
        return audience_mark(self.profile.name, self.profile.label)

    @property
    def today(self) -> int:
        """Return the day of the vault as an ordinal."""
        return clock.today(self._vault).toordinal()

    @property
    def patience(self) -> int:
        """Return the days without a new legal step until the last one is stalled."""
        return Inside(self._vault).patience

    def logs(self, asked: Iterable[Record]) -> Mapping[bytes, Sequence[AccompanimentLogEntry]]:
        """Return the countable log entries of accompaniments, by accompaniment: corrected, and without their text.

        An accompaniment that cannot be counted is left out. Places are only for internal use.
        """
        inside, logs = Inside(self._vault), {}
        known = {row.record.id: row.record for row in self.held("accompaniment", "accompanied")}
        for record in (known[one.id] for one in asked if one.id in known):
            shown = Accompaniment(record, inside)
            may = {row.id for row in shown.log if self._may(row)}
            standing = (row for row in accompaniment_rules.current_entries(shown.entries) if row.id in may)
            logs[record.id] = [
                evolve(row, situation="", open_risks="", place="" if self.closed else row.place) for row in standing
            ]
        return logs

    def sexes(self, record: Record) -> tuple[str, ...] | None:
        """Return the sexes of a record's people, as codes; None if the record or a person cannot be counted."""
        found = [one for one in consent_rules.people(self._vault, record) if one.kind == "actor"]
        if not all(map(self._may, (record, *found))):
            return None
        return tuple(dict.fromkeys(str(one.fields.get("sex", "")) for one in found))

    def people(self) -> dict[bytes, Record]:
        """Return the person of each contact that has one, by the contact's id."""
        return {row.record.id: who for row in self.held("contact", "actor") for who in row.linked["actor"]}

    def count_incidents(self, context: Record) -> list[Record]:
        """Return the countable incidents of a context and of the contexts below it, each once."""
        parents = {row.record.id: row.linked["parent"] for row in self.held("context", "parent")}
        below, size = {context.id}, 0
        while size < len(below):
            size = len(below)
            below |= {id_ for id_, above in parents.items() if any(one.id in below for one in above)}
        return [row.record for row in self.held("event", "in_context")
                if any(one.id in below for one in row.linked["in_context"])]  # fmt: skip

    def label(self, scheme: Scheme, code: str) -> str:
        """Return the label of a code; without a code, the text for an unknown value."""
        if not isinstance(scheme, str):
            return scheme[code]
        return self._vault.words[scheme].label(code, self.language) if code else Phrase("not recorded")

    def order(self, scheme: Scheme, codes: Iterable[str]) -> list[str]:
        """Return codes in the order of their list, the unknown value last."""
        known = list(self._vault.words[scheme].codes if isinstance(scheme, str) else scheme)
        return sorted(set(codes), key=lambda code: (not code, known.index(code) if code in known else len(known), code))

    def told(self, number: int) -> str:
        """Return a number for this audience; only for a number that no other number reveals."""
        return disclosure.format_count((number, number), self.closed)

    def by_sex(
        self, head: str, scheme: Scheme, table: Crossed, hidden: Iterable[str] = (), women: bool = False
    ) -> SheetTable:
        """Return a table by sex, with totals; with `women`, their share among people of known sex."""
        columns = [sex for sex in SEXES if sex in table.columns]
        told = disclosure.disclose_table(table, self.closed, set(hidden))
        header = [head, *(self.label("sex", sex) for sex in columns), Phrase("in all")]
        rows = []
        for row in self.order(scheme, table.rows):
            cells = [told.cells[row, sex] for sex in columns]
            rows.append([self.label(scheme, row), *cells, told.rows[row]])
            if women:
                rows[-1].append(_share(table, row, told.rows[row] == HIDDEN))
        rows.append([Phrase("in all"), *(told.columns[sex] for sex in columns), told.whole])
        if women:
            header.append(Phrase("share of women"))
            rows[-1].append(_share(table, None, told.whole == HIDDEN))
        return SheetTable(tuple(header), tuple(map(tuple, rows)))

    @property
    def small(self) -> str:
        """Return the rule for small numbers on a paper that counts outgoing data; empty for internal use."""
        said = Phrase(
            "Numbers below {least} show only as “fewer than {least}”. A dash replaces numbers that would reveal them.",
            least=disclosure.SMALLEST,
        )
        return said if self.closed else ""

    @property
    def rule(self) -> str:
        """Return the rule for data left out of every number of this paper, as printed text."""
        if not self.closed:
            return Phrase("For your own use. All numbers are exact.")
        return Phrase(
            "Numbers below {least} show only as “fewer than {least}”. A dash replaces each total that would reveal "
            "them. The count excludes people who refused it, withdrawn records, and records that are too "
            "sensitive for this level.",
            least=disclosure.SMALLEST,
        )


def _share(table: Crossed, row: str | None, hidden: bool) -> str:
    """Return the share of women among people of known sex; hidden if the total is hidden."""
    counts = {sex: table.columns.get(sex, (0, 0)) if row is None else table.cell(row, sex) for sex in (FEMALE, MALE)}
    known = counts[FEMALE], counts[MALE]
    whole: Range = (sum(n[0] for n in known), None if None in (n[1] for n in known) else sum(n[1] or 0 for n in known))
    return HIDDEN if hidden else disclosure.share(counts[FEMALE], whole)
