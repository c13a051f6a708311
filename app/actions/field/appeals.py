"""Begin an instant action, make its texts, and write the updates that refer to it.

The incident holds the events. The appeal holds the requests, and before it is sent only text that the consents allow
(`asking`). A rehearsal makes no incident and no consent.
"""

from collections.abc import Collection, Mapping, Sequence

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.release import consent_rules
from app.catalogue import Catalogue
from app.domain import appeal, appeal_messages, appeal_texts
from app.domain.appeal_texts import AppealContent
from app.domain.frame import make_reference
from app.domain.record import Record
from app.domain.redact import INSTANT, PROFILES, marked_above
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

KIND = "appeal"
PROFILE = INSTANT
"""The audience of an appeal; its consent is the consent to be named in an appeal."""
CHANNELS = ("letter", "email", "message", "phone")
LANGUAGES = ("en", "ar", "fr", "es")
"""The languages of the texts; the window has fewer."""
EIGHT = ("who", "what", "where", "when", "danger", "asks", "consent", "to")
"""The fields of the form, in order; all except what, when and asks can be empty."""
_MORE = frozenset({"event", "rehearsal", "tier_minutes", "valid_until", "background", "work", "dont", "title",
                   "gender_factor"})  # fmt: skip
_NEWEST: Mapping[str, Sequence[tuple[list[str], str]]] = {
    "named": ((["STORE", "APPEAL_ALIAS", "APPEAL_ANON"], "given"),),
    "anon": ((["STORE", "APPEAL_ANON"], "given"), (["APPEAL_NAMED", "APPEAL_ALIAS"], "refused")),
    "none": ((["APPEAL_NAMED", "APPEAL_ALIAS", "APPEAL_ANON"], "refused"),),
}
"""The purposes and states of the consent records that each choice in the form creates."""
Given = Mapping[str, object]
_ORDER = ("acted", "promised", "reached", "declined")
"""Codes of `reached` that are shared, in order; only a contact who was reached has answered."""
_UNTOLD = "V"
"""The sensitivity of an answer that is not shared, even as a number."""


def begin(vault: Vault, given: Given) -> tuple[Record, Changed]:
    """Create an appeal from the eight fields of the form, in one transaction, and an incident if `event` is missing.

    People in danger are ids or {"alias"}, `where` is an id or {"name"}, `to` holds contacts; the others are codes and
    text. Raises InputRefused that names every refused field; then nothing is stored.
    """
    if unknown := sorted(given.keys() - {*EIGHT, *_MORE}):
        raise InputRefused(
            Phrase("An instant action has no field {name}.", name=unknown[0]),
            Phrase("Fields: {names}.", names=", ".join((*EIGHT, *sorted(_MORE)))),
        )
    with vault.transaction():
        event = records.record_of(vault, str(given["event"])) if given.get("event") else None
        people = list_of(given.get("who"))
        if given.get("rehearsal"):
            people = [row for row in people if isinstance(row, str)]
        elif event is None:
            event = _incident(vault, given)
            people = [row.id.hex() for row in victims(vault, event)]
        made, changed = records.add(vault, KIND, _fields(given, event, people))
        _consents(vault, given, made, event)
        area = consent_rules.read_consents(vault, made).area
        if not area and isinstance(where := given.get("where"), Mapping) and given.get("rehearsal"):
            area = str(where.get("name", ""))
        number = make_reference(vault.random)
        title = given.get("title") or area or number
        made, _ = records.edit(vault, made.id.hex(), {"number": number, "area": area, "title": title})
    return made, changed


def from_form(values: Mapping[str, str]) -> dict[str, object]:
    """Convert the values of the form for `begin`: `id:<hex>` names a record, a list has one value on each line."""

    def record(value: str, name: str) -> object:
        return value[3:] if value.startswith("id:") else {name: value}

    def lines(name: str) -> list[str]:
        return [row for row in values.get(name, "").split("\n") if row]

    given: dict[str, object] = {name: values.get(name, "") for name in ("what", "when", "danger", "consent", "event")}
    given |= {"who": [record(row, "alias") for row in lines("who")], "to": [row[3:] for row in lines("to")]}
    given |= {"asks": lines("asks"), "rehearsal": values.get("rehearsal") == "yes"}
    if values.get("where"):
        given["where"] = record(values["where"], "name")
    return given


def _incident(vault: Vault, given: Given) -> Record:
    acts = [{"victim": person} for person in list_of(given.get("who"))]
    event = {
        "date_start": given.get("when"), "description": given.get("what"), "danger": "now", "place": given.get("where"),
        "act": acts, "title": given.get("title"),
    }  # fmt: skip
    return records.add(vault, "event", {name: value for name, value in event.items() if value not in (None, "", [])})[0]


def _fields(given: Given, event: Record | None, people: Sequence[object]) -> dict[str, object]:
    fields: dict[str, object] = {
        "what": given.get("what"), "happened": given.get("when"), "risk_now": given.get("danger"),
        "asks": given.get("asks"), "consent": given.get("consent"), "kind": appeal_texts.NEW, "state": "prepared",
        "rehearsal": bool(given.get("rehearsal")), "victim": people, "addressee": list_of(given.get("to")),
        "tier_minutes": given.get("tier_minutes") or appeal.TIER_MINUTES,
    }  # fmt: skip
    fields |= {name: given[name] for name in _MORE & given.keys() - {"event", "rehearsal", "tier_minutes"}}
    if event is not None:
        fields["event"] = event.id.hex()
    elif isinstance(given.get("where"), str):
        fields["place"] = given["where"]
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def list_of(value: object) -> list[object]:
    """Return what a field holds as a list."""
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _consents(vault: Vault, given: Given, made: Record, event: Record | None) -> None:
    if made.fields.get("rehearsal"):
        return
    about = {"event": event.id.hex()} if event is not None else {}
    for role, person in records.show(vault, made.id.hex()).links:
        if role == "victim" and person.kind == "actor":
            for purposes, state in _NEWEST.get(str(given.get("consent", "")), ()):
                answer = {"purpose": purposes, "state": state, "actor": person.id.hex(), **about}
                records.add(vault, "consent_record", answer)


def victims(vault: Vault, event: Record) -> list[Record]:
    """Return the victims of an incident, each once."""
    found: dict[bytes, Record] = {}
    for _, part in records.show(vault, event.id.hex()).parts:
        if part.kind == "act":
            links = records.show(vault, part.id.hex()).links
            found |= {other.id: other for role, other in links if role == "victim"}
    return list(found.values())


def prefill_appeal(vault: Vault, handle: str) -> dict[str, object]:
    """Return the fields of the form that an incident already contains."""
    event = records.record_of(vault, handle)
    place = next((other.id.hex() for role, other in records.show(vault, handle).links if role == "place"), "")
    known: dict[str, object] = {
        "event": event.id.hex(), "who": [row.id.hex() for row in victims(vault, event)],
        "what": event.fields.get("description", ""), "danger": _danger(vault, event),
        "where": place, "when": event.fields.get("date_start", ""),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def _danger(vault: Vault, event: Record) -> str:
    """Return the first words of a source about an incident in danger."""
    if event.fields.get("danger") != "now":
        return ""
    parts = (part for _, part in records.show(vault, event.id.hex()).parts)
    return next((str(part.fields["quote"]) for part in parts if part.fields.get("quote")), "")


def read_appeal(vault: Vault, handle: str) -> Record:
    """Return an appeal. Raises InputRefused for a record of another kind."""
    found = records.record_of(vault, handle)
    if found.kind != KIND:
        raise InputRefused(Phrase("{ref} is not an instant action.", ref=found.ref))
    return found


def first_of(vault: Vault, made: Record) -> Record:
    """Return the first appeal that this one follows, or itself if it follows none."""
    while before := next((row for role, row in records.show(vault, made.id.hex()).links if role == "follows"), None):
        made = before
    return made


def list_follow_up_appeals(vault: Vault, made: Record) -> list[Record]:
    """Return the later appeals that follow the same first appeal, oldest first."""
    first = first_of(vault, made)
    rows = [row for role, row in records.show(vault, first.id.hex()).parts if role == "follows" and row.kind == KIND]
    return sorted(rows, key=lambda row: (row.created, str(row.fields.get("number", ""))))


def follow(vault: Vault, handle: str, kind: str, given: Given) -> tuple[Record, Changed]:
    """Write an update or a closing notice: the same people, place and recipients, the same number with a suffix.

    `given` are the new fields. A closing notice closes the first appeal.
    """
    first = first_of(vault, read_appeal(vault, handle))
    links = records.show(vault, first.id.hex()).links
    kept = {name: first.fields[name] for name in ("area", "asks", "dont", "rehearsal", "consent", "title", "happened",
            "what") if name in first.fields}  # fmt: skip
    roles: dict[str, list[str]] = {}
    for role, other in links:
        if role in ("victim", "event", "addressee", "place"):
            roles.setdefault(role, []).append(other.id.hex())
    here = clock.local_minute(vault)
    number = appeal.number_of(str(first.fields.get("number", first.ref)), len(list_follow_up_appeals(vault, first)) + 1)
    fields = {**kept, **roles, "happened": kept.get("happened", here), **given, "kind": kind, "state": "prepared",
              "number": number, "follows": first.id.hex()}  # fmt: skip
    with vault.transaction():
        made, changed = records.add(vault, KIND, fields)
        if kind == appeal_texts.CLOSING:
            closed = {"state": "closed", **({"result": given["result"]} if given.get("result") else {})}
            records.edit(vault, first.id.hex(), closed)
    return made, changed


def format_content(what: AppealContent, channel: str, language: str) -> str:
    """Return the content as the text of one of the `CHANNELS`."""
    say = Catalogue(language)
    if channel == "letter":
        from app.exchange import sheets  # not for the counts of the first page

        return sheets.as_text(appeal_texts.letter(what), say)
    made = {"email": appeal_texts.email, "message": appeal_messages.message, "phone": appeal_texts.script}[channel]
    return made(what, say)


def summarise_answers(vault: Vault, appeal: Record) -> tuple[tuple[str, str], ...]:
    """Return the newest answer of each contact who was asked, with a code of the people they can reach.

    The first appeal and its updates count. The code is empty for a contact that is withdrawn, must not be listed, or is
    too sensitive for an appeal.
    """
    shown = records.show(vault, appeal.id.hex())
    first = next((row for role, row in shown.links if role == "follows"), appeal)
    parts = records.show(vault, first.id.hex()).parts
    asked = [first, *(row for role, row in parts if role == "follows" and row.kind == appeal.kind)]
    done: list[Record] = []
    for one in asked:
        rows = [row for role, row in records.show(vault, one.id.hex()).parts if role == "about"]
        done += sorted((row for row in rows if row.kind == "intervention"), key=lambda row: row.origin is None)
    newest = {id_: row for row in done for id_ in _who(vault, row) if row.fields.get("reached")}
    gone = list_withheld_records(vault)
    found = [
        (_reach(vault, store.load(vault.con, id_), gone), str(row.fields["reached"]))
        for id_, row in newest.items() if row.fields.get("sensitivity") != _UNTOLD and row.id not in gone
    ]  # fmt: skip
    return tuple(sorted((one for one in found if one[1] in _ORDER), key=lambda one: (_ORDER.index(one[1]), one[0])))


def list_careful_actions(vault: Vault, appeal: Record) -> list[Record]:
    """Return the actions about the incident of an appeal that have cautions for readers of appeals."""
    links = records.show(vault, appeal.id.hex()).links
    events = [row for role, row in links if role == "event"]
    done = [row for event in events for role, row in records.show(vault, event.id.hex()).parts if role == "about"]
    gone, kind = list_withheld_records(vault), vault.kinds["intervention"]
    return [row for row in done if row.kind == kind.name and row.fields.get("care") and row.id not in gone
            and not marked_above(kind, row, PROFILES[INSTANT])]  # fmt: skip


def _who(vault: Vault, done: Record) -> list[bytes]:
    """Return the contacts who answered: the origin of a received record, or the recipients of a record that we made."""
    if done.origin is not None:
        return [done.origin]
    return [link.target for link in store.links_of(vault.con, done.id) if link.role == "addressee"]


def _reach(vault: Vault, contact: Record | None, gone: Collection[bytes]) -> str:
    if contact is None or contact.removed or contact.id in gone or contact.fields.get("listing") == "no":
        return ""
    reach = contact.fields.get("reach")
    if marked_above(vault.kinds["contact"], contact, PROFILES[INSTANT]):
        return ""
    return str(reach[0]) if isinstance(reach, list) and reach else ""
