"""Send our references of records along with a report or with its acknowledgement, and keep those of its sender.

A reference is given once and travels: the receiver finds the record by it, and both can name the record by telephone.
Anonymous reports carry none.
"""

from collections.abc import Callable, Iterable

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report as bodies
from app.actions.kernel.records import write_records
from app.actions.kernel.report import ReceivedBody
from app.actions.mail import withdrawn_inbox
from app.domain.record import Record
from app.domain.redact import Profile
from app.store.mail import inbox, shared_records
from app.store.records import other_refs, record_rows
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

AUDIENCES = ("internal", "network")
"""The audiences that get references. To others, a reference would show that two reports are about one case."""
MOST_GIVEN = 1_000
"""References in one message of acknowledgements: they fit its manifest with the longest acknowledgements."""


def list_references(vault: Vault, records: Iterable[Record], profile: Profile) -> "list[crypto.BodyReference]":
    """Return our references of the records, each with the oldest known one; none for an audience outside."""
    records = list(records) if profile.name in AUDIENCES else []
    first = other_refs.list_oldest(vault.con, [record.id for record in records])
    return [crypto.BodyReference(record.id, record.ref, first.get(record.id, "")) for record in records]


def keep_references(
    vault: Vault, writer: Writer, body: ReceivedBody, origin: bytes, may: Callable[[Record], bool]
) -> None:
    """Keep the references of a report from `origin`, for the records that its sender `may` name. In a transaction."""
    for id_, (ref, first) in body.references.items():
        record = record_rows.load(vault.con, id_)
        if record is not None and may(record):
            writer.add_reference(id_, origin, ref)
            if first:
                writer.add_reference(id_, origin, first, first=True)


def list_given_references(
    vault: Vault, contact: Contact, accepted: Iterable[tuple[bytes, bytes]]
) -> "tuple[crypto.GivenReference, ...]":
    """Return our references for the records of accepted reports (id and manifest hash) of a verified contact.

    Records with a separate page come first.
    """
    records: list[Record] = []
    for report, hash_ in accepted if contact.state == "verified" else ():
        for came in inbox.find(vault.con, report):
            if (came.contact, came.hash) == (contact.record.id, hash_) and came.profile in AUDIENCES:
                here = (record_rows.load(vault.con, id_) for id_ in withdrawn_inbox.list_record_ids(vault, came))
                records += [record for record in here if record is not None and not record.removed]
    records.sort(key=lambda record: not vault.kinds[record.kind].home.page)
    return tuple(crypto.GivenReference(record.id, record.ref) for record in records[:MOST_GIVEN])


def keep_given_references(vault: Vault, contact: bytes, given: "Iterable[crypto.GivenReference]") -> None:
    """Keep the references of a contact for records that we sent to it. In a transaction."""
    con, rows = vault.con, [(one.record_id, one.reference) for one in given if bodies.is_reference(one.reference)]
    with write_records(vault) as writer:
        for id_, ref in rows:
            if shared_records.find_history(con, id_, contact) is not None and record_rows.load(con, id_) is not None:
                writer.add_reference(id_, contact, ref)
