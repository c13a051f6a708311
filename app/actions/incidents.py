"""Incidents as people see them: who did what to whom, the ten-field minimal profile, and the rows of the list.

An incident is an event with its acts, those involved, its sources and its evidence; here they are read together,
and a short form is saved as those records in one transaction.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions import records
from app.actions.changed import Changed
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.store import records as store
from app.store.vault import Vault


@frozen
class Deed:
    """One act: who did it (may be nobody known), what it was, and to whom."""

    act: Record
    by: tuple[Record, ...]
    involvements: tuple[Record, ...]
    victim: Record | None

    def verb(self, words: Vocabularies, language: str) -> str:
        """Return what was done as a verb of the past, or the person's own words."""
        code = self.act.fields.get("violation")
        if code is not None:
            return words["violation"].verb(str(code), language)
        return str(self.act.fields.get("violation_text", ""))


@frozen
class Incident:
    """One event with what belongs to it; everything removed is left out."""

    event: Record
    place: Record | None
    deeds: tuple[Deed, ...]
    sources: tuple[tuple[Record, Record | None], ...]
    consents: tuple[Record, ...]
    evidence: tuple[Record, ...]


@frozen
class RowOf:
    """What a row of the list needs of one event."""

    event: Record
    deeds: tuple[tuple[str, str, str], ...]
    """(by whom, violation code or own words, to whom) of each act, as titles."""
    evidence: int
    conflict: bool


def load(vault: Vault, handle: str) -> Incident:
    """Return an incident with everything that belongs to it."""
    event = records.record_of(vault, handle)
    parts = [_live(vault, id_) for id_ in store.parts_of(vault.con, event.id)]
    by_kind: dict[str, list[Record]] = {}
    for part in sorted((p for p in parts if p), key=lambda p: (p.created, p.ref)):
        by_kind.setdefault(part.kind, []).append(part)
    deeds = tuple(_deed(vault, act) for act in by_kind.get("act", []))
    people = {deed.victim.id for deed in deeds if deed.victim}
    consents = [r for person in people for id_ in store.parts_of(vault.con, person) if (r := _live(vault, id_))]
    return Incident(
        event,
        _linked(vault, event, "place"),
        deeds,
        tuple((source, _linked(vault, source, "source")) for source in by_kind.get("information", [])),
        (*by_kind.get("consent_record", []), *(c for c in consents if c.kind == "consent_record")),
        tuple(by_kind.get("evidence_item", [])),
    )


def _live(vault: Vault, id_: bytes) -> Record | None:
    record = store.load(vault.con, id_)
    return None if record is None or record.removed else record


def _linked(vault: Vault, record: Record, role: str) -> Record | None:
    for link in store.links_of(vault.con, record.id):
        if link.role == role:
            return _live(vault, link.target)
    return None


def _deed(vault: Vault, act: Record) -> Deed:
    parts = [_live(vault, id_) for id_ in store.parts_of(vault.con, act.id)]
    involved = tuple(p for p in parts if p is not None and p.kind == "involvement")
    by = [_linked(vault, part, "perpetrator") for part in involved]
    return Deed(act, tuple(b for b in by if b is not None), involved, _linked(vault, act, "victim"))


_ROWS = """
SELECT l.target AS event, a.body, a.id,
  (SELECT group_concat(t.title, ', ') FROM link v JOIN record t ON t.id = v.target
    WHERE v.source = a.id AND v.role = 'victim' AND v.removed = 0),
  (SELECT group_concat(p.title, ', ') FROM link i JOIN record n ON n.id = i.source AND n.removed = 0
    JOIN link w ON w.source = n.id AND w.role = 'perpetrator' AND w.removed = 0 JOIN record p ON p.id = w.target
    WHERE i.target = a.id AND i.role = 'act' AND i.removed = 0)
FROM link l JOIN record a ON a.id = l.source AND a.removed = 0
WHERE l.role = 'event' AND l.removed = 0 AND l.target IN ({marks}) AND a.kind = {act}
ORDER BY a.sort
"""


def rows(vault: Vault, sorts: Sequence[int]) -> list[RowOf]:
    """Return the rows of the list for these order keys (a screenful, at most a few hundred) in four queries."""
    events = store.load_rows(vault.con, sorts)
    if not events:
        return []
    ids = [event.id for event in events]
    marks = ",".join("?" * len(ids))
    deeds: dict[bytes, list[tuple[str, str, str]]] = {}
    sql = _ROWS.format(marks=marks, act=KINDS["act"].number)
    for event, body, _, victim, by in vault.con.execute(sql, ids):
        fields = store.fields_of(body)
        done = str(fields.get("violation") or fields.get("violation_text") or "")
        deeds.setdefault(bytes(event), []).append((by or "", done, victim or ""))
    found = vault.con.execute(
        f"SELECT l.target, count(*) FROM link l JOIN record e ON e.id = l.source AND e.removed = 0"  # noqa: S608
        f" WHERE l.role = 'of' AND l.removed = 0 AND l.target IN ({marks}) GROUP BY l.target",
        ids,
    )
    pieces = {bytes(id_): n for id_, n in found}
    doubtful = {
        bytes(row[0])
        for row in vault.con.execute(f"SELECT DISTINCT record FROM conflict WHERE record IN ({marks})", ids)  # noqa: S608
    }
    return [
        RowOf(event, tuple(deeds.get(event.id, ())), pieces.get(event.id, 0), event.id in doubtful) for event in events
    ]


Draft = Mapping[str, str]
"""The short form: when, where, who, did, whom, role, sex, age, words, source, link, danger, consent.

`where`, `who` and `whom` hold an id (32 hex digits) of a record that is here, or a name; `did` and the other
coded slots a code, or free text that is coded later. What is empty was not said.
"""


def save(vault: Vault, draft: Draft, handle: str = "") -> tuple[Record, Changed]:
    """Save the short form as an incident with its people, in one transaction; with `handle` it changes that one."""
    with vault.transaction():
        before = draft_of(vault, handle) if handle else {}
        if handle:
            result = _change(vault, load(vault, handle), draft)
        else:
            result = records.add(vault, "event", _given(vault, draft))
        _describe(vault, load(vault, result[0].id.hex()), draft, before)
        return result


def _given(vault: Vault, draft: Draft) -> dict[str, object]:
    event: dict[str, object] = _event_fields(draft)
    if draft.get("where"):
        event["place"] = _one(draft["where"], "place", "name")
    act = _act_fields(vault, draft)
    if draft.get("whom"):
        act["victim"] = _one(draft["whom"], "actor", "alias")
    if draft.get("who"):
        act["involvement"] = {"perpetrator": _one(draft["who"], "actor", "alias")}
    if act:
        event["act"] = act
    if draft.get("source"):
        event["information"] = {"connection": draft["source"]}
    return event


def _event_fields(draft: Draft) -> dict[str, object]:
    fields: dict[str, object] = {"date_start": draft.get("when") or None, "description": draft.get("words") or None}
    fields["urgent"] = {"yes": True, "no": False}.get(draft.get("danger", ""))
    return {name: value for name, value in fields.items() if value is not None}


def _act_fields(vault: Vault, draft: Draft) -> dict[str, object]:
    act: dict[str, object] = {}
    done = draft.get("did", "")
    if done:
        act["violation" if done in vault.words["violation"].codes else "violation_text"] = done
    link = draft.get("link", "")
    if link:
        act["link_strength" if link in vault.words["link_strength"].codes else "defender_link"] = link
    return act


def _one(value: str, kind: str, name: str) -> object:
    """Return a record that is here by its id, or a new one by its name."""
    is_id = len(value) == 32 and not set(value) - set("0123456789abcdef")
    return value if is_id else {"kind": kind, name: value} if kind == "place" else {name: value}


_CONSENT: Mapping[str, tuple[list[str], str]] = {
    "store": (["STORE"], "given"),
    "network": (["STORE", "SHARE_NETWORK"], "given"),
    "refused": (["STORE", "SHARE_NETWORK"], "refused"),
}


def _describe(vault: Vault, now: Incident, draft: Draft, before: Draft) -> None:
    """Keep what the form says of the person, also of one who was here before: work, sex, age, and a new consent."""
    person = now.deeds[0].victim if now.deeds else None
    if person is not None:
        slots = {"occupational_status": draft.get("role"), "sex": draft.get("sex"), "age_group": draft.get("age")}
        records.edit(vault, person.id.hex(), {name: value for name, value in slots.items() if value})
    answer = draft.get("consent", "")
    if answer in _CONSENT and answer != before.get("consent"):
        purposes, state = _CONSENT[answer]
        about = {"actor": person.id.hex()} if person is not None else {"event": now.event.id.hex()}
        records.add(vault, "consent_record", {"purpose": purposes, "state": state, **about})


def _change(vault: Vault, known: Incident, draft: Draft) -> tuple[Record, Changed]:
    """Bring the short form's part of an incident up to date; what else it has stays as it is."""
    event: dict[str, object] = {"date_start": None, "description": None, **_event_fields(draft)}
    if draft.get("where") and (known.place is None or draft["where"] not in (known.place.id.hex(), known.place.title)):
        event["place"] = _one(draft["where"], "place", "name")
    first = known.deeds[0] if known.deeds else None
    wanted = _given(vault, draft)
    if first is None and "act" in wanted:
        event["act"] = wanted["act"]
    if not known.sources and "information" in wanted:
        event["information"] = wanted["information"]
    result = records.edit(vault, known.event.id.hex(), event)
    if first is not None:
        _change_deed(vault, first, draft)
    if known.sources and draft.get("source"):
        records.edit(vault, known.sources[0][0].id.hex(), {"connection": draft["source"]})
    return result


def _change_deed(vault: Vault, first: Deed, draft: Draft) -> None:
    act: dict[str, object] = {"violation": None, "violation_text": None, **_act_fields(vault, draft)}
    victim, by = first.victim, first.by[0] if first.by else None
    if draft.get("whom") and (victim is None or draft["whom"] not in (victim.id.hex(), victim.title)):
        act["victim"] = _one(draft["whom"], "actor", "alias")
    if draft.get("who") and (by is None or draft["who"] not in (by.id.hex(), by.title)):
        person = _one(draft["who"], "actor", "alias")
        if first.involvements:
            records.edit(vault, first.involvements[0].id.hex(), {"perpetrator": person})
        else:
            act["involvement"] = {"perpetrator": person}
    records.edit(vault, first.act.id.hex(), act)


def draft_of(vault: Vault, handle: str) -> dict[str, str]:
    """Return the short form as an incident fills it, for editing."""
    known = load(vault, handle)
    fields = known.event.fields
    draft = {"when": str(fields.get("date_start", "")), "words": str(fields.get("description", ""))}
    if "urgent" in fields:
        draft["danger"] = "yes" if fields["urgent"] else "no"
    if known.place:
        draft["where"] = known.place.id.hex()
    if known.deeds:
        deed = known.deeds[0]
        act = deed.act.fields
        draft["did"] = str(act.get("violation") or act.get("violation_text") or "")
        draft["link"] = str(act.get("link_strength") or act.get("defender_link") or "")
        draft["who"] = deed.by[0].id.hex() if deed.by else ""
        if deed.victim:
            person = deed.victim.fields
            draft |= {
                "whom": deed.victim.id.hex(),
                "sex": str(person.get("sex", "")),
                "age": str(person.get("age_group", "")),
            }
            draft["role"] = str((person.get("occupational_status") or [""])[0])  # type: ignore[index]
    if known.sources:
        draft["source"] = str(known.sources[0][0].fields.get("connection", ""))
    for consent in sorted(known.consents, key=lambda record: record.created):
        purposes, state = consent.fields.get("purpose", []), consent.fields.get("state")
        for name, (wanted, answer) in _CONSENT.items():
            if purposes == wanted and state == answer:
                draft["consent"] = name
    return {name: value for name, value in draft.items() if value}
