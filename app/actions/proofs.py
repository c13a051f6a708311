"""Comparing what relays of ours signed: a receipt against our log, and a log against what was seen of it before.

A relay that signed "stored" for an object and then a log without it dropped it, or it said so to somebody else than
it showed us. Two logs of one mailbox are two stories. Either is kept with both signatures and shown to people; nobody
is blamed by the program, for a disk that was restored from yesterday does the same.
"""

import crypto
from app.actions.changed import Changed
from app.store import logs, relays, tickets
from app.store.logs import DROP, STORIES, Proof
from app.store.relays import KnownRelay
from app.store.vault import Vault
from crypto.relay import NO_TICKET, STORED, delivery
from sync.maillog import MailLog

HOUR = 3600
"""Receipts and lines are dated to the hour, rounded down."""
SAID = {
    DROP: "It signed that it stored a parcel for you, and later a log of your mailbox without it.",
    STORIES: "It signed two logs of your mailbox, and neither goes on from the other.",
}
"""What a proof says, by its kind."""
SAME, UNKNOWN = "same", "unknown"


def all_(vault: Vault) -> list[Proof]:
    """Return every proof, oldest first."""
    return logs.proofs(vault.con)


def told(vault: Vault, contact: bytes, receipts: "tuple[bytes, ...]") -> None:
    """Take receipts that a contact says it has for things it sent us, inside a transaction."""
    ours = {known.pk: known for known in relays.all_(vault.con)}
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
    """Return whether a receipt is for our mailbox, so that another's cannot be held against the relay."""
    return receipt.delivery == delivery(known.mid, receipt.object_id, ticket)


def compare_receipts(vault: Vault, known: KnownRelay) -> None:
    """Compare what contacts say a relay stored for us with its log, as far as that was read; inside a transaction."""
    con, shown = vault.con, logs.shown(vault.con, known.mid)
    if shown is None:
        return
    for data, contact in logs.heard(con, known.pk):
        receipt = crypto.open_receipt(data, known.pk)
        if not logs.shows(con, known.mid, receipt.object_id):
            if receipt.time > shown.since and receipt.expires > shown.at >= receipt.time + HOUR:
                logs.prove(con, DROP, known.pk, known.url, contact, data, shown.page, vault.now())
            elif receipt.time > shown.since and receipt.expires > shown.at:
                continue  # the log may still show it
        logs.compared(con, data)


def read(vault: Vault, known: KnownRelay, log: MailLog) -> None:
    """Keep what a log showed, and compare what was to be compared; inside a transaction."""
    logs.keep(vault.con, known.mid, log.lines, log.page, vault.now())
    if known.own:
        compare_receipts(vault, known)


def two_stories(vault: Vault, known: KnownRelay, page: bytes, contact: bytes | None = None) -> None:
    """Keep that a relay signed another log of our mailbox than before; inside a transaction.

    What it shows now is read from its first line on: nothing that lies there is left because of what was.
    """
    before = logs.shown(vault.con, known.mid)
    if before is not None:
        logs.prove(vault.con, STORIES, known.pk, known.url, contact, before.page, page, vault.now())
    logs.begin_anew(vault.con, known.mid, page)


def compare(vault: Vault, relay_pk: bytes, mid: bytes, seq: int, head: bytes, page: bytes, member: bytes) -> str:
    """Compare the log of a shared mailbox with what another `member` saw of it: the head after line `seq`, in a page.

    Return `same`, `unknown` where we do not have that line (yet) or the page is not that relay's, or `stories`.
    """
    known = next((row for row in relays.all_(vault.con) if (row.pk, row.mid) == (relay_pk, mid)), None)
    mine, shown = logs.head_at(vault.con, mid, seq), logs.shown(vault.con, mid)
    if known is None or shown is None or mine is None:
        return UNKNOWN
    if mine == head:
        return SAME
    try:
        signed = crypto.open_page(page, relay_pk)
    except crypto.CryptoError:
        return UNKNOWN
    if (signed.mid, signed.first + len(signed.entries) - 1, signed.head) != (mid, seq, head):
        return UNKNOWN
    with vault.transaction() as con:
        logs.prove(con, STORIES, relay_pk, known.url, member, shown.page, page, vault.now())
    return STORIES


def set_seen(vault: Vault, relay: bytes, seen: bool = True) -> Changed:
    """Note that a person was shown the proofs against a relay: they stay, and are not brought up any more."""
    with vault.transaction() as con:
        logs.set_seen(con, relay, seen)
    return Changed()
