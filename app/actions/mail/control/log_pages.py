"""Compare relay logs: readers of one mailbox exchange the newest page that the relay signed for each.

If a relay shows them different logs, the first message between any two readers reveals it. Pages are only added to
other messages: a separate message would tell a relay which people read one mailbox.
"""

import crypto
from app.actions.contacts import desk_reading
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.actions.relays import relay_log_audit
from app.store.contacts import membership, shared_log_heads
from app.store.relays import logs
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

MOST = 8
"""The maximum number of pages in one message; each page has 180 to 8,192 bytes."""


class LogPages:
    """Key 68 of a control message: between a desk and its members, also in the shared mailbox."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return False: pages never cause a message."""
        return False

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return the log pages that have grown since the last message to this contact."""
        id_, pages = contact.record.id, []
        for mid in shared_log_heads.shared_with(vault.con, id_):
            shown = logs.read_newest_page(vault.con, mid)
            page = relay_log_audit.page_of(shown.page) if shown else None
            if page is not None and page.last and shared_log_heads.last_sent_head(vault.con, id_, mid) != page.head:
                pages.append((mid, page))
        del pages[MOST:]

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                for mid, page in pages:
                    shared_log_heads.tell(vault.con, id_, mid, page.head)

        said = tuple(page.bare for _, page in pages if len(page.bare) <= relay_log_audit.LONGEST)
        return ManifestFields({"log_pages": said}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Compare the log pages of a member of this desk, or of the desk whose mail we read, with ours."""
        if (
            desk_reading.read_served_desk(vault, contact) is not None
            or membership.member(vault.con, contact) is not None
        ):
            compare_overheard_pages(vault, contact, sender, manifest)
        return Outcome()


def compare_overheard_pages(vault: Vault, contact: bytes | None, sender: bytes, manifest: "crypto.Manifest") -> None:
    """Compare another reader's pages with ours; it can be a stranger, because the relay's signature is the proof."""
    for bare in manifest.log_pages[:MOST]:
        relay_log_audit.compare_reported_page(vault, bare, sender, contact)
