"""Define the parts of a control message."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from attrs import field, frozen

import crypto
from app.actions.contacts.contact_cards import Contact
from app.store.vault.open_vault import Vault
from sync.ports import Outcome


def nothing_to_note(vault: Vault, route: str) -> None:
    """Store nothing."""


@frozen
class ManifestFields:
    """The fields that one part adds to a message, by their names in `crypto.Manifest`; empty if it has no data.

    `lies(vault, route)` notes, inside a transaction, that the message is on a route: `relay:<hex>`, `memory` or
    `stick`. A USB stick can get lost and a nearby session (also `stick`) can close, so their data is sent again.
    """

    fields: Mapping[str, Any] = field(factory=dict)
    lies: Callable[[Vault, str], None] = nothing_to_note


class ControlPart(Protocol):
    """One kind of data in a control message; all its functions run on the store's thread."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if this part needs a message; `with_mail`: a report goes to the contact in the same round."""

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return the data for a contact on this route."""

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Read a contact's data in a transaction; `sender` is H("id", ·) of the key that signed."""
