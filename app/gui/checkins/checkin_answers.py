"""Save a check-in, and announce the entries of the board: each message names its group; a danger and a log stay."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.actions.field import checkins
from app.actions.kernel import records
from app.domain.record import Record
from app.gui.shell.undo_stack import make_stop
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault


class HeardSaved(NamedTuple):
    """A check-in that was saved: the words about it, and True if it can be undone."""

    record: Record
    said: str
    can_undo: bool


def save_heard(vault: Vault, tr: Text, key: str, given: Mapping[str, Any]) -> HeardSaved:
    """Record a check-in. It has no undo if there is a danger, nor on a vault that travels, which shows no danger."""
    nearly = checkins.is_nearly_danger(vault, key, given.get("text", ""))
    record = checkins.record_checkin(vault, key, **given)[0]
    row = checkins.plan(vault, key)
    state, group, alarm = str(record.fields["state"]), str(row.record.fields["title"]), row.party.alarm
    in_danger = state == "duress" or (alarm is not None and alarm.duress)
    said = {
        "fine": tr("Saved. {group}: fine.", group=group),
        "late": tr("Saved. {group}: late, but well.", group=group),
        "arrived": tr("Saved. {group}: arrived.", group=group),
        "duress": tr("{group}: in danger. Do not call them: do the step for danger now.", group=group),
    }.get(state, tr("Saved. {group}: cancelled.", group=group))
    if state == "duress" and nearly:
        said = tr("{group}: nearly the danger word. Amparo treats this as danger. Do not call them.", group=group)
    elif in_danger and state != "duress":
        said = f"{said} {tr('The alarm for danger continues.')}"
    return HeardSaved(record, said, not in_danger and not row.travels)


def tell_heard(desk: VaultSession, made: HeardSaved) -> None:
    """Announce a check-in, with Undo if it has one; without, no older action is undone either."""
    ref = made.record.ref
    if not made.can_undo:
        desk.past.did(make_stop(desk.look.tr("This check-in cannot be undone. Nothing was changed."), stays=True))
    desk.tell(made.said, (lambda vault: records.remove(vault, ref)[1]) if made.can_undo else None)


def tell_logged(desk: VaultSession, said: str) -> None:
    """Announce an entry of the log. It stays: the next undo changes nothing, also nothing older."""
    desk.past.did(make_stop(desk.look.tr("The log keeps this entry: {entry} Nothing was undone.", entry=said)))
    desk.tell(said)


def turn_words(tr: Text, entry: Record, own: str) -> str:
    """Return who watches now, and since when."""
    action, by, to = (str(entry.fields.get(name, "")) for name in ("action", "by", "to"))
    name, at = to or by, tr.digits(str(entry.fields["at"])[-5:])
    if action == "left":
        return tr("{name} stopped watching at {time}.", name=name, time=at)
    if name.casefold() == own.casefold():
        return tr("You are watching now, since {time}.", time=at)
    return tr("{name} is watching now, since {time}.", name=name, time=at)
