"""Save the short form of an incident, new or edited: the facts that a person enters together, as separate records.

A value is `id:<hex>` (a record here), `code:<code>` (of the slot's code list), `type:<code>` (a kind of perpetrator), a
date as text, or free text. Free text is always accepted and coded later.
"""

import re
from collections.abc import Mapping, Sequence

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.records import incident_lines
from app.actions.records.incident_lines import IncidentLine, StoredLine
from app.domain.record import Record
from app.store.records import links as record_links
from app.store.records import record_rows
from app.store.vault.open_vault import Vault

Draft = Mapping[str, str]
"""The fields of the form; several values of one field are on separate lines.

Time and place: when, hour (HH:MM, or HH:MM~ for about), where. Lines: who, did, whom (`incident_lines`), link, gender.
Danger: danger, in_danger (the people), help. Other: words, source, and `event`, the id of the incident that is edited.
A new alias of a stored person: `alias id:<hex>`.
About each person harmed, with the value of the person after a space: role, sex, age, consent. Without it, they are
about the first one.
"""
ABOUT = ("role", "sex", "age", "consent")
ASK = "ask"
"""The answer of a person that the form of a consent takes after the save."""
_TIMED = re.compile(r"([^/]*[^/T])T(\d\d:\d\d~?)", re.ASCII)
_ID = re.compile("id:([0-9a-f]{32})")
_FIELDS = {"when": "date_start", "words": "description", "danger": "danger", "help": "danger_help"}
_CONSENT: Mapping[str, tuple[list[str], str]] = {
    "store": (["STORE"], "given"),
    "network": (["STORE", "SHARE_NETWORK"], "given"),
}
"""The answers of the form other than a no to everything: their purposes and state."""
REFUSED = "refused"


def save(vault: Vault, draft: Draft, unnamed: str) -> tuple[Record, Changed]:
    """Save the short form as an incident with its acts, people, source and consent, in one transaction.

    `unnamed` is the alias of a victim without a name about whom something is known. New data about a person who was
    here before is stored too. Of an edited incident only the values change that differ from `load`.
    """
    after = _timed(upgrade(draft, unnamed))
    key = after.pop("event", "")
    with vault.transaction():
        before = _timed(load(vault, key)) if key else {}
        classes = records.record_of(vault, key).fields.get("violation_class", []) if key else []
        fields = _event(before, after, classes if isinstance(classes, list) else [])
        changed = Changed()
        if not key:
            event, changed = records.add(vault, "event", fields)
        elif fields:
            event, changed = records.edit(vault, key, fields)
        else:
            event = records.record_of(vault, key)
        changed |= _Parts(vault, event, before, after).save()
        return records.record_of(vault, event.id.hex()), changed


def put_into_case(vault: Vault, incident: str, case: str) -> Changed:
    """Put an incident into a case."""
    return records.link(vault, incident, "case", case)[1]


def take_out_of_case(vault: Vault, incident: str, case: str) -> Changed:
    """Take an incident out of a case; the case and the incident stay."""
    event, folder = records.record_of(vault, incident), records.record_of(vault, case)
    with records.write_records(vault) as writer:
        for link in record_rows.links_of(vault.con, event.id):
            if link.role == "case" and link.target == folder.id:
                writer.unlink(link.id)
    return Changed(frozenset({event.kind, folder.kind}), (event.id, folder.id))


def upgrade(draft: Draft, unnamed: str) -> dict[str, str]:
    """Return a draft with `also` (a second act), the hour and the facts about one person in the form of today."""
    named = dict(draft)
    if timed := _TIMED.fullmatch(named.get("when", "")):
        named["when"], named["hour"] = timed.groups()
    if also := named.pop("also", ""):
        named["did"] = "\n".join(filter(None, (named.get("did"), also)))
    whom = named.get("whom", "").split("\n")[0]
    if not whom and unnamed and any(named.get(slot) for slot in ABOUT[:3]):
        named["whom"] = whom = unnamed
    for slot in ABOUT:
        if whom and (said := named.pop(slot, "")):
            named.setdefault(f"{slot} {whom}", said)
    return named


def join_hour(when: str, hour: str) -> str:
    """Return a day and an hour as one date."""
    return f"{when}T{hour}" if hour else when


def _timed(draft: Draft) -> dict[str, str]:
    """Return a draft with the hour in its date."""
    timed = dict(draft)
    if hour := timed.pop("hour", ""):
        timed["when"] = join_hour(timed.get("when", ""), hour)
    return timed


def restore(vault: Vault, before: Draft, stored: Sequence[StoredLine], changed: Changed) -> Changed:
    """Undo a save of an edited incident: restore what it archived, the acts of `stored`, and the values of `before`.

    `stored` is the answer of `incident_lines.read` before the save, `before` that of `load`.
    """
    with vault.transaction():
        for id_ in changed.ids:
            if records.record_of(vault, id_.hex()).removed:
                changed |= records.restore(vault, id_.hex())[1]
        changed |= incident_lines.put_back(vault, bytes.fromhex(before["event"]), stored)
        return changed | save(vault, before, "")[1]


def load(vault: Vault, key: str) -> dict[str, str]:
    """Return the draft of a stored incident."""
    shown = records.show(vault, key)
    fields, draft = shown.record.fields, {"event": shown.record.id.hex()}
    draft |= {slot: str(fields[name]) for slot, name in _FIELDS.items() if name in fields}
    for slot, role in (("where", "place"), ("in_danger", "in_danger")):
        draft[slot] = "\n".join(f"id:{target.id.hex()}" for name, target in shown.links if name == role)
    stored = incident_lines.read(vault, shown.record.id)
    draft |= incident_lines.as_draft(one.line for one in stored if any(one.line))
    acts = [act.record.fields for one in stored for act in one.acts]
    for slot, names in (("link", ("link_strength", "defender_link")), ("gender", ("gender_factor",))):
        said = {_value(act, *names) for act in acts}
        draft[slot] = said.pop() if len(said) == 1 else ""  # shown only if it is the same for each act
    source = next((part.fields for _, part in shown.parts if part.kind == "information"), {})
    draft["source"] = _value(source, "connection", "quote")
    for whom in {act.whom: None for one in stored for act in one.acts if act.whom}:
        draft |= {f"{slot} {whom}": said for slot, said in facts(records.record_of(vault, whom[3:])).items()}
        draft[f"consent {whom}"] = _consent(vault, shown.parts, whom)
    return upgrade({slot: said for slot, said in draft.items() if said}, "")


def aliases(vault: Vault, draft: Draft) -> dict[str, str]:
    """Return the stored alias of each person whose alias a draft changes, by its key in the draft."""
    keys = [key for key in draft if key.startswith("alias id:")]
    return {key: str(records.record_of(vault, key.partition(" id:")[2]).fields.get("alias", "")) for key in keys}


def list_new_people(vault: Vault, draft: Draft, stored: Draft) -> list[str]:
    """Return the ids of the people that a save made: `stored` is the answer of `load` after the save of `draft`."""
    typed, named = ({*_ID.findall("\n".join((*one, *one.values())))} for one in (draft, stored))
    return sorted(key for key in named - typed if records.record_of(vault, key).kind == "actor")


def list_asked(vault: Vault, draft: Draft, made: Sequence[str]) -> list[str]:
    """Return the ids of the people of a saved draft with `ASK` as answer; `made` are the people that the save made."""
    new = {records.record_of(vault, key).title: key for key in made}
    whom = [key.partition(" ")[2] for key, said in draft.items() if key.startswith("consent ") and said == ASK]
    return [found for one in whom if (found := one[3:] if one.startswith("id:") else new.get(one, ""))]


def remove_unnamed(vault: Vault, people: Sequence[str], saved: Changed) -> Changed:
    """Remove the people whom a save made, after its undo, unless a record that it did not write names them."""
    changed = Changed()
    for key in people:
        links = record_links.list_links_to(vault.con, bytes.fromhex(key))
        others = [link.source for link in links if link.source not in saved.ids]
        if all(records.record_of(vault, source.hex()).removed for source in others):
            changed |= records.remove(vault, key)[1]
    return changed


def facts(person: Record) -> dict[str, str]:
    """Return the work, sex and age group of a person as values of the form."""
    said = {slot: _value(person.fields, name) for slot, name in (("sex", "sex"), ("age", "age_group"))}
    return {"role": _value(person.fields, "occupational_status", "organisation_text").split("\n")[0], **said}


def _value(fields: Mapping[str, object], coded: str, free: str = "") -> str:
    """Return the codes of a field, or the text of another one, as the value of a slot."""
    codes = fields.get(coded) or []
    rows = codes if isinstance(codes, list) else [codes]
    return "\n".join(f"code:{code}" for code in rows) or str(fields.get(free, ""))


def _consent(vault: Vault, parts: tuple[tuple[str, Record], ...], whom: str) -> str:
    """Return the last answer of a person about an incident, or its record if it is no choice of the form."""
    said = ""
    for _, part in parts:
        links = records.show(vault, part.id.hex()).links if part.kind == "consent_record" else ()
        if any(role == "actor" and f"id:{target.id.hex()}" == whom for role, target in links):
            purposes, state = part.fields.get("purpose"), part.fields.get("state")
            said = next((code for code, known in _CONSENT.items() if known == (purposes, state)), f"id:{part.id.hex()}")
            if state == REFUSED and isinstance(purposes, list) and "STORE" in purposes:
                said = REFUSED
    return said


def _event(before: Draft, after: Draft, classes: Sequence[object]) -> dict[str, object]:
    """Return the fields of the incident itself that differ; `classes` are its kinds of violation before."""
    given: dict[str, object] = {
        name: after.get(slot) or None for slot, name in _FIELDS.items() if after.get(slot, "") != before.get(slot, "")
    }
    if (where := after.get("where", "")) != before.get("where", ""):
        given["place"] = _record(where, "name") if where else None
    old, new = _classes(before), _classes(after)
    now = [code for code in classes if code in new or code not in old]
    now += [code for code in new if code not in old and code not in classes]
    return given if now == [*classes] else {**given, "violation_class": now or None}


def _classes(draft: Draft) -> dict[str, None]:
    return {did[5:]: None for line in incident_lines.list_lines(draft) for did in line.did if did.startswith("code:")}


class _Parts:
    """One save of all records around an incident: lines, people, source and consent. A new alias is one new person."""

    def __init__(self, vault: Vault, event: Record, before: Draft, after: Draft) -> None:
        self._vault, self._event, self._before, self._after = vault, event, before, after
        self._made: dict[str, str] = {}
        self.changed = Changed()

    def save(self) -> Changed:
        """Save what differs."""
        lines = incident_lines.list_lines(self._after)
        if not lines and not self._before and any(self._after.get(slot) for slot in ("link", "gender")):
            lines = [IncidentLine()]
        known = [
            IncidentLine(tuple(map(self._id, line.who)), line.did, tuple(map(self._id, line.whom))) for line in lines
        ]
        each = self._of_each({})
        self.changed |= incident_lines.write(self._vault, self._event.id, known, each)
        if self._before and (each := self._of_each(self._before)):
            for act in (act for one in incident_lines.read(self._vault, self._event.id) for act in one.acts):
                self._edit(act.record.id.hex(), each)
        for whom in {whom: None for line in lines for whom in line.whom}:
            if whom not in self._made and (about := self._about(whom)):
                self._edit(whom[3:], about)
            self._consent(f"consent {whom}", {"actor": self._id(whom)[3:]})
        self._consent("consent", {})
        for key, alias in aliases(self._vault, self._after).items():
            if alias != self._after[key]:
                self._edit(key.partition(" id:")[2], {"alias": self._after[key]})
        if "source" in (differs := self._differing("source", "in_danger")):
            self._source()
        if "in_danger" in differs:
            named = [self._id(value)[3:] for value in incident_lines.values(self._after.get("in_danger", ""))]
            for given in ({"in_danger": None}, {"in_danger": named}):
                self._edit(self._event.id.hex(), given)
        return self.changed

    def _differing(self, *slots: str) -> list[str]:
        return [slot for slot in slots if self._after.get(slot, "") != self._before.get(slot, "")]

    def _edit(self, key: str, given: Mapping[str, object]) -> None:
        self.changed |= records.edit(self._vault, key, given)[1]

    def _id(self, value: str) -> str:
        """Return a value with the id of its record; make the person of a new alias."""
        if value.startswith(("id:", "type:")):
            return value
        if value not in self._made:
            person, more = records.add(self._vault, "actor", {"alias": value, **self._about(value)})
            self._made[value] = f"id:{person.id.hex()}"
            self.changed |= more
        return self._made[value]

    def _about(self, whom: str) -> dict[str, object]:
        """Return the fields about a person that differ."""
        about: dict[str, object] = {}
        for key in self._differing(*(f"{slot} {whom}" for slot in ABOUT[:3])):
            slot, said = key.partition(" ")[0], self._after.get(key, "")
            if slot == "role":
                now = records.record_of(self._vault, whom[3:]).fields if whom.startswith("id:") else {}
                works = now.get("occupational_status", [])
                more = works[1:] if isinstance(works, list) else []
                about |= _coded(said, "occupational_status", "organisation_text", self._before.get(key, ""))
                if said.startswith("code:"):
                    about["occupational_status"] = [said[5:], *more]
            else:
                about["sex" if slot == "sex" else "age_group"] = said.removeprefix("code:") or None
        return about

    def _of_each(self, before: Draft) -> dict[str, object]:
        """Return the fields that apply to each act and differ: its link to human rights work, its gender factors."""
        said: dict[str, object] = {}
        link, gender = self._after.get("link", ""), self._after.get("gender", "")
        if link != before.get("link", ""):
            said |= _coded(link, "link_strength", "defender_link", before.get("link", ""))
        if gender != before.get("gender", ""):
            said["gender_factor"] = [code.removeprefix("code:") for code in incident_lines.values(gender)] or None
        return said

    def _consent(self, key: str, about: Mapping[str, object]) -> None:
        """Add the answer of a person if it is a new one; earlier answers stay on record."""
        said = self._after.get(key, "")
        if said in (*_CONSENT, REFUSED) and self._differing(key):
            every = [*self._vault.words["consent_purpose"].codes]
            purposes, state = _CONSENT.get(said, (every, REFUSED))
            given = {"purpose": purposes, "state": state, "event": self._event.id.hex(), **about}
            self.changed |= records.add(self._vault, "consent_record", given)[1]

    def _source(self) -> None:
        said = _coded(self._after.get("source", ""), "connection", "quote", self._before.get("source", ""))
        parts = records.show(self._vault, self._event.id.hex()).parts
        first = next((part.id.hex() for _, part in parts if part.kind == "information"), "")
        if first:
            self._edit(first, said)
        else:
            self._edit(self._event.id.hex(), {"information": [said]})


def _record(value: str, name: str) -> object:
    return value[3:] if value.startswith("id:") else {name: value}


def _coded(said: str, coded: str, free: str, before: str = "") -> dict[str, object]:
    """Return a value in the field of its code or of its words, without the value that was shown before."""
    gone: dict[str, object] = {coded if before.startswith("code:") else free: None} if before else {}
    return gone | ({coded: said[5:]} if said.startswith("code:") else {free: said} if said else {})
