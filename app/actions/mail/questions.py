"""Ask the sender of a received report: a letter with the question goes to them by the Outbox."""

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.mail import sharing
from app.actions.mail.inbox import ReceivedReport
from app.actions.mail.report_order import find_report
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

MOST = 2_000
"""Characters of a question."""


def find_asked(vault: Vault, came: ReceivedReport) -> Contact | None:
    """Return the contact who sent a report, if a question can be sent to them."""
    if came.arrived.contact is None:
        return None
    contact = contact_cards.of_record(vault, came.arrived.contact)
    return contact if contact.may_receive else None


def ask(vault: Vault, handle: str, title: str, text: str) -> Changed:
    """Queue a letter with a question to the sender of a report. Raises InputRefused without a question or a contact."""
    contact, text = find_report(vault, handle).contact, text.strip()
    if not text or len(text) > MOST or contact is None:
        raise InputRefused("Write a question of at most 2,000 characters to a contact.", "Nothing was sent.")
    with vault.transaction():
        made, _ = records.add(vault, "document", {"title": title, "kind": "letter", "text": text})
        return sharing.share(vault, [made.id.hex()], [contact.hex()], "internal")[1]
