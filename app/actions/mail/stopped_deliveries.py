"""Stop reports that have not arrived and contain withdrawn records, and send the rest again.

A report that was never encrypted stays the same report with fewer records. An encrypted report can have left, and a
report never changes. So it is closed, and a new one that names it (manifest key 16) contains the rest. Copies on a
relay or USB stick stay there; the recipient of a copy gets the notice too.
"""

from collections.abc import Collection

import crypto
from app.actions.kernel.report_copies import DestructionSet
from app.store.mail import anonymous_queue, delivery_lists, outbox, report_copies, retractions, teams
from app.store.mail.outbox import Delivery
from app.store.records import files
from app.store.vault.open_vault import Vault

WITHDRAWN = "withdrawn here"
"""The reason of a delivery that was stopped because a record in it was withdrawn."""


def list_deliveries_with(vault: Vault, records: Collection[bytes], contact: bytes) -> list[Delivery]:
    """Return the deliveries to a contact with one of these records, in any state."""
    return [row for row in delivery_lists.list_to_contact(vault.con, contact) if contains_record(row, records)]


def contains_record(delivery: Delivery, records: Collection[bytes]) -> bool:
    """Return True if a delivery contains one of these records."""
    return DestructionSet(frozenset(records), ()).in_(delivery.body)


def may_have(vault: Vault, records: Collection[bytes], contact: bytes) -> bool:
    """Return True if a contact can have these records: a delivery was encrypted, or no delivery has them."""
    held = list_deliveries_with(vault, records, contact)
    return not held or any(report_copies.is_encrypted(vault.con, row.num) for row in held)


def stop(vault: Vault, records: Collection[bytes], contact: bytes) -> int:
    """Remove these records from undelivered reports to a contact; return the number of reports. In a transaction.

    Team reports are written again automatically; reports that a person stopped stay here permanently.
    """
    for delivery in list_deliveries_with(vault, records, contact):
        if delivery.is_stopped:
            _close(vault, delivery)
    held = [row for row in list_deliveries_with(vault, records, contact) if row.state in outbox.OPEN]
    for delivery in held:
        team = teams.find_team_of(vault.con, delivery.num)
        if team is not None:
            teams.close(vault.con, delivery, vault.now(), WITHDRAWN)
            known = teams.get(vault.con, team)
            if known is not None and known.state == teams.ON:
                teams.queue_team_reports(vault.con, known, vault.author, vault.now(), vault.random)
        else:
            _without(vault, records, delivery)
    return len(held)


def list_anonymous_deliveries(vault: Vault, records: Collection[bytes]) -> tuple[list[Delivery], int]:
    """Return the undelivered anonymous deliveries with one of these records, and the number that could have left.

    Each record has a separate id in them.
    """
    held = [
        row
        for row in delivery_lists.list_anonymous(vault.con)
        if anonymous_queue.contains_record(vault.con, row.num, records)
    ]
    left = [row for row in held if report_copies.is_encrypted(vault.con, row.num)]
    return [row for row in held if row.state in outbox.OPEN or row.is_stopped], len(left)


def stop_nameless(vault: Vault, records: Collection[bytes]) -> None:
    """Stop anonymous reports with one of these records. In a transaction.

    Nothing replaces them automatically: a second report with the rest could be compared with the first, if that had
    left.
    """
    for delivery in list_anonymous_deliveries(vault, records)[0]:
        _close(vault, delivery)


def _close(vault: Vault, delivery: Delivery) -> None:
    outbox.set_state(vault.con, delivery.num, "closed", vault.now(), WITHDRAWN)
    report_copies.drop_sealed(vault.con, delivery.num)


def _without(vault: Vault, records: Collection[bytes], delivery: Delivery) -> None:
    con, num = vault.con, delivery.num
    body = crypto.read_body(delivery.body)
    gone = {row.fields.get("sha256") for row in body.records if row.record_id in records}
    left = DestructionSet(frozenset(records), ()).left_of(body)
    gone -= {row.fields.get("sha256") for row in left.records}
    stays = []
    for row in outbox.list_attached_files(con, num):
        blob = files.by_id(vault, row.blob)
        if row.num != outbox.BODY and blob is not None and blob.sha256.hex() not in gone:
            stays.append((row.blob, row.name, row.mime))
    encrypted = report_copies.is_encrypted(con, num)
    if not encrypted:  # the row stays, because a round can encrypt it now
        report_copies.set_body(con, num, left.encode())
        report_copies.replace_attachments(con, num, stays)
    if encrypted or not left.records:
        _close(vault, delivery)
    if encrypted and left.records:
        report = vault.random(16)
        retractions.replace(con, report, (delivery.report,))
        outbox.queue(
            con, report, delivery.contact, delivery.addressee, delivery.profile, delivery.urgent, left.encode(), stays,
            vault.now(), report_copies.find_carriers(con, num),
        )  # fmt: skip
