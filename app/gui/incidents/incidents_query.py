"""The data of incidents: rows of the list, and choices for the slots of an entry."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from app.actions.kernel import records
from app.domain.kind import Kind
from app.domain.record import Record
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text, label
from app.gui.widgets.rows import Row, State
from app.safe_text import PAGE, make_harmless
from app.store.records import record_rows
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.domain.extract import Extract
    from app.gui.widgets.fields import Option

SCREENFUL = 24
"""Rows that are read first, but not at each letter of a search: more than any screen shows together."""
BLOCK = 200
"""Rows that are read when the last one is shown."""
COUNTED = 10_000
"""The maximum count for a query: half a second if a million incidents have a word."""
BEFORE = 16
"""Characters before a found word: the narrowest list must show it."""
LABEL = 20
"""Characters of a file's name before them."""
CANDIDATES = 2000
"""The maximum of people or places that a slot offers."""
_VERIFIED = {
    "unverified": "unverified", "one_source": "one-source", "corroborated": "corroborated", "verified": "verified",
    "judgment": "judgment", "disputed": "disputed",
}  # fmt: skip
_SENSITIVE = {"P": "globe", "I": "building", "C": "lock", "R": "shield", "V": "vault"}
_CHIPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "drafts": (("review_state", "draft"),),
    "review": (("review_state", "to_review"),),
    "unverified": (("verification", "unverified"),),
}


class IncidentQuery(NamedTuple):
    """The query of the list: the search text, the chosen chip, and the filters."""

    text: str = ""
    chip: str = "all"
    where: tuple[tuple[str, str], ...] = ()

    @property
    def conditions(self) -> tuple[tuple[str, str], ...]:
        """All conditions in the form of the store."""
        return (*_CHIPS.get(self.chip, ()), *self.where)


def rows(vault: Vault, tr: Text, asked: IncidentQuery, limit: int = SCREENFUL, offset: int = 0) -> tuple[Row, ...]:
    """Return the newest incidents of a query, after the first `offset`."""
    query = _narrow(vault, Query("event", text=asked.text, where=asked.conditions, limit=limit, offset=offset))
    found = records.find(vault, query)
    extracts: Mapping[bytes, Extract] = {}
    if query.text:
        from app.actions.records.extracts import where_found  # not with the first list

        extracts = where_found(vault, query.text, found, BEFORE)
    return tuple(_row(vault, tr, record, extracts.get(record.id)) for record in found)


def _narrow(vault: Vault, query: Query) -> Query:
    if not query.text:
        return query
    from app.actions.records.areas import narrow  # not with the first list

    return narrow(vault, query)


def count_text(vault: Vault, tr: Text, asked: IncidentQuery, most: int = COUNTED) -> str:
    """Return the number of incidents of a query; for a query with conditions, at most `most` and a plus sign."""
    number = records.count_matches(vault, _narrow(vault, Query("event", asked.text, asked.conditions)), most)
    return tr.number(number) if number <= most or asked == IncidentQuery() else tr("{n}+", n=tr.number(most))


def _row(vault: Vault, tr: Text, record: Record, extract: "Extract | None") -> Row:
    told = str(record.fields.get("description", "")).split("\n")[0][:200]
    mark = (0, 0)
    if extract is not None and extract.where != "title":  # the title is shown anyway
        file = extract.file if len(extract.file) <= LABEL else f"{extract.file[: LABEL - 1]}…"
        shown = make_harmless(extract.text, PAGE)  # as `line` shows it: each letter stays at its place
        told = tr.line(file or _called(vault, tr, vault.kinds[record.kind], extract.where), shown)
        at = told.rindex(shown)
        mark = (at + extract.start, at + extract.end)
    date = record.fields.get("date_start")
    shown = moment_words(tr, str(date)) if date else ""
    title = title_words(vault, tr, record)
    return Row(record.id.hex(), title, shown, told, tuple(states(vault, tr, record)), mark=mark)


def _called(vault: Vault, tr: Text, kind: Kind, where: str) -> str:
    """Return the label of a field, a role or a kind of part; empty for the description, which the row shows anyway."""
    if where in ("description", "ref"):
        return ""
    known = kind.fields.get(where) or kind.role(where) or vault.kinds.get(where)
    return tr(known.label) if known else ""


def states(vault: Vault, tr: Text, record: Record) -> list[State]:
    """Return danger, verification, sensitivity (default: confidential), and the assigned person."""
    level = str(record.fields.get("sensitivity", "C"))
    states = [(verification_icon(record.verdict), label(vault, tr, "verification", record.verdict))]
    states.append((_SENSITIVE.get(level, "lock"), label(vault, tr, "sensitivity", level)))
    given = str(record.fields.get("assigned", ""))
    states += [("person", given)] if given else []
    danger = {"now": tr("In danger now"), "perhaps": tr("Maybe in danger")}.get(str(record.fields.get("danger")))
    return [*([("alert", danger)] if danger else []), *states]


def verification_icon(code: str) -> str:
    """Return the icon of a verification status: a circle that fills up."""
    return _VERIFIED.get(code, "unverified")


def place_words(place: Record | None) -> str:
    """Return a place by its name and district."""
    if place is None:
        return ""
    parts = [str(place.fields.get(name, "")) for name in ("name", "district")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or place.title


class Candidates(NamedTuple):
    """People, places and units that slots offer: id in hex and label."""

    people: "tuple[Option, ...]"
    places: "tuple[Option, ...]"
    units: "tuple[Option, ...]" = ()
    about: Mapping[str, Mapping[str, str]] = {}
    """The known work, sex and age of each person."""
    answers: "tuple[Option, ...]" = ()
    """Consents on record that are no choice of the form."""


def candidates(vault: Vault, draft: Mapping[str, str] | None = None) -> Candidates:
    """Return the newest people, places and units, for a search in memory, and those that a draft names."""
    from app.actions.records.incidents import facts

    named = {value for text in (draft or {}).values() for value in text.split("\n") if value.startswith("id:")}
    named |= {key.partition(" ")[2] for key in draft or {} if " id:" in key}
    more = [one for value in sorted(named) if (one := record_rows.load(vault.con, bytes.fromhex(value[3:])))]

    def newest(kind: str) -> dict[str, Record]:
        found = (*records.find(vault, Query(kind, limit=CANDIDATES)), *(one for one in more if one.kind == kind))
        return {f"id:{one.id.hex()}": one for one in found}

    people = newest("actor")
    return Candidates(
        tuple((value, one.title) for value, one in people.items()),
        tuple((value, place_words(one)) for value, one in newest("place").items()),
        tuple((value, one.title) for value, one in newest("organisation").items()),
        {value: facts(one) for value, one in people.items()},
    )


FEW_ACTS = 2000
"""The most acts among which patterns are looked for without being asked."""


def say_patterns(vault: Vault, tr: Text, most: int = FEW_ACTS) -> str:
    """Return the number of open questions about patterns in words; without it in a large vault, empty without any."""
    from app.actions.casework import pattern_search  # not before the list is at rest

    if records.count_matches(vault, Query("act"), most) > most:
        return tr("Patterns…")
    n = len(pattern_search.find(vault).questions)
    return tr("Patterns: {n} question|Patterns: {n} questions", n=n) if n else ""
