"""The data of the check-in wizard: its draft, the values that a mission gives, and the plan read back.

A draft has the names of the fields and roles of a plan. Roles hold ids, or the text of a new record.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from zoneinfo import available_timezones

from attrs import frozen

from app.actions.field import checkin_urgency
from app.actions.field.checkin_board import board, list_unreached, with_silences
from app.actions.kernel import records
from app.domain import zones
from app.domain.checkin_status import FOR_SILENCE
from app.domain.fields import Value
from app.domain.moment import Way
from app.domain.record import Record
from app.domain.schedule import GRACE, CheckinPlan, dues, start_at
from app.domain.typed_moment import settle_typed
from app.domain.vocabulary import Vocabularies
from app.gui.checkins.checkins_query import local_time_text, told_in_silence, zone_words
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.gui.widgets.fields import Option, make_option_search
from app.gui.widgets.page_values import RowView
from app.store.records import checkin_records
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

Draft = dict[str, object]
MOST = 2000
"""Records that a field offers."""
_NO_FIELDS = ("mission", "traveller", "monitor", "escalation_step", "plan", "no_words", "rings")
_DAY = range(6, 22)
"""The hours of a day that are not at night."""
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
    known: frozenset[str]
    """The contacts with a number or a channel."""


def read_source(vault: Vault, tr: Text, draft: Draft) -> tuple[PlanSource, Draft]:
    """Return the choices for a draft, and the draft with its empty values filled from its mission."""
    of = {role.name: role.to for role in vault.kinds["checkin_plan"].roles}
    found = {kind: [(one.id.hex(), one.title) for one in records.find(vault, Query(kind, limit=MOST))]
             for kind in (*of["mission"], *of["monitor"])}  # fmt: skip
    missions = [one for kind in of["mission"] for one in found[kind]]
    known, chosen = dict(missions), get_first(draft, "mission")
    legs, going, near = list[Record](), list[Option](), list[str]()
    shown = board(vault)
    begun: Draft = {"every_minutes": 180, "grace_minutes": GRACE, "escalation_step": usual_steps(tr),
                    "rings": checkin_urgency.calls(vault)}  # fmt: skip
    if chosen in known:
        record, links, parts, _ = records.show(vault, chosen)[:4]
        legs = [part for _, part in parts if part.kind == "leg"]
        begun |= _days(record, legs, shown.now)
        near = [other.id.hex() for one in legs for role, other in records.show(vault, one.id.hex()).links
                if role == "contact"]  # fmt: skip
        near += [id_ for id_, _ in found["contact"] if id_ in {other.id.hex() for _, other in links}]
        with_them = [records.show(vault, part.id.hex()).links for _, part in parts if part.kind == "participant"]
        pairs = [*chain.from_iterable(with_them), *links]
        going = [(other.id.hex(), other.title) for role, other in pairs
                 if role in ("who", "accompanied") and other.kind in of["traveller"]]  # fmt: skip
        begun |= {"title": tr.listed(title for _, title in going), "traveller": [id_ for id_, _ in going]}
    on_duty = {one.name for one in shown.watchers}
    taken = frozenset(str(row.record.fields.get(name)) for row in shown.rows for name in WORDS)
    contacts = sorted(found["contact"], key=lambda one: one[0] not in (*near, *dict(going)))
    channels = checkin_records.list_linked_records(vault.con, [bytes.fromhex(id_) for id_, _ in contacts], "contact",
                                                   [vault.kinds["channel"].number])  # fmt: skip
    reachable = frozenset(id_.hex() for id_, found_ in channels.items() if found_)
    begun["monitor"] = [id_ for id_, title in contacts if title in on_duty][:1]
    filled = {**{name: value for name, value in begun.items() if value}, **draft}
    return PlanSource(missions, contacts, known.get(chosen, chosen), legs,
                      _taken(tr, going, legs, filled, shown.now), shown.now, taken, reachable), filled  # fmt: skip


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
        {"after_minutes": 60, "kind": "coordinator", "what": told_in_silence(tr)},
    ]


def _days(record: Record, legs: Sequence[Record], now: int) -> Draft:
    """Return the start and the end of a mission: those of its legs, else its days from 08:00 to 18:00.

    Nothing is in the past: a mission that has begun starts now; if only its day is known, at the next full hour.
    """
    leaves = sorted(str(leg.fields["depart_plan"]) for leg in legs if leg.fields.get("depart_plan"))
    arrives = sorted(str(leg.fields["arrive_plan"]) for leg in legs if leg.fields.get("arrive_plan"))
    starts = leaves[0] if leaves else str(record.fields.get("date_start", ""))
    ends = max([*arrives[-1:], str(record.fields.get("date_end", ""))])
    begins, over = _with_hour(starts, "T08:00"), _with_hour(ends, "T18:00")
    if begins and zones.instant(begins, None) < now:
        begins = zones.local_minute(now, None)
        if starts == begins[:10]:
            begins = zones.local_minute(now + 3600 - (now + zones.offset(now, None) * 60) % 3600, None)
    return {"starts": begins, "ends": over if over and zones.instant(over, None, last=True) > now else ""}


def _with_hour(day: str, hour: str) -> str:
    return day + hour if len(day) == len("2026-04-22") else day


def plan_fields(draft: Mapping[str, object]) -> dict[str, Value]:
    """Return the fields of the plan of a draft."""
    kept = {name: value for name, value in draft.items() if name not in _NO_FIELDS and value not in ("", None, [])}
    if not kept.get("every_minutes"):
        kept.pop("every_minutes", None)
    return kept  # type: ignore[return-value]


def find_gap(draft: Draft, source: PlanSource) -> int:
    """Return the first step of the wizard in which something needed is missing; 0 if there is none."""
    if "plan" in draft:
        return 0
    if not (get_first(draft, "mission") and draft.get("title") and has_checkins(draft, source)):
        return 1
    said = {str(draft.get(name) or "").casefold() for name in WORDS}
    return 2 if draft.get("no_words") is not True and ("" in said or len(said) < len(WORDS)) else 0


def has_checkins(draft: Draft, source: PlanSource) -> bool:
    """Return True if a check-in of the plan is still to come."""
    plan = plan_in(draft, source.legs, source.now)
    return plan is not None and bool(dues(plan))


def plan_in(draft: Mapping[str, object], legs: Sequence[Record], now: int) -> CheckinPlan | None:
    """Return the plan as the board counts it if it is made now, or None if its start or end is missing."""
    fields = plan_fields(draft)
    if not (fields.get("starts") and fields.get("ends")):
        return None
    return start_at(with_silences(Record(b"", "checkin_plan", "", fields), legs), now)


def _taken(tr: Text, going: Sequence[Option], legs: Sequence[Record], draft: Draft, now: int) -> list[RowView]:
    """Return the rows about the mission: its people, its legs and its sections without signal."""
    rows = [RowView("people", tr.listed(title for _, title in going), tr("Travellers"))] if going else []
    if legs:
        rows.append(RowView("route", tr("{n} leg|{n} legs", n=len(legs)), tr("Leg of the mission")))
    plan = plan_in(draft, legs, now)
    for one in plan.stretches if plan else ():
        at = [local_time_text(tr, end, plan.zone, one.start) for end in (one.start, one.end)] if plan else []
        title = tr("No signal from {start} to {end}", start=at[0], end=at[1])
        rows.append(RowView("offline", title, tr("No check-in is due in this time.")))
    return rows


def read_back(tr: Text, draft: Draft, source: PlanSource) -> str:
    """Return the plan as sentences: the number of check-ins, the first and the last, and those at night."""
    plan = plan_in(draft, source.legs, source.now)
    found = dues(plan) if plan is not None else ()
    if plan is None or not found:
        return tr("Choose the start, the end, and how often they check in.")
    first_, last = (local_time_text(tr, due.at, plan.zone, source.now) for due in (found[0], found[-1]))
    said = tr(
        "{who}: {n} check-in, from {first} to {last}.|{who}: {n} check-ins, from {first} to {last}.",
        n=len(found), who=str(draft.get("title") or tr("Travel group")), first=first_, last=last,
    )  # fmt: skip
    if dark := sum(zones.local_time(due.at, plan.zone).hour not in _DAY for due in found):
        night = tr("{n} is at night (22:00 to 06:00).|{n} are at night (22:00 to 06:00).", n=dark)
        said = f"{said} {night}"
    zone = zone_words(tr, found[0].at, plan.zone)
    return f"{said} {tr('Times at their place ({zone}).', zone=zone)}"


class PlanOptions:
    """The choices of each slot, and the words of a stored value."""

    def __init__(self, tr: Text, words: Vocabularies, source: PlanSource, today: date) -> None:
        self.tr, self._words, self.source, self._today = tr, words, source, today
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
        number, _, unit = typed.strip().partition(" ")
        counts = [int(number) * size for size in (1, 60)[: 2 if unit else 1]] if number.isdecimal() else []
        possible = dict.fromkeys([*offered, *(one for one in counts if (5 if key == "every" else 0) <= one < 10000)])
        rows = [(str(one), self.words(key, str(one))) for one in possible]
        return [row for row in rows if typed.strip() in row[1] or number == row[0]]

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


def list_steps_without_person(draft: Draft) -> list[int]:
    """Return the numbers of the steps that have nobody to call, as the board counts them."""
    return [at + 1 for at in list_unreached([(row.get("kind"), bool(row.get("who"))) for row in steps_of(draft)])]


def say_missing(tr: Text, draft: Draft) -> str:
    """Return in one sentence what a plan lacks that can be started without it, or an empty text."""
    lacking = [tr.number(number) for number in list_steps_without_person(draft)]
    said = [tr("nobody to call at step {numbers}", numbers=tr.listed(lacking))] if lacking else []
    said += [] if steps_of(draft) else [tr("no steps yet")]
    if "plan" not in draft:
        said += [] if get_first(draft, "monitor") else [tr("no watcher")]
        said += [] if draft.get("channel") else [tr("no means of contact")]
    return tr("Still missing: {what}.", what=tr.listed(said)) if said else ""


def read_steps(options: PlanOptions, draft: Draft) -> str:
    """Return the steps as sentences, and the one that comes first after a danger word."""
    tr, rows = options.tr, steps_of(draft)
    lacking, said = list_steps_without_person(draft), list[str]()
    for number, row in enumerate(rows, 1):
        who = str(row.get("who") or "")
        named = options.words("who", who) or (tr("nobody to call yet") if number in lacking else tr("Travel group"))
        if who and who not in options.source.known:
            named = tr("{name}: {how}", name=named, how=tr("no number or channel"))
        said.append(
            tr("Step {number}, {when}: {what}, {who}.", number=tr.number(number),
               when=options.words("begins", str(row.get("after_minutes", 0))),
               what=options.words("kind", str(row.get("kind") or "")) or "…", who=named)
        )  # fmt: skip
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
