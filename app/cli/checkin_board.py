"""Verbs for a person who watches: the board, check-ins, escalation steps, and duty shifts."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.actions.field import checkin_urgency, checkins
from app.actions.field.checkin_board import Board, BoardRow, board
from app.actions.kernel import clock
from app.actions.papers import base_copy, register
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.domain.checkin_status import EscalationStepStatus
from app.domain.record import Record
from app.domain.zones import local_minute
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `board`, `checkin …` and `watch …`."""
    shown = verb(verbs, common, "board", _board, "show travellers, missed check-ins and next steps")
    shown.add_argument("--wait-for-nobody", action="store_true", help="exit with code 1 if someone must act now")
    group = verbs.add_parser("checkin", help="check-ins of travellers").add_subparsers(required=True, metavar="V")
    _heard_verbs(group, common)
    step = verb(group, common, "step", _step, "record an escalation step")
    step.add_argument("plan", help="ID of the check-in plan")
    step.add_argument("step", help="number, code or ID of the step")
    step.add_argument("--by", required=True, help="name of the person who watches")
    how = step.add_mutually_exclusive_group()
    for did, about in (
        ("failed", "record a failed contact"),
        ("began", "record the start"),
        ("skipped", "record a skip"),
    ):
        how.add_argument(f"--{did}", dest="did", action="store_const", const=did, default="done", help=about)
    step.add_argument("--text", default="", help="contacted people and their answers")
    down = verb(group, common, "stand-down", _stand_down, "end an alarm after contact with the travellers")
    down.add_argument("plan", help="ID of the check-in plan")
    down.add_argument("--by", required=True, help="name of the person who watches")
    down.add_argument("--text", required=True, help="source of the information")
    away = verb(group, common, "travel", _travel, "mark this vault as a vault of the travellers")
    away.add_argument("plan", help="ID of the check-in plan")
    away.add_argument("--off", action="store_true", help="mark this vault as a vault of the base")
    copy = verb(group, common, "base-copy", _copy, "write the base sheet with the code words")
    copy.add_argument("plan", help="ID of the check-in plan")
    copy.add_argument("file", help="new file that ends with .txt or .html")
    copy.add_argument("--with-code-words", action="store_true", required=True,
                      help="confirm the risk: a finder of the sheet can report a false \"all is well\"")  # fmt: skip
    calls = verb(group, common, "call-me", _calls, "let a locked window notify you of missed check-ins")
    calls.add_argument("--off", action="store_true", help="stop the notifications and delete the stored time")
    verb(group, common, "clock-is-right", _clock, "confirm that the clock of this computer is correct")
    turns = verbs.add_parser("watch", help="shifts of watching").add_subparsers(required=True, metavar="V")
    for name, action, about in (("take", "took", "start a duty shift"), ("give", "gave", "hand the duty shift over"),
                                ("leave", "left", "end a duty shift without a successor")):  # fmt: skip
        one = verb(turns, common, name, _turn, about)
        one.set_defaults(action=action, to="")
        one.add_argument("--by", required=True, help="name of the person who watches")
        if action == "gave":
            one.add_argument("--to", required=True, help="name of the next person")
        one.add_argument("--text", default="", help="note for the log")


def _heard_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    for name, about in (("heard", "record a check-in"), ("arrived", "record the arrival")):
        heard = verb(group, common, name, _heard, about)
        heard.add_argument("plan", help="ID of the check-in plan")
        if name == "heard":
            heard.add_argument(
                "--word", default="", help="code word, or - for standard input. Amparo does not store it"
            )
            heard.add_argument(
                "--state",
                default="",
                choices=["fine", "late", "arrived", "duress", "cancelled"],
                help="status of the travellers",
            )
        else:
            heard.set_defaults(word="", state="arrived")
        heard.add_argument("--at", default="", help="local time such as 14:05, with or without a date (default: now)")
        heard.add_argument("--by", default="", help="name of the person who received the check-in")
        heard.add_argument("--channel", default="", help="channel: phone, sms or radio")
        heard.add_argument("--text", default="", help="message of the travellers")
        heard.add_argument("--position", default="", help="position of the travellers")


def _board(vault: Vault, options: argparse.Namespace) -> CommandResult:
    clock.keep_steady_time(vault)
    shown = board(vault)
    code = 1 if options.wait_for_nobody and (shown.missed or shown.unwatched) else 0
    return CommandResult({"ok": True, **document(shown)}, code, _warnings(shown))


def _warnings(shown: Board) -> list[str]:
    said = []
    if shown.set_by:
        how = "ahead of" if shown.set_by > 0 else "behind"
        minutes = abs(shown.set_by) // 60
        said.append(f"the clock of this computer is {minutes} minutes {how} the time that really passed. The board"
                    " uses that time. If the clock is correct: amparo checkin clock-is-right")  # fmt: skip
    if shown.unwatched:
        said.append("no one is watching, and a group is travelling")
    for row in shown.rows:
        said += [f"{row.record.ref}: {text} is not readable and is not used" for text in row.wrong]
    return said


def document(shown: Board) -> dict[str, object]:
    """Return the board as a document; times are local to the travellers, `now` is UTC."""
    now = datetime.fromtimestamp(shown.now, UTC).strftime("%Y-%m-%dT%H:%MZ")
    watch = [{"name": one.name, "since": local_minute(one.since, None)} for one in shown.watchers]
    return {"now": now, "out": len(shown.out), "missed": len(shown.missed), "watch": watch,
            "nobody_at_the_base": shown.unwatched, "parties": [_party(row) for row in shown.rows]}  # fmt: skip


def _party(row: BoardRow) -> dict[str, object]:
    party, zone = row.party, row.party.plan.zone
    document: dict[str, object] = {
        "id": row.key, "ref": row.record.ref, "party": str(row.record.fields["title"]), "standing": party.standing,
        "local_time": local_minute(party.now, zone), "zone": party.plan.zone_name, "minutes": party.minutes,
    }  # fmt: skip
    if party.next is not None:
        document["due"] = local_minute(party.next.at, zone)
        if party.next.moved:
            document["without_signal_until"] = local_minute(party.next.at, zone)
    if party.last is not None:
        document["heard"] = {
            "when": local_minute(party.last.at, zone),
            "state": party.last.state,
            "text": party.last.text,
        }
    if party.alarm is not None:
        document["missed"] = [local_minute(due.at, zone) for due in party.missed]
        document["ladder"] = [_rung(row, number, rung) for number, rung in enumerate(party.ladder, 1)]
    return document


def _rung(row: BoardRow, number: int, rung: EscalationStepStatus) -> dict[str, object]:
    zone, record, current = row.party.plan.zone, row.steps[rung.step.key], row.party.current
    return {
        "step": number, "ref": record.ref, "kind": record.fields.get("kind", ""), "what": record.fields.get("what", ""),
        "when": local_minute(rung.at, zone), "did": rung.did, "now": current is not None and current.step == rung.step,
        "log": [{"when": local_minute(one.at, zone), "by": one.by, "action": one.action, "text": one.text}
                for one in rung.entries],
    }  # fmt: skip


def _said(record: Record) -> CommandResult:
    return make_answer(id=record.id.hex(), ref=record.ref, kind=record.kind, fields=dict(record.fields))


def _heard(vault: Vault, options: argparse.Namespace) -> CommandResult:
    word = sys.stdin.readline().strip() if options.word == "-" else options.word
    record, _ = checkins.record_checkin(
        vault, options.plan, word=word, state=options.state, at=options.at, by=options.by,
        channel=options.channel, text=options.text, position=options.position,
    )  # fmt: skip
    return _said(record)


def _step(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record, _ = checkins.step(vault, options.plan, options.step, options.by, did=options.did, text=options.text)
    return _said(record)


def _stand_down(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return _said(checkins.stand_down(vault, options.plan, options.by, text=options.text)[0])


def _turn(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record, _ = checkins.turn(vault, options.action, options.by, to=options.to, text=options.text)
    return make_answer(
        id=record.id.hex(), **{key: value for key, value in document(board(vault)).items() if key != "parties"}
    )


def _travel(vault: Vault, options: argparse.Namespace) -> CommandResult:
    checkins.travel(vault, options.plan, not options.off)
    return make_answer(travels=not options.off)


def _copy(vault: Vault, options: argparse.Namespace) -> CommandResult:
    path = Path(options.file)
    made = base_copy.make(vault, options.plan)
    register.save(vault, register.paint(path, made))
    return CommandResult({"ok": True, "file": str(path)}, 0, [base_copy.CONSEQUENCE])


def _calls(vault: Vault, options: argparse.Namespace) -> CommandResult:
    checkin_urgency.set_calls(vault, not options.off)
    return make_answer(calls=not options.off)


def _clock(vault: Vault, options: argparse.Namespace) -> CommandResult:
    clock.clock_is_right(vault)
    return make_answer()
