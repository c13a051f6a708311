"""The distribution of a record: who got it in a sealed report or on a paper, on which day, and each receipt."""

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import frozen

from app.actions.kernel.records import record_of
from app.actions.mail import delivery_history, delivery_status, stopped_deliveries
from app.actions.papers import register
from app.actions.withdrawals.holders import PAPER, SEALED, holder_of_paper
from app.phrase import Phrase
from app.store.mail import shared_records
from app.store.vault.open_vault import Vault


@frozen
class HandOver:
    """One copy: its recipient, its way (`holders.SEALED` or `PAPER`), and its day.

    `state` has the words for the delivery, or the code of the paper, since the day `state_on`. `receipt` is the
    reference of the paper or the first digits of the report. `relays` is the number of relays with a signed receipt.
    """

    name: str
    way: str
    on: str
    state: Phrase
    state_on: str
    receipt: str
    relays: int = 0


def list_handed_out(vault: Vault, handle: str) -> list[HandOver]:
    """Return the distribution of a record, the oldest copy first. Raises NotFound."""
    record = record_of(vault, handle)
    papers = (holder_of_paper(vault, row) for row in register.list_papers(vault, record.id))
    made = (HandOver(one.name, PAPER, one.on, Phrase(one.state), one.state_on, one.key) for one in papers)
    return sorted([*_sealed(vault, record.id), *made], key=lambda one: (one.on, one.name))


def _sealed(vault: Vault, id_: bytes) -> Iterator[HandOver]:
    for contact in shared_records.list_recipients(vault.con, id_):
        sent = [row for row in delivery_history.list_journeys(vault, contact)
                if stopped_deliveries.contains_record(row.delivery, {id_})]  # fmt: skip
        for row, state in zip(sent, delivery_status.list_delivery_states(vault, sent), strict=True):
            day, receipt = _day(row.delivery.queued), row.delivery.report.hex()[:8]
            yield HandOver(row.to, SEALED, day, state.words, _day(state.since), receipt, row.relays_reached)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
