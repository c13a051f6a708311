"""The steps of a promise or demand, as lines of its page: the state today, and each step."""

from app.actions.casework import tracking
from app.domain.record import Record
from app.gui.cases.detention_query import DetentionLines
from app.gui.records.parts_query import late_words, value_words
from app.gui.style.dates import moment_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault


def read_lines(vault: Vault, tr: Text, key: str) -> DetentionLines:
    """Return the state today, and the steps in the order of time."""
    found = tracking.read(vault, key)
    state = label(vault, tr, "undertaking_status", found.state)
    late = late_words(tr, found.late) if found.late else ""
    said = tr.line(tr("State today: {state}", state=state), late)
    rows = tuple(_step(vault, tr, one) for one in found.steps)
    says = ((said, "amber" if late else "box"),) if rows or late else ()
    return DetentionLines(says, ((tr("Steps so far"), rows),))


def _step(vault: Vault, tr: Text, one: Record) -> RowView:
    kind, fields = vault.kinds[one.kind], one.fields
    day = moment_words(tr, str(fields.get("date", "")), long=True)
    state = value_words(vault, tr, kind, "state", fields["state"]) if "state" in fields else ""
    said = str(fields.get("text") or fields.get("text_open") or "")
    return RowView(kind.icon, state or tr("No new state"), tr.line(day, " ".join(said.split())), key=one.id.hex())


def say_lines(tr: Text, lines: tuple[tuple[str, str], ...]) -> list[RowView]:
    """Return the steps that the old lines become."""
    return [RowView("forward", said, moment_words(tr, day, long=True)) for day, said in lines]
