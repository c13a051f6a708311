"""Write slots of a vault's header: add a passphrase or recovery, change or remove one, or write all slots again.

A slot is written only inside the mask of the vault whose session is open, with a new salt each time. A secret that
opens any slot already is refused, because the choice between its two slots would be random.
"""

import os
from collections.abc import Mapping

from attrs import frozen

from crypto.encoding import Random
from crypto.errors import PassphraseInUse
from crypto.header import (
    PASSPHRASE,
    SLOT,
    SLOTS,
    OpenedVault,
    read_header,
    slots_opened,
    with_written,
    write_slot,
)
from crypto.secret import Secret


@frozen(eq=False)
class SlotSecret:
    """The secret of a slot: R (Argon2id's 32 bytes or, with how = RECOVERY, the recovery secret without change).

    `keyfile` is `keyfile_hash` of the complete file or None; `flags` are the slot's (WIPE, DESTROY).
    """

    r: Secret
    keyfile: bytes | None = None
    how: int = PASSPHRASE
    flags: int = 0


def with_slot(data: bytes, opened: OpenedVault, i: int, secret: SlotSecret, *, random: Random = os.urandom) -> bytes:
    """Return the header with slot `i` written for another secret, seq + 1.

    Raises PassphraseInUse if that secret opens any slot, of any vault, ValueError if `i` is outside the mask.
    """
    header = read_header(data)
    _refuse_known(data, secret)
    after = opened._replace(slot=i, how=secret.how, flags=secret.flags)
    slot = write_slot(header.bound, after, secret.r, secret.keyfile, None, random)
    return with_written(header, after, slot, header.seq + 1) * 2


def without_slot(data: bytes, opened: OpenedVault, i: int, *, random: Random = os.urandom) -> bytes:
    """Return the header with random bytes in slot `i`, seq + 1. A copy of the old header still opens."""
    header = read_header(data)
    return with_written(header, opened._replace(slot=i), random(SLOT), header.seq + 1) * 2


def rotate_header(
    data: bytes, opened: OpenedVault, secrets: Mapping[int, SlotSecret], *, random: Random = os.urandom
) -> tuple[bytes, OpenedVault]:
    """Return the header with a new key and database id in the given slots, seq + 1, and the vault that it opens.

    Every other slot of the mask becomes random; the slots outside the mask do not change. Raises ValueError without a
    secret or for a slot outside the mask. `opened` is not cleared.
    """
    if not secrets or any(not opened.mask >> i & 1 for i in secrets):
        raise ValueError("slots outside the vault's mask, or none")
    header = read_header(data)
    new = opened._replace(vmk=Secret.of(random(32)), db_id=random(16), seq=header.seq + 1, also=())
    for i in (i for i in range(SLOTS) if opened.mask >> i & 1):
        at = new._replace(slot=i)
        written = random(SLOT)
        if i in secrets:
            secret = secrets[i]
            at = at._replace(how=secret.how, flags=secret.flags)
            written = write_slot(header.bound, at, secret.r, secret.keyfile, None, random)
        header = read_header(with_written(header, at, written, new.seq) * 2)
    first = min(secrets)
    return header.copy * 2, new._replace(slot=first, how=secrets[first].how, flags=secrets[first].flags)


def _refuse_known(data: bytes, secret: SlotSecret) -> None:
    found = slots_opened(read_header(data), secret.r, secret.keyfile, None, secret.how)
    for other in found:
        other.vmk.clear()
    if found:
        raise PassphraseInUse("this password is in use")
