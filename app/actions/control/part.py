"""What every part of a control message is made of."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from attrs import field, frozen

import crypto
from app.actions.contacts import Contact
from app.store.vault import Vault
from sync.ports import Outcome


def nothing_to_note(vault: Vault, route: str) -> None:
    """Note nothing."""


@frozen
class Saying:
    """What a part puts into one message: fields of `crypto.Manifest` by name, left out where there is nothing to say.

    `lies(vault, route)` notes, inside a transaction, that the message lies on a route: `relay:<hex>`, `memory`, or
    `stick`, which may be lost, so that what only a stick carried is said again; a door, which may close, is one too.
    """

    fields: Mapping[str, Any] = field(factory=dict)
    lies: Callable[[Vault, str], None] = nothing_to_note


class Part(Protocol):
    """One thing a control message can say; all its functions run on the store's thread."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return whether this alone is worth a message; `with_mail`: a report goes there in the same round."""

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Return what is to be said to a contact on this route."""

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Take what a contact says (its record, and H("id", ·) of the key that signed), inside a transaction."""
