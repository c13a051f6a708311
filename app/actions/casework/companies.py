"""The tree of a company on a day: its owners, its parts, and the projects that it runs or pays (C39).

Owners are the `financed_by` of contexts of the kind *ownership*, which `run_by` names the company. A part is also an
organisation with the company as `parent`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from app.actions.kernel import clock, records, view_rows
from app.actions.kernel.record_context import Around, Inside
from app.domain.moment import first_day, last_day
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

OWNERSHIP = "ownership"
OWNER, PART, RUNS, PAYS = "owner", "part", "runs", "pays"


@frozen
class TreeMember:
    """One record of the tree: its relation, the steps from the company, and the context that shows an ownership."""

    relation: str
    depth: int
    record: Record
    source: Record | None = None


@frozen
class CompanyTree:
    """A company on a day: the rows of its tree, its effects on rights, the requests to it, talks, and late promises."""

    company: Record
    on: date
    rows: Sequence[TreeMember]
    effects: Sequence[Record]
    asks: Sequence[Record]
    talks: Sequence[Record]
    late: Sequence[Record]


def read_tree(vault: Vault, handle: str, on: date | None = None) -> CompanyTree:
    """Return the tree of a company on a day (default: today). Raises NotFound, and InputRefused for another kind."""
    company, around, day = records.record_of(vault, handle), Inside(vault), on or clock.today(vault)
    if company.kind != "organisation":
        raise InputRefused(Phrase("{ref} is no organisation.", ref=company.ref), "Choose a company.")
    rows = [*_climb(around, company, day, OWNER), *_climb(around, company, day, PART)]
    rows += _list_projects(around, company, day)
    asks = around.parts(company, "undertaking", "by")
    return CompanyTree(
        company, day, rows, list_effects(around, company), asks, around.parts(company, "meeting", "organisation"),
        [one for one in asks if view_rows.count_late_days(around, one, day)],
    )  # fmt: skip


def list_effects(around: Around, company: Record) -> list[Record]:
    """Return the effects of a company: those it must answer for, and those of what it runs or pays; each once."""
    contexts = [one for role in ("run_by", "financed_by") for one in around.parts(company, "context", role)]
    wholes = [*contexts, *(event for one in contexts for event in around.parts(one, "event", "in_context"))]
    found = [
        *around.parts(company, "effect", "duty"),
        *(one for of in wholes for one in around.parts(of, "effect", "of")),
    ]
    return list({one.id: one for one in found}.values())


def _is_on(one: Record, on: date) -> bool:
    """Return True unless a context certainly began later or ended on or before the day."""
    start, end = first_day(one.fields.get("date_start")), last_day(one.fields.get("date_end"))
    return (start is None or start <= on.toordinal()) and (end is None or on.toordinal() < end)


def _near(around: Around, company: Record, on: date, relation: str) -> Iterator[tuple[Record, Record | None]]:
    """Yield the owners or the parts of a company on a day, each with the context that shows it."""
    mine, theirs = ("run_by", "financed_by") if relation == OWNER else ("financed_by", "run_by")
    for one in around.parts(company, "context", mine):
        if one.fields.get("kind") == OWNERSHIP and _is_on(one, on):
            yield from ((other, one) for other in around.linked(one, theirs))
    held = around.linked(company, "parent") if relation == OWNER else around.parts(company, "organisation", "parent")
    yield from ((other, None) for other in held)


def _climb(around: Around, company: Record, on: date, relation: str) -> Iterator[TreeMember]:
    """Yield all owners or parts with their depth, each once: companies can own each other."""
    seen, todo = {company.id}, [(company, 0)]
    while todo:
        one, depth = todo.pop(0)
        for other, source in _near(around, one, on, relation):
            if other.id not in seen:
                seen.add(other.id)
                todo.append((other, depth + 1))
                yield TreeMember(relation, depth + 1, other, source)


def _list_projects(around: Around, company: Record, on: date) -> Iterator[TreeMember]:
    for relation, role in ((RUNS, "run_by"), (PAYS, "financed_by")):
        for one in around.parts(company, "context", role):
            if one.fields.get("kind") != OWNERSHIP and _is_on(one, on):
                yield TreeMember(relation, 1, one)
