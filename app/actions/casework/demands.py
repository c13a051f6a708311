"""Make records of the demands of the Plan of Action of 1998, and count the states of demands and measures.

The ids come from public words. Two vaults that add the demands of one State hold one record for each demand.
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from attrs import frozen

from app.actions.casework import library
from app.actions.casework.library import make_id, put
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of, write_records
from app.actions.kernel.view_rows import as_of_day, count_late_days
from app.domain.casework import tracker
from app.domain.fields import Value
from app.domain.moment import first_day
from app.domain.record import Link, Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import resources
from app.store.records import record_rows as store
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

KIND = "undertaking"
STEP = "step"
STATES, UN = frozenset(("state", "sending", "donor_state")), "igo"
"""The kinds of recipients that one State can be, and that of the United Nations."""
AID: Mapping[str, tuple[str, ...]] = {
    "aid": ("35", "66", "67"), "cooperation": ("35", "66", "67"), "debt": ("68",),
}  # fmt: skip
"""The demands about each kind of context."""
OWN = ("recommendation", "campaign", "task")
"""The kinds of items that a network carries out itself."""
YEAR = 365


class PlanItem(NamedTuple):
    """A demand of the Plan: its number, codes and text by language, and a note since a year by language."""

    number: str
    kind: str
    addressee: Sequence[str]
    theme: Sequence[str]
    text: Mapping[str, str]
    since: str
    note: Mapping[str, str]


@cache
def list_plan() -> tuple[PlanItem, ...]:
    """Return all demands, requests, recommendations, campaigns and tasks of the Plan in their order."""
    texts, notes = dict[str, Mapping[str, str]](), dict[str, Mapping[str, str]]()
    for row in _read("plan-1998-demands"):
        (notes if row["since"] else texts)[row["number"]] = row
    return tuple(
        PlanItem(number, row["kind"], row["addressee"].split(), row["theme"].split(), texts[number],
                 notes.get(number, {}).get("since", ""), notes.get(number, {}))
        for row in _read(library.PLAN) if (number := row["number"]) in texts
    )  # fmt: skip


def _read(name: str) -> list[dict[str, str]]:
    with (resources() / "library" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def translate(text: str, language: str) -> str:
    """Return a public demand of the Plan in a language, as words of the program. Another text stays as it is."""
    known = _translations().get(text)
    return Phrase(known.get(language) or known["en"]) if known else text


def find_paragraph(fields: Mapping[str, Value]) -> str:
    """Return the paragraph of a public demand of the Plan, found by its words; empty for another demand."""
    known = _translations()
    said = next((str(fields[name]) for name in ("text", "text_open") if fields.get(name) in known), "")
    return next((f"Plan 1998, § {one.number}" for one in list_plan() if said and said in one.text.values()), "")


@cache
def _translations() -> Mapping[str, Mapping[str, str]]:
    return {said: one.text for one in list_plan() for said in one.text.values()}


# Add them.


@frozen
class AddedDemands:
    """The record that they belong to, and the numbers of demands: added, here before, and removed here before.

    `made` are the added demands, `to_un` the number of those to the UN.
    """

    record: Record
    added: int
    kept: int
    removed: int
    made: tuple[bytes, ...] = ()
    to_un: int = 0


def fits(record: Record) -> bool:
    """Return True if the Plan has demands for this record."""
    return bool(_choose(record))


def _choose(record: Record) -> list[PlanItem]:
    fields, plan = record.fields, list_plan()
    if record.kind == "case" and fields.get("kind") == "country" and fields.get("country"):
        asked = fields.get("asked_as")
        to = {*(STATES.intersection(map(str, asked)) if isinstance(asked, list) else STATES), UN}
        return [one for one in plan if one.kind == "demand" and to & {*one.addressee}]
    if record.kind == "organisation" and fields.get("type") in ("company", "media", "guards"):
        only = "media" if fields["type"] == "media" else "company"
        return [one for one in plan if one.kind == "ask" and only in one.addressee]
    if record.kind == "context":
        return [one for one in plan if one.number in AID.get(str(fields.get("kind")), ())]
    return [one for one in plan if one.kind in OWN] if record.kind == "network" else []


def add_demands(
    vault: Vault, handle: str, language: str = "en", again: bool = False
) -> tuple[AddedDemands, Changed]:  # fmt: skip
    """Add the demands of the Plan for a State, a company, a network or a context. A second time, this adds nothing.

    Removed demands stay removed, except `again`. Raises NotFound, and InputRefused for another record.
    """
    record = record_of(vault, handle)
    if not (chosen := _choose(record)):
        raise InputRefused(
            "The Plan of Action has no demands for this record.",
            "Choose a case of the kind country with its country, a company, a network, or aid or debt.",
        )
    plan, changed = library.load_plan(vault)
    added = dict[bytes, str]()
    with write_records(vault) as writer:
        gone = sum(_add(vault, writer, record, one, plan.document.id, language, added, again) for one in chosen)
    made = tuple(id_ for id_, kind in added.items() if kind == KIND)
    to_un = sum(_is_to_un(record_of(vault, id_.hex())) for id_ in made)
    told = Changed(changed.kinds | {KIND, *added.values()}, (*changed.ids, *added))
    return AddedDemands(record, len(made), len(chosen) - len(made) - gone, gone, made, to_un), told


def take_back(vault: Vault, made: Iterable[bytes]) -> Changed:
    """Remove demands that were just added, in one transaction."""
    changed = Changed()
    with vault.transaction():
        for id_ in made:
            changed |= records.remove(vault, id_.hex())[1]
    return changed


def _add(
    vault: Vault, writer: Writer, record: Record, one: PlanItem, document: bytes, language: str,
    added: dict[bytes, str], again: bool,
) -> bool:  # fmt: skip
    """Add one demand with its links and its note. Return True if it stays removed."""
    item, to_un = library.make_item_id(document, one.number), record.kind == "case" and UN in one.addressee
    country = "" if to_un else str(record.fields.get("country", "")) if record.kind == "case" else ""
    whom = country or ("UN" if to_un else record.id.hex())
    id_ = _name_demand(item, whom)
    text = one.text.get(language) or one.text["en"]
    fields: dict[str, Value] = {
        "text": text, "text_open": text, "kind": one.kind, "status": tracker.OPEN, "theme": list(one.theme),
        "addressee_type": list(one.addressee), "reference": f"Plan 1998, § {one.number}",
        **({"country": country} if country else {}),
    }  # fmt: skip
    here = put(vault, writer, KIND, id_, fields, added, again, one.text.values())
    if here is not None and here.removed and not again:
        return True
    names = ("of", "by", "about") if record.kind != "network" else ("about",)
    roles = (vault.kinds[KIND].role(name) for name in names)
    role = next(role.name for role in roles if role is not None and record.kind in role.to)
    for name, target in ((role, record.id), ("item", item)):
        writer.put_link(Link(_name_link(id_, name, target), id_, name, target))
    if one.since:
        step = make_id(id_.hex(), STEP)
        note = one.note.get(language) or one.note["en"]
        said: dict[str, Value] = {"date": one.since, "text": note, "text_open": note}
        put(vault, writer, STEP, step, said, added, again, one.note.values())
        writer.put_link(Link(make_id(step.hex(), "of"), step, "of", id_))
    return False


def _name_demand(item: bytes, whom: str) -> bytes:
    return make_id(item.hex(), whom, prefix="amparo demand 1")


def _name_link(demand: bytes, role: str, target: bytes) -> bytes:
    return make_id(demand.hex(), role, target.hex())


def is_public_link(vault: Vault, link: Link) -> bool:
    """Return True for the link of a demand to a case that `add_demands` makes, while the demand has only public words.

    Then no one here worked on the demand: it has no changes, and no part except the note of the Plan. With such a link,
    the case of another vault gets the same demands.
    """
    demand, con = link.source, vault.con
    record = store.load(con, demand)
    if link.removed or record is None or link.id != _name_link(demand, "of", link.target):
        return False
    whom = str(record.fields.get("country", "UN"))
    made = any(_name_demand(item.id, whom) == demand for item in Inside(vault).linked(record, "item"))
    parts = store.parts_of(con, demand)
    return made and {*parts} <= {make_id(demand.hex(), STEP)} and all(
        len(store.changes_of(con, one)) == 1 for one in (demand, *parts)
    )  # fmt: skip


# Count them.


@frozen
class ThemeCount:
    """The demands of one theme: the number in each state, the late ones, and those asked without an answer."""

    theme: str
    states: Mapping[str, int]
    late: int
    asked: int = 0


@frozen
class Scorecard:
    """The states of some demands or measures on a day. It has numbers only: no mark, rank or index."""

    found: Sequence[Record]
    themes: Sequence[ThemeCount]
    late: Sequence[tuple[Record, int]]
    """With the days, the oldest first."""
    changes: Sequence[tuple[Record, str, str]]
    """Each with its state on the first day and on the day."""

    @property
    def asked(self) -> int:
        """Return the number of demands that were asked, without an answer."""
        return sum(one.asked for one in self.themes)

    @property
    def states(self) -> dict[str, int]:
        """Return the number of demands in each state."""
        return _count(self.found)


def count_states(source: Around, found: Iterable[Record], on: date, since: date) -> Scorecard:
    """Return the states of records on a day by their first theme, and the changes since an earlier day."""
    before = list(found)
    now = [as_of_day(source, one, on) for one in before]
    themes: dict[str, list[Record]] = {}
    for one in now:
        listed = one.fields.get("theme")
        themes.setdefault(str(listed[0]) if isinstance(listed, list) and listed else "", []).append(one)
    late = {one.id: count_late_days(source, one, on) for one in now}
    asked = {one.id for one in now if find_asked(source, one, on)}
    known = list(_order(themes))
    return Scorecard(
        now,
        [ThemeCount(name, _count(themes[name]), sum(late[one.id] > 0 for one in themes[name]),
                    sum(one.id in asked for one in themes[name])) for name in known],
        sorted(((one, late[one.id]) for one in now if late[one.id]), key=lambda row: -row[1]),
        [(one, was, state) for one, first in zip(now, before, strict=True)
         if (was := _state(as_of_day(source, first, since))) != (state := _state(one))],
    )  # fmt: skip


def find_asked(source: Around, one: Record, on: date) -> str:
    """Return the day of the last request for an open demand without an answer, or an empty text.

    A request is an action taken about it. A withheld action can be an answer: then the text is empty.
    """
    if one.fields.get("kind") != "demand" or _state(one) != tracker.OPEN:
        return ""
    found = source.parts(one, "intervention", "about")
    told = [row for row in found if (first_day(row.fields.get("date")) or 0) <= on.toordinal()]
    answered = any({"response", "response_text"} & source.outline(row).keys() for row in told)
    if answered or source.number(one, "intervention") != len(found):
        return ""
    return max((str(row.fields.get("date", "")) for row in told), default="")


def _order(themes: Collection[str]) -> Iterable[str]:
    order = list(dict.fromkeys(theme for one in list_plan() for theme in one.theme))
    return sorted(themes, key=lambda name: (not name, order.index(name) if name in order else len(order), name))


def _state(one: Record) -> str:
    return str(one.fields.get("status", tracker.OPEN))


def _count(found: Iterable[Record]) -> dict[str, int]:
    told = [_state(one) for one in found]
    return {state: told.count(state) for state in (*tracker.LADDER, *tracker.ENDS[1:]) if state in told}


def list_counted(source: Around, record: Record) -> list[Record]:
    """Return the records that a scorecard counts: the demands to a State without those to the UN, or the measures."""
    found = source.parts(record, KIND, "of")
    if source.kinds[record.kind].stages:
        return found
    return [one for one in found if one.fields.get("kind") == "demand" and not _is_to_un(one)]


def count_to_un(source: Around, record: Record) -> int:
    """Return the number of demands of a record that are to the UN only: its scorecard does not count them."""
    return sum(map(_is_to_un, source.parts(record, KIND, "of")))


def _is_to_un(one: Record) -> bool:
    return one.fields.get("addressee_type") == [UN]


def read_scorecard(vault: Vault, handle: str, on: date | None = None, since: date | None = None) -> Scorecard:
    """Return the scorecard of a case or a plan, today or as of a day. The changes are those of a year, or `since`."""
    record, day = record_of(vault, handle), on or clock.today(vault)
    inside, role = Inside(vault), vault.kinds[KIND].role("of")
    if role is None or record.kind not in role.to:
        raise InputRefused("This record has no scorecard.", "Choose a case or a plan.")
    return count_states(inside, list_counted(inside, record), day, since or day - timedelta(YEAR))


# Make a measure.


def begin_measure(vault: Vault, handle: str) -> tuple[str, Mapping[str, Value]]:
    """Return the newest open plan, and the values of a measure that carries out an item, not saved yet.

    Raises NotFound, and InputRefused without such a plan.
    """
    from app.store.records.search import Query

    item = record_of(vault, handle)
    found = records.find(vault, Query("programme", limit=None))
    plans = [one for one in found if one.fields.get("status") not in ("closed", "refused", "withdrawn")]
    if not plans:
        raise InputRefused("There is no open plan yet.", "First write a plan: Library, Plans & campaigns, New.")
    plan = max(plans, key=lambda one: (one.fields.get("kind") == "plan", one.entry))
    said = {name: item.fields[name] for name in ("text", "theme") if name in item.fields}  # others can send neither
    return plan.id.hex(), {"kind": "measure", "item": [item.id.hex()], **said}
