"""Count the people killed, injured and missing, the children of grave violations, and the victims of SDG 16.10.1.

Other readers get only the numbers of all people together, and the named ones apart if neither of the two is small.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from attrs import frozen

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Tallies
from app.actions.papers.declared import CountAxis, CountPaper
from app.actions.records import record_counts
from app.domain import disclosure
from app.domain.act_counts import ActCount
from app.domain.acts import sdg
from app.domain.acts.casualties import (
    INJURED,
    KILLED,
    MISSING,
    Casualty,
    CasualtyCount,
    count,
    list_people,
    list_same,
    list_twice,
)
from app.domain.acts.people_groups import CHILD, GROUPS, POSSIBLE
from app.domain.disclosure import HIDDEN, SMALLEST, cross_items, disclose_table, format_count
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.errors import InputRefused
from app.phrase import Phrase
from app.start import vocabularies
from app.store.vault.open_vault import Vault

OUTCOMES: Mapping[str, str] = {KILLED: Phrase("Killed"), INJURED: Phrase("Injured"), MISSING: Phrase("Missing")}
BY = ("sex", "age", "status")
"""The properties by which people are counted."""
_RULE = Phrase("A person with a record counts once. A number can include the named people or other people. If that is "
               "not known, the lowest number includes them, and the highest does not.")  # fmt: skip
_APART = Phrase("A range is the lowest and the highest number. The columns do not add up, because a number can include "
                "people of another column. Killed, injured and missing people are never added up.")  # fmt: skip
_ALL = Phrase("in all")


@frozen
class Casualties:
    """The numbers of a vault: for each outcome, by incident and by some properties; and acts and people to look at."""

    whole: Mapping[str, CasualtyCount]
    groups: Mapping[tuple[str, ...], CasualtyCount]
    incidents: Mapping[tuple[str, str], CasualtyCount]
    same: Sequence[Sequence[str]]
    twice: Sequence[tuple[str, str]]
    titles: Mapping[str, str]
    """The titles by short code, for the screen: no paper of numbers has a word of a record."""


def count_casualties(vault: Vault, by: Sequence[str] = ()) -> Casualties:
    """Return the numbers of casualties. Raises InputRefused for an unknown property."""
    if wrong := [name for name in by if name not in BY]:
        raise InputRefused(Phrase("There is nothing called {name} to count by.", name=wrong[0]),
                           Phrase("Use one of: {names}.", names=", ".join(BY)))  # fmt: skip
    return _count(record_counts.deeds(vault), by)


def _count(deeds: Sequence[ActCount], by: Sequence[str]) -> Casualties:
    people = list_people(deeds)
    rows = [one for deed in deeds for some in deed.parts.values() for one in some]
    refs = {one.id: one.ref for one in rows}
    groups: dict[tuple[str, ...], list[Casualty]] = {}
    incidents: dict[tuple[str, str], list[Casualty]] = {}
    whole: dict[str, list[Casualty]] = {name: [] for name in OUTCOMES}
    for one in people:
        event, name = one.part
        whole[name].append(one)
        incidents.setdefault((name, refs[event]), []).append(one)
        groups.setdefault((name, *(str(getattr(one, part)) for part in by)), []).append(one)
    return Casualties(
        {name: count(some) for name, some in whole.items()},
        {key: count(some) for key, some in groups.items()} if by else {},
        {key: count(some) for key, some in incidents.items()},
        [[refs[act] for act in acts] for acts in list_same(people)],
        [(name, refs[person]) for name, person in list_twice(people)], {one.ref: one.title for one in rows},
    )  # fmt: skip


def make_casualty_table(tallies: Tallies) -> Sheet:
    """Return the table of casualties by outcome, sex and age: with a name, without, and both together."""
    deeds = tallies.deeds()
    people = list_people(deeds)
    crossed = {
        label: cross_items([(one, (one.part[1],), (_group(one),)) for one in people], number)
        for label, number in (
            (Phrase("With a name"), lambda some: (count(some).named,) * 2),
            (Phrase("Without a name"), lambda some: count(some).others),
            (Phrase("Both"), lambda some: count(some).both),
        )
    }
    columns = tallies.order("people_group", crossed[Phrase("Both")].columns)
    rows = list[tuple[str, ...]]()
    for label, table in crossed.items():
        told = disclose_table(table, tallies.closed)
        if label == Phrase("Both") or not tallies.closed:
            rows += [(said, label, *(told.cells[name, column] for column in columns), told.rows[name])
                     for name, said in OUTCOMES.items() if name in table.rows]  # fmt: skip
    rows.sort(key=lambda row: list(OUTCOMES.values()).index(row[0]))
    header = (Phrase("Outcome"), Phrase("People"), *(tallies.label("people_group", code) for code in columns), _ALL)
    blocks: list[Block] = [SheetTable(header, tuple(rows), _APART)]
    blocks += _apart(tallies, people) if tallies.closed else _inside(_count(deeds, ()))
    return _sheet(tallies, Phrase("Casualties"), blocks, deeds, people)


def _group(one: Casualty) -> str:
    """Return the code of the group of some people; a possible child has an unknown age."""
    key = one.sex if one.sex in ("01", "02") else "", "" if one.age == POSSIBLE else one.age
    return next(code for code, group in GROUPS.items() if group == key)


def _apart(tallies: Tallies, people: Iterable[Casualty]) -> list[Block]:
    """Return the named and the other people apart, if nobody can compute a small number from them."""
    crossed = cross_items([(one, (one.part[1],), (_group(one),)) for one in people], lambda some: count(some).both)
    told = disclose_table(crossed, True)
    rows = []
    for name, label in OUTCOMES.items():
        found = count(one for one in people if one.part[1] == name)
        small = disclosure.is_small((found.named, found.named)) or disclosure.is_small(found.others)
        if name in told.rows and told.rows[name] != HIDDEN and not small:
            said = Phrase("{named} with a name, {others} without", named=found.named,
                          others=format_count(found.others, True))  # fmt: skip
            rows.append((label, said))
    return [SheetFacts(tuple(rows))] if rows else []


def _inside(found: Casualties) -> list[Block]:
    """Return for our own use the numbers of each incident, and the acts and people to look at."""
    rows = [(ref, OUTCOMES[name], str(one.named), *(format_count(n, False) for n in (one.others, one.both)))
            for (name, ref), one in found.incidents.items()]  # fmt: skip
    header = (Phrase("Incident"), Phrase("Outcome"), Phrase("With a name"), Phrase("Without a name"), Phrase("Both"))
    blocks: list[Block] = [Heading(Phrase("By incident")), SheetTable(header, tuple(rows))] if rows else []
    same = (", ".join(refs) for refs in found.same)
    notes = [Phrase("Acts about the same people, with different numbers: {refs}.", refs=refs) for refs in same]
    notes += [Phrase("Named in two incidents, and counted once: {ref}.", ref=ref) for _, ref in found.twice]
    return [*blocks, Heading(Phrase("Please check")), Items(tuple(notes))] if notes else blocks


def _sheet(
    tallies: Tallies, title: str, blocks: Sequence[Block], deeds: Sequence[ActCount], people: Sequence[Casualty]
) -> Sheet:  # fmt: skip
    events = {one.part[0] for one in people}

    def has_enough(some: Collection[bytes]) -> bool:
        parts = {one.part[1] for one in people}
        found = ([one for one in people if one.part[0] in some and one.part[1] == part] for part in parts)
        return any(count(group).both[0] >= SMALLEST for group in found)

    scope = SheetFacts(tallies.say_scope((deed for deed in deeds if deed.parts["event"][0].id in events), has_enough))
    rule = (Heading(Phrase("Counting method")), SheetProse(_RULE), SheetProse(tallies.rule))
    none = (SheetProse(Phrase("There are no acts to count.")), SheetProse(tallies.rule))
    return Sheet(title, "", (scope, *blocks, *rule) if people else none, tallies.mark, "table")


def make_children_table(tallies: Tallies) -> Sheet:
    """Return the number of children by grave violation, party and sex: certainly under 18, and possibly."""
    deeds = tallies.deeds()
    people = [one for one in list_people(deeds, _grave) if one.age in (CHILD, POSSIBLE)]
    crossed = cross_items([(one, (one.part[1],), (f"{one.age} {one.sex}",)) for one in people],
                          lambda some: count(some).both)  # fmt: skip
    told = disclose_table(crossed, tallies.closed)
    columns = [f"{age} {sex}" for age in (CHILD, POSSIBLE) for sex in tallies.order("sex", {
        one.sex for one in people if one.age == age})]  # fmt: skip
    heads = {CHILD: Phrase("certainly under 18"), POSSIBLE: Phrase("possibly under 18")}
    rows = [
        (tallies.label("six_grave", grave), tallies.label("perp_type", party),
         *(told.cells[f"{grave} {party}", column] for column in columns), told.rows[f"{grave} {party}"])
        for grave, party in (row.split(" ") for row in sorted(crossed.rows))
    ]  # fmt: skip
    header = (Phrase("Grave violation"), Phrase("Party"), *(
        Phrase("{sex}, {age}", sex=tallies.label("sex", sex), age=heads[age])
        for age, sex in (column.split(" ") for column in columns)), _ALL)  # fmt: skip
    note = Phrase("Possibly under 18: only the year of birth is known.")
    table = SheetTable(header, tuple(rows), note)
    return _sheet(tallies, Phrase("Children in armed conflict"), [table], deeds, people)


def _grave(deed: ActCount) -> list[str]:
    """Return each grave violation of an act with each party that did it."""
    codes = deed.core.fields.get("grave")
    found = [one.fields.get("type") for one in deed.parts.get("involvement", ())]
    parties = dict.fromkeys(str(code) for codes in found if isinstance(codes, list) for code in codes) or [""]
    return [f"{grave} {party}" for grave in codes for party in parties] if isinstance(codes, list) else []


@cache
def _list_marks(violation: str) -> tuple[str, ...]:
    return vocabularies()["violation"].sdg(violation)


def _marks(deed: ActCount) -> tuple[str, ...]:
    return _list_marks(str(deed.core.fields.get("violation")))


def _say_left_out(deed: ActCount) -> str:
    return sdg.say_left_out(_marks(deed), deed)


_SDG = CountPaper(
    Phrase("Attacks on defenders, journalists and trade unionists (SDG 16.10.1)"), "victim", Phrase("People"),
    CountAxis(Phrase("Work"), "victim.occupational_status", sdg.STATUSES),
    CountAxis(Phrase("Class"), "", sdg.CLASSES, read=lambda deed: sdg.find_classes(_marks(deed), deed)),
    more=(CountAxis(Phrase("Sex"), "victim.sex", "sex"),
          CountAxis(Phrase("Age group"), "", "age_group", read=sdg.find_age_band)),
    apart=(CountAxis(Phrase("Year"), "event.date_start"), CountAxis(Phrase("Country"), "event.country", "country")),
    leave_out=_say_left_out,
    method=(
        Phrase("A person with two kinds of work is in both rows, and counts once in the last row. The same is true for "
               "a person in two classes."),
        Phrase("Only verified acts with a recorded link to the work count: two independent sources and three sources "
               "in all, or a judgment."),
        Phrase("The table contains only what this organisation knows. It is no total for a country."),
    ),
)  # fmt: skip
_READERS = ("internal", "network", "un", "public")
OUTPUTS = (
    Output("casualty-table", Phrase("Casualties"),
           Phrase("People killed, injured and missing by sex and age, with and without a name."),
           OfNumbers(make_casualty_table), profiles=_READERS),
    Output("children-table", Phrase("Children in armed conflict"),
           Phrase("Children by grave violation, party and sex, certainly and possibly under 18."),
           OfNumbers(make_children_table), profiles=_READERS),
    Output("sdg-16-10-1", _SDG.title,
           Phrase("Verified victims by class, work, sex and age, for each year and country."), OfNumbers(_SDG),
           profiles=("internal", "public")),
)  # fmt: skip
"""The papers of this module."""
