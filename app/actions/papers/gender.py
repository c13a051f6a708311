"""The gender table: attacks by sex and kind, gender factors, and women by level (Plan of Action, 20; domain.md C09)."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Scheme, Tallies
from app.actions.records.record_counts import CountedRecord
from app.domain import act_counts, disclosure
from app.domain.act_counts import ActCount
from app.domain.disclosure import Crossed, Range, cross_items
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Sheet, SheetProse, SheetTable
from app.phrase import Phrase

GENDER = "gender_factor"
"""The name of the field, and of its code list."""
NOTHING = ("",)
"""The code for an unknown value."""


def table(tallies: Tallies) -> Sheet:
    """Return the gender table of a vault."""
    deeds = [deed for deed in tallies.deeds() if deed.first("act")]
    blocks: list[Block] = [
        *_attacks(tallies, deeds),
        *_levels(tallies),
        *_concerned(tallies),
        *_everywhere(tallies),
        Heading(Phrase("Counting method")),
        SheetProse(Phrase("One act against one person is one attack, with all its methods.")),
        SheetProse(
            Phrase(
                "Each person counts one time in each row, and one time in the total. So the total is "
                "not the sum of the rows."
            )
        ),
        SheetProse(tallies.rule),
    ]
    return Sheet(Phrase("Gender table"), "", tuple(blocks), tallies.mark, "table")


def codes_of(record: Record | None, name: str) -> tuple[str, ...]:
    """Return the codes in a field of a record, or `NOTHING`."""
    value = record.fields.get(name) if record is not None else None
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value is not None else NOTHING


def _attacks(tallies: Tallies, deeds: Sequence[ActCount]) -> list[Block]:
    rows = [(deed, codes_of(deed.first("act"), "violation"), codes_of(deed.first("victim"), "sex")) for deed in deeds]
    factors = [
        (deed, codes, codes_of(deed.first("victim"), "sex"))
        for deed in deeds
        if (codes := codes_of(deed.first("act"), GENDER)) != NOTHING
    ]
    acts = cross_items(rows, lambda some: act_counts.number("act", some))
    said = cross_items(factors, lambda some: act_counts.number("act", some))
    hurt = cross_items([row for row in rows if row[0].first("victim")], act_counts.victims)
    hidden = {column for _, column in disclosure.small_at(said)} if tallies.closed else set()
    kind, factor = Phrase("Act"), Phrase(tallies.kinds["act"].fields[GENDER].label)
    return [
        Heading(Phrase("Attacks by sex and kind")), tallies.by_sex(kind, "violation", acts, hidden),
        Heading(Phrase("People attacked, by sex and kind")), tallies.by_sex(kind, "violation", hurt),
        Heading(Phrase("Attacks with gender factors")), tallies.by_sex(factor, GENDER, said),
    ]  # fmt: skip


def _sexes(people: Iterable[Record], persons: Mapping[bytes, Record]) -> tuple[str, ...]:
    """Return the sexes of people; for a contact, that of its person in the records."""
    found = (persons.get(who.id, who) for who in people)
    return tuple(dict.fromkeys(sex for who in found for sex in codes_of(who, "sex"))) or NOTHING


def _each(things: Sequence[CountedRecord]) -> Range:
    return len(things), len(things)


def _levels(tallies: Tallies) -> list[Block]:
    """Return participation by level: in missions and meetings, in networks, and in their bodies."""
    persons = tallies.people()
    parts = [
        (row, codes_of(row.record, "role_level"), _stated(row, row.linked["who"], persons))
        for row in tallies.held("participant", "who")
    ]
    members = [
        (row, codes_of(row.record, "role_level"), _sexes(row.linked["member"], persons))
        for row in tallies.held("membership", "member")
        if any(who.kind != "organisation" for who in row.linked["member"])
    ]
    bodies = {row.record.id: row.record for row in tallies.held("body")}
    seats = [
        (row, [code for body in row.linked["body"] for code in codes_of(bodies.get(body.id), "level")] or NOTHING,
         _stated(row, row.linked["holder"], persons))
        for row in tallies.held("seat", "holder", "body")
    ]  # fmt: skip
    level = Phrase("Level")
    return [
        Heading(Phrase("Participants of missions and meetings, by level")),
        tallies.by_sex(level, "role_level", cross_items(parts, _each), women=True),
        Heading(Phrase("People in networks, by level")),
        tallies.by_sex(level, "role_level", cross_items(members, _each), women=True),
        Heading(Phrase("Seats in bodies, by level")),
        tallies.by_sex(level, "network_level", cross_items(seats, _each), women=True),
    ]


def _stated(row: CountedRecord, people: Sequence[Record], persons: Mapping[bytes, Record]) -> tuple[str, ...]:
    """Return the sex in the record, or that of the people it names if it states none."""
    own = codes_of(row.record, "sex")
    return own if own != NOTHING else _sexes(people, persons)


def _concerned(tallies: Tallies) -> list[Block]:
    """Return the accompanied people, and the people in security incidents."""
    accompanied = [
        (who, codes_of(row.record, "kind"), codes_of(who, "sex"))
        for row in tallies.held("accompaniment", "accompanied")
        for who in row.linked["accompanied"]
    ]
    incidents = [
        (row, codes_of(row.record, "threat_kind"), _sexes((w for w in row.linked["about"] if w.kind == "actor"), {}))
        for row in tallies.held("security_incident", "about")
    ]
    return [
        Heading(Phrase("People accompanied, by sex and kind")),
        tallies.by_sex(Phrase("Kind of accompaniment"), "accompaniment_kind", cross_items(accompanied, _people)),
        Heading(Phrase("Security incidents, by sex of the affected people")),
        tallies.by_sex(Phrase("Kind of threat"), "threat_kind", cross_items(incidents, _each)),
    ]


def _people(things: Sequence[Record]) -> Range:
    """Return the number of people in some records, each once; a group counts with its size."""
    sizes = [act_counts.people(who) for who in {who.id: who for who in things}.values()]
    most = [size[1] for size in sizes]
    return sum(size[0] for size in sizes), None if None in most else sum(n or 0 for n in most)


def _everywhere(tallies: Tallies) -> list[Block]:
    """Return the numbers of gender factors in all other kinds of records that have them.

    Acts have a separate table by sex; here their numbers would be totals that it hides.
    """
    kinds = [kind for kind in tallies.kinds.values() if GENDER in kind.fields and kind.name != "act"]
    found = [
        (row, codes, [kind.name])
        for kind in kinds
        for row in tallies.held(kind.name)
        if (codes := codes_of(row.record, GENDER)) != NOTHING
    ]
    noted: Crossed = cross_items(found, _each)
    columns = [kind for kind in kinds if kind.name in noted.columns]
    told = disclosure.disclose_table(noted, tallies.closed)
    rows = tuple(
        (tallies.label(GENDER, row), *(told.cells[row, kind.name] for kind in columns))
        for row in tallies.order(GENDER, noted.rows)
    )
    header = (Phrase(tallies.kinds["act"].fields[GENDER].label), *(Phrase(kind.plural) for kind in columns))
    return [Heading(Phrase("Gender factors in other records")), SheetTable(header, rows)]


def split(
    leaving: OutgoingData, head: str, scheme: Scheme, rows: Iterable[tuple[Record, Sequence[str]]]
) -> list[Block]:
    """Return the number of records of a paper by their codes and by the sex of the people concerned.

    Each counts once in each of its rows and columns. Returns an empty list if the sex is unknown for all.
    """
    tallies = leaving.tallies
    found = [(row, codes or NOTHING, sexes or NOTHING) for row, codes in rows
             if (sexes := tallies.sexes(row)) is not None]  # fmt: skip
    if not any(sexes != NOTHING for _, _, sexes in found):
        return []
    note = Phrase("A record about several people counts one time under each sex, and one time in the total.")
    table = tallies.by_sex(head, scheme, cross_items(found, lambda some: (len(some), len(some))))
    told: list[Block] = [Heading(Phrase("By sex of the people concerned")), evolve(table, note=note)]
    return [*told, SheetProse(tallies.rule)] if tallies.closed else told


OUTPUTS = (
    Output("gender-table", Phrase("Gender table"),
           Phrase("Attacks by sex and kind, gender factors, and women by level."), OfNumbers(table)),
)  # fmt: skip
