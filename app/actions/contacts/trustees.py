"""Send a recovery share to a share holder, encrypted, and give it back: one report with only this share.

Our vault has it only in the outbox, until it is delivered; the holder's vault has it in a separate place. It is no
record in either vault, so no list, search, count, export or share of records can include it.

A person can add the revocation of our identity. Then the holder can publish it without us at any time, and no one can
undo that.
"""

from datetime import UTC, datetime

from attrs import field, frozen

import crypto
from app.actions.contacts import contact_cards, identities
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report
from app.actions.kernel.change_set import Changed
from app.actions.kernel.report import ReportedRecord
from app.domain.fields import Level, Value
from app.domain.record import Record
from app.domain.redact import Profile, Selection
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store.contacts import statements, trustees
from app.store.contacts.trustees import KeptShare
from app.store.mail import outbox
from app.store.vault.open_vault import Vault

PROFILE = Profile("trustee", "Recovery share", "One recovery share and nothing else", Level.V)
"""The profile of such reports. People, rules and contact levels cannot choose it."""
KIND = "recovery_share"
END = "revocation"
"""The field of a share with the revocation of its sender's identity."""


@frozen
class ShareWords:
    """One share of a set: the 33 words, and the numbers of shares needed and made."""

    number: int
    needed: int
    of: int
    words: tuple[str, ...] = field(repr=False)


def keeper(vault: Vault, name: str) -> Contact:
    """Return a contact who can get a share.

    Raises InputRefused unless the contact is verified: the author of a false card would get the share.
    """
    contact = contact_cards.find_by_name(vault, name)
    if contact.state != "verified" or not contact.may_receive:
        raise InputRefused(
            Phrase("{title} is not verified, so you cannot send a share to them.", title=contact.record.title),
            "Nothing is in the outbox. Compare the numbers first.",
        )
    return contact


def hand_over(vault: Vault, to: str, share: ShareWords, leave_end: bool = False) -> tuple[bytes, Changed]:
    """Queue a share for a contact and return the report's id.

    `leave_end`: include the revocation of our identity. Raises InputRefused unless the contact is verified.
    """
    contact = keeper(vault, to)
    made = datetime.fromtimestamp(vault.now(), UTC).date().isoformat()
    fields: dict[str, Value] = {"words": " ".join(share.words), "number": share.number, "needed": share.needed}
    if leave_end:
        fields[END] = identities.my_revocation(vault).hex()
    record = Record(vault.random(16), KIND, "", {**fields, "of": share.of, "made": made})
    body = report.build(Selection((record,), (), (), ()), {}, (), PROFILE, vault.kinds, vault.words)
    id_ = vault.random(16)
    with vault.transaction() as con:
        outbox.queue(
            con, id_, contact.record.id, contact.card.id, PROFILE.name, False, body, (), vault.now()
        )  # fmt: skip
    return id_, Changed(frozenset({"delivery"}))


def forget_delivered(vault: Vault) -> None:
    """Delete the words of shares here after their holders' signed confirmations."""
    empty = report.build(Selection((), (), (), ()), {}, (), PROFILE, vault.kinds, vault.words)
    outbox.forget(vault.con, PROFILE.name, empty)


def take(vault: Vault, carried: ReportedRecord, sender: bytes) -> str:
    """Store a share from an accepted report; return the reason of a refusal, or nothing.

    A revocation of any other identity is left out; the share is stored anyway.
    """
    kind, values = vault.kinds[KIND], carried.fields
    if set(carried.refused) - {END} or any(f.required and f.name not in values for f in kind.own):
        return Phrase("is not a complete share")
    try:
        share = crypto.read_share(str(values["words"]))
    except crypto.ShareError:
        return Phrase("is not a complete share")
    of = max(int(str(values["of"])), share.threshold, share.number)
    end = "" if left_out(vault, carried, sender) else str(values.get(END, ""))
    trustees.keep(
        vault,
        KeptShare(carried.id, sender, share.number, share.threshold, of, str(values["made"]), vault.now(),
             " ".join(share.words), end),
    )  # fmt: skip
    return ""


def left_out(vault: Vault, carried: ReportedRecord, sender: bytes) -> list[tuple[bytes, str, str]]:
    """Return the part of a share that is not stored, with field and reason: an invalid revocation of its sender."""
    if carried.kind != KIND or END not in carried.fields:
        return []
    why = Phrase("does not end the key of its sender. Amparo saved the share without it")
    try:
        statement = identities.read(bytes.fromhex(str(carried.fields[END])))
    except (ValueError, NotOpened):
        return [(carried.id, END, why)]
    id_ = statements.id_of(statement)
    known = statements.contact_of(vault.con, id_)
    theirs = (known[0] if known else id_) == sender
    return [] if theirs and statement.successor is None else [(carried.id, END, why)]


def end(vault: Vault, id_: str, pass_on: bool = True) -> tuple[Contact, Changed]:
    """Revoke the identity of a share's owner, with the revocation stored with the share. This cannot be undone.

    `pass_on`: notify all contacts to whom we can send. Raises NotFound if the share is not stored here or no contact
    has that key now, InputRefused if the share has no revocation.
    """
    share = read_share(vault, id_)
    if not share.revocation:
        raise InputRefused("This share has no message that ends a key.", "Nothing was changed.")
    return identities.take(vault, bytes.fromhex(share.revocation), pass_on)


def list_kept_shares(vault: Vault) -> list[KeptShare]:
    """Return the shares stored for others, newest first."""
    return trustees.list_shares(vault)


def read_share(vault: Vault, id_: str) -> KeptShare:
    """Return a stored share. Raises NotFound."""
    found = next((share for share in list_kept_shares(vault) if share.id.hex() == id_), None)
    if found is None:
        raise NotFound("This vault does not have this share any longer.", "Nothing was changed.")
    return found


def remove(vault: Vault, id_: str) -> Changed:
    """Remove a stored share; it can be restored."""
    trustees.set_removed(vault, bytes.fromhex(id_), True)
    return Changed(frozenset({"kept_share"}))


def bring_back(vault: Vault, id_: str) -> Changed:
    """Restore a removed share."""
    trustees.set_removed(vault, bytes.fromhex(id_), False)
    return Changed(frozenset({"kept_share"}))
