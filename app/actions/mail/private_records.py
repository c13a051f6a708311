"""Take records that a person made private again out of the reports that wait."""

from app.actions.mail import stopped_deliveries
from app.store.mail import shared_records
from app.store.records import record_lists
from app.store.vault.open_vault import Vault


def stop_private(vault: Vault) -> None:
    """Remove private notes from waiting reports, and stop anonymous ones with them. At the start of each round."""
    kinds = [kind for kind in vault.kinds.values() if kind.shared_if]
    rows = (row for kind in kinds for row in record_lists.list_kind(vault.con, kind.number, removed=True))
    private = {row.id for row in rows if vault.kinds[row.kind].stays(row.fields)}
    if not private:
        return
    with vault.transaction() as con:
        for contact in {one for id_ in private for one in shared_records.list_recipients(con, id_)}:
            stopped_deliveries.stop(vault, private, contact)
        stopped_deliveries.stop_nameless(vault, private)
