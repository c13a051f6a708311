"""What others gave us to keep until they restore it: taken only when every byte of it is there and fits.

Accepting such a report is the proof on which its sender wipes a computer, so it must not be given lightly.
"""

from contextlib import closing

from app.actions.report import Body
from app.store import files, pack
from app.store.vault import Vault


def hold(vault: Vault, body: Body) -> None:
    """Read every pack that a report brings. Raises NotOpened where one is damaged or from a newer Amparo."""
    for record in body.records:
        sha256 = record.fields.get("sha256")
        if record.kind != "evidence_item" or record.fields.get("mime") != pack.MIME or not isinstance(sha256, str):
            continue
        stored = files.by_hash(vault, bytes.fromhex(sha256))
        if stored is not None:
            with closing(files.reader(vault, stored)) as source:
                pack.check(source, stored.size)
