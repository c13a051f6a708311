"""Find patterns in the log of security incidents, and promote a security incident to an incident."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from attrs import field, frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of
from app.actions.records import areas
from app.domain import coverage
from app.domain.areas import AreaTree
from app.domain.kind import Kind
from app.domain.moment import parse_moment
from app.domain.patterns import DAYS, ENOUGH, THREAT, TYPE, Incident, Pattern, describe_pattern
from app.domain.patterns import patterns as found_in
from app.domain.record import Record, words_of
from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

KIND = "security_incident"
EVENT = "event"
_SHARED = ("actor", "organisation", "place")
_PROSE = ("description", "work", "reaction", "reaction_72")


@frozen
class PatternDetails:
    """One pattern for display, with its incidents, oldest first.

    `words` gives the arguments of `describe_pattern` in a language.
    """

    pattern: Pattern
    words: Callable[[str], tuple[str, str, str]]
    records: tuple[Record, ...] = field(factory=tuple)

    def say(self, language: str) -> str:
        """Return the shared property with its area in a language."""
        return describe_pattern(*self.words(language))


def patterns(vault: Vault, recent: bool = False, level: str = "") -> list[PatternDetails]:
    """Return the patterns of this vault, the one with the newest incident first; `level` is that of areas.

    With `recent`, read only incidents of the last two windows, as Now does.
    """
    since = clock.today(vault).toordinal() - 2 * DAYS if recent else 0
    rows = record_lists.list_kind(vault.con, vault.kinds[KIND].number, since)
    tree = cache(partial(areas.read_tree, vault))
    return find_patterns(rows, Inside(vault), vault.words, tree, level or areas.read_level(vault))


def find_patterns(
    records_: Sequence[Record], around: Around, words: Vocabularies, tree: Callable[[], AreaTree], level: str
) -> list[PatternDetails]:
    """Return the patterns among some security incidents, from their fields and related records."""
    rows = {record.id: record for record in records_}
    titles: dict[tuple[str, str], str] = {}
    seen = [_incident(around, record, titles, tree) for record in (rows.values() if len(rows) >= ENOUGH else ())]
    say = partial(_say, around.kinds[KIND], titles, words, level)
    return [
        PatternDetails(one, partial(say, one), tuple(rows[row.id] for row in one.incidents))
        for one in found_in(seen, level)
    ]


def _say(
    kind: Kind, titles: Mapping[tuple[str, str], str], words: Vocabularies, level: str, found: Pattern, language: str
) -> tuple[str, str, str]:
    """Return the shared property of a pattern, its area, and the level that is not known."""
    shared = titles.get((found.what, found.which)) or words_of(kind, found.what, found.which, words, language)
    if (area := found.area) is None:
        return shared, "", ""
    name = words["country"].label(area.id, language) if area.is_iso else area.name
    return shared, name, "" if area.step == level else words["area_level"].label(level, language)


def _incident(
    around: Around, record: Record, titles: dict[tuple[str, str], str], tree: Callable[[], AreaTree]
) -> Incident:
    """Return an incident with its keys for the rule, and add the text of each key without a code to `titles`."""
    named, fields = dict[tuple[str, str], str](), record.fields
    places = around.linked(record, "place")
    for role, rows in (("about", around.linked(record, "about")), ("place", places)):
        named |= {(role, one.id.hex()): around.title(one) for one in rows if one.kind in _SHARED}
    if felt := str(fields.get("felt_by", "")):
        named["felt_by", fold(felt)] = felt
    titles |= named
    coded = [(THREAT, str(fields[THREAT]))] if fields.get(THREAT) else []
    coded += [(TYPE, code) for code in coverage.words(fields.get(TYPE))]
    day = parse_moment(str(fields["date"])).sort_day if "date" in fields else 0
    own = [one.id for one in around.linked(places[0], "within")] if places else []
    path = areas.find_path(tree(), places[0], own) if places else ()
    return Incident(record.id, day, frozenset((*named, *coded)), str(fields.get("assessed", "")), path)


def of_record(vault: Vault, handle: str) -> list[PatternDetails]:
    """Return the patterns that contain a security incident."""
    id_ = record_of(vault, handle).id
    return [one for one in patterns(vault) if any(record.id == id_ for record in one.records)]


def promote(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Make an incident from a security incident with its date, place, text and case; link the two.

    Raises InputRefused if it already became an incident, or for a record of another kind.
    """
    record, around = record_of(vault, handle), Inside(vault)
    if record.kind != KIND:
        raise InputRefused(Phrase("{ref} is no security incident.", ref=record.ref), "Nothing was changed.")
    if known := around.linked(record, EVENT):
        raise InputRefused(
            Phrase("It already has an incident: {ref}.", ref=known[0].ref), "Nothing was changed. Open that one."
        )
    with vault.transaction():
        event, made = records.add(vault, EVENT, _carried(record, around))
        _, linked = records.link(vault, record.ref, EVENT, event.ref)
    return event, made | linked


def _carried(record: Record, around: Inside) -> Mapping[str, object]:
    """Return the values for the new incident."""
    text = [str(record.fields.get("what", ""))]
    text += [str(record.fields[name]) for name in _PROSE if name in record.fields]
    given: dict[str, object] = {"description": "\n\n".join(text)}
    if "date" in record.fields:
        given["date_start"] = record.fields["date"]
    if place := around.linked(record, "place"):
        given["place"] = [one.ref for one in place]
    cases = [one.ref for one in around.linked(record, "about") if one.kind == "case"]
    return {**given, "case": cases} if cases else given


def take_back(vault: Vault, handle: str) -> Changed:
    """Undo a promotion: archive the incident, and remove the link to it."""
    record, around = record_of(vault, handle), Inside(vault)
    changed = Changed()
    with vault.transaction():
        for event in around.linked(record, EVENT):
            changed |= records.edit(vault, record.ref, {EVENT: None})[1] | records.remove(vault, event.ref)[1]
    return changed
