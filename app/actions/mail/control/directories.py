"""Send our organisation's directory to its members, and compare directory versions among members.

If two members have different files with one number, each shows its file to the other, and both then have the evidence.
"""

from typing import Any

from attrs import evolve

import crypto
from app.actions.contacts import organisations as actions
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.domain import remaining_delay
from app.store.contacts import organisations
from app.store.contacts.organisations import LEFT, OURS, DirectorySyncState, Organisation
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

AGAIN = 7 * 86_400
"""Seconds until a directory without a confirmation is sent again."""
PAUSE = 86_400
"""The minimum seconds between two evidence files for one contact. Without it, a contact could ask without end."""
MOST = 50
"""The maximum number of rows of key 67 that are read."""


class Directories:
    """Keys 25 and 67 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact lacks our directory, awaits our confirmation, or has a different file."""
        return any(
            self._owed(vault, contact, one) or known.due or known.other for one, known in self._known(vault, contact)
        )

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return our directory versions for the members that they list, and one file."""
        id_, lists = contact.record.id, organisations.lists(vault.con, contact.card.id)
        file, seen, notes = None, [], []
        for one, known in self._known(vault, contact):
            noted: dict[str, Any] = {}
            number = known.other or (one.seq if self._owed(vault, contact, one) else 0)
            if number and file is None:  # a message has room for one file
                file = self._file(vault, one, number)
                noted = {"other": 0, "put": vault.now(), **({} if known.other else {"sent": number})}
            if known.due or (one.id in lists and known.said < one.seq):
                seen += [crypto.DirectorySeen(one.id, row.seq, row.hash) for row in self._said(vault, one)]
                noted |= {"said": one.seq, "due": False}
            if noted:
                notes.append((one.id, noted))

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                for organisation, noted in notes:  # keeps changes that the contact sent in the meantime
                    known = organisations.directory_sync_state(vault.con, id_, organisation)
                    organisations.note(vault.con, id_, organisation, evolve(known, **noted))

        return ManifestFields({"directory": file, "directories_seen": tuple(seen)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Read a contact's directory, and compare its directory versions with ours."""
        aside = ""
        if manifest.directory is not None:
            what, aside = actions.hear(vault, contact, manifest.directory)
            self._came(vault, contact, manifest.directory, what == "fork")
        for row in manifest.directories_seen[:MOST]:
            self._compare(vault, contact, sender, row)
        return Outcome(aside=aside)

    def _known(self, vault: Vault, contact: Contact) -> list[tuple[Organisation, DirectorySyncState]]:
        return [
            (one, organisations.directory_sync_state(vault.con, contact.record.id, one.id))
            for one in organisations.list_organisations(vault.con)
            if one.state != LEFT
        ]

    def _owed(self, vault: Vault, contact: Contact, one: Organisation) -> bool:
        if one.state != OURS or contact.record.id not in organisations.members(vault.con):
            return False
        known = organisations.directory_sync_state(vault.con, contact.record.id, one.id)
        return known.theirs < one.seq and (
            known.sent < one.seq or not remaining_delay.seconds_after(known.put, vault.now(), AGAIN)
        )

    def _said(self, vault: Vault, one: Organisation) -> list[organisations.Kept]:
        return organisations.list_stored_directories(vault.con, one.id, one.seq)[:1]

    def _file(self, vault: Vault, one: Organisation, number: int) -> bytes | None:
        return next(
            (
                row.file
                for row in organisations.list_stored_directories(vault.con, one.id, number)
                if row.file is not None
            ),
            None,
        )

    def _came(self, vault: Vault, contact: bytes, file: bytes, is_twin: bool) -> None:
        """Confirm a directory that is stored here; show ours once to a contact with a different file."""
        hash_ = organisations.hash_of(file)
        for one in organisations.list_organisations(vault.con):
            row = next(
                (row for row in organisations.list_stored_directories(vault.con, one.id) if row.hash == hash_), None
            )
            if row is not None and one.state != LEFT:
                known = organisations.directory_sync_state(vault.con, contact, one.id)
                theirs, other = max(known.theirs, row.seq), row.seq if is_twin else known.other
                after = evolve(known, theirs=theirs, due=row.seq == one.seq, other=other)
                organisations.note(vault.con, contact, one.id, after)

    def _compare(self, vault: Vault, contact: bytes, sender: bytes, row: "crypto.DirectorySeen") -> None:
        one = organisations.find(vault.con, row.organisation)
        if one is None or one.state == LEFT:
            return
        known, ours = (
            organisations.directory_sync_state(vault.con, contact, one.id),
            organisations.list_stored_directories(vault.con, one.id, row.seq),
        )
        if row.hash in [here.hash for here in ours]:
            organisations.note(vault.con, contact, one.id, evolve(known, theirs=max(known.theirs, row.seq)))
        elif (
            ours
            and one.id in organisations.lists(vault.con, sender)
            and not remaining_delay.seconds_after(known.put, vault.now(), PAUSE)
        ):
            organisations.note(vault.con, contact, one.id, evolve(known, other=row.seq))
