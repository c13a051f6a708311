"""Exchange acknowledgements of reports, requests for them, and confirmations of them."""

import crypto
from app.actions.contacts import desk_reading, trustees
from app.actions.contacts.contact_cards import Contact
from app.actions.mail import record_references
from app.actions.mail.control.part import ManifestFields
from app.store.contacts import cards
from app.store.mail import acknowledgements, inbox, outbox
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync.ports import SEGMENT, Outcome

STATES = {1: "delivered", 2: "accepted", 3: "rejected"}
DELIVERED, ACCEPTED, REJECTED, MISSING = 1, 2, 3, 4
MOST_MISSING = 80
"""The maximum number of files in one acknowledgement. A full message of such acknowledgements fits its manifest."""


class Acks:
    """Keys 20, 21, 26 and 69 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if the contact lacks our acknowledgement or confirmation, or if we missed a message from it."""
        id_ = contact.record.id
        return bool(
            self._owed(vault, id_, route)
            or acknowledgements.pending_acknowledgements(vault.con, id_)
            or cards.has_missed_message(vault.con, id_)
        )

    def _owed(self, vault: Vault, contact: bytes, route: str) -> list[tuple[bytes, bytes, int, str]]:
        desk = desk_reading.speaks_for(vault, contact)
        return inbox.pending_acknowledgements(vault.con, contact, route, desk.desk if desk else None, vault.now())

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return our acknowledgements, our reports without one, and the reports whose acknowledgement we have.

        An acceptance has our references of the records too.
        """
        id_ = contact.record.id
        owed, seen = self._owed(vault, id_, route), tuple(acknowledgements.pending_acknowledgements(vault.con, id_))
        desk = desk_reading.speaks_for(vault, id_)
        acks = tuple(
            crypto.Ack(
                report,
                hash_,
                status,
                _missing(vault, id_, report, hash_) if status == MISSING else (),
                reason if status == REJECTED else "",
            )
            for report, hash_, status, reason in owed
        )
        told = tuple((report, status) for report, _, status, _ in owed)

        def lies(vault: Vault, route: str) -> None:
            inbox.mark_sent(vault.con, id_, told, route)
            if route != "stick":
                acknowledgements.mark_sent(vault.con, id_, seen)
                cards.miss(vault.con, id_, False)

        waits = outbox.list_unacknowledged_reports(vault.con, id_)
        waits += outbox.list_undecided_reports(vault.con, id_) if cards.has_missed_message(vault.con, id_) else []
        said = {"acks": acks, "unacknowledged": tuple(waits), "acks_seen": seen}
        accepted = [(report, hash_) for report, hash_, status, _ in owed if status == ACCEPTED]
        said["references"] = record_references.list_given_references(vault, contact, accepted)
        return ManifestFields({**said, **({"member_token": desk.token} if desk and acks else {})}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Read acknowledgements and references; send missing files again, and acknowledge again on request."""
        told = 0
        for ack in manifest.acks:
            reason = identity.make_printable(ack.reason)[: inbox.MOST_REASON]
            if ack.status == MISSING:
                outbox.resend_missing_objects(vault.con, ack.report_id, sender, vault.now())
                continue
            news = outbox.process_acknowledgement(
                vault.con, ack.report_id, sender, ack.manifest_hash, STATES[ack.status], reason, vault.now()
            )
            if news is not None and ack.status != DELIVERED:  # a delivered report still gets a final answer
                acknowledgements.hear(vault.con, contact, ack.report_id)
            told += bool(news)
        if told:
            trustees.forget_delivered(vault)
        for report in manifest.unacknowledged:
            inbox.repeat_answer_on_request(vault.con, sender, report)
        inbox.mark_confirmed(vault.con, contact, manifest.acks_seen)
        record_references.keep_given_references(vault, contact, manifest.references)
        return Outcome(acknowledged=told)


def _missing(vault: Vault, contact: bytes, report: bytes, hash_: bytes) -> "tuple[crypto.Missing, ...]":
    """Return the files that a report lacks, as runs of segments; a file is complete or absent.

    Return only some files if a report lacks very many: the list of all files would not fit a manifest. One listed
    file is enough: the sender then sends everything that did not arrive.
    """
    came = inbox.find(vault.con, report)  # a contact with two keys can send a report twice, with two manifests
    (arrived,) = [row for row in came if (row.contact, row.hash) == (contact, hash_)]
    manifest = crypto.parse_manifest(inbox.manifest(vault.con, arrived))
    lacking = inbox.missing_object_ids(vault.con, arrived.sender, report)
    files: list[crypto.Attachment | crypto.BodyBlob] = list(manifest.attachments)
    files += [manifest.body_blob] if manifest.body_blob else []
    found = [crypto.Missing(f.object_id, 0, -(-f.length // SEGMENT)) for f in files if f.object_id in lacking]
    return tuple(found[:MOST_MISSING])
