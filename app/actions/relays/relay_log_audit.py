"""Compare the signed data of our relays: a receipt with our log, and a log with its earlier pages.

A relay that signed "stored" for an object, and then a log without it, dropped the object or showed us a different
log. Two logs of one mailbox contradict each other. Amparo stores each proof with both signatures and shows it to
people. The program blames no one, because a disk restored from yesterday causes the same.
"""

from attrs import frozen

import crypto
from app.actions.kernel.change_set import Changed
from app.store.contacts import shared_log_heads
from app.store.relays import known_relays, logs, tickets
from app.store.relays.known_relays import KnownRelay
from app.store.relays.logs import DROP, HELD, STORIES, RelayProof
from app.store.vault.open_vault import Vault
from crypto.relay import NO_TICKET, STORED, delivery
from crypto.relay_messages import PAGE_STEP, LogPage
from sync.maillog import MailLog

HOUR = 3600
"""Receipts and lines are dated to the hour, rounded down."""
SAID = {
    DROP: "It signed that it stored a parcel for you, and later a log of your mailbox without it.",
    STORIES: "It signed two logs of your mailbox, and neither goes on from the other.",
    HELD: "It signed a shorter log of your mailbox for you, later than a longer one for another reader.",
}
"""The statement of a proof, by its kind."""
SAME, UNKNOWN = "same", "unknown"
LONGEST = PAGE_STEP
"""The maximum bytes of a page that is sent to others, without its padding."""


@frozen
class Newest:
    """A page as one reader saw it: `last` is the number of its last line, `head` the hash after it, `at` its time."""

    relay: bytes
    mid: bytes
    last: int
    head: bytes
    at: int
    bare: bytes
    """The page without its padding, as it is sent to others."""
    whole: bytes


def page_of(data: bytes) -> Newest | None:
    """Parse a page, with or without zeros at its end; None for other bytes. Does not check the signature."""
    whole = data + bytes(-len(data) % PAGE_STEP)
    try:
        signed, signature = LogPage.split(whole)
        page = LogPage.unpack(signed)
    except crypto.CryptoError:
        return None
    last = page.first + len(page.entries) - 1
    return Newest(page.relay_pk, page.mid, last, page.head, page.now, signed + signature, whole)


def list_proofs(vault: Vault) -> list[RelayProof]:
    """Return every proof, oldest first."""
    return logs.proofs(vault.con)


def of_others(vault: Vault) -> dict[str, list[RelayProof]]:
    """Return the proofs against relays without a mailbox of ours, by address: relays of desks whose mail we read."""
    ours, found = {known.pk for known in known_relays.list_relays(vault.con)}, dict[str, list[RelayProof]]()
    for proof in list_proofs(vault):
        if proof.relay not in ours:
            found.setdefault(proof.url, []).append(proof)
    return found


def store_reported_receipts(vault: Vault, contact: bytes, receipts: "tuple[bytes, ...]") -> None:
    """Accept a contact's relay receipts for objects that it sent to us, inside a transaction."""
    ours = {known.pk: known for known in known_relays.list_relays(vault.con)}
    for data in receipts:
        try:
            receipt = crypto.open_receipt(data, data[16:48])
        except crypto.CryptoError:
            continue
        known = ours.get(receipt.relay_pk)
        if known is None or receipt.kind != STORED:
            continue
        paid = [NO_TICKET, *tickets.of_contact(vault.con, known.pk, contact)]
        if not any(_is_ours(known, receipt, ticket) for ticket in paid):
            continue
        logs.hear(vault.con, data, known.pk, contact, vault.now())
    for known in ours.values():
        compare_receipts(vault, known)


def _is_ours(known: KnownRelay, receipt: "crypto.Receipt", ticket: bytes) -> bool:
    """Return True if a receipt is for our mailbox; receipts of other mailboxes prove nothing here."""
    return receipt.delivery == delivery(known.mid, receipt.object_id, ticket)


def compare_receipts(vault: Vault, known: KnownRelay) -> None:
    """Compare contacts' receipts with the log of a relay, as far as we have read it; inside a transaction."""
    con, shown = vault.con, logs.read_newest_page(vault.con, known.mid)
    if shown is None:
        return
    for data, contact in logs.list_receipts_to_compare(con, known.pk):
        receipt = crypto.open_receipt(data, known.pk)
        if not logs.shows(con, known.mid, receipt.object_id):
            if receipt.time > shown.since and receipt.expires > shown.at >= receipt.time + HOUR:
                logs.prove(con, DROP, known.pk, known.url, contact, data, shown.page, vault.now())
            elif receipt.time > shown.since and receipt.expires > shown.at:
                continue  # the log can still contain it later
        logs.delete_compared_receipt(con, data)


def read(vault: Vault, known: KnownRelay, log: MailLog) -> None:
    """Store the lines of a log, and do pending comparisons; inside a transaction."""
    logs.keep(vault.con, known.mid, log.lines, log.page, vault.now())
    for row in shared_log_heads.list_reported_pages(vault.con, known.mid):
        compare_reported_page(vault, row.page, row.teller, row.contact)
    if known.own:
        compare_receipts(vault, known)


def two_stories(vault: Vault, known: KnownRelay, page: bytes, contact: bytes | None = None) -> None:
    """Store that a relay signed a second, different log of our mailbox; inside a transaction.

    The new log is read from its first line, so that no object is missed because of the old log.
    """
    before = logs.read_newest_page(vault.con, known.mid)
    if before is not None:
        logs.prove(vault.con, STORIES, known.pk, known.url, contact, before.page, page, vault.now())
    logs.begin_anew(vault.con, known.mid, page)


def compare_reported_page(vault: Vault, data: bytes, teller: bytes, contact: bytes | None) -> None:
    """Compare another reader's page of a mailbox with our log, inside a transaction.

    Lines that our log has not reached wait until it has. But if the relay signed a shorter log for us at least an
    hour later, it held the rest back from us.
    """
    con, theirs = vault.con, page_of(data)
    url = shared_log_heads.url_of(con, theirs.relay, theirs.mid) if theirs else None
    if theirs is None or url is None:
        return
    mine = page_shown(vault, theirs.mid)
    ahead = mine is None or theirs.last > mine.last
    try:
        crypto.open_page(theirs.whole, theirs.relay)
    except crypto.CryptoError:
        return
    if mine is not None and ahead and mine.at >= theirs.at + HOUR:
        _prove(vault, HELD, url, contact, mine, theirs)
    if ahead:
        shared_log_heads.hear(con, theirs.mid, shared_log_heads.ReportedLogPage(teller, contact, theirs.whole))
        return
    compare(vault, theirs.relay, theirs.mid, theirs.last, theirs.head, theirs.whole, contact)
    shared_log_heads.delete_compared_page(con, theirs.mid, teller)


def compare(vault: Vault, relay_pk: bytes, mid: bytes, seq: int, head: bytes, page: bytes, member: bytes | None) -> str:
    """Compare the log of a shared mailbox with the page of another `member`: the head after line `seq`.

    Return `same`, `stories`, or `unknown` if we do not have that line (yet) or the page is not from that relay.
    """
    url, mine, shown = (
        shared_log_heads.url_of(vault.con, relay_pk, mid),
        logs.head_at(vault.con, mid, seq),
        page_shown(vault, mid),
    )
    if url is None or shown is None or mine is None:
        return UNKNOWN
    if mine == head:
        return SAME
    theirs = page_of(page)
    try:
        crypto.open_page(page, relay_pk)
    except crypto.CryptoError:
        return UNKNOWN
    if theirs is None or (theirs.mid, theirs.last, theirs.head) != (mid, seq, head):
        return UNKNOWN
    with vault.transaction():
        _prove(vault, STORIES, url, member, shown, theirs)
    return STORIES


def page_shown(vault: Vault, mid: bytes) -> Newest | None:
    """Return the newest page that we received of a mailbox's log."""
    shown = logs.read_newest_page(vault.con, mid)
    return page_of(shown.page) if shown else None


def _prove(vault: Vault, kind: str, url: str, member: bytes | None, mine: Newest, theirs: Newest) -> None:
    """Store both pages, inside a transaction, once for each mailbox and reader: later pages prove nothing more."""
    for proof in list_proofs(vault):
        before = page_of(proof.before) if (proof.kind, proof.contact) == (kind, member) else None
        if before is not None and (before.relay, before.mid) == (mine.relay, mine.mid):
            return
    logs.prove(vault.con, kind, mine.relay, url, member, mine.whole, theirs.whole, vault.now())


def set_seen(vault: Vault, relay: bytes, seen: bool = True) -> Changed:
    """Note that a person saw the proofs against a relay: they stay, but Amparo does not show them as new again."""
    with vault.transaction() as con:
        logs.set_seen(con, relay, seen)
    return Changed(frozenset({"relay"}))
