"""End the danger of an incident, or confirm it: only a person does either."""

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.domain.moment import Way
from app.domain.record import Record
from app.domain.typed_moment import parse_typed
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

ASK_AFTER = 7 * 86_400
"""Seconds without a change of the incident after which Today asks about the danger."""


def is_asked(vault: Vault, incident: Record) -> bool:
    """Return True if a person must confirm or end the danger."""
    return vault.now() - incident.updated >= ASK_AFTER


def end(vault: Vault, handle: str, until: str, how: str, language: str) -> Changed:
    """Store the end of a danger: its day, as a person typed it, and the words that say how they know.

    Raises InputRefused without a day of the past or without words; then the danger continues.
    """
    try:
        day = parse_typed(until, clock.today(vault), language, Way.PAST).text
    except ValueError:
        raise InputRefused(
            "Write the day when the danger ended, for example today.", "The incident is still in danger."
        ) from None
    if not how.strip():
        raise InputRefused("Write how you know that the danger is over.", "The incident is still in danger.")
    return records.edit(vault, handle, {"danger": "no", "danger_until": day, "danger_over_how": how})[1]


def resume(vault: Vault, incident: Record) -> Changed:
    """Undo an end or a confirmation: give the fields of danger their values in `incident`."""
    names = ("danger", "danger_until", "danger_over_how", "danger_checked")
    return records.edit(vault, incident.id.hex(), {name: incident.fields.get(name) for name in names})[1]


def confirm(vault: Vault, handle: str) -> Changed:
    """Store the time at which a person confirmed the danger."""
    return records.edit(vault, handle, {"danger_checked": clock.local_minute(vault)})[1]
