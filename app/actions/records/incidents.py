"""Save the short form of an incident: ten facts that a person enters together, stored as separate records.

A value is `id:<hex>` (a record here), `code:<code>` (of the slot's code list), `type:<code>` (a kind of perpetrator), a
date as text, or free text. Free text is always accepted and coded later.
"""

from collections.abc import Mapping

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.domain.record import Record
from app.store.vault.open_vault import Vault

Draft = Mapping[str, str]
"""The fields of the form. Time and place: when, where. Acts: did, also (a second act), link, gender.

People: who, whom, role, sex, age. Other: words, source, danger, consent. `gender` holds codes, one on each line.
"""
_CONSENT: Mapping[str, tuple[list[str], str]] = {
    "store": (["STORE"], "given"),
    "network": (["STORE", "SHARE_NETWORK"], "given"),
    "refused": (["STORE", "SHARE_NETWORK"], "refused"),
}


def save(vault: Vault, draft: Draft, unnamed: str) -> tuple[Record, Changed]:
    """Save the short form as an incident with its acts, people, source and consent, in one transaction.

    `unnamed` is the alias of a victim without a name about whom something is known. New data about a person who was
    here before is stored too.
    """
    with vault.transaction():
        event, changed = records.add(vault, "event", _event(draft, unnamed))
        act = next((part for _, part in records.show(vault, event.ref).parts if part.kind == "act"), None)
        victim = _linked(vault, act, "victim")
        if act is not None and len(_done(draft)) > 1:
            again = _coded(_done(draft)[1], "violation", "violation_text") | _of_each(draft)
            again |= _as_before(vault, act, victim)
            changed |= records.add(vault, "act", {"event": event.id.hex(), **again})[1]
        if victim is not None:
            changed |= records.edit(vault, victim.id.hex(), _person(draft))[1]
        if draft.get("consent"):
            purposes, state = _CONSENT[draft["consent"]]
            about = {"event": event.id.hex()} | ({"actor": victim.id.hex()} if victim else {})
            changed |= records.add(vault, "consent_record", {"purpose": purposes, "state": state, **about})[1]
    return event, changed


def _event(draft: Draft, unnamed: str) -> dict[str, object]:
    event: dict[str, object] = {"date_start": draft.get("when"), "description": draft.get("words")}
    if draft.get("danger"):
        event["danger"] = draft["danger"]
    if draft.get("where"):
        event["place"] = _record(draft["where"], "name")
    event["violation_class"] = [done[5:] for done in _done(draft) if done.startswith("code:")]
    act = _act(draft, unnamed)
    if act:
        event["act"] = [act]
    if draft.get("source"):
        event["information"] = [_coded(draft["source"], "connection", "quote")]
    return event


def _done(draft: Draft) -> list[str]:
    return [draft[slot] for slot in ("did", "also") if draft.get(slot)]


def _act(draft: Draft, unnamed: str) -> dict[str, object]:
    act: dict[str, object] = {}
    for done in _done(draft)[:1]:
        act |= _coded(done, "violation", "violation_text")
    act |= _of_each(draft)
    if draft.get("whom") or _person(draft):
        act["victim"] = _record(draft.get("whom") or unnamed, "alias")
    who = draft.get("who", "")
    if who:
        typed = who.startswith("type:")
        act["involvement"] = [{"type": [who[5:]]} if typed else {"perpetrator": _record(who, "alias")}]
    return act


def _of_each(draft: Draft) -> dict[str, object]:
    """Return the fields that apply to each act: its link to human rights work, and its gender factors."""
    said: dict[str, object] = {}
    if draft.get("link"):
        said |= _coded(draft["link"], "link_strength", "defender_link")
    if draft.get("gender"):
        said["gender_factor"] = [value.removeprefix("code:") for value in draft["gender"].split("\n")]
    return said


def _as_before(vault: Vault, act: Record, victim: Record | None) -> dict[str, object]:
    """Return the victim and the involvements of a first act, for a second act by and to the same people."""
    again: dict[str, object] = {"victim": victim.id.hex()} if victim else {}
    for _, part in records.show(vault, act.ref).parts:
        if part.kind == "involvement":
            by = _linked(vault, part, "perpetrator")
            again["involvement"] = [{**part.fields, **({"perpetrator": by.id.hex()} if by else {})}]
    return again


def _person(draft: Draft) -> dict[str, object]:
    """Return the fields about the victim."""
    role = draft.get("role", "")
    person: dict[str, object] = {}
    if role:
        code = role.startswith("code:")
        person |= {"occupational_status": [role[5:]]} if code else {"organisation_text": role}
    for slot, name in (("sex", "sex"), ("age", "age_group")):
        if draft.get(slot, "").startswith("code:"):
            person[name] = draft[slot][5:]
    return person


def _linked(vault: Vault, record: Record | None, role: str) -> Record | None:
    links = records.show(vault, record.ref).links if record else ()
    return next((target for name, target in links if name == role), None)


def _record(value: str, name: str) -> object:
    return value[3:] if value.startswith("id:") else {name: value}


def _coded(value: str, coded: str, free: str) -> dict[str, object]:
    return {coded: value[5:]} if value.startswith("code:") else {free: value}
