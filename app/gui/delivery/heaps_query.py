"""The waiting reports by sender and profile, and the rules that accept them automatically: one row for each."""

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.mail import rules
from app.domain.redact import PROFILES
from app.gui.style.text import Text
from app.gui.widgets.rows import Row
from app.store.mail import inbox
from app.store.vault.open_vault import Vault


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
    heaps = inbox.heaps(vault.con)
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
    waits = tr("{n} waits|{n} wait", n=count) if count else tr("Nothing waits")
    far = ("again", tr("Accepted as they come")) if ruled else None
    if not verified:  # then the rule rests, and a person reviews each report
        waits, far = tr("The rule rests until they are verified again"), ("shield-ask", tr("Not verified"))
    return Row(key_of(contact, profile), name, second=tr.line(level, waits), far=far)
