"""Verbs of accompaniment: the signed daily log, the roster, the monthly counts, and the handover."""

import argparse
from datetime import date
from typing import Any

from app.actions.field import accompaniments, daily_log
from app.actions.field.daily_log import LogEntryView
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.accompaniment_rules import HANDOVER
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `log …` and `accompaniment …`."""
    log = add_group(verbs, "log", "signed daily logs", named=True)
    write = verb(log, common, "write", _write, "write a new log entry, signed by this vault")
    write.add_argument("of", metavar="ID", help="ID of the accompaniment or the mission")
    write.add_argument("kind", metavar="KIND", help="code of log_kind, for example physical, phone or meeting")
    write.add_argument("text", metavar="TEXT", help="description of the event")
    write.add_argument("--at", metavar="WHEN", help="date and time of the event (default: now)")
    write.add_argument("--by", metavar="NAME", help="author (default: the name on your card)")
    write.add_argument("--counterpart", metavar="CODE", help="counterpart of a meeting, for example civil or embassy")
    write.add_argument("--risk", metavar="LEVEL", help="risk level: none, low, elevated, high or imminent")
    write.add_argument("--open-risks", metavar="TEXT", help="open risks that the next team must know")
    write.add_argument("--corrects", metavar="ID", help="ID of the earlier entry that this entry corrects")
    write.add_argument("--follows", metavar="ID", help="ID of the earlier entry whose outcome this entry records")
    verb(log, common, "show", _show, "show all entries and their signers").add_argument(
        "of", metavar="ID", help="ID of the accompaniment or the mission"
    )
    verb(log, common, "check", _check, "check the signatures and the order of the entries").add_argument(
        "of", metavar="ID", help="ID of the accompaniment or the mission"
    )
    _accompaniments(verbs, common)


def _accompaniments(verbs: Any, common: argparse.ArgumentParser) -> None:
    group = add_group(verbs, "accompaniment", "accompaniments: requirements, duty roster, statistics", named=True)
    verb(group, common, "show", _state, "show missing requirements and open risks").add_argument(
        "id", help="ID of the accompaniment"
    )
    roster = verb(group, common, "roster", _roster, "show the duty roster, gaps and double bookings")
    roster.add_argument("id", help="ID of the accompaniment")
    roster.add_argument("--from", dest="first", metavar="DATE", default="", help="first day (default: today)")
    roster.add_argument("--days", metavar="N", type=int, default=14, help="number of days")
    package = verb(group, common, "package", _package, "count the entries of the log")
    package.add_argument("ids", metavar="ID", nargs="+", help="ID of an accompaniment")
    package.add_argument("--month", metavar="YYYY-MM", help="month to count (default: all months)")
    package.add_argument("--by-sex", action="store_true", help="count accompanied people by sex")
    handover = verb(group, common, "handover", _handover, "show all open risks for the next team")
    handover.add_argument("id", help="ID of the accompaniment")
    handover.add_argument("--write", metavar="TEXT", help="write the handover with this text into the log")
    handover.add_argument("--by", metavar="NAME", default="", help="author (default: the name on your card)")


def _write(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = {
        "kind": options.kind, "situation": options.text, "at": options.at, "author": options.by,
        "counterpart": options.counterpart, "risk_level": options.risk, "open_risks": options.open_risks,
        "corrects": options.corrects, "follows": options.follows,
    }  # fmt: skip
    if options.kind == HANDOVER and not options.corrects:
        also = options.open_risks or ""
        return make_answer(**row(accompaniments.hand_over(vault, options.of, options.text, options.by or "", also)[0]))
    record, _ = daily_log.write(vault, options.of, given)
    return make_answer(**row(record))


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(entries=[_line(line) for line in daily_log.lines(vault, options.of)])


def _line(line: LogEntryView) -> dict[str, object]:
    fields = {name: value for name, value in line.record.fields.items() if name != "signature"}
    return {
        "entry": line.record.ref, **fields, "signed_by": line.signer, "trouble": line.trouble,
        "corrected_by": [later.ref for later in line.corrected_by],
    }  # fmt: skip


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = daily_log.check(vault, options.of)
    signers: dict[str, int] = {}
    for line in found.lines:
        if not line.trouble:
            signers[line.signer] = signers.get(line.signer, 0) + 1
    breaks = [{"entry": ref, "why": why} for ref, why in found.breaks]
    whole = make_answer(entries=len(found.lines), signed=signers, breaks=breaks)
    return CommandResult(whole.document, 6 if breaks else 0)


def _state(vault: Vault, options: argparse.Namespace) -> CommandResult:
    shown = accompaniments.show(vault, options.id)
    return make_answer(**row(shown.record), missing=list(shown.missing), **_risks(shown))


def _risks(shown: accompaniments.Accompaniment) -> dict[str, object]:
    rows = [{"in": one.record.ref, "when": one.when, "risk": one.text or one.record.title} for one in shown.open_risks]
    return {"open_risks": rows}


def _roster(vault: Vault, options: argparse.Namespace) -> CommandResult:
    days, names = accompaniments.roster_of(vault, options.id, options.first, options.days)
    rows = [
        {
            "day": date.fromordinal(day.day).isoformat(),
            "stands": [
                {"from": _clock(one.start), "until": _clock(one.end), "who": [names[who] for who in one.shift.who]}
                for one in day.stands
            ],
            "gaps": [f"{_clock(start)}-{_clock(end)}" for start, end in day.gaps],
            "twice": [names[who] for who in day.twice],
        }
        for day in days
    ]
    return make_answer(days=rows)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _package(vault: Vault, options: argparse.Namespace) -> CommandResult:
    counted = accompaniments.package(vault, options.ids, options.month)
    by_sex = {"by_sex": {kind: dict(row) for kind, row in counted.sexes.items()}} if options.by_sex else {}
    return make_answer(
        total=counted.total, **counted.kinds, meetings_with=dict(counted.counterparts), places=dict(counted.places),
        **by_sex,
    )  # fmt: skip


def _handover(vault: Vault, options: argparse.Namespace) -> CommandResult:
    shown = accompaniments.show(vault, options.id)
    if options.write is None:
        return make_answer(missing=list(shown.missing), **_risks(shown))
    record, _ = accompaniments.hand_over(vault, options.id, options.write, options.by)
    return make_answer(entry=record.ref, **_risks(shown))
