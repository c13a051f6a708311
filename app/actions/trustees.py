"""A recovery share goes sealed to a contact who keeps it, and is given back: one report with this share alone.

Here it is in the outbox alone, until it is delivered; there in a place of its own. It is no record on either side, so
nothing that lists, searches, counts, exports or shares records can come upon it.

The statement that ends our identity may go along, where a person says so: whoever keeps it can publish it, alone and at
any time, and nobody can take it back.
"""

from datetime import UTC, datetime

from attrs import field, frozen

import crypto
from app.actions import contacts, identities, report
from app.actions.changed import Changed
from app.actions.contacts import Contact
from app.actions.report import Carried
from app.domain.fields import Level, Value
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.redact import Profile, Selection
from app.errors import InputRefused, NotFound, NotOpened
from app.phrase import Phrase
from app.store import outbox, statements, trustees
from app.store.trustees import Kept
from app.store.vault import Vault

PROFILE = Profile("trustee", "Recovery share", "One recovery share and nothing else", Level.V)
"""What such a report goes under. It is not among those a person, a rule or a contact's level may name."""
KIND = "recovery_share"
END = "revocation"
"""The field of a share that carries what ends its sender's identity."""


@frozen
class Share:
    """One share of a set: the 33 words, and how many of how many are needed."""

    number: int
    needed: int
    of: int
    words: tuple[str, ...] = field(repr=False)


def keeper(vault: Vault, name: str) -> Contact:
    """Return a contact whom a share may be sealed to.

    Raises InputRefused unless the contact is verified: whoever made an unverified card would hold the share.
    """
    contact = contacts.named(vault, name)
    if contact.state != "verified" or not contact.may_receive:
        raise InputRefused(
            Phrase("{title} is not verified, so no share is sealed to them.", title=contact.record.title),
            "Nothing was queued. Compare the safety number first.",
        )
    return contact


def hand_over(vault: Vault, to: str, share: Share, leave_end: bool = False) -> tuple[bytes, Changed]:
    """Queue a share for a contact and return the report's id.

    `leave_end`: the statement that ends our identity goes along. Raises InputRefused unless the contact is verified.
    """
    contact = keeper(vault, to)
    made = datetime.fromtimestamp(vault.now(), UTC).date().isoformat()
    fields: dict[str, Value] = {"words": " ".join(share.words), "number": share.number, "needed": share.needed}
    if leave_end:
        fields[END] = identities.my_revocation(vault).hex()
    record = Record(vault.random(16), KIND, "", {**fields, "of": share.of, "made": made})
    body = report.build(Selection((record,), (), (), ()), {}, (), PROFILE, vault.words)
    id_ = vault.random(16)
    with vault.transaction() as con:
        outbox.queue(
            con, id_, contact.record.id, contact.card.id, PROFILE.name, False, body, (), vault.now()
        )  # fmt: skip
    return id_, Changed(frozenset({"delivery"}))


def forget_delivered(vault: Vault) -> None:
    """Keep no words of a share here once its keeper has said, signed, that it is there."""
    empty = report.build(Selection((), (), (), ()), {}, (), PROFILE, vault.words)
    outbox.forget(vault.con, PROFILE.name, empty)


def take(vault: Vault, carried: Carried, sender: bytes) -> str:
    """Keep a share that came in an accepted report; return why it is refused, or nothing.

    What would end another identity than the sender's is left out; the share is kept all the same.
    """
    kind, values = KINDS[KIND], carried.fields
    if set(carried.refused) - {END} or any(f.required and f.name not in values for f in kind.own):
        return Phrase("is not a whole share")
    try:
        share = crypto.read_share(str(values["words"]))
    except crypto.ShareError:
        return Phrase("is not a whole share")
    of = max(int(str(values["of"])), share.threshold, share.number)
    end = "" if left_out(vault, carried, sender) else str(values.get(END, ""))
    trustees.keep(
        vault,
        Kept(carried.id, sender, share.number, share.threshold, of, str(values["made"]), vault.now(),
             " ".join(share.words), end),
    )  # fmt: skip
    return ""


def left_out(vault: Vault, carried: Carried, sender: bytes) -> list[tuple[bytes, str, str]]:
    """Return what of a share is not kept, its field and why: what came as the end of its sender's key and is not."""
    if carried.kind != KIND or END not in carried.fields:
        return []
    why = Phrase("does not end the key of the one who sent it, and was left out; the share itself is kept")
    try:
        statement = identities.read(bytes.fromhex(str(carried.fields[END])))
    except (ValueError, NotOpened):
        return [(carried.id, END, why)]
    id_ = statements.id_of(statement)
    known = statements.contact_of(vault.con, id_)
    theirs = (known[0] if known else id_) == sender
    return [] if theirs and statement.successor is None else [(carried.id, END, why)]


def end(vault: Vault, id_: str, pass_on: bool = True) -> tuple[Contact, Changed]:
    """End the identity of whose share is kept here, by what they left with it. There is no way back.

    `pass_on`: all whom we can send to hear of it from us. Raises NotFound where it is not kept here or nobody here has
    that key any more, InputRefused where nothing was left with the share.
    """
    share = one(vault, id_)
    if not share.revocation:
        raise InputRefused("Nothing that ends a key was left with this share.", "Nothing was changed.")
    return identities.take(vault, bytes.fromhex(share.revocation), pass_on)


def kept(vault: Vault) -> list[Kept]:
    """Return the shares that are kept for others, newest first."""
    return trustees.all_(vault)


def one(vault: Vault, id_: str) -> Kept:
    """Return a share that is kept. Raises NotFound."""
    found = next((share for share in kept(vault) if share.id.hex() == id_), None)
    if found is None:
        raise NotFound("This share is not kept here any more.", "Nothing was changed.")
    return found


def remove(vault: Vault, id_: str) -> Changed:
    """Keep a share no longer; it can be brought back."""
    trustees.set_removed(vault, bytes.fromhex(id_), True)
    return Changed()


def bring_back(vault: Vault, id_: str) -> Changed:
    """Keep a share again that was removed."""
    trustees.set_removed(vault, bytes.fromhex(id_), False)
    return Changed()
