"""Send delivery tickets to a contact, and ask for more of the contact's tickets.

A row without tickets, for a mailbox of the recipient, means "few are left"; no separate key exists for that. Most
contacts never need to ask, because an owner sees the spent tickets and sends more automatically.
"""

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.mail.control.part import ManifestFields
from app.actions.relays import tickets, token_payment
from app.actions.relays.tickets import AGAIN, FULL
from app.domain import remaining_delay
from app.store.contacts import card_rows
from app.store.relays import tickets as store
from app.store.relays.tickets import IssuedTicket, S
from app.store.vault.open_vault import Vault
from sync.ports import Outcome


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
