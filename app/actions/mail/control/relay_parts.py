"""Compare relay logs: readers of one mailbox exchange the newest page that the relay signed for each.

If a relay shows them different logs, the first message between any two readers reveals it. Pages are only added to
other messages: a separate message would tell a relay which people read one mailbox.

Send relay receipts to a contact that did not acknowledge; it compares them with its relay logs.

Send delivery tickets to a contact, and ask for more of the contact's tickets.

A row without tickets, for a mailbox of the recipient, means "few are left"; no separate key exists for that. Most
contacts never need to ask, because an owner sees the spent tickets and sends more automatically.
"""

import crypto
from app.actions.contacts import desk_reading
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.actions.relays import relay_log_audit, tickets, token_payment
from app.actions.relays.tickets import AGAIN, FULL
from app.domain import remaining_delay
from app.store.contacts import card_rows, membership, shared_log_heads
from app.store.mail import acknowledgements
from app.store.relays import logs
from app.store.relays import tickets as store
from app.store.relays.tickets import IssuedTicket, S
from app.store.vault.open_vault import Vault
from sync.ports import Outcome

MOST = 8
"""The maximum number of pages in one message; each page has 180 to 8,192 bytes."""
PATIENCE = 86_400
"""Seconds without an acknowledgement until the receipt is sent."""
RECEIPTS_AGAIN = 7 * 86_400
"""Seconds until a receipt is sent again: a relay could have dropped the first message too."""
MOST_RECEIPTS = 32
"""The maximum number of receipts in one message: the message stays in the smallest size of envelopes."""


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


class Receipts:
    """Key 29 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact did not acknowledge an object that a relay says it stored."""
        return bool(self._owed(vault, contact, route))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return the receipts of all other routes: a relay that drops messages would drop this one too."""
        owed = self._owed(vault, contact, route)

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                acknowledgements.mark_receipts_sent(vault.con, owed, vault.now())

        return ManifestFields({"receipts": tuple(owed)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Compare a contact's receipts with our relay logs, now or after the logs have grown."""
        relay_log_audit.store_reported_receipts(vault, contact, manifest.receipts[:MOST_RECEIPTS])
        return Outcome()

    def _owed(self, vault: Vault, contact: Contact, route: str) -> list[bytes]:
        own = route if len(contact.routes) > 1 else ""
        now = vault.now()
        return acknowledgements.pending_receipts(
            vault.con, contact.record.id, own, PATIENCE, RECEIPTS_AGAIN, now, MOST_RECEIPTS
        )


class TicketsPart:
    """Key 23 of a control message."""

    def due(self, vault: Vault, contact: Contact, route: str, with_mail: bool) -> bool:
        """Return True if a contact lacks our tickets, or if we spent most of its tickets."""
        if any(tickets.to_say(vault, contact, known) for known in tickets.list_guarded_relays(vault)):
            return True
        return any(had for _, had in _few(vault, contact))

    def say(self, vault: Vault, contact: Contact, route: str) -> ManifestFields:
        """Return new tickets for a contact, and requests for its mailboxes for which we have few."""
        given = [(known, tickets.hand_out(vault, contact, known)) for known in tickets.list_guarded_relays(vault)]
        asking = [mid for mid, _ in _few(vault, contact)]
        rows = [row for known, made in given for row in _rows(known.mid, made)]
        rows += [crypto.Tickets(mid, S, 0, ()) for mid in asking]
        hashes = [one.hash for _, made in given for one in made]

        def lies(vault: Vault, route: str) -> None:
            if route != "stick":
                store.mark_sent(vault.con, hashes, vault.now())
            for mid in asking:
                store.ask(vault.con, contact.record.id, mid, vault.now())

        return ManifestFields({"tickets": tuple(rows)}, lies)

    def hear(self, vault: Vault, contact: bytes, sender: bytes, manifest: "crypto.Manifest") -> Outcome:
        """Store tickets for a contact's mailboxes, and note its requests for ours."""
        ours = {known.mid for known in tickets.list_guarded_relays(vault)}
        theirs = _mailboxes(vault, contact)
        for row in manifest.tickets:
            if row.tickets and row.mid in theirs and row.expires <= vault.now() + token_payment.LONGEST:
                box = (contact, row.mid)
                store.hold(vault.con, box, row.size_class, row.expires, row.tickets, False, token_payment.MOST_HELD)
                store.delete_request(vault.con, contact, row.mid)
            elif not row.tickets and row.mid in ours:
                store.ask(vault.con, contact, row.mid, vault.now())
        return Outcome()


def _rows(mid: bytes, made: list[IssuedTicket]) -> "list[crypto.Tickets]":
    alike = sorted({(one.size_class, one.expires) for one in made})
    return [
        crypto.Tickets(
            mid, size_class, expires,
            tuple(one.ticket for one in made if (one.size_class, one.expires) == (size_class, expires)),
        )
        for size_class, expires in alike
    ]  # fmt: skip


def _mailboxes(vault: Vault, contact: bytes) -> set[bytes]:
    return {box.mid for box in crypto.read_card(card_rows.read_file(vault.con, contact)).mailboxes}


def _few(vault: Vault, contact: Contact) -> list[tuple[bytes, bool]]:
    """Return a contact's guarded mailboxes with few small tickets left and no recent request.

    Each has a flag that says if we ever had tickets for it. If we never had any, this part causes no message.
    """
    now, found = vault.now(), []
    for box in contact.card.mailboxes:
        if not box.policy:
            continue
        at = store.read_request_time(vault.con, contact.record.id, box.mid)
        there = token_payment.box_of(contact, box)
        small = [row for row in store.list_unspent(vault.con, there, S, now) if row[0] == S and not row[2]]
        if len(small) * 4 < FULL[S] and (at is None or not remaining_delay.seconds_after(at, now, AGAIN)):
            found.append((box.mid, store.ever_held(vault.con, there)))
    return found
