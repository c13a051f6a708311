"""Record the work at the base: check-ins, escalation steps, the end of an alarm, and duty shifts."""

import unicodedata

from app.actions.contacts import contact_cards
from app.actions.field.checkin_board import TRAVELS, BoardRow, board, list_own_plans, row_of
from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.device.monotonic_counter import Counter, counter
from app.domain import code_words, zones
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import checkin_records
from app.store.vault.open_vault import Vault

AHEAD = 300
"""Seconds by which a typed time can be in the future, because the clocks of two people differ."""


def plan(vault: Vault, handle: str, count: Counter = counter) -> BoardRow:
    """Return the row of the plan with this id or short code."""
    record = records.record_of(vault, handle)
    if record.kind != "checkin_plan":
        raise InputRefused(
            Phrase("{ref} is a {kind}, not {wanted}.", ref=record.ref, kind=record.kind, wanted="checkin_plan")
        )
    return row_of(vault, record, count)


def record_checkin(
    vault: Vault, handle: str, *, word: str = "", state: str = "", at: str = "", by: str = "", text: str = "",
    channel: str = "", position: str = "", count: Counter = counter,
) -> tuple[Record, Changed]:  # fmt: skip
    """Record a check-in: by a code word, by a state, or with neither by the code words in `text`.

    `at` is an hour (14:05) or a complete minute in the travellers' time zone; the default is now. The code word itself
    is never stored. A vault that travels stores every code word as `fine`, with a seal that tells the base the real
    word. Raises InputRefused for a future time and, except on a vault that travels, for a word that is not in the plan,
    and without a code word or a state: the program cannot know if "we need help", or silence, is fine.
    """
    row = plan(vault, handle, count)
    party = row.party
    said = code_words.state_said(party.plan, word or text)
    if word and not said and not row.travels:
        raise InputRefused(
            "This plan does not have that code word.",
            "Nothing was saved. Ask again, or choose yourself: fine, late, arrived or duress.",
        )
    if not (said or state or row.travels):
        raise InputRefused(
            "Choose how they are: fine, late, arrived or in danger.", "Nothing was saved, and no alarm was ended."
        )
    given = {"plan": row.key, "at": _minute(row, at), "by": by, "channel": channel, "position": position,
             "text": code_words.without_words(party.plan, text), "state": _weighed(said, state)}  # fmt: skip
    if row.travels:
        given["state"] = state if state in ("late", "arrived", "cancelled") else "fine"
        given["said"] = code_words.seal(party.plan, word or text, vault.random(code_words.SALT)) if word or said else ""
    with vault.transaction():
        clock.keep_steady_time(vault, count)
        return records.add(vault, "checkin", given)


def keeps_danger(vault: Vault, record: Record) -> bool:
    """Return True for a danger check-in, or its plan, while nobody ended the alarm: without it, the alarm is over."""
    on = record
    if record.kind == "checkin":
        on = next((one for role, one in records.show(vault, record.id.hex()).links if role == "plan"), record)
    if on.kind != "checkin_plan":
        return False
    row = row_of(vault, on)
    danger = {one.key for one in row.heard if one.state == "duress"} | {row.key}
    return row.party.alarm is not None and row.party.alarm.duress and record.id.hex() in danger


def is_nearly_danger(vault: Vault, handle: str, text: str) -> bool:
    """Return True if a text counts as danger here, and its word is only nearly the danger word."""
    row = plan(vault, handle)
    return not row.travels and code_words.is_nearly_danger(row.party.plan, text)


def _weighed(said: str, state: str) -> str:
    """Return the state that counts: duress from any source, then a person's choice, then the code word."""
    if "duress" in (said, state):
        return "duress"
    return state if state not in ("", "fine") else said or "fine"


def _minute(row: BoardRow, given: str) -> str:
    """Return the minute in the travellers' time zone that the typed text means."""
    now, zone = row.party.now, row.party.plan.zone
    if not given:
        return zones.local_minute(now, zone)
    digits = (str(unicodedata.decimal(letter, letter)) for letter in given.strip())
    text = "".join(digits)
    try:
        if "-" not in text:
            minute = zones.hour(text)
            today = zones.local_time(now, zone).date().toordinal()
            at = zones.at_minute(today, minute, zone, near=now)
            if at > now + AHEAD:  # shortly after midnight, 23:50 is yesterday
                at = zones.at_minute(today - 1, minute, zone, near=now)
            return zones.local_minute(at, zone)
        at = zones.instant(text, zone, near=now)
    except ValueError as wrong:
        raise InputRefused(Phrase.of(str(wrong)), "Nothing was saved.") from None
    if at > now + AHEAD:
        raise InputRefused("This time is in the future.", "Nothing was saved. Write the local time of the travellers.")
    return zones.local_minute(at, zone)


def step(
    vault: Vault, handle: str, which: str, by: str, *, did: str = "done", text: str = "", count: Counter = counter
) -> tuple[Record, Changed]:
    """Record an escalation step: began, done, failed or skipped; `which` is its number, code or id.

    Raises InputRefused if no one is missing, and for a step that is not in the plan.
    """
    row = plan(vault, handle, count)
    alarm = row.party.alarm
    if alarm is None:
        raise InputRefused("Nobody of this group is missing.", "Nothing was saved.")
    keys = [rung.step.key for rung in row.party.ladder]
    key = keys[int(which) - 1] if which.isdigit() and 0 < int(which) <= len(keys) else ""
    key = key or next((one for one in keys if which in (one, row.steps[one].ref)), "")
    if not key:
        raise InputRefused("This plan does not have that step.", "Nothing was saved.")
    zone = row.party.plan.zone
    given = {"plan": [row.key], "step": key, "action": did, "by": by, "text": text,
             "at": zones.local_minute(row.party.now, zone), "due": zones.local_minute(alarm.due, zone)}  # fmt: skip
    with vault.transaction():
        clock.keep_steady_time(vault, count)
        return records.add(vault, "watch_entry", given)


def stand_down(vault: Vault, handle: str, by: str, *, text: str, count: Counter = counter) -> tuple[Record, Changed]:
    """End the alarm of a travel group whose place is known; `text` says how.

    Raises InputRefused if there is no alarm, and without a reason.
    """
    row = plan(vault, handle, count)
    alarm, zone = row.party.alarm, row.party.plan.zone
    if alarm is None:
        raise InputRefused("Nobody of this group is missing.", "Nothing was saved.")
    if not text.strip():
        raise InputRefused("Write how you know where they are.", "The alarm continues.")
    given = {"plan": [row.key], "action": "stood_down", "by": by, "text": text,
             "at": zones.local_minute(row.party.now, zone), "due": zones.local_minute(alarm.due, zone)}  # fmt: skip
    with vault.transaction():
        clock.keep_steady_time(vault, count)
        return records.add(vault, "watch_entry", given)


def turn(
    vault: Vault, action: str, by: str, *, to: str = "", text: str = "", count: Counter = counter
) -> tuple[Record, Changed]:
    """Take, transfer or end a duty shift of the base; teams that share a running plan see the entry too.

    Raises InputRefused if the person who transfers or ends the shift does not have it.
    """
    shown = board(vault, count)
    if action != "took" and by not in {one.name for one in shown.watchers}:
        names = ", ".join(one.name for one in shown.watchers)
        hint = Phrase("Watching: {names}.", names=names) if names else Phrase("Nobody is watching.")
        raise InputRefused(Phrase("{name} is not watching.", name=by), hint)
    plans = checkin_records.in_teams(vault.con, [row.record.id for row in shown.running])
    given = {"plan": [id_.hex() for id_ in plans], "action": action, "by": by, "to": to, "text": text,
             "at": zones.local_minute(shown.now, None)}  # fmt: skip
    with vault.transaction():
        clock.keep_steady_time(vault, count)
        return records.add(vault, "watch_entry", given)


def watch_if_chosen(vault: Vault, handle: str, count: Counter = counter) -> Changed:
    """Start the shift of the person of this vault if a plan chooses them as watcher; nobody else can say that for them.

    The person of the vault is known by the name on their card.
    """
    own, row = contact_cards.my_card(vault).name.casefold(), plan(vault, handle, count)
    chosen = [records.record_of(vault, key).title for key in row.chosen]
    name = next((name for name in chosen if name.casefold() == own), "")
    if not name or own in {one.name.casefold() for one in board(vault, count).watchers}:
        return Changed()
    return turn(vault, "took", name, count=count)[1]


def travel(vault: Vault, handle: str, away: bool = True, count: Counter = counter) -> None:
    """Set if the travellers carry this vault; a danger word then looks here like any other word."""
    row = plan(vault, handle, count)
    kept = list_own_plans(vault) - {row.key} | ({row.key} if away else set())
    vault.set(TRAVELS, " ".join(sorted(kept)).encode())
