"""Verbs of early warning: levels, the replay of an indicator, and alerts with their contact tree."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.actions.field import alerts, warning
from app.actions.field.alerts import AlertContact
from app.cli.command import add_group, verb
from app.cli.leak_options import leak_options, names_for_check, read_answers
from app.cli.output import CommandResult, make_answer, row
from app.domain.moment import parse_moment
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `warning levels`, `warning replay`, `warning promote` and the verbs of `alert`."""
    group = add_group(verbs, "warning", "warning levels of areas")
    levels = verb(group, common, "levels", _levels, "show the level of each area and its rules")
    levels.add_argument("--on", metavar="DATE", default="", help="day of the levels (default: today)")
    replay = verb(group, common, "replay", _replay, "list the level changes of an indicator")
    replay.add_argument("id", metavar="INDICATOR", help="ID of the indicator")
    promote = verb(group, common, "promote", _promote, "create an incident from an observation")
    promote.add_argument("id", metavar="OBSERVATION", help="ID of the observation")
    _add_alert(add_group(verbs, "alert", "alerts"), common)


def _add_alert(group: Any, common: argparse.ArgumentParser) -> None:
    about = {
        "raise": (_raise, "raise an alert from the level of an area"), "end": (_end, "end an alert"),
        "tree": (_tree, "show the contact tree"),
        "send": (_send, "send the encrypted alert"), "test": (_test, "send a test message"),
        "tried": (_tried, "record the result of a manual call"),
    }  # fmt: skip
    made = {name: verb(group, common, name, run, told) for name, (run, told) in about.items()}
    for name in about:
        of = {"raise": "area", "tried": "contact"}.get(name, "alert")
        made[name].add_argument("id", metavar="ID" if of == "alert" else of.upper(), help=f"ID of the {of}")
    for name in ("title", "groups", "actions"):
        made["raise"].add_argument(f"--{name}", default="", help="replace the prefilled text")
    leak_options(made["send"])
    made["end"].add_argument("--reason", default="", help="text after the reason of the alert")
    made["tried"].add_argument("result", choices=("reached", "failed"), help="result of the call")


def _levels(vault: Vault, options: argparse.Namespace) -> CommandResult:
    day = _day(options.on) if options.on else None
    return make_answer(levels=[
        {"area": one.area, "level": one.level, "by": [_standing(vault, standing) for standing in one.standings]}
        for one in warning.levels(vault, day)
    ])  # fmt: skip


def _day(text: str) -> int:
    try:
        return parse_moment(text).last_day
    except ValueError as wrong:
        raise InputRefused(Phrase("{text} is not a day.", text=text), Phrase.of(wrong)) from None


def _standing(vault: Vault, one: warning.IndicatorResult) -> dict[str, object]:
    label = vault.words["threat_level"].label(one.rule.level, "en")
    return {
        "indicator": one.indicator.ref, "watched": one.indicator.title, "rule": one.rule.sentence(label),
        "level": one.level, "from": _written(one.since), "counted": one.counted, "seen": one.seen,
    }  # fmt: skip


def _written(day: int | None) -> str:
    return date.fromordinal(day).isoformat() if day else ""


def _replay(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rule, changes, found = warning.replay(vault, options.id)
    label = vault.words["threat_level"].label(rule.level, "en")
    return make_answer(
        rule=rule.sentence(label),
        areas=[
            {"area": area, "changes": [{"day": _written(one.day), "level": one.level} for one in days]}
            for area, days in changes.items()
        ],
        observations=[{**row(one.record), "counts": rule.counts(one.seen)} for one in found],
    )


def _promote(vault: Vault, options: argparse.Namespace) -> CommandResult:
    event, _ = warning.promote(vault, options.id)
    return make_answer(id=event.id.hex(), ref=event.ref)


def _raise(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = {name: getattr(options, name) for name in ("title", "groups", "actions") if getattr(options, name)}
    made, _ = alerts.raise_(vault, options.id, given)
    return make_answer(**row(made))


def _end(vault: Vault, options: argparse.Namespace) -> CommandResult:
    alerts.end(vault, options.id, options.reason)
    return make_answer()


def _tree(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = alerts.tree(vault, options.id)
    return make_answer(members=_members(vault, found.members), gaps=_members(vault, found.gaps))


def _members(vault: Vault, members: Sequence[AlertContact]) -> list[dict[str, object]]:
    return [
        {
            "contact": one.contact.ref, "name": one.contact.title, "acts_in": one.where, "sealed": one.sealed,
            "channel": one.channel.title if one.channel is not None else "", "test": one.answer,
        }
        for one in members
    ]  # fmt: skip


def _send(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with names_for_check(vault, options):
        by_hand, _ = alerts.send(vault, options.id, read_answers(vault, options, alerts.PROFILE, "alert", [options.id]))
    return make_answer(by_hand=_members(vault, by_hand))


def _test(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made, by_hand, _ = alerts.test(vault, options.id)
    return make_answer(test=made.ref, by_hand=_members(vault, by_hand))


def _tried(vault: Vault, options: argparse.Namespace) -> CommandResult:
    channel, _ = alerts.store_channel_test(vault, options.id, options.result == "reached")
    return make_answer(**row(channel))
