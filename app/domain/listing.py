"""Who stands in a directory, and with what: only who said yes, only for whom they said it, only what is named here.

A directory is made for one audience, a word such as "members". A contact stands in it where `listing` says yes or
alias and `audience` holds that word; silence is no. A channel stands in it where it is marked so. An answer of the
person to the purpose DIRECTORY that is not a yes closes it, whatever the contact says. Pure; asked by `redact.select`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from app.domain.fold import fold
from app.domain.record import Link, Record

PURPOSE = "DIRECTORY"
PLAIN = ("listing", "listed_as", "country", "region", "languages", "can_do", "reach", "reach_where", "speed", "hours",
         "time_zone")  # fmt: skip
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "contact": frozenset((*PLAIN, "role")),
    "channel": frozenset(("kind", "address", "order", "for", "fingerprint", "last_test", "test_result")),
    "organisation": frozenset(("name", "type", "country")),
})  # fmt: skip
"""What of each kind stands in a directory; no other kind does, and no name that is for this computer alone."""
WITHOUT_NAME = frozenset(PLAIN)
"""What stands of a contact that is listed without a name: neither role nor organisation."""
Answered = Callable[[Record, str], bool]
"""Says whether a person's newest answer for a purpose is yes."""


@frozen
class Listing:
    """What a directory may hold: of each record its fields, and the links between them by their ids."""

    fields: Mapping[bytes, frozenset[str]]
    links: frozenset[bytes]


def audiences(contacts: Iterable[Record]) -> tuple[str, ...]:
    """Return every audience that somebody agreed to be listed for, as it was first written."""
    found: dict[str, str] = {}
    for contact in contacts:
        if contact.fields.get("listing") in ("yes", "alias"):
            for word in _words(contact):
                found.setdefault(fold(word).strip(), word)
    return tuple(word for _, word in sorted(found.items()))


def is_listed(contact: Record, audience: str) -> bool:
    """Return whether a contact said that it may be listed for an audience."""
    asked = fold(audience).strip()
    return bool(asked) and contact.fields.get("listing") in ("yes", "alias") and any(
        fold(word).strip() == asked for word in _words(contact)
    )  # fmt: skip


def _words(contact: Record) -> list[str]:
    given = contact.fields.get("audience")
    return [str(word) for word in given] if isinstance(given, list) else []


def listing(
    records: Sequence[Record], links: Sequence[Link], audience: str, consents: Sequence[tuple[bytes, Record]],
    said_yes: Answered, withheld: Iterable[bytes] = (),
) -> Listing:  # fmt: skip
    """Return what of these records a directory for an audience may hold; `consents` as `redact.select` takes them."""
    by_id = {record.id: record for record in records}
    here = [link for link in links if not link.removed and link.source in by_id and link.target in by_id]
    answered = {id_ for id_, consent in consents if _is_asked(consent)}
    refused = {
        link.source for link in here if link.role == "actor"
        and (link.target in withheld or (link.target in answered and not said_yes(by_id[link.target], PURPOSE)))
    }  # fmt: skip
    listed = {
        record.id: record for record in records
        if record.kind == "contact" and record.id not in refused and is_listed(record, audience)
    }  # fmt: skip
    fields = {
        id_: WITHOUT_NAME if contact.fields["listing"] == "alias" else FIELDS["contact"]
        for id_, contact in listed.items()
    }
    kept = set()
    for link in here:
        source, target = by_id[link.source], by_id[link.target]
        if source.kind == "channel" and link.role == "contact" and target.id in listed and source.fields.get("listed"):
            fields[source.id] = FIELDS["channel"]
        elif source.id in listed and link.role == "organisation" and fields[source.id] is not WITHOUT_NAME:
            fields[target.id] = FIELDS["organisation"]
        else:
            continue
        kept.add(link.id)
    return Listing(fields, frozenset(kept))


def _is_asked(consent: Record) -> bool:
    purposes = consent.fields.get("purpose")
    known = isinstance(purposes, list) and PURPOSE in purposes and consent.fields.get("state") != "not_asked"
    return known and not consent.removed
