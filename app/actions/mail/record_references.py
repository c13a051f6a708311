"""Send our references of records along with a report, and keep those of its sender.

A reference is given once and travels: the receiver finds the record by it, and both can name the record by telephone.
Anonymous reports carry none.
"""

from collections.abc import Callable, Iterable

import crypto
from app.actions.kernel.report import ReceivedBody
from app.domain.record import Record
from app.domain.redact import Profile
from app.store.records import other_refs, record_rows
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

AUDIENCES = ("internal", "network")
"""The audiences that get references. To others, a reference would show that two reports are about one case."""


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
