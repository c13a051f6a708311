"""What would leave, looked at before it is queued: the bytes that a share would freeze, as an addressee reads them.

Nothing is queued, sealed or noted.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.actions import anonymous, named, sharing
from app.actions.contacts import Contact
from app.actions.report import Body
from app.actions.sharing import Frozen
from app.store.vault import Vault


@frozen
class Reading:
    """What these addressees would read, all of them the same: the body, what it was made from, and what to mind."""

    to: tuple[Contact, ...]
    body: Body
    made: Frozen
    warnings: tuple[str, ...]


def readings(
    vault: Vault,
    handles: Sequence[str],
    to: Sequence[str],
    profile: str = "",
    *,
    nobodys: bool = False,
    originals: bool = False,
    reply: bool = False,
) -> list[Reading]:
    """Return one reading for all who would read the same; the arguments are those of `sharing.share`.

    `nobodys`: as by `anonymous.share`, which draws ids for each addressee, so no two read the same. Raises InputRefused
    as they do.
    """
    found: dict[bytes, Reading] = {}
    for contact in sharing.addressees(vault, to):
        name = profile or contact.level or "internal"
        if nobodys:
            view = anonymous.preview(vault, handles, name, originals)
            body, made = anonymous.as_read(vault, handles, contact.record.ref, name, originals)
            said = [*view.warnings, *anonymous.cautions(contact, made, reply)]
        else:
            view = sharing.preview(vault, handles, name)
            body, made = sharing.as_read(vault, handles, contact.record.ref, name)
            said = sharing.cautions(vault, contact, view)
        said = [*said, *named.warning(vault, made, body)]
        before = found.get(made.body)
        found[made.body] = Reading(
            (*(before.to if before else ()), contact), body, made,
            tuple(dict.fromkeys([*(before.warnings if before else ()), *said])),
        )  # fmt: skip
    return list(found.values())


def digest(readings: Iterable[Reading]) -> bytes:
    """Return the digest of all that leaves, to share just that: `shown` of `sharing.share` and `anonymous.share`."""
    return sharing.digest((contact, reading.made) for reading in readings for contact in reading.to)
