"""Read what the stages of a case need: its values, linked records, parts, and the yes of its people."""

from collections.abc import Iterable

from app.actions.kernel import clock, dates
from app.actions.kernel.record_context import Inside
from app.domain.casework.stages import CaseFacts, CasePart, MissingItem, list_missing
from app.domain.record import Record
from app.domain.release.consents import has_consent
from app.store.records import links
from app.store.vault.open_vault import Vault

_PURPOSE = "REFERRAL"
"""The purpose that the stages ask for: help by others."""


def read_facts(vault: Vault, record: Record) -> CaseFacts:
    """Return the facts of a case today."""
    kind, around, today = vault.kinds[record.kind], Inside(vault), clock.today(vault).toordinal()
    linked = {role.name: around.linked(record, role.name) for role in kind.roles}
    people = linked.get(kind.people, [])
    yes = bool(people) and all(agrees(vault, one) for one in people)
    return CaseFacts(
        today, record.fields,
        {role: _describe(vault, record, found, role != kind.people) for role, found in linked.items()},
        {part: _describe(vault, record, around.parts(record, part), False) for part in kind.parts},
        {**{one.name: one.label for one in kind.own}, **{one.name: one.label for one in kind.roles}},
        (_PURPOSE,) if yes else (),
    )  # fmt: skip


def agrees(vault: Vault, person: Record) -> bool:
    """Return True if a person said yes to help by others, and the yes counts today."""
    answers = [(person.id, row) for row in dates.list_answers(vault, person.id)]
    return has_consent(person, _PURPOSE, answers, clock.today(vault).toordinal())


def list_missing_items(vault: Vault, record: Record, before: str, state: str) -> list[MissingItem]:
    """Return the items that are missing for a step of a case from one stage to another."""
    return list_missing(vault.kinds[record.kind].stages, before, state, read_facts(vault, record))


def _describe(vault: Vault, case: Record, found: Iterable[Record], deep: bool) -> list[CasePart]:
    """Return records with the other ids that they link to and, if `deep`, the kinds of the records that link to them.

    Many records link to a person, so people are not read `deep`.
    """
    return [
        CasePart(
            one.id, one.fields, one.title,
            frozenset(row.id for row in links.list_outgoing(vault.con, one.id)) - {case.id},
            frozenset(vault.kinds.numbered(row.kind).name
                      for row in (links.list_incoming(vault.con, one.id, present=True) if deep else ())),
        )
        for one in found
    ]  # fmt: skip
