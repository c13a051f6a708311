"""Find patterns in the log of security incidents, and promote a security incident to an incident."""

from collections.abc import Callable, Mapping, Sequence

from attrs import field, frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of
from app.domain.moment import parse_moment
from app.domain.patterns import DAYS, Incident, Pattern
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
RULE = Phrase(
    "Three or more security incidents within 28 days with the same person, organisation, place or threat. "
    "Incidents unrelated to the work do not count."
)
"""The rule for a pattern, as people read it."""
_PROSE = ("description", "work", "reaction", "reaction_72")


@frozen
class PatternDetails:
    """One pattern for display: the shared property as text, and its incidents, the oldest first."""

    pattern: Pattern
    shared: str
    records: tuple[Record, ...] = field(factory=tuple)


def patterns(vault: Vault, recent: bool = False) -> list[PatternDetails]:
    """Return the patterns of this vault, the one with the newest incident first.

    With `recent`, read only incidents of the last eight weeks, as Now does.
    """
    since = clock.today(vault).toordinal() - 2 * DAYS if recent else 0
    return find_patterns(record_lists.list_kind(vault.con, vault.kinds[KIND].number, since), Inside(vault), vault.words)


def find_patterns(
    records_: Sequence[Record], around: Around, words: Vocabularies, language: str = "en"
) -> list[PatternDetails]:
    """Return the patterns among some security incidents, from their fields and related records."""
    rows = {record.id: record for record in records_}
    shared: dict[tuple[str, str], str] = {}

    def threat(code: str) -> str:
        return words_of(around.kinds[KIND], "threat_kind", code, words, language)

    seen = [_incident(around, record, shared, threat) for record in rows.values()]
    return [
        PatternDetails(one, shared[one.what, one.which], tuple(rows[row.id] for row in one.incidents))
        for one in found_in(seen)
    ]


def _incident(
    around: Around, record: Record, shared: dict[tuple[str, str], str], threat_words: Callable[[str], str]
) -> Incident:
    """Return an incident with its keys for the rule, and add the text of each key to `shared`."""
    keys: dict[tuple[str, str], str] = {}
    for role in ("about", "place"):
        for one in around.linked(record, role):
            if one.kind in ("actor", "organisation", "place"):
                keys[role, one.id.hex()] = around.title(one)
    if felt := str(record.fields.get("felt_by", "")):
        keys["felt_by", fold(felt)] = felt
    if threat := str(record.fields.get("threat_kind", "")):
        keys["threat_kind", threat] = threat_words(threat)
    shared |= keys
    day = parse_moment(str(record.fields["date"])).sort_day if "date" in record.fields else 0
    return Incident(record.id, day, frozenset(keys), str(record.fields.get("assessed", "")))


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
