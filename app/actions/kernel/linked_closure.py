"""Find the data that is sent with some records, before any audience filter, and the withdrawn data."""

from collections.abc import Iterable, Sequence

from app.domain.record import Link, Record
from app.domain.release.audiences import Profile
from app.domain.release.share_choice import marked_above
from app.phrase import Phrase
from app.store.mail import retractions
from app.store.records import record_rows as store
from app.store.records.links import list_sources
from app.store.vault.open_vault import Vault

MOST_COPIES = 1000
"""The most working copies of one original."""


def closure(vault: Vault, roots: Sequence[bytes]) -> tuple[list[Record], list[Link]]:
    """Return the records that are sent with these: parts, working copies, and records that they link to; and the links.

    Another whole of a shared part is never included, for example no other incident of the same person. A record that
    links an included record to such another whole is not included either.
    """
    found: dict[bytes, Record] = {}
    todo = list(roots)
    whole: set[bytes] = set()
    while todo:
        id_ = todo.pop()
        if id_ in whole:
            continue
        whole.add(id_)
        record = store.load(vault.con, id_)
        if record is None or record.removed or _stays(vault, record):
            continue
        found[id_] = record
        todo += [*store.parts_of(vault.con, id_), *list_sources(vault.con, id_, "copy_of", MOST_COPIES)]
    for id_ in [id_ for id_, record in found.items() if vault.kinds[record.kind].between]:
        if {link.target for link in store.links_of(vault.con, id_)} - found.keys():
            del found[id_]
    links: dict[bytes, Link] = {}
    outward = list(found)
    while outward:
        id_ = outward.pop()
        for link in store.links_of(vault.con, id_):
            target = found.get(link.target) or store.load(vault.con, link.target)
            if target is None or target.removed:
                continue
            if link.target not in found:
                kind = vault.kinds[found[id_].kind]
                role = kind.role(link.role)
                if role is None or (role.part and role.name != kind.people) or _stays(vault, target):
                    continue  # a part never adds its whole, except the person it is about
                found[link.target] = target
                outward.append(link.target)
            links[link.id] = link
    for person in [record.id for record in found.values() if record.kind == "actor"]:
        for id_ in store.parts_of(vault.con, person):
            consent = found.get(id_) or store.load(vault.con, id_)
            if consent is not None and consent.kind == "consent_record":  # also a consent that is a part of an incident
                found[id_] = consent
                links |= {k.id: k for k in store.links_of(vault.con, id_) if k.target in found}
    return list(found.values()), list(links.values())


def _stays(vault: Vault, record: Record) -> bool:
    return vault.kinds[record.kind].stays(record.fields)


def list_withheld_records(vault: Vault) -> dict[bytes, str]:
    """Return the withdrawn records, which no audience gets, with the reason as it is shown."""
    return {id_: Phrase("withdrawn") for id_ in retractions.list_withheld_records(vault.con)}


def list_inside_parts(vault: Vault, found: Iterable[Record], profile: Profile) -> dict[bytes, str]:
    """Return the records that belong to one that stays inside, also if only the part is chosen.

    It has a code of `Kind.inside`, or a person marked it above the ceiling of the profile. A part of a second whole
    without such a mark can leave with that one. Its person is no such whole, and a removed record is none.
    """
    known: dict[bytes, tuple[bool, bool | None]] = {}

    def read(id_: bytes) -> tuple[bool, bool | None]:
        """Return if a whole has such a code, and if it has such a mark; None for a removed one."""
        if id_ not in known:
            known[id_], whole = (False, None), store.load(vault.con, id_)
            if whole is not None:
                kind, (inside, above) = vault.kinds[whole.kind], belongs(whole)
                marked = marked_above(kind, whole, profile) or above or (None if whole.removed else False)
                known[id_] = kind.is_inside(whole.fields) or inside, marked
        return known[id_]

    def belongs(part: Record) -> tuple[bool, bool]:
        kind = vault.kinds[part.kind]
        links = [link for link in store.links_of(vault.con, part.id) if not link.removed]
        told = [(role.name == kind.people, *read(link.target)) for link in links
                if (role := kind.role(link.role)) and role.part]  # fmt: skip
        person = any(marked for who, _, marked in told if who)
        wholes = [marked for who, _, marked in told if not who and marked is not None]
        return any(inside for _, inside, _ in told), person or (bool(wholes) and all(wholes))

    return {one.id: Phrase("part of a withheld record") for one in found if any(belongs(one))}
