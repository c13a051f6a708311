"""Select the contacts and fields of a directory by consent. Pure.

A directory is made for one audience, a word such as "members". A contact is in it if its `listing` is yes or alias and
its `audience` has that word. Silence is a no. A channel must be marked as listed. Any answer of the person to the
purpose DIRECTORY except yes excludes the contact, in spite of its fields. `redact.select` calls this module.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from app.domain.record import Link, Record
from app.domain.search_normalisation import fold

PURPOSE = "DIRECTORY"
PLAIN = ("listing", "listed_as", "country", "region", "languages", "can_do", "reach", "reach_where", "speed", "hours",
         "time_zone")  # fmt: skip
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "contact": frozenset((*PLAIN, "role")),
    "channel": frozenset(("kind", "address", "order", "for", "fingerprint", "last_test", "test_result")),
    "organisation": frozenset(("name", "type", "country")),
})  # fmt: skip
"""The fields of each kind in a directory; other kinds, and names only for this computer, are left out."""
WITHOUT_NAME = frozenset(PLAIN)
"""The fields of a contact that is listed without a name; its role and its organisation are left out."""
Answered = Callable[[Record, str], bool]
"""A function that returns True if a person's newest answer for a purpose is yes."""


@frozen
class DirectoryContent:
    """The permitted content of a directory: the fields of each record, and the ids of the links between records."""

    fields: Mapping[bytes, frozenset[str]]
    links: frozenset[bytes]


def audiences(contacts: Iterable[Record]) -> tuple[str, ...]:
    """Return every audience with a consent to be listed, in the first spelling found."""
    found: dict[str, str] = {}
    for contact in contacts:
        if contact.fields.get("listing") in ("yes", "alias"):
            for word in _words(contact):
                found.setdefault(fold(word).strip(), word)
    return tuple(word for _, word in sorted(found.items()))


def is_listed(contact: Record, audience: str) -> bool:
    """Return True if a contact agreed to be listed for an audience."""
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
) -> DirectoryContent:  # fmt: skip
    """Return the content of a directory for an audience; `consents` are those of `redact.select`."""
    by_id = {record.id: record for record in records}
    here = [link for link in links if not link.removed and link.source in by_id and link.target in by_id]
    answered = {id_ for id_, consent in consents if is_asked(consent)}
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
    return DirectoryContent(fields, frozenset(kept))


def is_asked(consent: Record) -> bool:
    """Return True if a consent record has an answer about the directory."""
    purposes = consent.fields.get("purpose")
    known = isinstance(purposes, list) and PURPOSE in purposes and consent.fields.get("state") != "not_asked"
    return known and not consent.removed
