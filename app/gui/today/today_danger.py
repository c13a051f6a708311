"""The rows of the danger block: incidents in danger, missed check-ins, perhaps, and nobody who watches."""

from app.actions.field import appeal_requests, checkin_board
from app.actions.field.appeals import victims
from app.actions.field.checkin_board import BoardRow
from app.actions.kernel import records
from app.actions.records import searches
from app.actions.today import danger
from app.actions.today.due_tasks import Needs
from app.domain.record import Record
from app.gui.checkins import board_query, checkins_query
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import DangerRow
from app.store.mail import outbox
from app.store.vault.open_vault import Vault

PROSE = 160
"""Letters of a story in a row."""


def rows(vault: Vault, tr: Text, needs: Needs) -> tuple[DangerRow, ...]:
    """Return every row, the red ones first; incidents that were counted only have one row together."""
    missed = checkin_board.board(vault).missed if needs.missed else []
    found = [_incident(vault, tr, one) for one in needs.danger]
    found += _unread(tr, needs.unread[0], len(needs.danger), True)
    found += [_party(tr, row) for row in missed]
    found += [_perhaps(vault, tr, one) for one in needs.perhaps]
    found += _unread(tr, needs.unread[1], len(needs.perhaps), False)
    if needs.unwatched:
        act = ("go:checkins", tr("Start watching"), "people")
        found.append(DangerRow(tr("Nobody is watching"), tr("A group is travelling."), "people", False, (act,)))
    return tuple(found)


def _unread(tr: Text, count: int, shown: int, red: bool) -> list[DangerRow]:
    """Return the row for incidents that are counted and not shown. It leads to the whole list."""
    if not count:
        return []
    key = searches.Search(where=(("danger", "now" if red else "perhaps"),)).key
    title = tr("{n} more incident|{n} more incidents", n=count)
    act = (f"search:{key}", tr("Show all {n}", n=count + shown), "document")
    return [DangerRow(title, tr("In danger now") if red else tr("Maybe in danger"), "alert", red, (act,))]


def names(vault: Vault, tr: Text, incident: Record) -> str:
    """Return the people in danger, or everybody who was harmed; without both, the title of the incident."""
    named = [other for role, other in records.show(vault, incident.id.hex()).links if role == "in_danger"]
    return tr.listed(person.title for person in named or victims(vault, incident)) or incident.title


def _incident(vault: Vault, tr: Text, incident: Record) -> DangerRow:
    who, key = names(vault, tr, incident), incident.id.hex()
    told = str(incident.fields.get("description", "")).split("\n")[0]
    story = told if len(told) <= PROSE else f"{told[:PROSE].rsplit(' ', 1)[0]}…"
    at = relative_time(tr, incident.updated, vault.now())
    state = _asked(vault, tr, incident)
    text = " ".join(part for part in (story or incident.title, tr("Last changed {at}.", at=at), state) if part)
    if danger.is_asked(vault, incident):
        acts = ((f"record:{key}", tr("Open the incident"), "document"), (f"still:{key}", tr("Yes"), "check"),
                (f"over:{key}", tr("Danger is over…"), "shield-check"))  # fmt: skip
        return DangerRow(tr("Is {who} still in danger?", who=who), text, "alert", True, acts)
    acts2 = ((f"record:{key}", tr("Open the incident"), "document"), (f"instant:{key}", tr("Instant action…"), "bolt"))
    return DangerRow(tr("{who}: in danger now", who=who), text, "alert", True, acts2)


def _asked(vault: Vault, tr: Text, incident: Record) -> str:
    """Return the state of the instant actions about an incident; only a stored proof says that one was sent."""
    made = [row for _, row in records.show(vault, incident.id.hex()).parts if row.kind == "appeal"]
    earnest = [one for one in made if not one.fields.get("rehearsal")]
    asked = [(row, one.fields.get("state") == "closed") for one in earnest for row in appeal_requests.lines(vault, one)]
    held = sum(row.delivery is not None and row.delivery.state in outbox.HELD for row, _ in asked)
    calls = sum(row.delivery is None and not row.asked.answer and not closed for row, closed in asked)
    sends = tr("{n} report waits for a USB stick or a relay|{n} reports wait for a USB stick or a relay", n=held)
    waits = [sends if held else "",
             tr("{n} person to call|{n} people to call", n=calls) if calls else ""]  # fmt: skip
    if any(row.sent for row, _ in asked):
        more = tr("Still waiting: {parts}.", parts=tr.listed(waits)) if any(waits) else ""
        return " ".join(filter(None, (tr("You sent an instant action."), more)))
    if any(waits):
        return tr("Instant action not finished: {parts}.", parts=tr.listed(waits))
    return tr("You have not sent an instant action.")


def _perhaps(vault: Vault, tr: Text, incident: Record) -> DangerRow:
    act = (f"record:{incident.id.hex()}", tr("Open the incident"), "document")
    title = tr("{who}: maybe in danger", who=names(vault, tr, incident))
    return DangerRow(title, incident.title, "alert", False, (act,))


def _party(tr: Text, row: BoardRow) -> DangerRow:
    """Return a travel group that was not heard, with the step to do now."""
    party, key, name = row.party, row.key, str(row.record.fields["title"])
    alarm = party.alarm
    due = checkins_query.local_time_text(tr, alarm.due if alarm else party.now, party.plan.zone, party.now)
    duress = alarm is not None and alarm.duress
    if duress:
        title = tr("{name}: they used the danger word", name=name)
        text = f"{tr('They used the danger word at {time}.', time=due)} {board_query.next_in_danger(tr, row)}"
    else:
        title = tr("{name}: no check-in", name=name)
        text = tr("Due {time}, {n} minute ago.|Due {time}, {n} minutes ago.", time=due, n=-party.minutes)
    act = (f"steps:{key}", tr("Add steps"), "plus")
    step = party.current or party.following
    if step is not None:
        number = row.number(step.step.key)
        what = checkins_query.words_to_say(tr, row, step.step.key).rstrip(".")
        text = f"{text} {tr('Step {number}: {what}.', number=tr.number(number), what=what)}" if what else text
        act = (f"board:{key}", tr("Do step {number}", number=tr.number(number)), "forward")
    elif party.ladder:
        act = (f"board:{key}", tr("Open the board"), "forward")
    heard = (f"heard:{key}", tr("They checked in"), "check")
    return DangerRow(title, text, "alert" if duress else "clock", True, (act, heard) if duress else (heard, act))
