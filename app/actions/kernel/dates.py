"""Handle dates that a person enters: the day for questions, the original text, and the missing date of an answer."""

from collections.abc import Collection, Mapping
from datetime import date

from app.domain.calendars import Confirmed, is_confirmed
from app.domain.fields import Type, Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.errors import InputRefused
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


def today(vault: Vault) -> date:
    """Return the current day by the clock of the vault, for questions about years."""
    return date.fromtimestamp(vault.clock())


def said_before(vault: Vault, id_: bytes) -> dict[str, set[object]]:
    """Return the earlier dates of each field of a record, so that no question stops an undo."""
    said: dict[str, set[object]] = {}
    for change in store.changes_of(vault.con, id_):
        for name, edit in change.fields.items():
            said.setdefault(name, set()).update([edit.value] if isinstance(edit.value, str) else ())
    return said


def words(kind: Kind, given: Mapping[str, object], before: Value | None) -> dict[str, Value]:
    """Return the stored text of a record together with new dates that a person entered with a named calendar."""
    said = [
        [kind.fields[name].label, str(value)] for name, value in given.items()
        if name in kind.fields and kind.fields[name].type is Type.DATE and not isinstance(value, Confirmed)
        if is_confirmed(value)
    ]  # fmt: skip
    rows = before if isinstance(before, list) else []
    new = [row for row in said if row not in rows]
    return {"source_row": [*rows, *new]} if new and not kind.sealed else {}


def find_missing_date(
    vault: Vault, kind: Kind, fields: Mapping[str, Value], links: Collection[tuple[str, bytes]], imported: bool
) -> dict[str, Value]:
    """Return the date that a new consent record needs among the other answers of its person, or of its incident.

    An imported answer is old, so that it gets no date. Raises InputRefused for an imported yes of the day of a no.
    """
    if kind.name != "consent_record":
        return {}
    from app.domain.release import consents  # not for the first list

    asked = [id_ for role, id_ in links if role == "actor"] or [id_ for _, id_ in links]
    known, day = list_answers(vault, *asked), today(vault).toordinal()
    if not imported:
        return consents.find_missing_date(fields, known, day, vault.now())
    dated = fields.get("state") in consents.YES and fields.get("given_on")
    if dated and consents.find_no_of_day(fields, known, day)[0]:
        raise InputRefused(
            "The list has a yes of the day of a no.", "This row is not imported. Ask again, and enter the answer."
        )
    return {}


SWEPT = "consent.swept"
"""The value of a sitting with the day (ordinal) of the last search for limited answers in waiting reports."""
LIMITS = frozenset({"covers", "state", "withdrawn_on", "audience", "purpose", "valid_until", "given_on", "by_whom"})
"""Fields of a consent whose change can close an audience."""


def note_limit(vault: Vault, fields: Collection[str]) -> None:
    """Let the next round search the waiting reports again after a change of fields that can close an audience."""
    if not LIMITS.isdisjoint(fields):
        vault.sitting.pop(SWEPT, None)


def list_purposes(vault: Vault, consent: Record) -> set[str]:
    """Return the purposes that a consent record has or had."""
    edits = [change.fields["purpose"].value for change in store.changes_of(vault.con, consent.id)
             if "purpose" in change.fields]  # fmt: skip
    return {str(code) for said in (consent.fields.get("purpose"), *edits) if isinstance(said, list) for code in said}


def list_answers(vault: Vault, *ids: bytes) -> list[Record]:
    """Return the consent records that are parts of some records."""
    parts = (store.load(vault.con, part) for one in ids for part in store.parts_of(vault.con, one))
    return [row for row in parts if row is not None and row.kind == "consent_record" and not row.removed]
