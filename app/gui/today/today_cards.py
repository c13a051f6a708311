"""The cards next to Today, and the next times on a calm day."""

from pathlib import Path

from app.actions.field import checkin_board
from app.actions.field.checkin_board import BoardRow
from app.actions.today.due_tasks import Needs
from app.actions.vault import backups, machine, recovery
from app.gui.checkins import checkins_query
from app.gui.records.parts_query import due_row
from app.gui.style.dates import relative_time, title_words
from app.gui.style.text import Text
from app.gui.warning import warning_query
from app.gui.widgets.page_values import RowView, Section, StateCard
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

NEXT = 3
"""Things on a calm page."""


def cards(vault: Vault, tr: Text, needs: Needs) -> tuple[StateCard, ...]:
    """Return the cards in their order; one without anything to say is absent."""
    found = [_backup(vault, tr)]
    if record_lists.count_records(vault.con):
        found.append(_recovery(vault, tr))
    if needs.rising or needs.alerts:
        found.append(_warning(vault, tr, needs))
    if count := machine.count_unreviewed_findings(vault):
        said = tr("{n} problem to review|{n} problems to review", n=count)
        found.append(StateCard("shield-ask", tr("This vault"), ((said, "ink2"),), ("do:machine", tr("Review"))))
    return tuple(found)


def _backup(vault: Vault, tr: Text) -> StateCard:
    now = backups.state(vault)
    act = ("do:backup", tr("Back up now")) if now.due or now.last is None else ("", "")
    if now.last is None:
        return StateCard("disk", tr("Backup"), ((tr("No backup yet"), "amb"),), act)
    at = tr.line(relative_time(tr, now.last.at, vault.now()), Path(now.last.folder).name)
    changed = tr("Records changed since then.") if now.changed else tr("No changes since then.")
    return StateCard("disk", tr("Backup"), ((at, "amb" if now.due else "ink2"), (changed, "ink2")), act)


def _recovery(vault: Vault, tr: Text) -> StateCard:
    now = recovery.status(vault)
    title = tr("Recovery")
    if now is None or now.made is None:
        text = tr("If you forget the password, no one can open this vault.")
        return StateCard("people", title, ((text, "ink2"),), ("do:ways", tr("Make shares")))
    held = sum(bool(name) for name in now.holders)
    lines = [(tr("{n} of {of} shares have a holder.", n=held, of=len(now.holders)), "ink2")]
    if now.drilled is not None:
        lines.append((tr("Last test {at}.", at=relative_time(tr, now.drilled, vault.now())), "ink2"))
    return StateCard("people", title, tuple(lines))


def _warning(vault: Vault, tr: Text, needs: Needs) -> StateCard:
    lines = []
    for area in needs.rising:
        _, word, ink = warning_query.badge(vault, tr, area.level, covered=False)
        name = warning_query.area_name(tr, area.area)
        lines.append((tr("{name}: {value}", name=name, value=word), ink if ink in ("red", "amb") else "ink2"))
    lines += [(title_words(vault, tr, alert), "amb") for alert in needs.alerts]
    return StateCard("shield-alert", tr("Early warning"), tuple(lines), ("do:warning", tr("Review")))


def next_times(vault: Vault, tr: Text, needs: Needs) -> Section:
    """Return the next three things with a time: check-ins, then the dates of tomorrow."""
    out = [row for row in checkin_board.board(vault).out if row.party.next is not None]
    rows = [_checkin(tr, row) for row in out] + [due_row(vault, tr, due) for due in needs.due]
    return Section(tr("Next"), "", tuple(rows[:NEXT]))


def _checkin(tr: Text, row: BoardRow) -> RowView:
    party = row.party
    at = party.next.at if party.next is not None else party.now
    far = checkins_query.local_time_text(tr, at, party.plan.zone, party.now)
    name = tr("{name}: check-in", name=str(row.record.fields["title"]))
    return RowView("clock", name, far=far, key=f"board:{row.key}")
