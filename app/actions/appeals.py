"""Instant action: it is begun from an incident or from nothing, its texts are made, and what follows refers to it.

The incident holds what happened; the appeal holds what is asked for, and by when it leaves only what may be said
(`asking`). A rehearsal makes no incident and no consent: it is an exercise.
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
from app.store.vault import Vault

KIND = "appeal"
PROFILE = INSTANT
"""What an appeal leaves under: the consent it asks for is that to be named in one."""
CHANNELS = ("letter", "email", "message", "phone")
LANGUAGES = ("en", "ar", "fr", "es")
"""In which it is written; the window itself speaks fewer."""
EIGHT = ("who", "what", "where", "when", "danger", "asks", "consent", "to")
"""The fields of the form, in its order; all but what, when and asks may be empty."""
_MORE = frozenset({"event", "rehearsal", "tier_minutes", "valid_until", "background", "work", "dont", "title",
                   "gender_factor"})  # fmt: skip
_CARRIED = {"letter": ("letter", "email"), "email": ("email",)}
"""By which ways a text goes that says how it goes."""
_NEWEST: Mapping[str, Sequence[tuple[list[str], str]]] = {
    "named": ((["STORE", "APPEAL_ALIAS", "APPEAL_ANON"], "given"),),
    "anon": ((["STORE", "APPEAL_ANON"], "given"), (["APPEAL_NAMED", "APPEAL_ALIAS"], "refused")),
    "none": ((["APPEAL_NAMED", "APPEAL_ALIAS", "APPEAL_ANON"], "refused"),),
}
"""What is written down of a consent that is given in the form."""
Given = Mapping[str, object]


def begin(vault: Vault, given: Given) -> tuple[Record, Changed]:
    """Write an appeal from the eight fields of the form, in one transaction; without an `event` that is made too.

    who: ids or {"alias"} of those in danger, `where`: an id or {"name"}, `to`: contacts; the rest are codes and words.
    Raises InputRefused that names every refused field; then nothing was stored.
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
    """Return what the form holds as `begin` takes it: `id:<hex>` names a record, several stand on a line each."""

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
    """Return those to whom something was done in an incident, each once."""
    found: dict[bytes, Record] = {}
    for _, part in records.show(vault, event.id.hex()).parts:
        if part.kind == "act":
            links = records.show(vault, part.id.hex()).links
            found |= {other.id: other for role, other in links if role == "victim"}
    return list(found.values())


def prefilled(vault: Vault, handle: str) -> dict[str, object]:
    """Return what an incident says already of the eight fields."""
    event = records.record_of(vault, handle)
    place = next((other.id.hex() for role, other in records.show(vault, handle).links if role == "place"), "")
    known: dict[str, object] = {
        "event": event.id.hex(), "who": [row.id.hex() for row in victims(vault, event)],
        "what": event.fields.get("description", ""), "where": place, "when": event.fields.get("date_start", ""),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def of(vault: Vault, handle: str) -> Record:
    """Return an appeal; InputRefused for a record of another kind."""
    found = records.record_of(vault, handle)
    if found.kind != KIND:
        raise InputRefused(Phrase("{ref} is not an instant action.", ref=found.ref))
    return found


def first_of(vault: Vault, made: Record) -> Record:
    """Return the first appeal that this one follows, itself where it follows none."""
    while before := next((row for role, row in records.show(vault, made.id.hex()).links if role == "follows"), None):
        made = before
    return made


def following(vault: Vault, made: Record) -> list[Record]:
    """Return what was written after an appeal and refers to it, oldest first."""
    first = first_of(vault, made)
    rows = [row for role, row in records.show(vault, first.id.hex()).parts if role == "follows" and row.kind == KIND]
    return sorted(rows, key=lambda row: (row.created, str(row.fields.get("number", ""))))


def follow(vault: Vault, handle: str, kind: str, given: Given) -> tuple[Record, Changed]:
    """Write an update or a closing notice: the same people, place and addressees, the same number with a suffix.

    `given` are fields of an appeal that say something new. A closing notice closes the first.
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
    """Return what the texts of an appeal are made of, in a language: nothing but what leaves and may be said."""
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
    """Return what was answered so far, how often each, for an update and a closing notice."""
    if made.fields.get("kind", appeal_texts.NEW) == appeal_texts.NEW:
        return ()
    reach, said = leaving.words["addressee_reach"], leaving.words["reached"]
    return tuple(
        appeal_texts.answer(n, said.label(answer, language), whom and reach.label(whom, language))
        for (whom, answer), n in Counter(leaving.answered[made.id]).items()
    )


def text(vault: Vault, handle: str, channel: str, language: str = "en", to: Addressee | None = None) -> str:
    """Return one of the four texts of an appeal in a language, as it leaves; `to` one of those asked, or everybody."""
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
    """Return the four texts of an appeal, as they leave, by channel, language and contact: "" is that to everybody."""
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
    """Return it to one addressee: by the name they agreed to, for what a contact is called here is for us alone."""
    way = next((way for way in one.ways if way.text in _CARRIED.get(channel, ())), None)
    by = vault.words["channel_kind"].label(way.kind, language) if way else ""
    return evolve(what, to=str(one.contact.fields.get("listed_as", "")), by=by)


def worded(what: Told, channel: str, language: str) -> str:
    """Return what is told in the shape of one of the `CHANNELS`."""
    say = Catalogue(language)
    if channel == "letter":
        return sheets.as_text(appeal_texts.letter(what), say)
    made = {"email": appeal_texts.email, "message": appeal_texts.message, "phone": appeal_texts.script}[channel]
    return made(what, say)


def number() -> int:
    """Return the number of the kind in the order of records."""
    return KINDS[KIND].number
