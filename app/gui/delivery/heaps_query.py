"""The waiting reports by sender and profile, and the rules that accept them automatically: one row for each."""

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.mail import inbox, rules
from app.actions.mail.report_contents import head_of
from app.actions.today import due_tasks
from app.domain.redact import PROFILES
from app.gui.delivery.arrival_query import MOST_TITLE, came_at
from app.gui.delivery.delivery_query import key_of as key_of_report
from app.gui.delivery.delivery_query import sender
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import Row
from app.store.mail import inbox as store
from app.store.vault.open_vault import Vault

MOST_LISTED = 50
"""The most reports of one sender that a person sees before accepting all reports."""


@frozen
class Heaps:
    """The rows, the number of their reports, and the number of other reports, which need a person's review.

    The other reports are from unverified senders, or have an unknown profile.
    """

    rows: tuple[Row, ...]
    verified: int
    others: int


def key_of(contact: bytes, profile: str) -> str:
    """Return the key of a row."""
    return f"{contact.hex()}:{profile}"


def of_key(key: str) -> tuple[bytes, str]:
    """Return the contact and the profile of a row."""
    contact, _, profile = key.partition(":")
    return bytes.fromhex(contact), profile


def page(vault: Vault, tr: Text) -> Heaps:
    """Return the waiting reports of verified contacts, the largest group first, then rules without waiting reports."""
    ruled = {(rule.contact, rule.profile) for rule in rules.list_rules(vault)}
    heaps = store.heaps(vault.con)
    rows, known = [], 0
    for heap in heaps:
        if heap.contact is not None and heap.state_of_sender == "verified" and heap.profile:
            standing = (heap.contact, heap.profile) in ruled
            ruled.discard((heap.contact, heap.profile))
            rows.append(_row(tr, heap.contact, heap.title or "", heap.profile, heap.count, standing))
            known += heap.count
    for contact, profile in sorted(ruled):
        known_as = contact_cards.of_record(vault, contact)
        rows.append(_row(tr, contact, known_as.record.title, profile, 0, True, known_as.state == "verified"))
    return Heaps(tuple(rows), known, sum(heap.count for heap in heaps) - known)


def _row(tr: Text, contact: bytes, name: str, profile: str, count: int, ruled: bool, verified: bool = True) -> Row:
    level = tr(PROFILES[profile].label)
    waits = tr("{n} waiting|{n} waiting", n=count) if count else tr("Nothing is waiting")
    far = ("again", tr("Accepted automatically")) if ruled else None
    if not verified:  # then the rule rests, and a person reviews each report
        waits, far = tr("Automatic acceptance is off until you verify them again"), ("shield-ask", tr("Not verified"))
    return Row(key_of(contact, profile), name, second=tr.line(level, waits), far=far)


def list_waiting(vault: Vault, tr: Text, contact: bytes) -> tuple[list[RowView], int]:
    """Return a row for each waiting report of a contact, those about danger first, and the number of reports.

    Only titles are read, of at most `MOST_LISTED` reports and of those about danger.
    """
    told = [said.came for said in due_tasks.reports(vault) if said.came.arrived.contact == contact]
    newest = inbox.list_reports(vault, "delivered", MOST_LISTED, contact=contact)
    pressing = set(map(key_of_report, told))
    rows, count = [], inbox.count_undecided(vault, contact)
    for key, came in {key_of_report(came): came for came in (*told, *newest)}.items():
        title = head_of(vault, came, tr.language).title[:MOST_TITLE] or sender(tr, came)
        said, ink = (tr("The sender says: someone is in danger now."), "red") if key in pressing else ("", "ink2")
        rows.append(RowView("alert" if said else "inbox", title, came_at(vault, tr, came), far=said, ink=ink))
    if count > len(rows):
        rows.append(RowView("info", tr("{n} more report|{n} more reports", n=count - len(rows))))
    return rows, count
