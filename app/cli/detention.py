"""Verbs of detained people: the list on a day, the check of one detention, and time limits of the law."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from app.actions.detention import disappearance, register, time_limits
from app.actions.detention.register import HeldPerson
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.detention_rules import Whereabouts
from app.domain.intervals import Interval
from app.domain.legal_limits import Limit, LimitState
from app.domain.moment import OPEN_END
from app.domain.record import Record
from app.store.vault.open_vault import Vault

T = TypeVar("T")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `detained`, `detention check`, `detention disappearance` and `detention limits`."""
    held = verb(verbs, common, "detained", _detained, "list the people in detention on a day")
    held.add_argument("--on", metavar="DATE", default="", help="day such as 2026-03-10 (default: today)")
    held.add_argument("--place", metavar="P", default="", help="only at this place: id, code, or a part of its name")
    group = add_group(verbs, "detention", "one detention")
    check = verb(group, common, "check", _check, "check one detention: stays, gaps, access and time limits")
    check.add_argument("id", metavar="ID", help="detention")
    check.add_argument("--on", metavar="DATE", default="", help="day of the answer (default: today)")
    gone = verb(group, common, "disappearance", _disappearance, "record a denied detention as a disappearance")
    gone.add_argument("id", metavar="ID", help="detention with a secret place, or that the authority denies")
    gone.add_argument("--incident", metavar="ID", default="", help="incident of the new act (default: of the arrest)")
    limits = verb(group, common, "limits", _limits, "list or load the time limits of a country")
    limits.add_argument("country", metavar="COUNTRY", nargs="?", default="", help="country code, or any for all")
    limits.add_argument("--load", metavar="FILE", type=Path, help="JSON file with your own limits for the country")


def _day(ordinal: int) -> str:
    return "" if ordinal >= OPEN_END else date.fromordinal(ordinal).isoformat()


def _detained(vault: Vault, options: argparse.Namespace) -> CommandResult:
    day = register.read_day(vault, options.on)
    rows, count = register.list_held(vault, day, options.place)
    return make_answer(on=day.isoformat(), count=count, detained=[_row(one) for one in rows])


def _row(one: HeldPerson) -> dict[str, object]:
    person = one.person
    return {
        "detention": one.detention.ref, "person": person.title if person else "",
        "sex": person.fields.get("sex", "") if person else "", "under_18": bool(person and register.is_child(person)),
        **_where(one.where, lambda id_: one.stays[id_].title),
        "last_seen": one.seen, "days_unseen": one.unseen,
    }  # fmt: skip


def _where(where: Whereabouts[T], title: Callable[[T], str]) -> dict[str, object]:
    last = title(where.last.what) if where.last else ""
    return {
        "state": where.held.value, "at": [title(one.what) for one in where.at], "doubt": where.doubt,
        "since": _day(where.since) if where.since else "", "came_from": last if where.came else "",
        "last_at": "" if where.at else last, "days": where.days,
    }  # fmt: skip


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = register.check(vault, options.id, register.read_day(vault, options.on))
    stays, today = found.episode.stays, register.read_day(vault).toordinal()
    return make_answer(
        ref=found.detention.ref, person=found.person.title if found.person else "",
        **_where(found.where, lambda one: one.title),
        transfers=max(0, len(stays) - 1), stays=[_stay(one) for one in stays],
        gaps=[{"from": _day(gap.before.end[1]), "to": _day(gap.after.start[0]), "days": gap.least,
               "days_at_most": gap.most} for gap in found.episode.gaps],
        may_overlap=[[one.what.ref, other.what.ref] for one, other, _ in found.episode.doubtful],
        outside=[one.what.ref for one in found.episode.outside],
        detentions=1 + len(found.others), overlapping=[one.ref for one in found.overlapping],
        release_day_missing=found.end_missing, limits=[_limit_state(one) for one in found.limits],
        access=[_access(one, today) for one in found.access],
    )  # fmt: skip


def _disappearance(vault: Vault, options: argparse.Namespace) -> CommandResult:
    act, _ = disappearance.record(vault, options.id, options.incident)
    return make_answer(**row(act))


def _stay(one: Interval[Record]) -> dict[str, object]:
    record = one.what
    return {"ref": record.ref, "title": record.title, "from": record.fields.get("date_start", ""),
            "to": record.fields.get("date_end", "")}  # fmt: skip


def _access(one: Record, today: int) -> dict[str, object]:
    names = ("kind", "asked_on", "answer", "answered_on", "held_on")
    told = {name: one.fields[name] for name in names if name in one.fields}
    return {"ref": one.ref, **told, "days_waiting": register.count_waiting_days(one, today) or 0}


def _limit_state(one: LimitState[Record]) -> dict[str, object]:
    return {
        "limit": one.limit.say("en"), "state": one.running.value, "from": one.since, "due": one.due, "met": one.met,
        "days_late": max(0, one.late), "start_unsure": one.unsure, "source": one.limit.say_source("en"),
        "check_by": one.limit.check_by, "checked": one.checked,
    }  # fmt: skip


def _limits(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.load:
        time_limits.load_limits(vault, options.country or time_limits.ANY, options.load.expanduser())
    return make_answer(limits=[_limit(one) for one in time_limits.list_limits(vault, options.country)])


def _limit(one: Limit) -> dict[str, object]:
    return {"id": one.id, "country": one.country, "limit": one.say("en"), "from": one.starts, "length": one.length,
            "unit": one.unit, "until": list(one.until), "source": one.say_source("en"),
            "check_by": one.check_by}  # fmt: skip
