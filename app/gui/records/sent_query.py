"""Interventions sent to a contact, a person or an organisation, and the answers."""

from collections.abc import Iterable

from app.actions.records.duplicates import list_linking_records
from app.domain.record import Record
from app.gui.records.parts_query import date_words, say_field
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import Part, RowView
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

ROLE = "addressee"
"""The role of a recipient in an intervention."""
MOST = 200
"""The maximum of interventions that are read for one recipient."""


def list_interventions_to(vault: Vault, tr: Text, id_: bytes) -> tuple[Part, ...]:
    """Return the interventions sent to a recipient, newest first; empty if there are none."""
    found = (store.load(vault.con, intervention) for intervention in list_linking_records(vault, id_, [ROLE], MOST))
    return part(vault, tr, [record for record in found if record is not None and record.kind == "intervention"])


def part(vault: Vault, tr: Text, sent: Iterable[Record]) -> tuple[Part, ...]:
    """Return interventions as a part of a page, newest first, each with its answer; empty if there are none."""
    rows = sorted(sent, key=lambda record: str(record.fields.get("date", "")), reverse=True)
    lines = tuple(_line(vault, tr, record) for record in rows)
    return (("intervention", tr("Sent reports"), lines),) if lines else ()


def _line(vault: Vault, tr: Text, record: Record) -> RowView:
    second = tr.line(date_words(vault, tr, record), _answer(vault, tr, record))
    icon = vault.kinds[record.kind].icon
    return RowView(icon, title_words(vault, tr, record), second, key=record.id.hex())


def _answer(vault: Vault, tr: Text, record: Record) -> str:
    """Return the answer, its time, and its text."""
    fields = record.fields
    said = str(fields.get("response_text", "")).split("\n")[0]
    if "response" not in fields and not said:
        return tr("No answer yet")
    how, day = say_field(vault, tr, record, "response"), fields.get("response_date")
    return tr.line(tr("Answered {date}", date=moment_words(tr, str(day))) if day else tr("Answered"), how, said)
