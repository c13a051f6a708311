"""The distribution of a record: who got it in a sealed report or on a paper, on which day, and each receipt."""

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import frozen

from app.actions.kernel import records
from app.actions.kernel.records import record_of
from app.actions.mail import delivery_history, delivery_status, stopped_deliveries
from app.actions.outgoing.output import OfThisVault, Output
from app.actions.papers import register
from app.domain.date_text import moment_phrase
from app.domain.frame import audience_mark
from app.domain.sheet import Block, Sheet, SheetProse, filled_table
from app.phrase import Phrase
from app.store.mail import shared_records
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

SEALED, PAPER = "sealed", "paper"
"""The ways of a copy."""
_WAYS = {SEALED: Phrase("sealed report"), PAPER: Phrase("paper")}


@frozen
class HandOver:
    """One copy: its recipient, its way (`SEALED` or `PAPER`), and its day.

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
    made = [
        HandOver(register.recipient(vault, row), PAPER, str(row.fields.get("given_on", row.fields["made_on"])),
                 Phrase(str(row.fields.get("state", ""))), str(row.fields.get("state_on", "")),
                 str(row.fields["reference"])) for row in register.list_papers(vault, record.id)
    ]  # fmt: skip
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


def list_distribution(vault: Vault) -> Sheet:
    """Return the copies of each document of the library: the recipient, the way, the first day, and the receipt."""
    header = (Phrase("Recipient"), Phrase("Way"), Phrase("Day"), Phrase("State"), Phrase("Since"), Phrase("Receipt"))
    words, blocks = vault.words["paper_state"], list[Block]()
    for document in records.find(vault, Query("document", limit=None)):
        rows = [
            (one.name or Phrase("No recipient noted"), _WAYS[one.way], moment_phrase(one.on),
             one.state if one.way == SEALED else Phrase(words.label(one.state, "en")), moment_phrase(one.state_on),
             one.receipt) for one in list_handed_out(vault, document.id.hex())
        ]  # fmt: skip
        blocks += filled_table(document.title, header, rows)
    none = (SheetProse(Phrase("No document was given out yet.")),)
    mark = audience_mark("internal")
    return Sheet(Phrase("Distribution list"), "", tuple(blocks) or none, mark, "list")


OUTPUTS = (
    Output("distribution-list", Phrase("Distribution list"),
           Phrase("For each document: who has a copy, by which way, and the receipt."),
           OfThisVault(list_distribution), profiles=("internal",)),
)  # fmt: skip
"""The paper of this module."""
