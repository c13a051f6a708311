"""Coverage gaps for Now: shifts without a person, vacant seats, decisions without an owner."""

from collections.abc import Sequence
from datetime import timedelta

from app.actions.kernel.clock import today
from app.actions.kernel.records import title
from app.actions.records.coverage_gaps import Gap, Lacks
from app.domain.record import Record
from app.gui.style.dates import clock_words, moment_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault


def rows(vault: Vault, tr: Text, found: Lacks) -> list[RowView]:
    """Return a row for each accompaniment with a gap, each body with vacant seats, and each decision."""
    return [
        *(_gap(vault, tr, gap) for gap in found.gaps),
        *(_seats(vault, tr, body, seats) for body, seats in found.vacant),
        *(_decision(vault, tr, record) for record in found.ownerless),
    ]


def _gap(vault: Vault, tr: Text, gap: Gap) -> RowView:
    first = gap.open[0][0]
    said = []
    for day in dict.fromkeys(day for day, _, _ in gap.open):
        times = [
            tr("{first} to {last}", first=clock_words(tr, start), last=clock_words(tr, end))
            for at, start, end in gap.open
            if at == day
        ]
        said.append(tr("{name}: {value}", name=_day(vault, tr, day), value=tr.listed(times)))
    name = tr("Nobody stands by: {title}", title=title(vault, gap.record, tr.language))
    ink = "amb" if first else "red"
    return RowView(
        "clock", name, tr.line(*said), far=_day(vault, tr, first), ink=ink, key=f"roster:{gap.record.id.hex()}"
    )


def _day(vault: Vault, tr: Text, ahead: int) -> str:
    words = {0: tr("today"), 1: tr("tomorrow")}
    return words.get(ahead) or moment_words(tr, (today(vault) + timedelta(days=ahead)).isoformat())


def _seats(vault: Vault, tr: Text, body: Record, seats: Sequence[Record]) -> RowView:
    words = tr("{n} seat that nobody holds: {body}|{n} seats that nobody holds: {body}", n=len(seats),
               body=title(vault, body, tr.language))  # fmt: skip
    roles = tr.listed(str(seat.fields.get("role", seat.ref)) for seat in seats)
    return RowView("people", words, roles, ink="amb", key=f"record:{body.id.hex()}")


def _decision(vault: Vault, tr: Text, record: Record) -> RowView:
    due = moment_words(tr, str(record.fields["due"])) if "due" in record.fields else ""
    name = tr("Nobody has it to do: {title}", title=title(vault, record, tr.language))
    kind = vault.words["undertaking_kind"].label("decision", tr.language)
    second = tr.line(kind, due)
    return RowView("checks", name, second, ink="amb", key=f"record:{record.id.hex()}")
