"""Verbs of networks of people: coverage, match, seats, decisions, isolated, channel, directory."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.actions.field import network_coverage
from app.actions.field.network_coverage import CoveredTimes, Whole
from app.actions.kernel import clock
from app.actions.kernel.records import record_of
from app.actions.papers import directory, paper_makers, register
from app.actions.release import leak_check
from app.cli.command import add_group, verb
from app.cli.leak_options import leak_options, names_for_check, read_answers
from app.cli.output import CommandResult, make_answer, row
from app.domain.coverage import say_minute
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    covered = verb(verbs, common, "coverage", _coverage, "show where and when members of a network can act")
    covered.add_argument("id", help="ID of the network")
    covered.add_argument("--hours", action="store_true", help="also show coverage by hour, and by kind of place")
    match = verb(verbs, common, "match", _match, "match offers of support with requests")
    step = match.add_mutually_exclusive_group()
    step.add_argument("--together", metavar="ID", nargs=2, help="record a match of an offer and a request")
    step.add_argument("--apart", metavar="ID", nargs=2, help="record a refusal of an offer and a request")
    step.add_argument("--for", metavar="ID", dest="of", default="",
                      help="only those of an offer or a request, or the places to stay for a relocation")  # fmt: skip
    seats = verb(verbs, common, "seats", _seats, "list seats and their problems")
    seats.add_argument("id", nargs="?", default="", help="ID of a network or a body (default: all)")
    decisions = verb(verbs, common, "decisions", _decisions, "list decisions and late tasks")
    decisions.add_argument("id", nargs="?", default="", help="ID of a network, a body or a meeting (default: all)")
    verb(verbs, common, "isolated", _isolated, "list defenders without a member in reach")
    channels = add_group(verbs, "channel", "channels of a contact")
    test = verb(channels, common, "test", _test, "record a channel test of today")
    test.add_argument("contact", help="ID of the contact")
    test.add_argument("--channel", required=True, help="number or short code of the channel")
    test.add_argument("--result", required=True, help="result: works, slow or fails")
    books = add_group(verbs, "directory", "directories by consent")
    verb(books, common, "list", _audiences, "list the possible audiences")
    make = verb(books, common, "make", _directory, "write the directory for an audience to a file outside the vault")
    make.add_argument("file", metavar="FILE", help="new file that ends with .html, .txt, .csv or .vcf")
    make.add_argument("--for", dest="audience", metavar="AUDIENCE", required=True, help="audience of the directory")
    leak_options(make)


def _coverage(vault: Vault, options: argparse.Namespace) -> CommandResult:
    network = record_of(vault, options.id)
    if network.kind != "network":
        raise InputRefused(Phrase("{ref} is not a network.", ref=network.ref))
    seen = Whole(vault)
    day = clock.today(vault).toordinal()
    found = network_coverage.compute_coverage(seen, network, day)
    names = {one.id: _names(seen.linked(one, "member")) for one in seen.parts(network, "membership", "network")}
    rows = [
        {"district": district, "members": [names[id_] for id_ in who],
         "partly": [names[id_] for id_ in found.partly.get(district, ())]} for district, who in found.districts
    ]  # fmt: skip
    unplaced = [names[id_] for id_ in found.unplaced]
    more = _times(network_coverage.cover_times(seen, network, day), names) if options.hours else {}
    return make_answer(
        gaps=list(found.gaps), districts=rows, without_district=unplaced, beyond=list(found.beyond), **more
    )


def _times(found: CoveredTimes, names: Mapping[bytes, str]) -> dict[str, object]:
    hours = [
        {"days": list(row.days), "from": say_minute(row.start), "to": say_minute(row.end),
         "members": [names[id_] for id_ in row.who], "night": row.is_night} for row in found.hours
    ]  # fmt: skip
    access = {kind: [names[id_] for id_ in who] for kind, who in found.places.items()}
    return {"hours": hours, "nobody": [row for row in hours if not row["members"]],
            "without_hours": [names[id_] for id_ in found.unknown], "access": access}  # fmt: skip


def _names(found: list[Record]) -> str:
    return ", ".join(record.title for record in found)


def _match(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.together:
        network_coverage.bring_together(vault, *options.together)
    if options.apart:
        network_coverage.keep_apart(vault, *options.apart)
    seen = Whole(vault)
    refs = {one.id: one.ref for one in seen.of_kind("offer")}
    asked = record_of(vault, options.of) if options.of else None
    if asked is not None and asked.kind == "relocation":
        refs[asked.id] = asked.ref
        found = network_coverage.find_hosts(vault, asked)
    else:
        every = network_coverage.find_matches(seen, clock.today(vault).toordinal())
        found = tuple(one for one in every if asked is None or asked.id in (one.offer.id, one.request.id))
    rows = [
        {"offer": refs[match.offer.id], "request": refs[match.request.id], "kinds": list(match.kinds),
         "areas": list(match.areas), "languages": list(match.languages), "missing": list(match.missing),
         "urgent": match.urgent}
        for match in found
    ]  # fmt: skip
    return make_answer(matches=rows)


def _seats(vault: Vault, options: argparse.Namespace) -> CommandResult:
    seen, day = Whole(vault), clock.today(vault).toordinal()
    bodies = network_coverage.bodies(vault, options.id)
    rows = [
        {**row(seat), "body": body.ref, "wrong": list(wrong)}
        for body, seat, wrong in network_coverage.seat_rows(seen, bodies, day)
    ]
    return make_answer(total=len(rows), seats=rows)


def _decisions(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = network_coverage.list_decisions(vault, options.id)
    rows = [{**row(record), "wrong": list(wrong)} for record, wrong in found]
    return make_answer(total=len(rows), decisions=rows)


def _isolated(vault: Vault, _: argparse.Namespace) -> CommandResult:
    seen = Whole(vault)
    apart = network_coverage.find_uncovered_defenders(seen, clock.today(vault).toordinal())
    abroad = [
        {**row(person), "looked_after_by": [one.title for one in carers]}
        for person, carers in network_coverage.foreign(seen)
    ]
    return make_answer(
        isolated=list(map(row, apart.isolated)), without_region=list(map(row, apart.unknown)), from_abroad=abroad
    )


def _test(vault: Vault, options: argparse.Namespace) -> CommandResult:
    channel, _ = network_coverage.channel_tried(vault, options.contact, options.channel, options.result)
    return make_answer(**row(channel))


def _audiences(vault: Vault, _: argparse.Namespace) -> CommandResult:
    return make_answer(audiences=list(directory.audiences(vault)))


def _directory(vault: Vault, options: argparse.Namespace) -> CommandResult:
    path = Path(options.file)
    form = path.suffix.lstrip(".").lower()
    name = "directory-cards" if form == "vcf" else "directory"
    answers = read_answers(vault, options, options.audience, name)
    with names_for_check(vault, options):
        made = paper_makers.make(vault, name, [], options.audience, answers=answers)
    register.save(vault, register.paint(path, made))
    leak_check.remember_answers(vault, made.leaks)
    warning = "This file is outside the vault. All people who have the disk can read it."
    return CommandResult({"ok": True, "file": str(path), "warnings": [warning]}, 0, (warning,))
