"""Pages of logs: readers of one mailbox tell each other the newest one that its relay signed for them.

A relay that tells each of them another story is found out by the first message between any two. It goes along with what
is said anyway, and nothing is sent for it alone: a relay would learn who reads with whom.
"""

import crypto
from app.actions import proofs, serving
from app.actions.contacts import Contact
from app.actions.control.part import Saying
from app.store import heads, logs, membership
from app.store.vault import Vault
from sync.ports import Outcome

MOST = 8
"""Pages in one message; each has 180 to 8,192 bytes."""


class LogPages:
    """Key 68 of a control message: between a desk and its members, also in the mailbox that all of them read."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return False: it goes along."""
        return False

    def say(self, vault: Vault, contact: Contact, route: str) -> Saying:
        """Say the pages that went on since this contact was told."""
        id_, pages = contact.record.id, []
        for mid in heads.shared_with(vault.con, id_):
            shown = logs.shown(vault.con, mid)
            page = proofs.page_of(shown.page) if shown else None
            if page is not None and page.last and heads.told(vault.con, id_, mid) != page.head:
                pages.append((mid, page))
        del pages[MOST:]

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                for mid, page in pages:
                    heads.tell(vault.con, id_, mid, page.head)

        said = tuple(page.bare for _, page in pages if len(page.bare) <= proofs.LONGEST)
        return Saying({"log_pages": said}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Compare what a member of this desk was shown, or the desk that we read for, with what we were."""
        if serving.of(vault, contact) is not None or membership.member(vault.con, contact) is not None:
            overheard(vault, contact, sender, manifest)
        return Outcome()


def overheard(vault: Vault, contact: bytes | None, sender: bytes, manifest: "crypto.Manifest") -> None:
    """Compare what another reader was shown, also one who is no contact: a relay's signature speaks for itself."""
    for bare in manifest.log_pages[:MOST]:
        proofs.saw(vault, bare, sender, contact)
