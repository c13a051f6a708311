"""Preview a share before it is queued: the bytes that would be sent, as a recipient reads them.

Nothing is queued, encrypted or recorded.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.report import ReceivedBody
from app.actions.mail import anonymous, sharing
from app.actions.mail.sharing import Frozen
from app.actions.release import name_check
from app.store.vault.open_vault import Vault


@frozen
class SharePreview:
    """The same content for some recipients: the body, its source, and the warnings."""

    to: tuple[Contact, ...]
    body: ReceivedBody
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
) -> list[SharePreview]:
    """Return one reading for all recipients with the same content; the arguments are those of `sharing.share`.

    With `nobodys`, those of `anonymous.share`, which makes random ids for each recipient, so that no two are the same.
    Raises InputRefused as they do.
    """
    found: dict[bytes, SharePreview] = {}
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
        said = [*said, *name_check.warn_about_names(vault, made, body)]
        before = found.get(made.body)
        found[made.body] = SharePreview(
            (*(before.to if before else ()), contact), body, made,
            tuple(dict.fromkeys([*(before.warnings if before else ()), *said])),
        )  # fmt: skip
    return list(found.values())


def digest(readings: Iterable[SharePreview]) -> bytes:
    """Return the digest of all outgoing data; as `shown`, it limits `sharing.share` and `anonymous.share` to that."""
    return sharing.digest((contact, reading.made) for reading in readings for contact in reading.to)
