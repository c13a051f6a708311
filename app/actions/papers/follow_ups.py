"""One list of all promises, requests, meetings and letters: the late ones first, then one table for each partner."""

from collections.abc import Sequence
from functools import partial

from app.actions.kernel import records
from app.actions.kernel.records import record_of
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.papers import gender
from app.actions.papers.passages import first_said, list_events, say_subject
from app.actions.records import commitments
from app.actions.release import consent_rules
from app.domain import overdue
from app.domain.kind import Due
from app.domain.record import Record
from app.domain.sheet import Block, Sheet, SheetFacts, SheetProse, filled_table
from app.phrase import Phrase
from app.store.records.links import list_sources
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_OWES = {
    "undertaking": ("by", "owner", "addressee"),
    "meeting": ("with", "counterpart"),
    "intervention": ("addressee",),
    "access": ("to", "by"),
}
"""The roles and fields with the partner that owes an answer, by kind."""
_WHAT = {
    "undertaking": ("text", "text_open"), "meeting": ("purpose", "title"),
    "intervention": ("diplomatic", "asks", "kind"), "access": ("measures", "kind"),
}  # fmt: skip
"""The fields with the required action, by kind."""
_OURS = ("internal", "network")
_BODIES = ("organisation", "contact")
_MOST = 2000
"""Rows of one body on a paper."""
HEADER = (Phrase("Type"), Phrase("Due date"), Phrase("Status"), Phrase("Required action"), Phrase("Result"),
          Phrase("Asked on"), Phrase("Number of the communication"), Phrase("Published in"),
          Phrase("Number"))  # fmt: skip
_WHO = Phrase("Person or partner")


def _due(leaving: OutgoingData, one: Record) -> Due:
    return overdue.list_followed(leaving.kinds)[one.kind]


def is_over(leaving: OutgoingData, one: Record) -> bool:
    """Return True if nothing is due any more."""
    return _due(leaving, one).is_over(leaving.outline(one))


def count_late_days(leaving: OutgoingData, one: Record) -> int:
    """Return the days that a record is late; 0 if it is in time."""
    return overdue.count_overdue_days(leaving.kinds[one.kind], leaving.outline(one), leaving.today.toordinal()) or 0


def say_state(leaving: OutgoingData, one: Record) -> str:
    """Return the state: the days that it is late, else its recorded state, else whether it has an answer."""
    if days := count_late_days(leaving, one):
        return Phrase("late by {n} days", n=days) if days > 1 else Phrase("late by one day")
    return leaving.said(one, "status") or (Phrase("answered") if is_over(leaving, one) else Phrase("pending"))


def say_who(leaving: OutgoingData, one: Record) -> str:
    """Return the partner that owes an answer, as much as this audience can see."""
    for name in _OWES[one.kind]:
        if said := leaving.titles(leaving.linked(one, name)) or leaving.said(one, name):
            return said
    return ""


def _by_due(leaving: OutgoingData, found: Sequence[Record]) -> list[Record]:
    """Return records, the latest first, then by their due day."""

    def key(one: Record) -> tuple[int, str, int]:
        due = str(one.fields.get(_due(leaving, one).field, "9999"))
        return (-count_late_days(leaving, one), due, leaving.entered(one))

    return sorted(found, key=key)


_TYPES = {
    "promise": Phrase("promise"), "request": Phrase("request"), "meeting": Phrase("meeting"),
}  # fmt: skip


def _say_type(one: Record) -> str:
    """Return the type of a row: recommendations and demands are requests."""
    asked = one.kind == "intervention" or one.fields.get("kind") in ("recommendation", "demand")
    return _TYPES["request" if asked else "meeting" if one.kind == "meeting" else "promise"]


def _row(leaving: OutgoingData, one: Record) -> tuple[str, ...]:
    what = first_said(leaving, one, *_WHAT[one.kind])
    return (
        _say_type(one), leaving.said(one, _due(leaving, one).field), say_state(leaving, one), what,
        first_said(leaving, one, "outcome", "response", "response_text"), leaving.said(one, "date"),
        leaving.said(one, "reference"), leaving.said(one, "published_in"), leaving.code(one),
    )  # fmt: skip


def _is_told(leaving: OutgoingData, one: Record) -> bool:
    """Return True for a row with words: a due day, a state and a day alone are no news."""
    return any(_row(leaving, one)[at] for at in (3, 4, 6, 7))


def table(leaving: OutgoingData, title: str, found: Sequence[Record], most: int = _MOST) -> list[Block]:
    """Return records in one table with the partner, the latest first, and the number of rows without room."""
    rows = [(say_who(leaving, one), *_row(leaving, one)) for one in _by_due(leaving, found)
            if leaving.profile.own or _is_told(leaving, one)]  # fmt: skip
    blocks = filled_table(title, (_WHO, *HEADER), rows[:most])
    if len(rows) > most:
        blocks.append(SheetProse(Phrase("More rows than this paper has room for: {n}.", n=len(rows) - most)))
    return blocks


def follow_ups(leaving: OutgoingData, late_only: bool = False) -> Sheet:
    """Return the promises, meetings and requests of some records, of a body, or of the vault."""
    kinds = overdue.list_followed(leaving.kinds)
    found = [one for kind in kinds for one in leaving.of_kind(kind) if leaving.profile.own or _is_told(leaving, one)]
    if not found and not leaving.profile.own and (missing := leaving.say_missing(leaving.roots)):
        consent_rules.refuse_without_consent(missing, leaving.profile)
    late = [one for one in found if count_late_days(leaving, one)]
    rest = [] if late_only else [one for one in found if one not in late]
    rows = ((Phrase("Overdue"), str(len(late))), (Phrase("Total"), str(len(late) + len(rest))))
    blocks: list[Block] = [*_explain(leaving), SheetFacts(rows), *table(leaving, Phrase("Overdue"), late)]
    first = len(blocks)
    groups: dict[str, list[Record]] = {}
    for one in rest:
        groups.setdefault(say_who(leaving, one), []).append(one)
    for who in sorted(groups, key=lambda who: (not who, who)):
        rows_ = [_row(leaving, one) for one in _by_due(leaving, groups[who])]
        blocks += filled_table(who or Phrase("Nobody is named"), HEADER, rows_)
    if len(blocks) == first and not late:
        blocks.append(SheetProse(Phrase("Nothing is late.") if late_only else
                                 Phrase("Nothing was promised or asked yet.")))  # fmt: skip
    names = {kind: Phrase(leaving.kinds[kind].plural) for kind in kinds}
    shown = [(one, (one.kind,)) for one in (*late, *rest)]
    if leaving.profile.name in _OURS:
        blocks += gender.split(leaving, Phrase("Kind of record"), names, shown)
    wholes = [root for root in leaving.roots if root.kind not in kinds]
    return Sheet(Phrase("Promises, requests and answers"), _name(leaving, wholes), tuple(blocks), leaving.mark,
                 "follow-up")  # fmt: skip


def _explain(leaving: OutgoingData) -> list[Block]:
    """Return for readers outside the use of the list, and the first incident that it is about."""
    if leaving.profile.own:
        return []
    use = Phrase(
        "This list shows who promised or was asked what, and by when. If no row concerns you, no answer is needed."
    )
    about = say_subject(leaving, list_events(leaving))
    why = Phrase("This list names neither the people nor those responsible, to protect the people.")
    return [SheetProse(use), *([SheetProse(about)] if about else []), SheetProse(why)]


def _name(leaving: OutgoingData, wholes: Sequence[Record]) -> str:
    """Return the title of the first record, or nothing if it is only the name of its kind."""
    return leaving.named(wholes[0]) if wholes else ""


def _every(vault: Vault) -> list[str]:
    kinds = overdue.list_followed(vault.kinds)
    return [one.id.hex() for kind in kinds for one in records.find(vault, Query(kind, limit=None))]


def _late(vault: Vault) -> list[str]:
    return [late.record.id.hex() for late in commitments.list_overdue_commitments(vault)]


def _sent(vault: Vault) -> list[str]:
    return [record.id.hex() for record in commitments.communications(vault)]


def _of_bodies(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the requests to the chosen bodies and contacts, and their promises."""
    chosen = [one for one in (record_of(vault, handle) for handle in handles) if one.kind in _BODIES]
    roles = ("addressee", "with", "by")
    return [id_.hex() for one in chosen for role in roles for id_ in list_sources(vault.con, one.id, role, _MOST)]


def _output(name: str, **changes: object) -> Output:
    given = {
        "label": Phrase("Promises, requests and answers"),
        "help": Phrase("Promises, meetings, requests and answers. Late ones are first."),
        "build": follow_ups, "about": ("case", "mission", "accompaniment", *_BODIES, *_OWES),
        "profiles": ("internal", "network", "embassy", "un"),
        "roots": _every, "also": _of_bodies, **changes,
    }  # fmt: skip
    return Output(name, **given)  # type: ignore[arg-type]


OUTPUTS = (_output("follow-ups", calls=(
    _output("follow-up"), _output("late-promises", build=partial(follow_ups, late_only=True), roots=_late),
    _output("un-communications", roots=_sent),
)),)  # fmt: skip
"""The paper of this module, and its old names."""
