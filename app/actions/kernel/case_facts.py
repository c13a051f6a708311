"""Read what the stages of a case need: its values, linked records, parts, and the yes of its people."""

from collections.abc import Iterable

from attrs import evolve

from app.actions.kernel import clock, dates
from app.actions.kernel.record_context import Inside
from app.domain.casework.stages import CaseFacts, CasePart, MissingItem, list_missing
from app.domain.record import Record
from app.domain.release.audiences import AUDIENCES
from app.domain.release.consents import Consents, ReleasePaper, answers_yes, has_consent
from app.store.records import links
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

_LINE = "budget_line"
_REFERRAL = "REFERRAL"
_PURPOSES = (_REFERRAL, "STORE")
"""The purposes that the stages ask for: help by others, and to keep the records."""


def read_facts(vault: Vault, record: Record) -> CaseFacts:
    """Return the facts of a case today."""
    kind, around, today = vault.kinds[record.kind], Inside(vault), clock.today(vault).toordinal()
    linked = {role.name: around.linked(record, role.name) for role in kind.roles}
    people = linked.get(kind.people, [])
    said = [(one.id, row) for one in people for row in dates.list_answers(vault, one.id)]
    agreed = tuple(purpose for purpose in _PURPOSES if people
                   and all(has_consent(one, purpose, said, today) for one in people))  # fmt: skip
    parts = {part: _describe(vault, record, around.parts(record, part), False) for part in kind.parts}
    lines = [evolve(one, unasked=_list_unasked(vault, one, people, said, today)) for one in parts.get(_LINE, ())]
    return CaseFacts(
        today, record.fields,
        {role: _describe(vault, record, found, role != kind.people) for role, found in linked.items()},
        {**parts, _LINE: lines},
        {**{one.name: one.label for one in kind.own}, **{one.name: one.label for one in kind.roles}},
        agreed,
    )  # fmt: skip


def agrees(vault: Vault, person: Record, readers: tuple[str, ...]) -> bool:
    """Return True if a person said yes to help by these readers, and the yes counts today."""
    said = [(person.id, row) for row in dates.list_answers(vault, person.id)]
    paper = ReleasePaper(AUDIENCES["service"], clock.today(vault).toordinal(), readers)
    return answers_yes(person, _REFERRAL, said, paper)


def _list_unasked(
    vault: Vault, line: CasePart, people: Iterable[Record], said: Consents, today: int
) -> list[tuple[str, str]]:
    """Return the people without a yes to a referral to the provider of a line, with its name; nobody if it is us."""
    if line.fields.get("ours") is True:
        return []
    found = (store.load(vault.con, id_) for id_ in links.list_targets(vault.con, line.id, "provider"))
    return [
        (one.title, provider.title) for provider in found if provider is not None for one in people
        if not answers_yes(one, _REFERRAL, said, ReleasePaper(AUDIENCES["service"], today, (provider.title,)))
    ]  # fmt: skip


def list_missing_items(vault: Vault, record: Record, before: str, state: str) -> list[MissingItem]:
    """Return the items that are missing for a step of a case from one stage to another."""
    return list_missing(vault.kinds[record.kind].stages, before, state, read_facts(vault, record))


def _describe(vault: Vault, case: Record, found: Iterable[Record], deep: bool) -> list[CasePart]:
    """Return records with the other ids that they link to and, if `deep`, the kinds of the records that link to them.

    Many records link to a person, so people are not read `deep`.
    """
    made = []
    for one in found:
        near = links.list_outgoing(vault.con, one.id)
        below = links.list_incoming(vault.con, one.id, present=True) if deep else ()
        made.append(CasePart(
            one.id, one.fields, one.title, frozenset(row.id for row in near) - {case.id},
            frozenset(vault.kinds.numbered(row.kind).name for row in below), frozenset(row.role for row in near),
        ))  # fmt: skip
    return made
