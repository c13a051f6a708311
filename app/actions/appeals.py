"""Begin an instant action, make its texts, and write the updates that refer to it.

The incident holds the events. The appeal holds the requests, and before it is sent only text that the consents allow
(`asking`). A rehearsal makes no incident and no consent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve

from app.actions import agreed, clock, records
from app.actions.addressees import Addressee
from app.actions.changed import Changed
from app.actions.outputs.leaving import Leaving
from app.catalogue import Catalogue
from app.domain import appeal, appeal_texts
from app.domain.agreed import SOMEBODY, Mode
from app.domain.appeal_texts import Told
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import INSTANT
from app.errors import InputRefused
from app.exchange import sheets
from app.phrase import Phrase
from app.store.search import Query
from app.store.vault import Vault

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
_CARRIED = {"letter": ("letter", "email"), "email": ("email",)}
"""The values of `Way.text` for which a letter or an e-mail names its channel."""
_NEWEST: Mapping[str, Sequence[tuple[list[str], str]]] = {
    "named": ((["STORE", "APPEAL_ALIAS", "APPEAL_ANON"], "given"),),
    "anon": ((["STORE", "APPEAL_ANON"], "given"), (["APPEAL_NAMED", "APPEAL_ALIAS"], "refused")),
    "none": ((["APPEAL_NAMED", "APPEAL_ALIAS", "APPEAL_ANON"], "refused"),),
}
"""The purposes and states of the consent records that each choice in the form creates."""
Given = Mapping[str, object]


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
        people = _list(given.get("who"))
        if given.get("rehearsal"):
            people = [row for row in people if isinstance(row, str)]
        elif event is None:
            event = _incident(vault, given)
            people = [row.id.hex() for row in victims(vault, event)]
        made, changed = records.add(vault, KIND, _fields(given, event, people))
        _consents(vault, given, made, event)
        area = agreed.of(vault, made).area
        if not area and isinstance(where := given.get("where"), Mapping) and given.get("rehearsal"):
            area = str(where.get("name", ""))
        title = given.get("title") or area or made.ref
        made, _ = records.edit(vault, made.id.hex(), {"number": made.ref, "area": area, "title": title})
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
    acts = [{"victim": person} for person in _list(given.get("who"))]
    event = {
        "date_start": given.get("when"), "description": given.get("what"), "urgent": True, "place": given.get("where"),
        "act": acts, "title": given.get("title"),
    }  # fmt: skip
    return records.add(vault, "event", {name: value for name, value in event.items() if value not in (None, "", [])})[0]


def _fields(given: Given, event: Record | None, people: Sequence[object]) -> dict[str, object]:
    fields: dict[str, object] = {
        "what": given.get("what"), "happened": given.get("when"), "risk_now": given.get("danger"),
        "asks": given.get("asks"), "consent": given.get("consent"), "kind": appeal_texts.NEW, "state": "prepared",
        "rehearsal": bool(given.get("rehearsal")), "victim": people, "addressee": _list(given.get("to")),
        "tier_minutes": given.get("tier_minutes") or appeal.TIER_MINUTES,
    }  # fmt: skip
    fields |= {name: given[name] for name in _MORE & given.keys() - {"event", "rehearsal", "tier_minutes"}}
    if event is not None:
        fields["event"] = event.id.hex()
    elif isinstance(given.get("where"), str):
        fields["place"] = given["where"]
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _list(value: object) -> list[object]:
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


def prefilled(vault: Vault, handle: str) -> dict[str, object]:
    """Return the fields of the form that an incident already contains."""
    event = records.record_of(vault, handle)
    place = next((other.id.hex() for role, other in records.show(vault, handle).links if role == "place"), "")
    known: dict[str, object] = {
        "event": event.id.hex(), "who": [row.id.hex() for row in victims(vault, event)],
        "what": event.fields.get("description", ""), "where": place, "when": event.fields.get("date_start", ""),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def of(vault: Vault, handle: str) -> Record:
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


def following(vault: Vault, made: Record) -> list[Record]:
    """Return the later appeals that follow the same first appeal, oldest first."""
    first = first_of(vault, made)
    rows = [row for role, row in records.show(vault, first.id.hex()).parts if role == "follows" and row.kind == KIND]
    return sorted(rows, key=lambda row: (row.created, str(row.fields.get("number", ""))))


def follow(vault: Vault, handle: str, kind: str, given: Given) -> tuple[Record, Changed]:
    """Write an update or a closing notice: the same people, place and recipients, the same number with a suffix.

    `given` are the new fields. A closing notice closes the first appeal.
    """
    first = first_of(vault, of(vault, handle))
    links = records.show(vault, first.id.hex()).links
    kept = {name: first.fields[name] for name in ("area", "asks", "dont", "rehearsal", "consent", "title", "happened",
            "what") if name in first.fields}  # fmt: skip
    roles: dict[str, list[str]] = {}
    for role, other in links:
        if role in ("victim", "event", "addressee", "place"):
            roles.setdefault(role, []).append(other.id.hex())
    here = clock.here(vault)
    number = appeal.number_of(str(first.fields.get("number", first.ref)), len(following(vault, first)) + 1)
    fields = {**kept, **roles, "happened": kept.get("happened", here), **given, "kind": kind, "state": "prepared",
              "number": number, "follows": first.id.hex()}  # fmt: skip
    with vault.transaction():
        made, changed = records.add(vault, KIND, fields)
        if kind == appeal_texts.CLOSING:
            closed = {"state": "closed", **({"result": given["result"]} if given.get("result") else {})}
            records.edit(vault, first.id.hex(), closed)
    return made, changed


def told(leaving: Leaving, made: Record, language: str) -> Told:
    """Return the content for the texts of an appeal in a language: only data that is sent and permitted."""
    may = leaving.agreed[made.id]
    year = int(str(made.fields.get("happened", "0000"))[:4] or 0)

    def prose(name: str) -> str:
        written = str(made.fields.get(name, ""))
        return may.hushed(written, agreed.somebody(written), year)

    asks = [leaving.words["ask"].label(str(code), language) for code in _list(made.fields.get("asks"))]
    who = ", ".join(may.names) or ("" if may.mode in (Mode.NONE, Mode.NOBODY) else SOMEBODY)
    first = leaving.linked(made, "follows")
    return Told(
        str(made.fields.get("number", made.ref)), str(made.fields.get("kind", appeal_texts.NEW)),
        str(made.fields.get("happened", "")), may.hushed(may.area) if may.prose else may.area, who, prose("what"),
        prose("risk_now"), prose("background"), prose("work"), tuple(asks), prose("dont"),
        str(made.fields.get("valid_until", "")), next((str(row.fields.get("number", "")) for row in first), ""),
        prose("result"), _answers(leaving, made, language), may.issuer, bool(made.fields.get("rehearsal")),
        leaving.number(made, "contact"),
    )  # fmt: skip


def _answers(leaving: Leaving, made: Record, language: str) -> tuple[str, ...]:
    """Return the answers so far with their counts, for an update or a closing notice."""
    if made.fields.get("kind", appeal_texts.NEW) == appeal_texts.NEW:
        return ()
    reach, said = leaving.words["addressee_reach"], leaving.words["reached"]
    return tuple(
        appeal_texts.answer(n, said.label(answer, language), whom and reach.label(whom, language))
        for (whom, answer), n in Counter(leaving.answered[made.id]).items()
    )


def text(vault: Vault, handle: str, channel: str, language: str = "en", to: Addressee | None = None) -> str:
    """Return one outgoing text of an appeal in a language, for the recipient `to` or for everyone."""
    if channel not in CHANNELS:
        raise InputRefused(
            Phrase("There is no text for {channel}.", channel=channel),
            Phrase("Channels: {names}.", names=", ".join(CHANNELS)),
        )
    key = to.contact.id.hex() if to else ""
    return texts(vault, handle, [language], [to] if to else [])[channel, language, key]


def texts(
    vault: Vault, handle: str, languages: Sequence[str], people: Sequence[Addressee] = ()
) -> dict[tuple[str, str, str], str]:
    """Return the four outgoing texts of an appeal by channel, language and contact id ("" for everyone)."""
    made = of(vault, handle)
    leaving = Leaving(vault, [made.id.hex()], PROFILE)
    root = next((row for row in leaving.roots if row.id == made.id), None)
    if root is None:
        raise InputRefused("Nothing of it may be said.", "Look at how sensitive it is marked.")
    found: dict[tuple[str, str, str], str] = {}
    for language in languages:
        what = told(leaving, root, language)
        for channel in CHANNELS:
            found[channel, language, ""] = worded(what, channel, language)
            for one in people:
                written = _to(vault, what, one, channel, language)
                found[channel, language, one.contact.id.hex()] = worded(written, channel, language)
    return found


def _to(vault: Vault, what: Told, one: Addressee, channel: str, language: str) -> Told:
    """Address the content to one recipient by the name they agreed to; our own name for a contact is private."""
    way = next((way for way in one.ways if way.text in _CARRIED.get(channel, ())), None)
    by = vault.words["channel_kind"].label(way.kind, language) if way else ""
    return evolve(what, to=str(one.contact.fields.get("listed_as", "")), by=by)


def worded(what: Told, channel: str, language: str) -> str:
    """Return the content as the text of one of the `CHANNELS`."""
    say = Catalogue(language)
    if channel == "letter":
        return sheets.as_text(appeal_texts.letter(what), say)
    made = {"email": appeal_texts.email, "message": appeal_texts.message, "phone": appeal_texts.script}[channel]
    return made(what, say)


def number() -> int:
    """Return the number of the kind in the order of records."""
    return KINDS[KIND].number


def all_(vault: Vault) -> list[Record]:
    """Return every appeal, newest first."""
    return records.find(vault, Query(KIND, limit=None))
