"""Store backups of other people until they restore them: accepted only if each byte is present and valid.

The sender wipes a computer after this acceptance, so it must be reliable.
"""

from contextlib import closing

from app.actions.kernel.report import ReceivedBody
from app.store.records import files
from app.store.upkeep import backup_archive
from app.store.vault.open_vault import Vault


def hold(vault: Vault, body: ReceivedBody) -> None:
    """Read every pack in a report. Raises NotOpened if one is damaged or from a newer Amparo."""
    for record in body.records:
        sha256 = record.fields.get("sha256")
        if (
            record.kind != "evidence_item"
            or record.fields.get("mime") != backup_archive.MIME
            or not isinstance(sha256, str)
        ):
            continue
        stored = files.by_hash(vault, bytes.fromhex(sha256))
        if stored is not None:
            with closing(files.reader(vault, stored)) as source:
                backup_archive.check(source, stored.size)
