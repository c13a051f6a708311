"""The data of the check-in wizard: its draft, the values that a mission gives, and the plan read back.

A draft has the names of the fields and roles of a plan. Roles hold ids, or the text of a new record.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from zoneinfo import available_timezones

from attrs import frozen

from app.actions.field.checkin_board import board, with_silences
from app.actions.kernel import records
from app.domain import zones
from app.domain.checkin_status import FOR_SILENCE
from app.domain.fields import Value
from app.domain.moment import Way
from app.domain.record import Record
from app.domain.schedule import GRACE, CheckinPlan, dues
from app.domain.typed_moment import settle_typed
from app.domain.vocabulary import Vocabularies
from app.gui.checkins.checkins_query import local_time_text, told_in_silence, zone_words
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.gui.widgets.fields import Option, make_option_search
from app.gui.widgets.page_values import RowView
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

Draft = dict[str, object]
MOST = 2000
"""Records that a field offers."""
_NO_FIELDS = ("mission", "traveller", "monitor", "escalation_step", "plan", "no_words")
WORDS = ("word_fine", "word_late", "word_duress")
_EVERY, _GRACES, _BEGINS = (60, 120, 180, 240, 360, 720, 1440), (0, 15, 30, 60, 120), (0, 30, 60, 120, 240)
"""Minutes that the wizard offers: between two check-ins, of waiting, and until a step begins."""


@frozen(eq=False)
class PlanSource:
    """The choices of the wizard: missions, contacts, and the legs and facts of the chosen mission.

    Only contacts can watch: a list of all people would have those who did harm.
    """

    missions: Sequence[Option]
    contacts: Sequence[Option]
    title: str
    legs: Sequence[Record]
    rows: Sequence[RowView]
    now: int
    taken: frozenset[str]
    """The code words of the plans on the board: no new plan gives one of them another meaning."""


def read_source(vault: Vault, tr: Text, draft: Draft) -> tuple[PlanSource, Draft]:
    """Return the choices for a draft, and the draft with its empty values filled from its mission."""
    of = {role.name: role.to for role in vault.kinds["checkin_plan"].roles}
    found = {kind: [(one.id.hex(), one.title) for one in records.find(vault, Query(kind, limit=MOST))]
             for kind in (*of["mission"], *of["monitor"])}  # fmt: skip
    missions = [one for kind in of["mission"] for one in found[kind]]
    known, chosen = dict(missions), get_first(draft, "mission")
    legs, going, near = list[Record](), list[Option](), list[str]()
    begun: Draft = {"every_minutes": 180, "grace_minutes": GRACE, "escalation_step": usual_steps(tr)}
    if chosen in known:
        record, links, parts, _ = records.show(vault, chosen)[:4]
        legs = [part for _, part in parts if part.kind == "leg"]
        begun |= _days(record, legs)
        near = [other.id.hex() for one in legs for role, other in records.show(vault, one.id.hex()).links
                if role == "contact"]  # fmt: skip
        near += [id_ for id_, _ in found["contact"] if id_ in {other.id.hex() for _, other in links}]
        with_them = [records.show(vault, part.id.hex()).links for _, part in parts if part.kind == "participant"]
        pairs = [*chain.from_iterable(with_them), *links]
        going = [(other.id.hex(), other.title) for role, other in pairs
                 if role in ("who", "accompanied") and other.kind in of["traveller"]]  # fmt: skip
        begun |= {
            "title": tr.listed(title for _, title in going) or record.title,
            "traveller": [id_ for id_, _ in going],
        }
    shown = board(vault)
    on_duty = {one.name for one in shown.watchers}
    taken = frozenset(str(row.record.fields.get(name)) for row in shown.rows for name in WORDS)
    contacts = sorted(found["contact"], key=lambda one: one[0] not in (*near, *dict(going)))
    begun["monitor"] = [id_ for id_, title in contacts if title in on_duty][:1]
    filled = {**{name: value for name, value in begun.items() if value}, **draft}
    return PlanSource(missions, contacts, known.get(chosen, chosen), legs,
                      _taken(tr, going, legs, filled), shown.now, taken), filled  # fmt: skip


def get_first(draft: Mapping[str, object], role: str) -> str:
    """Return the first id or text of a role of a draft, or an empty text."""
    value = draft.get(role)
    return str(value[0]) if isinstance(value, list) and value else ""


def steps_of(draft: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the steps of a draft."""
    rows = draft.get("escalation_step")
    return [dict(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def usual_steps(tr: Text) -> list[dict[str, object]]:
    """Return the three usual steps. Nobody is chosen."""
    return [
        {"after_minutes": 0, "kind": "team", "what": tr("Call the group twice. Do not talk about their place.")},
        {"after_minutes": 30, "kind": "local", "what": tr("Ask if the group passed there.")},
        {
            "after_minutes": 60,
            "kind": "coordinator",
            "what": told_in_silence(tr),
        },
    ]


def _days(record: Record, legs: Sequence[Record]) -> Draft:
    """Return the start and the end of a mission: those of its legs, else its days from 08:00 to 18:00."""
    leaves = sorted(str(leg.fields["depart_plan"]) for leg in legs if leg.fields.get("depart_plan"))
    arrives = sorted(str(leg.fields["arrive_plan"]) for leg in legs if leg.fields.get("arrive_plan"))
    starts = leaves[0] if leaves else str(record.fields.get("date_start", ""))
    ends = max([*arrives[-1:], str(record.fields.get("date_end", ""))])
    return {"starts": _with_hour(starts, "T08:00"), "ends": _with_hour(ends, "T18:00")}


def _with_hour(day: str, hour: str) -> str:
    return day + hour if len(day) == len("2026-04-22") else day


def plan_fields(draft: Mapping[str, object]) -> dict[str, Value]:
    """Return the fields of the plan of a draft."""
    kept = {name: value for name, value in draft.items() if name not in _NO_FIELDS and value not in ("", None, [])}
    if not kept.get("every_minutes"):
        kept.pop("every_minutes", None)
    return kept  # type: ignore[return-value]


def find_gap(draft: Mapping[str, object]) -> int:
    """Return the first step of the wizard in which something needed is missing; 0 if there is none."""
    if "plan" in draft:
        return 0
    if not (get_first(draft, "mission") and all(draft.get(name) for name in ("title", "starts", "ends"))):
        return 1
    said = {str(draft.get(name) or "").casefold() for name in WORDS}
    return 2 if draft.get("no_words") is not True and ("" in said or len(said) < len(WORDS)) else 0


def plan_in(draft: Mapping[str, object], legs: Sequence[Record]) -> CheckinPlan | None:
    """Return the plan as the board counts it, or None if it has no start or no end."""
    fields = plan_fields(draft)
    if not (fields.get("starts") and fields.get("ends")):
        return None
    return with_silences(Record(b"", "checkin_plan", "", fields), legs)


def _taken(tr: Text, going: Sequence[Option], legs: Sequence[Record], draft: Draft) -> list[RowView]:
    """Return the rows about the mission: its people, its legs and its sections without signal."""
    rows = [RowView("people", tr.listed(title for _, title in going), tr("Travellers"))] if going else []
    if legs:
        rows.append(RowView("route", tr("{n} leg|{n} legs", n=len(legs)), tr("Leg of the mission")))
    plan = plan_in(draft, legs)
    for one in plan.stretches if plan else ():
        at = [local_time_text(tr, end, plan.zone, one.start) for end in (one.start, one.end)] if plan else []
        title = tr("No signal from {start} to {end}", start=at[0], end=at[1])
        rows.append(RowView("offline", title, tr("No check-in is due in this time.")))
    return rows


def read_back(tr: Text, draft: Draft, source: PlanSource) -> str:
    """Return the plan as a sentence: the number of check-ins, the first and the last."""
    plan = plan_in(draft, source.legs)
    found = dues(plan) if plan is not None else ()
    if plan is None or not found:
        return tr("Choose the start, the end, and how often they check in.")
    first_, last = (local_time_text(tr, due.at, plan.zone, source.now) for due in (found[0], found[-1]))
    said = tr(
        "{who}: {n} check-in, from {first} to {last}.|{who}: {n} check-ins, from {first} to {last}.",
        n=len(found), who=str(draft.get("title", "")), first=first_, last=last,
    )  # fmt: skip
    zone = zone_words(tr, found[0].at, plan.zone)
    return f"{said} {tr('Times at their place ({zone}).', zone=zone)}"


class PlanOptions:
    """The choices of each slot, and the words of a stored value."""

    def __init__(self, tr: Text, words: Vocabularies, source: PlanSource, today: date) -> None:
        self.tr, self._words, self._source, self._today = tr, words, source, today
        self._titles = dict([*source.missions, *source.contacts])

    def every(self, typed: str) -> list[Option]:
        """Offer intervals, or the hours of the day that are typed."""
        hours = [part.strip() for part in typed.replace("،", ",").split(",") if part.strip()]
        if hours and all(":" in one for one in hours):
            try:
                minutes = [zones.hour(one) for one in hours]
            except ValueError:
                return []
            value = ",".join(f"{one // 60:02}:{one % 60:02}" for one in minutes)
            return [(value, self.words("every", value))]
        return self._minutes(_EVERY, typed, "every")

    def _minutes(self, offered: Sequence[int], typed: str, key: str) -> list[Option]:
        rows = [(str(one), self.words(key, str(one))) for one in offered]
        number = typed.strip()
        if (
            number.isdecimal()
            and len(number) < 5
            and int(number) not in offered
            and (int(number) >= 5 or key != "every")
        ):
            rows.append((str(int(number)), self.words(key, str(int(number)))))
        return [row for row in rows if number in row[1] or number == row[0]]

    def graces(self, typed: str) -> list[Option]:
        """Offer minutes of waiting."""
        return self._minutes(_GRACES, typed, "grace_minutes")

    def begins(self, typed: str) -> list[Option]:
        """Offer the minutes after which a step begins."""
        return self._minutes(_BEGINS, typed, "begins")

    def moments(self, typed: str) -> list[Option]:
        """Offer the moment that is typed."""
        try:
            value, moment = settle_typed(typed, self._today, self.tr.language, Way.EITHER)
        except ValueError:
            return []
        return [(value, self.words("starts", value))] if moment else []

    def codes(self, scheme: str) -> Callable[[str], Sequence[Option]]:
        """Return the search of a code list."""
        words, language = self._words[scheme], self.tr.language
        return make_option_search([(code, words.label(code, language)) for code in words.codes])

    def words(self, key: str, value: str) -> str:
        """Return the text of a value in its slot."""
        tr = self.tr
        if key in ("every", "grace_minutes", "begins") and value.isdecimal():
            n = int(value)
            said = tr("{n} hour|{n} hours", n=n // 60) if n and n % 60 == 0 else tr("{n} minute|{n} minutes", n=n)
            return said if key != "begins" else tr("after {time}", time=said) if n else tr("immediately")
        if key == "every":
            return value.replace(",", ", ")
        if key in ("starts", "ends"):
            return moment_words(tr, value, long=True)
        if key in ("channel", "kind"):
            scheme = "channel_kind" if key == "channel" else "escalation"
            return self._words[scheme].label(value, tr.language) if value else ""
        return self._titles.get(value, value)


def read_steps(options: PlanOptions, draft: Draft) -> str:
    """Return the steps as sentences, and the one that comes first after a danger word."""
    tr, rows = options.tr, steps_of(draft)
    said = [
        tr("Step {number}, {when}: {what}, {who}.", number=tr.number(number),
           when=options.words("begins", str(row.get("after_minutes", 0))),
           what=options.words("kind", str(row.get("kind") or "")) or "…",
           who=options.words("who", str(row.get("who") or "")) or tr("nobody to call yet"))
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    if draft.get("word_duress"):
        ahead = [(int(str(row.get("after_minutes") or 0)), number) for number, row in enumerate(rows, 1)
                 if row.get("kind") not in FOR_SILENCE]  # fmt: skip
        said.append(
            tr("After a danger word, step {number} is due immediately.", number=tr.number(min(ahead)[1]))
            if ahead
            else tr("After a danger word, no step is due. Add one that alerts the co-ordinator.")
        )
    return " ".join(said)


@cache
def zone_options() -> Callable[[str], Sequence[Option]]:
    """Return the search of the time zones of the world."""
    return make_option_search([(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name])
