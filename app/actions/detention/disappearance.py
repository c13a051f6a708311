"""Record the act of a disappearance for a detention that nobody admits. A person decides; nothing is automatic."""

from app.actions.detention.register import DetentionCheck, check
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists
from app.store.vault.open_vault import Vault

DENIED = ("0102", "02")
"""The codes of `whereabouts` for a secret place and for a denied detention."""
_ACT = "LIB3"


def is_question(vault: Vault, found: DetentionCheck) -> bool:
    """Return True if a detention can be a disappearance that no act tells yet."""
    denied = found.detention.fields.get("whereabouts") in DENIED or found.detention.fields.get("acknowledged") is False
    return denied and found.person is not None and not any(
        act.fields.get("violation") == _ACT for act in _acts(vault, found.detention))  # fmt: skip


def _acts(vault: Vault, detention: Record) -> list[Record]:
    return list(record_lists.load_all(vault.con, links.list_targets(vault.con, detention.id, "act")).values())


def record(vault: Vault, handle: str, incident: str = "") -> tuple[Record, Changed]:
    """Add the act to the incident of the arrest, to `incident` or to a new one, and link it to the detention.

    Raises InputRefused if the authority admits the detention, or if the act exists.
    """
    found = check(vault, handle)
    detention, person = found.detention, found.person
    if person is None or not is_question(vault, found):
        raise InputRefused(
            Phrase("{ref} has no denied or secret whereabouts, or its disappearance is recorded.", ref=detention.ref),
            "Nothing was changed. First write the whereabouts.",
        )
    day = detention.fields["date_start"]
    known = [event for act in _acts(vault, detention) for event in links.list_targets(vault.con, act.id, "event")]
    given: dict[str, object] = {"violation": _ACT, "victim": person.id.hex(), "date_start": day}
    with vault.transaction():
        if not incident and not known:
            incident = records.add(vault, "event", {"violation_class": [_ACT], "date_start": day})[0].ref
        act, made = records.add(vault, "act", {**given, "event": incident or known[0].hex()})
        _, linked = records.edit(vault, detention.ref, {"act": [act.id.hex()]})
    return act, made | linked


def take_back(vault: Vault, handle: str) -> Changed:
    """Remove the act again; its new incident stays. Raises InputRefused without such an act."""
    done = [act for act in _acts(vault, check(vault, handle).detention) if act.fields.get("violation") == _ACT]
    if not done:
        raise InputRefused("The act of the disappearance is not there any more.", "Nothing was changed.")
    return records.remove(vault, done[-1].ref)[1]
