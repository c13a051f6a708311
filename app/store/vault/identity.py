"""This vault's own identity on the disk: keysets, relays, and the card made of them."""

import crypto
from app.errors import InputRefused, NotOpened
from app.phrase import Phrase
from app.store.vault import keysets
from app.store.vault.open_vault import Vault

YEAR, MONTH = 365 * 86400, 30 * 86400
MOST_NAME = 80
"""Characters of the longest name in a card of ours, and of another's that is shown."""


def make_printable(name: str) -> str:
    """Return a name as one line without invisible characters: other people choose theirs, and Amparo shows it."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def mailboxes(vault: Vault) -> "list[crypto.Mailbox]":
    """Return our mailboxes as the card lists them."""
    rows = vault.con.execute(
        "SELECT url, pk, seal_pk, mid, ifnull(policy, 0) FROM relay LEFT JOIN mailbox_policy p ON p.relay = relay.pk"
        " ORDER BY url"
    )
    return [crypto.Mailbox(url, bytes(pk), bytes(seal), bytes(mid), policy) for url, pk, seal, mid, policy in rows]


def card(vault: Vault) -> "crypto.Card":
    """Return our card; make it again with the next seq if its content changed or it expires soon."""
    kept = vault.get("card")
    current = crypto.read_card(kept, tried=True) if kept else None  # its keys are our own
    name = (vault.get("card_name") or b"").decode()
    kind = int.from_bytes(vault.get("card_kind") or b"\1", "big")
    boxes = tuple(mailboxes(vault))
    organisation = vault.get("organisation") if kind == crypto.DESK else None
    sets = tuple(keyset.public for keyset in keysets.list_card_keysets(vault.con))
    now = vault.now()
    asked = (name, kind, boxes, sets, organisation)
    same = current and asked == (
        current.name, current.kind, current.mailboxes, current.keysets, current.organisation
    )  # fmt: skip
    if current and same and current.id_pk == vault.identity().public and current.expires > now + MONTH:
        return current
    fresh = crypto.make_card(
        vault.identity(),
        kind=kind,
        name=name,
        seq=max(current.seq + 1 if current else 0, now),
        issued=now,
        expires=now + YEAR,
        keysets=sets,
        mailboxes=boxes,
        organisation=organisation,
    )
    vault.set("card", fresh.file)
    return fresh


def name(vault: Vault) -> str:
    """Return the name on our card, empty if none was given; this makes no new card."""
    return (vault.get("card_name") or b"").decode()


def set_card(vault: Vault, name: str | None, desk: bool | None) -> None:
    """Set the name that others see, and the card kind: a desk of an organisation (3) or a person (1).

    Raises InputRefused for a name that no card can contain.
    """
    with vault.transaction():
        if name is not None:
            line = make_printable(name)
            if len(line) > MOST_NAME:
                raise InputRefused(
                    Phrase("The name is longer than {most} characters.", most=MOST_NAME), "Nothing was changed."
                )
            vault.set("card_name", line.encode())
        if desk is not None:
            vault.set("card_kind", bytes([3 if desk else 1]))


def key_of(vault: Vault, id_pk: bytes) -> "crypto.SigningKey":
    """Return the identity key with this public half: the present key, or one from before a rotation."""
    if vault.identity().public == id_pk:
        return vault.identity()
    row = vault.con.execute("SELECT seed FROM former WHERE id = ?", (crypto.hash_("id", id_pk),)).fetchone()
    if row is None or row[0] is None:
        raise NotOpened("This report needs a key that is not in this vault.", "Share the report again.")
    return crypto.SigningKey(bytes(row[0]))


def mailbox_key(vault: Vault, relay_pk: bytes, counter: int = 0, seed: bytes | None = None) -> "crypto.SigningKey":
    """Return the mailbox key for one relay; the mailboxes of two relays have nothing in common.

    A shared mailbox has a separate `seed`: with the vault's seed, a reader of one mailbox could make the key of every
    other.
    """
    return crypto.mailbox_key(seed or vault.get("mailbox_seed") or b"", relay_pk, counter)
